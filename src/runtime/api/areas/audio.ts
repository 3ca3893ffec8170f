/** Audio: inner audio contexts, the background player, the recorder, and the older functions built on them. */
import type { AudioCommand, AudioEvent } from "../../services/media.ts";
import { object, real, standIn } from "../definition.ts";
import type { ApiDefinition, AreaContext } from "../definition.ts";
import { extensionOfType } from "../file/media-type.ts";
import { createEvents } from "../listeners.ts";
import { number, text } from "../parameters.ts";
import { dataOf } from "./file.ts";
import { resolveFrom } from "./ui.ts";

const playerEvents = [
  "canplay",
  "play",
  "pause",
  "stop",
  "ended",
  "timeUpdate",
  "error",
  "waiting",
  "seeking",
  "seeked",
  "prev",
  "next",
] as const;

type Player = Record<string, unknown> & { play(): void; pause(): void; stop(): void; seek(position: number): void };

export function audioArea(context: AreaContext): ApiDefinition[] {
  const state = { count: 0, background: undefined as Player | undefined, voice: undefined as Player | undefined };
  const create = (): Player => createPlayer(++state.count, context);
  const background = (): Player => (state.background ??= create());
  return [
    object("createInnerAudioContext", create),
    object("getBackgroundAudioManager", background),
    real("setInnerAudioOption", {}, () => undefined),
    real("getAvailableAudioSources", {}, () => ({ audioSources: ["auto", "mic"] })),
    real("playVoice", { filePath: "String" }, ({ filePath }) => {
      state.voice ??= create();
      state.voice["src"] = text(filePath);
      state.voice.play();
    }),
    real("pauseVoice", {}, () => state.voice?.pause()),
    real("stopVoice", {}, () => state.voice?.stop()),
    real("playBackgroundAudio", { dataUrl: "String" }, ({ dataUrl }) => {
      background()["src"] = text(dataUrl);
      background().play();
    }),
    real("pauseBackgroundAudio", {}, () => background().pause()),
    real("stopBackgroundAudio", {}, () => background().stop()),
    real("seekBackgroundAudio", { position: "Number" }, ({ position }) => background().seek(number(position, 0))),
    real("getBackgroundAudioPlayerState", {}, () => {
      const player = background();
      const status = text(player["src"]) === "" ? 2 : player["paused"] === true ? 0 : 1;
      return {
        status,
        duration: player["duration"],
        currentPosition: player["currentTime"],
        downloadPercent: 100,
        dataUrl: player["src"],
      };
    }),
    ...["Play", "Pause", "Stop"].map((name): ApiDefinition => ({
      name: `BackgroundAudio${name}`,
      support: "real",
      form: "event",
      listen(emit) {
        const player = background() as Record<string, unknown>;
        (player[`on${name}`] as (listener: unknown) => void)(emit);
        return () => (player[`off${name}`] as (listener: unknown) => void)(emit);
      },
    })),
    ...recording(context),
  ];
}

/**
 * One player in the host. Properties that authors set are sent to the host; the host's events update what authors read.
 */
