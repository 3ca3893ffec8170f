/** Choosing files, images, audio and recording, with the browser's own means. */
import type {
  AudioCommand,
  ChooseFiles,
  ChosenFile,
  MediaHostEvents,
  PreviewSource,
  RecordCommand,
  TransformImage,
} from "../../services/media.ts";
import { ServiceError } from "../../services/index.ts";
import { hostTexts } from "../texts.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";
import { isNotAllowed, withTap } from "./tap.ts";
import type { ShowModal } from "./ui.ts";

export function createMediaServices(context: ServiceContext, showModal: ShowModal): ServiceArea {
  const players = createPlayers(context);
  const recorder = createRecorder((event) => context.emit("record", event));
  return {
    handlers: {
      "media.choose": (argument, call) =>
        context.hooks.chooseFiles?.(argument, call) ?? choose(argument, context.layer, showModal),
      "media.imageInfo": async ({ data }) => {
        const bitmap = await decode(data, "");
        const { width, height } = bitmap;
        bitmap.close();
        return { width, height };
      },
      "media.transformImage": transform,
      "media.videoInfo": videoInfo,
      "media.preview": ({ sources, current }) => preview(sources, current, context),
      "media.audio": (command) => players.run(command),
      "media.record": (command) => recorder.run(command),
    },
    close() {
      players.close();
      recorder.close();
    },
  };
}

async function choose(
  { kind, count, camera, extensions }: ChooseFiles,
  layer: HTMLElement,
  showModal: ShowModal,
): Promise<{ files: ChosenFile[] }> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = count > 1;
  const types = { image: "image/*", video: "video/*", mix: "image/*,video/*", file: "" }[kind];
  input.accept = extensions.length > 0 ? extensions.map((one) => `.${one}`).join(",") : types;
  if (camera) input.capture = "environment";
  input.hidden = true;
  layer.append(input);
  const chosen = new Promise<readonly File[]>((resolve, reject) => {
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      // Some browsers signal a cancelled dialog this way.
      if (files.length === 0) reject(new ServiceError("cancel"));
      else resolve(files);
    });
    input.addEventListener("cancel", () => reject(new ServiceError("cancel")));
  });
  try {
    // Not `click`: one that the browser ignores raises no event.
    await withTap(() => input.showPicker(), hostTexts().chooseFiles, showModal);
    const files = (await chosen).slice(0, Math.max(1, count));
    return {
      files: await Promise.all(
        files.map(async ({ name, type, lastModified }, index) => ({
          name,
          type,
          modified: lastModified,
          data: await (files[index] as File).arrayBuffer(),
        })),
      ),
    };
  } finally {
    input.remove();
  }
}

async function decode(data: ArrayBuffer, type: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([data], { type }));
  } catch {
    throw new ServiceError("the picture cannot be decoded");
  }
}

async function transform({ data, type, quality, width, height }: TransformImage): Promise<{ data: ArrayBuffer }> {
  const bitmap = await decode(data, type);
  // If only one dimension is given, the other keeps the ratio.
  const scale = width ? width / bitmap.width : height ? height / bitmap.height : 1;
  // Not OffscreenCanvas, which Safari has since 16.4.
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width ?? bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(height ?? bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const format = type === "image/png" ? type : "image/jpeg";
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, format, quality / 100));
  if (!blob) throw new ServiceError("the picture is too large");
  return { data: await blob.arrayBuffer() };
}

