/** Decodes and merges videos with the browser's own player and recorder. */
import { ServiceError } from "../../services/index.ts";
import type { DecodeVideo, MergeTracks, MergedTrack } from "../../services/video.ts";
import type { CallContext, ServiceArea } from "./contract.ts";

/** Milliseconds. */
const maxResumeMs = 1000;

/** Limit of frames in transit or waiting in the Worker; a single frame takes megabytes. */
const maxQueued = 4;

export function createVideoServices(): ServiceArea {
  /** Called when the Worker has taken a frame, by decoder. */
  const decoders = new Map<number, () => void>();
  const end = new AbortController();
  return {
    handlers: {
      "video.decode": (argument, call) => decode(argument, call, decoders, end.signal),
      "video.taken": ({ decoder }) => decoders.get(decoder)?.(),
      "video.merge": (argument, call) => merge(argument, either(call.signal, end.signal)),
    },
    close: () => end.abort(),
  };
}

/** Plays the video muted and sends its frames; pauses while the Worker is behind. */
async function decode(
  { decoder, data, type, position }: DecodeVideo,
  { notice, signal }: CallContext,
  decoders: Map<number, () => void>,
  ended: AbortSignal,
): Promise<void> {
  if (!("requestVideoFrameCallback" in HTMLVideoElement.prototype))
    throw new ServiceError("not supported in this browser");
  const { element: video, release } = await openMedia("video", { data, type });
  const canvas = document.createElement("canvas");
  const width = (canvas.width = Math.max(1, video.videoWidth));
  const height = (canvas.height = Math.max(1, video.videoHeight));
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  let waiting = 0;
  const play = (): void => void video.play().catch(() => undefined);
  const show = (_now: number, { mediaTime }: { readonly mediaTime: number }): void => {
    drawing?.drawImage(video, 0, 0, width, height);
    const pixels = drawing?.getImageData(0, 0, width, height).data;
    if (pixels) notice({ frame: { data: pixels.buffer, width, height, time: mediaTime } });
    if (++waiting >= maxQueued) video.pause();
    video.requestVideoFrameCallback(show);
  };
  const taken = (): void => {
    if (--waiting === maxQueued - 1 && !video.ended) play();
  };
  video.muted = true;
  video.currentTime = position;
  decoders.set(decoder, taken);
  notice({ width, height });
  video.requestVideoFrameCallback(show);
  try {
    await new Promise<void>((resolve, reject) => {
      const give = (): void => reject(new ServiceError("abort"));
      video.addEventListener("ended", () => resolve());
      video.addEventListener("error", () => reject(new ServiceError("the video cannot be decoded")));
      signal.addEventListener("abort", give);
      ended.addEventListener("abort", give);
      play();
    });
  } finally {
    if (decoders.get(decoder) === taken) decoders.delete(decoder);
    release();
  }
}

/** Plays the tracks and records the combined stream. Needs `captureStream`, which not every browser has. */
async function merge(
  { picture, sounds }: MergeTracks,
  signal: AbortSignal,
): Promise<{ data: ArrayBuffer; type: string }> {
  const audio = new AudioContext();
  // Without a recent tap, a browser leaves the context suspended, and does not say so.
  if (sounds.length > 0) {
    await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, maxResumeMs))]);
    if (audio.state !== "running") {
      void audio.close();
      throw new ServiceError("the browser starts sound only after a tap");
    }
  }
  const mixed = audio.createMediaStreamDestination();
  const opened = await Promise.all([
    ...(picture ? [openMedia("video", picture)] : []),
    ...sounds.map((sound) => openMedia("video", sound)),
  ]);
  const players = opened.map(({ element }) => element);
  const first = players[0] as HTMLVideoElement;
  try {
    const stream = new MediaStream(sounds.length > 0 ? mixed.stream.getTracks() : []);
    for (const [at, { volume }] of sounds.entries()) {
      const gain = audio.createGain();
      gain.gain.value = volume;
      audio
        .createMediaElementSource(players[picture ? at + 1 : at] as HTMLVideoElement)
        .connect(gain)
        .connect(mixed);
    }
    if (picture) {
      first.muted = true;
      const { captureStream } = first as HTMLVideoElement & { captureStream?: () => MediaStream };
      if (!captureStream) throw new ServiceError("not supported in this browser");
      for (const track of captureStream.call(first).getVideoTracks()) stream.addTrack(track);
    }
    return await record(stream, players, signal);
  } finally {
    for (const { release } of opened) release();
    void audio.close();
  }
}

async function record(stream: MediaStream, players: readonly HTMLVideoElement[], signal: AbortSignal) {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  const stopped = new Promise<void>((resolve) => recorder.addEventListener("stop", () => resolve()));
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const finish = (): void => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  // The first track decides the length.
  players[0]?.addEventListener("ended", finish);
  signal.addEventListener("abort", finish);
  recorder.start();
  await Promise.all(players.map((player) => player.play()));
  await stopped;
  if (signal.aborted) throw new ServiceError("abort");
  const blob = new Blob(parts, { type: recorder.mimeType });
  return { data: await blob.arrayBuffer(), type: blob.type };
}

/** `AbortSignal.any`, which Safari has since 17.4. */
function either(...signals: readonly AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) first.abort();
    signal.addEventListener("abort", () => first.abort());
  }
  return first.signal;
}

async function openMedia(tag: "video", { data, type }: MergedTrack) {
  const element = document.createElement(tag);
  const url = URL.createObjectURL(new Blob([data], { type }));
  const release = (): void => {
    element.pause();
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  };
  element.preload = "auto";
  element.playsInline = true;
  try {
    await new Promise<void>((resolve, reject) => {
      element.addEventListener("loadeddata", () => resolve());
      element.addEventListener("error", () => reject(new ServiceError("the video cannot be decoded")));
      element.src = url;
    });
  } catch (error) {
    release();
    throw error;
  }
  return { element, release };
}
