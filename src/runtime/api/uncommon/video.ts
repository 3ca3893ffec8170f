/** Decoding videos frame by frame (`createVideoDecoder`) and merging tracks into one file (`createMediaContainer`). */
import type { DecodeNotice } from "../../services/video.ts";
import type { ServiceAnswer } from "../../services/index.ts";
import { dataOf } from "../areas/file.ts";
import { resolveFrom } from "../areas/ui.ts";
import { callAsync } from "../call.ts";
import { ApiFailure, real } from "../definition.ts";
import type { AreaContext, Options } from "../definition.ts";
import { extensionOfType, typeByExtension } from "../file/media-type.ts";
import { createListeners } from "../listeners.ts";
import type { Listeners } from "../listeners.ts";
import { isRecord, number, text } from "../parameters.ts";

const decoderEvents = ["start", "stop", "seek", "bufferchange", "ended"];

/** A frame as WeChat's decoder returns it; times are in milliseconds. */
interface DecodedFrame {
  readonly data: ArrayBuffer;
  readonly width: number;
  readonly height: number;
  readonly pkPts: number;
  readonly pkDts: number;
}

/** @param decoder number of this decoder in calls to the host */
export function createVideoDecoder(decoder: number, context: AreaContext): object {
  const { link, report } = context;
  const events = new Map<string, Listeners>(
    decoderEvents.map((name) => [name, createListeners((error) => report(error, `${name} listener of VideoDecoder`))]),
  );
  const emit = (name: string, detail: object = {}): void => events.get(name)?.emit(detail);
  let frames: DecodedFrame[] = [];
  let source: { readonly data: ArrayBuffer; readonly type: string } | undefined;
  let running: ServiceAnswer<void> | undefined;
  const end = (): void => {
    running?.abort();
    running = undefined;
    frames = [];
  };
  /** Starts decoding at `position` seconds. Resolves with the video's measures as soon as they are known. */
  const decode = (position: number): Promise<Options> => {
    end();
    if (!source) throw new ApiFailure("decoder is not started");
    const { data, type } = source;
    return new Promise((resolve, reject) => {
      const receive = (notice: DecodeNotice): void => {
        if (!("frame" in notice)) return resolve({ ...notice });
        const { time, ...frame } = notice.frame;
        const milliseconds = Math.round(time * 1000);
        frames.push({ ...frame, pkPts: milliseconds, pkDts: milliseconds });
        emit("bufferchange");
      };
      const answer = link.call("video.decode", { decoder, data, type, position }, (notice) =>
        receive(notice as DecodeNotice),
      );
      running = answer;
      answer.then(
        () => running === answer && emit("ended"),
        (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
      );
    });
  };
  const method = (name: string, run: (options: Options) => unknown) => (options?: unknown) =>
    callAsync(real(`VideoDecoder.${name}`, {}, run), report, options);
  return {
    on: (event: unknown, listener: unknown) => events.get(text(event))?.on(listener),
    off: (event: unknown, listener?: unknown) => events.get(text(event))?.off(listener),
    start: method("start", async (options) => {
      source = await sourceOf(text(options["source"]), context);
      const measures = await decode(0);
      emit("start", measures);
      return measures;
    }),
    /** @param position in milliseconds */
    seek: (position: unknown) =>
      method("seek", async () => {
        await decode(number(position, 0) / 1000);
        emit("seek", { position });
      })(),
    stop: method("stop", () => {
      end();
      emit("stop");
    }),
    remove: method("remove", () => {
      end();
      source = undefined;
    }),
    getFrameData() {
      const next = frames.shift();
      if (next) link.call("video.taken", { decoder }).catch(() => undefined);
      return next ?? null;
    },
  };
}

/** The bytes of one of the app's files, or of a network URL, which counts as a download. */
async function sourceOf(source: string, context: AreaContext): Promise<{ data: ArrayBuffer; type: string }> {
  const type = typeByExtension(source);
  if (!/^https?:\/\/(?!(usr|tmp|store)(\/|_))/i.test(source)) {
    return { data: await dataOf(resolveFrom("", source), context), type };
  }
  const { data } = await context.link.call("network.request", {
    kind: "download",
    url: source,
    method: "GET",
    header: {},
    timeout: 60_000,
    chunked: false,
    redirect: "follow",
  });
  return { data, type };
}

interface Track {
  readonly kind: "audio" | "video";
  /** Milliseconds. */
  readonly duration: number;
  volume: number;
}

export function createMediaContainer(context: AreaContext): object {
  const { link, files, report } = context;
  const sources = new WeakMap<object, { readonly data: ArrayBuffer; readonly type: string }>();
  let tracks: Track[] = [];
  const extract = real("extractDataSource", { source: "String" }, async ({ source }) => {
    const path = text(source);
    const one = { data: await dataOf(path, context), type: typeByExtension(path) };
    const { duration } = await link.call("media.videoInfo", one);
    const both = (["video", "audio"] as const).map((kind): Track => ({ kind, duration: duration * 1000, volume: 1 }));
    for (const track of both) sources.set(track, one);
    return { tracks: both };
  });
  const merge = real("export", {}, async () => {
    const of = (kind: Track["kind"]) =>
      tracks
        .filter((track) => track.kind === kind)
        .map((track) => Object.assign(sourceOfTrack(track), { volume: track.volume }));
    const [picture] = of("video");
    const sounds = of("audio");
    if (!picture && sounds.length === 0) throw new ApiFailure("no track");
    const { data, type } = await link.call("video.merge", { ...(picture ? { picture } : {}), sounds });
    return { tempFilePath: files.addTemporary(new Uint8Array(data), extensionOfType(type) || ".webm") };
  });
  const sourceOfTrack = (track: Track) => {
    const found = sources.get(track);
    if (!found) throw new ApiFailure("track is not from extractDataSource");
    return { ...found };
  };
  return {
    extractDataSource: (options?: unknown) => callAsync(extract, report, options),
    addTrack(track: unknown) {
      if (isRecord(track) && !tracks.includes(track as unknown as Track)) tracks.push(track as unknown as Track);
    },
    removeTrack(track: unknown) {
      tracks = tracks.filter((one) => one !== track);
    },
    export: (options?: unknown) => callAsync(merge, report, options),
    destroy() {
      tracks = [];
    },
  };
}