function videoInfo({ data, type }: { data: ArrayBuffer; type: string }) {
  const video = document.createElement("video");
  video.preload = "metadata";
  const url = URL.createObjectURL(new Blob([data], { type }));
  return new Promise<{ width: number; height: number; duration: number }>((resolve, reject) => {
    video.addEventListener("loadedmetadata", () =>
      resolve({ width: video.videoWidth, height: video.videoHeight, duration: video.duration }),
    );
    video.addEventListener("error", () => reject(new ServiceError("the video cannot be decoded")));
    video.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

/**
 * Shows images and videos full screen on black, one at a time. A tap on either side moves to the next or previous; a
 * tap in the middle closes.
 */
function preview(
  sources: readonly PreviewSource[],
  current: number,
  { layer, mediaUrl }: Pick<ServiceContext, "layer" | "mediaUrl">,
): void {
  const safeUrl = (source: string): string | undefined =>
    /^data:(image|video)\//i.test(source) ? source : mediaUrl(source);
  if (sources.length > 0 && sources.every(({ source }) => typeof source === "string" && !safeUrl(source)))
    throw new ServiceError("media of this address are not allowed");
  const shade = document.createElement("div");
  shade.style.cssText =
    "position:absolute;inset:0;background:#000;display:flex;align-items:center;justify-content:center;color:#fff";
  shade.setAttribute("role", "dialog");
  const urls: string[] = [];
  let at = Math.min(Math.max(0, current), sources.length - 1);
  const show = (): void => {
    const { type, source } = sources[at] as PreviewSource;
    const element = document.createElement(type === "video" ? "video" : "img");
    element.style.cssText = "max-width:100%;max-height:100%;object-fit:contain";
    if (element instanceof HTMLVideoElement) element.controls = true;
    element.src =
      typeof source === "string" ? (safeUrl(source) ?? "") : remember(URL.createObjectURL(new Blob([source])));
    const count = document.createElement("span");
    count.style.cssText = "position:absolute;top:56px;left:0;right:0;text-align:center;font-size:15px";
    count.textContent = sources.length > 1 ? `${at + 1}/${sources.length}` : "";
    shade.replaceChildren(element, count);
  };
  const remember = (url: string): string => {
    urls.push(url);
    return url;
  };
  shade.addEventListener("click", ({ offsetX, target }) => {
    const part = target === shade ? offsetX / shade.clientWidth : 0.5;
    const next = part < 0.25 ? at - 1 : part > 0.75 ? at + 1 : -1;
    if (next >= 0 && next < sources.length) {
      at = next;
      show();
      return;
    }
    shade.remove();
    for (const url of urls) URL.revokeObjectURL(url);
  });
  if (sources.length === 0) throw new ServiceError("no pictures");
  show();
  layer.append(shade);
}

interface Player {
  readonly element: HTMLAudioElement;
  url: string | undefined;
  /** Reports that the browser did not start to play. */
  refused(error: unknown): void;
}

function createPlayers({ emit, mediaUrl }: Pick<ServiceContext, "emit" | "mediaUrl">) {
  const players = new Map<number, Player>();
  const find = (audio: number): Player => {
    const found = players.get(audio);
    if (found) return found;
    const element = new Audio();
    const raise = (event: MediaHostEvents["audio"]["event"], more: object = {}): void => {
      const { currentTime, duration, paused, buffered } = element;
      emit("audio", {
        audio,
        event,
        currentTime,
        duration: Number.isFinite(duration) ? duration : 0,
        buffered: buffered.length > 0 ? buffered.end(buffered.length - 1) : 0,
        paused,
        ...more,
      });
    };
    for (const event of ["canplay", "play", "pause", "ended", "waiting", "seeking", "seeked"] as const) {
      element.addEventListener(event, () => raise(event));
    }
    element.addEventListener("timeupdate", () => raise("timeUpdate"));
    element.addEventListener("error", () =>
      raise("error", { errCode: 10_001 + (element.error?.code ?? 0), errMsg: element.error?.message ?? "" }),
    );
    const refused = (error: unknown): void => {
      // Other failures raise `error` themselves, or the app has paused meanwhile.
      if (isNotAllowed(error)) raise("error", { errCode: 10_001, errMsg: "the browser starts sound only after a tap" });
    };
    const player = { element, url: undefined as string | undefined, refused };
    players.set(audio, player);
    return player;
  };
  return {
    async run({ audio, command, source, position, volume, loop, rate }: AudioCommand): Promise<void> {
      const player = find(audio);
      const { element } = player;
      if (volume !== undefined) element.volume = Math.min(1, Math.max(0, volume));
      if (loop !== undefined) element.loop = loop;
      if (rate !== undefined) element.playbackRate = Math.min(2, Math.max(0.5, rate));
      if (source !== undefined) {
        if (player.url !== undefined) URL.revokeObjectURL(player.url);
        player.url = typeof source === "string" ? undefined : URL.createObjectURL(new Blob([source]));
        element.src = player.url ?? mediaUrl(String(source)) ?? "";
      }
      if (position !== undefined) element.currentTime = position;
      if (command === "play") await element.play().catch((error: unknown) => player.refused(error));
      else if (command === "pause") element.pause();
      else if (command === "stop") {
        element.pause();
        element.currentTime = 0;
      } else if (command === "destroy") {
        element.pause();
        element.removeAttribute("src");
        if (player.url !== undefined) URL.revokeObjectURL(player.url);
        players.delete(audio);
      }
    },
    close() {
      for (const { element, url } of players.values()) {
        element.pause();
        element.removeAttribute("src");
        if (url !== undefined) URL.revokeObjectURL(url);
      }
      players.clear();
    },
  };
}

function createRecorder(emit: (event: MediaHostEvents["record"]) => void) {
  let recorder: MediaRecorder | undefined;
  let timer = 0;
  const stop = (): void => {
    clearTimeout(timer);
    if (recorder?.state !== "inactive") recorder?.stop();
    recorder = undefined;
  };
  const start = async (duration: number): Promise<void> => {
    if (recorder) throw new ServiceError("is recording or paused");
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => {
      throw new ServiceError("auth deny");
    });
    const parts: Blob[] = [];
    const started = performance.now();
    const one = new MediaRecorder(stream);
    recorder = one;
    one.addEventListener("dataavailable", ({ data }) => parts.push(data));
    one.addEventListener("stop", async () => {
      for (const track of stream.getTracks()) track.stop();
      const blob = new Blob(parts, { type: one.mimeType });
      const took = Math.round(performance.now() - started);
      emit({ event: "stop", data: await blob.arrayBuffer(), type: blob.type, duration: took });
    });
    one.start();
    timer = window.setTimeout(stop, duration);
    emit({ event: "start" });
  };
  return {
    async run({ command, duration }: RecordCommand): Promise<void> {
      if (command === "start") return start(Math.min(duration ?? 60_000, 600_000));
      if (!recorder) throw new ServiceError("recorder not start");
      if (command === "stop") stop();
      else {
        if (command === "pause") recorder.pause();
        else recorder.resume();
        emit({ event: command });
      }
    },
    close: stop,
  };
}