function createPlayer(audio: number, context: AreaContext): Player {
  const { link, report } = context;
  const { methods, emit } = createEvents(playerEvents, report);
  const state = {
    src: "",
    startTime: 0,
    autoplay: false,
    loop: false,
    volume: 1,
    playbackRate: 1,
    obeyMuteSwitch: true,
    title: "",
  };
  const playback = { currentTime: 0, duration: 0, paused: true, buffered: 0 };
  // Queue the commands: the bytes of a source may have to be fetched first.
  let last: Promise<unknown> = Promise.resolve();
  const command = (one: Omit<AudioCommand, "audio">): void => {
    last = last.then(() => link.call("media.audio", { audio, ...one })).catch(() => undefined);
  };
  const stop = link.on("audio", (report: AudioEvent) => {
    if (report.audio !== audio) return;
    Object.assign(playback, {
      currentTime: report.currentTime,
      duration: report.duration,
      paused: report.paused,
      buffered: report.buffered,
    });
    if (report.event === "error") emit("error", { errCode: report.errCode ?? -1, errMsg: report.errMsg ?? "" });
    else emit(report.event, {});
  });
  const setSource = (value: unknown): void => {
    state.src = text(value);
    const { src } = state;
    last = last.then(async () => {
      const source = await sourceOf(src, context).catch(() => undefined);
      if (source === undefined) return emit("error", { errCode: 10_003, errMsg: `no such file ${src}` });
      await link
        .call("media.audio", { audio, command: "set", source, position: state.startTime })
        .catch(() => undefined);
    });
    if (state.autoplay || state.title !== "") command({ command: "play" });
  };
  const player = {
    ...methods,
    play: () => command({ command: "play" }),
    pause: () => command({ command: "pause" }),
    stop() {
      command({ command: "stop" });
      emit("stop", {});
    },
    seek: (position: number) => command({ command: "seek", position: number(position, 0) }),
    destroy() {
      command({ command: "destroy" });
      stop();
    },
  } as unknown as Player;
  const settable: Record<string, (value: never) => void> = {
    src: setSource,
    volume: (volume: number) => command({ command: "set", volume: number(volume, 1) }),
    loop: (loop: boolean) => command({ command: "set", loop }),
    playbackRate: (rate: number) => command({ command: "set", rate: number(rate, 1) }),
  };
  for (const key of Object.keys(state) as (keyof typeof state)[]) {
    Object.defineProperty(player, key, {
      enumerable: true,
      get: () => state[key],
      set(value: never) {
        (state as Record<string, unknown>)[key] = value;
        settable[key]?.(value);
      },
    });
  }
  for (const key of Object.keys(playback) as (keyof typeof playback)[]) {
    Object.defineProperty(player, key, { enumerable: true, get: () => playback[key] });
  }
  return player;
}

async function sourceOf(src: string, context: AreaContext): Promise<string | ArrayBuffer> {
  if (/^https?:\/\/(?!(usr|tmp|store)(\/|_))/i.test(src)) return src;
  return dataOf(resolveFrom("", src), context);
}

function recording({ link, files, report }: AreaContext): ApiDefinition[] {
  const { methods, emit } = createEvents(
    ["start", "pause", "resume", "stop", "error", "frameRecorded", "interruptionBegin", "interruptionEnd"],
    report,
  );
  let finished: ((path: string) => void) | undefined;
  link.on("record", ({ event, data, type, duration, errMsg }) => {
    if (event === "stop") {
      const bytes = new Uint8Array(data ?? new ArrayBuffer(0));
      const tempFilePath = files.addTemporary(bytes, extensionOfType(type ?? "") || ".webm");
      finished?.(tempFilePath);
      finished = undefined;
      emit("stop", { tempFilePath, duration: duration ?? 0, fileSize: bytes.length });
    } else if (event === "error") emit("error", { errMsg: errMsg ?? "" });
    else emit(event);
  });
  const send = (command: "start" | "pause" | "resume" | "stop", more: object = {}): void => {
    link.call("media.record", { command, ...more }).catch((error: unknown) => {
      emit("error", { errMsg: `operateRecorder:fail ${error instanceof Error ? error.message : String(error)}` });
    });
  };
  const manager = {
    ...methods,
    start: (options?: { duration?: number; format?: string }) =>
      send("start", { duration: number(options?.duration, 60_000), format: text(options?.format, "aac") }),
    pause: () => send("pause"),
    resume: () => send("resume"),
    stop: () => send("stop"),
  };
  return [
    object("getRecorderManager", () => manager),
    standIn("startRecord", {}, async () => {
      const done = new Promise<string>((resolve) => (finished = resolve));
      await link.call("media.record", { command: "start" });
      return { tempFilePath: await done };
    }),
    standIn("stopRecord", {}, () => link.call("media.record", { command: "stop" })),
  ];
}
