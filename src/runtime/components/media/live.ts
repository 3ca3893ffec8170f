/** Live streams, drawn: they connect to nothing and report what WeChat's components report for a working stream. */
import { anything, flag, number, text, word } from "../built-in.ts";
import type { SceneLook } from "./scene.ts";
import { SimulatedDevice } from "./simulated-device.ts";

const playerProperties = {
  src: text(),
  mode: word(["live", "RTC"]),
  autoplay: flag(),
  muted: flag(),
  muteAudio: flag(),
  muteVideo: flag(),
  orientation: word(["vertical", "horizontal"]),
  objectFit: word(["contain", "fillCrop"]),
  minCache: number(1),
  maxCache: number(3),
  soundMode: word(["speaker", "ear"]),
  autoPauseIfNavigate: flag(true),
  autoPauseIfOpenNative: flag(true),
  pictureInPictureMode: anything<unknown>(""),
  debug: flag(),
};

/** Status codes: connected, pulling starts, first frame, playback starts. */
const playerCodes = [2001, 2002, 2003, 2004];

const ignored: ReadonlySet<string> = new Set([
  "requestBackgroundPlayback",
  "exitBackgroundPlayback",
  "exitPictureInPicture",
  "sendMessage",
  "setZoom",
  "toggleTorch",
  "applyFilter",
  "clearFilters",
  "applyMakeup",
  "clearMakeups",
  "applySticker",
  "clearStickers",
]);

export class LivePlayer extends SimulatedDevice<typeof playerProperties> {
  private playing = false;
  private paused = false;
  private since = 0;

  constructor() {
    super(playerProperties);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    queueMicrotask(() => {
      if (this.values.autoplay && this.isConnected && !this.playing) this.play();
    });
  }

  async invoke(method: string, [options]: readonly unknown[]): Promise<unknown> {
    if (method === "play") this.play();
    else if (method === "stop") this.playing = false;
    else if (method === "pause") this.paused = true;
    else if (method === "resume") this.paused = false;
    else if (method === "mute") this.values.muted = !this.values.muted;
    else if (method === "requestFullScreen") {
      this.fullScreen.set(true, Number((options as { direction?: unknown } | undefined)?.direction ?? 0));
    } else if (method === "exitFullScreen") this.fullScreen.set(false);
    else if (method === "snapshot") return this.snapshot();
    else if (!ignored.has(method)) throw new Error("not supported");
    return undefined;
  }

  protected override changed(name: string): void {
    if ((name === "src" || name === "autoplay") && this.values.autoplay && this.isConnected) this.play();
  }

  protected override look(): SceneLook | undefined {
    if (!this.playing || this.paused || this.values.muteVideo) return undefined;
    if (performance.now() - this.since > 1000) {
      this.since = performance.now();
      this.emit("netstatus", {
        info: { videoFPS: 10, videoWidth: this.canvas.width, videoHeight: this.canvas.height },
      });
      this.emit("audiovolumenotify", {});
    }
    return { label: "live-player" };
  }

  private play(): void {
    if (this.values.src === "") return;
    this.playing = true;
    this.paused = false;
    for (const code of playerCodes) this.emit("statechange", { code, message: "" });
  }
}

const pusherProperties = {
  url: text(),
  mode: text("RTC"),
  autopush: flag(),
  muted: flag(),
  enableCamera: flag(true),
  enableMic: flag(true),
  autoFocus: flag(true),
  orientation: word(["vertical", "horizontal"]),
  beauty: number(),
  whiteness: number(),
  aspect: text("9:16"),
  minBitrate: number(200),
  maxBitrate: number(1000),
  waitingImage: text(),
  audioVolumeType: text("auto"),
  devicePosition: word(["front", "back"]),
  backgroundMute: flag(),
  mirror: flag(),
  zoom: flag(),
  debug: flag(),
};

/** Status codes: connected, pushing starts, camera opened, encoding starts. */
const pusherCodes = [1001, 1002, 1003, 1007];

export class LivePusher extends SimulatedDevice<typeof pusherProperties> {
  private pushing = false;
  private previewing = true;
  private paused = false;
  private front: boolean | undefined;

  constructor() {
    super(pusherProperties);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    queueMicrotask(() => {
      if (this.values.autopush && this.isConnected && !this.pushing) this.start();
    });
  }

  async invoke(method: string): Promise<unknown> {
    if (method === "start") this.start();
    else if (method === "stop") this.pushing = false;
    else if (method === "pause") this.paused = true;
    else if (method === "resume") this.paused = false;
    else if (method === "startPreview" || method === "stopPreview") this.previewing = method === "startPreview";
    else if (method === "switchCamera") this.front = !(this.front ?? this.values.devicePosition === "front");
    else if (method === "getMaxZoom") return { maxZoom: 1 };
    else if (method === "snapshot") return this.snapshot();
    else if (method.endsWith("BGM")) {
      if (method === "playBGM") this.emit("bgmstart", {});
      if (method === "stopBGM") this.emit("bgmcomplete", {});
    } else if (method !== "setMICVolume" && !ignored.has(method)) throw new Error("not supported");
    return undefined;
  }

  protected override changed(name: string): void {
    if ((name === "url" || name === "autopush") && this.values.autopush && this.isConnected) this.start();
  }

  protected override look(): SceneLook | undefined {
    if (!this.values.enableCamera || this.paused || !(this.previewing || this.pushing)) return undefined;
    const front = this.front ?? this.values.devicePosition === "front";
    return { label: this.pushing ? "live-pusher: on air" : "live-pusher", mirrored: front };
  }

  private start(): void {
    if (this.values.url === "" || this.pushing) return;
    this.pushing = true;
    this.paused = false;
    for (const code of pusherCodes) this.emit("statechange", { code, message: "" });
  }
}

const roomProperties = {
  openid: text(),
  mode: word(["camera", "video"]),
  devicePosition: word(["front", "back"]),
  objectFit: text("fill"),
};

export class VoipRoom extends SimulatedDevice<typeof roomProperties> {
  constructor() {
    super(roomProperties);
  }

  protected override look(): SceneLook {
    const mirrored = this.values.mode === "camera" && this.values.devicePosition === "front";
    return { label: `voip-room ${this.values.openid}`, mirrored };
  }
}
