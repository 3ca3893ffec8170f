/** `video`: the browser's player with WeChat's controls on top. */
import { anything, BuiltIn, flag, number, part, sheet, text, word } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { pageContext } from "../page-context.ts";
import { clamp } from "../pixels.ts";
import { DanmuLayer } from "./danmu.ts";
import { FullScreen, fullScreenRules } from "./full-screen.ts";
import { VideoControls } from "./video-controls.ts";
import { controlsMarkup, controlsRules } from "./video-look.ts";

const properties = {
  src: text(),
  duration: number(),
  controls: flag(true),
  danmuList: anything<unknown>([]),
  danmuBtn: flag(),
  enableDanmu: flag(),
  autoplay: flag(),
  loop: flag(),
  muted: flag(),
  initialTime: number(),
  pageGesture: flag(),
  direction: anything<unknown>(undefined),
  /** Undefined: shown if there is room. */
  showProgress: anything<unknown>(undefined),
  showFullscreenBtn: flag(true),
  showPlayBtn: flag(true),
  showCenterPlayBtn: flag(true),
  enableProgressGesture: flag(true),
  objectFit: word(["contain", "fill", "cover"]),
  poster: text(),
  showMuteBtn: flag(),
  title: text(),
  playBtnPosition: word(["bottom", "center"]),
  enablePlayGesture: flag(),
  autoPauseIfNavigate: flag(true),
  autoPauseIfOpenNative: flag(true),
  showBottomProgress: flag(true),
  pictureInPictureMode: anything<unknown>(""),
};
export type VideoValues = { readonly [N in keyof typeof properties]: (typeof properties)[N]["initial"] };

const looks = sheet(`
:host { display: inline-block; position: relative; width: 300px; height: 225px; overflow: hidden; background: #000; isolation: isolate;
  line-height: normal; text-align: left; touch-action: pan-y; }
:host([hidden]) { display: none; }
${fullScreenRules}
video { width: 100%; height: 100%; display: block; }
${controlsRules}`);

/** Event of the browser → WeChat's event and its detail. */
const passed: Readonly<Record<string, (video: HTMLVideoElement) => readonly [type: string, detail: unknown]>> = {
  play: () => ["play", {}],
  pause: () => ["pause", {}],
  ended: () => ["ended", {}],
  waiting: () => ["waiting", {}],
  seeked: (video) => ["seekcomplete", { position: video.currentTime }],
  enterpictureinpicture: () => ["enterpictureinpicture", {}],
  leavepictureinpicture: () => ["leavepictureinpicture", {}],
  loadedmetadata: ({ videoWidth, videoHeight, duration }) => [
    "loadedmetadata",
    { width: videoWidth, height: videoHeight, duration },
  ],
};

export class Video extends BuiltIn<typeof properties> {
  private readonly video: HTMLVideoElement;
  private readonly controls: VideoControls;
  private readonly danmu: DanmuLayer;
  private readonly fullScreen = new FullScreen(this, (on) => this.fullScreenChanged(on));
  private lastUpdate = -1000;
  private position = 0;

  constructor() {
    super(properties);
    const markup = `<video id="video" playsinline></video><div id="danmu" aria-hidden="true"></div>${controlsMarkup}<slot></slot>`;
    const root = this.shadow(markup, looks);
    this.video = part<HTMLVideoElement>(root, "video");
    this.danmu = new DanmuLayer(part(root, "danmu"));
    this.controls = new VideoControls(root, this.video, {
      settings: () => this.values,
      danmu: this.danmu,
      fullScreen: this.fullScreen,
      toggled: (show) => this.emit("controlstoggle", { show }),
      muted: (muted) => this.model("muted", muted),
      play: () => this.play(),
      seek: (time) => this.seek(time),
    });
    this.listen();
    this.gestures();
    this.controls.update();
  }

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.hiddenOrShown);
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.hiddenOrShown);
    this.fullScreen.leave();
    this.video.pause();
  }

  invoke(method: string, [value]: readonly unknown[]): unknown {
    const { video } = this;
    switch (method) {
      case "play":
        return this.play();
      case "pause":
        return video.pause();
      case "stop":
        video.pause();
        return this.seek(0);
      case "seek":
        return this.seek(Number(value));
      case "playbackRate":
        return void (video.playbackRate = clamp(Number(value), 0.5, 2));
      case "sendDanmu": {
        const { text: words, color } = value as { readonly text?: unknown; readonly color?: unknown };
        return this.danmu.fly({ text: String(words ?? ""), color: String(color ?? "#fff") });
      }
      case "requestFullScreen":
        return this.fullScreen.set(
          true,
          Number((value as { direction?: unknown } | undefined)?.direction ?? this.turned()),
        );
      case "exitFullScreen":
        return this.fullScreen.set(false);
      case "exitPictureInPicture":
        return document.pictureInPictureElement ? document.exitPictureInPicture() : undefined;
      case "showStatusBar":
      case "hideStatusBar":
      case "requestBackgroundPlayback":
      case "exitBackgroundPlayback":
        return undefined;
      case "pageHide":
        return this.values.autoPauseIfNavigate ? video.pause() : undefined;
    }
    throw new Error("not supported");
  }

  protected override changed(name: string, value: unknown): void {
    const { video } = this;
    if (name === "src") void this.load(String(value));
    else if (name === "poster") void this.loadPoster(String(value));
    else if (name === "loop" || name === "muted" || name === "autoplay") video[name] = value === true;
    else if (name === "objectFit") video.style.objectFit = String(value);
    else if (name === "danmuList") this.danmu.setList(value);
    else if (name === "enableDanmu") this.danmu.enabled = value === true;
    else if (name === "initialTime") this.position = Number(value);
    this.controls.update();
  }

  private async load(source: string): Promise<void> {
    if (source === "") return this.video.removeAttribute("src");
    const url = await pageContext().resolveUrl(source, this.directory);
    if (source !== this.values.src) return;
    this.video.src = url;
    this.controls.update();
    if (this.values.autoplay) this.play();
  }

  private async loadPoster(source: string): Promise<void> {
    const url = source === "" ? "" : await pageContext().resolveUrl(source, this.directory);
    if (source === this.values.poster) this.controls.setPoster(url);
  }

  private play(): void {
    if (this.video.src === "") return;
    this.video.play().catch((error: unknown) => {
      // Browsers allow playback with sound only after a user gesture; retry muted.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.video.muted = true;
      this.video.play().catch(() => {});
    });
  }

  private seek(time: number): void {
    if (Number.isFinite(time)) this.video.currentTime = Math.max(0, time);
  }

  private listen(): void {
    const { video } = this;
    for (const [event, make] of Object.entries(passed)) {
      video.addEventListener(event, () => {
        if (event === "loadedmetadata" && this.position > 0) this.seek(this.position);
        this.emit(...make(video));
        this.controls.update();
      });
    }
    video.addEventListener("error", () => this.emit("error", { errMsg: video.error?.message || "MEDIA_ERR" }));
    video.addEventListener("progress", () => {
      const { buffered, duration } = video;
      const end = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
      if (duration > 0) this.emit("progress", { buffered: (end / duration) * 100 });
      this.controls.moved();
    });
    video.addEventListener("timeupdate", (event) => {
      this.danmu.reach(video.currentTime);
      this.controls.moved();
      if (event.timeStamp - this.lastUpdate < 240) return;
      this.lastUpdate = event.timeStamp;
      this.emit("timeupdate", { currentTime: video.currentTime, duration: video.duration || this.values.duration });
    });
  }

  private gestures(): void {
    let from = 0;
    onPan(this, {
      axis: () => (this.values.enableProgressGesture && this.video.duration > 0 ? "x" : "none"),
      start: () => (from = this.video.currentTime),
      move: ({ dx }) => this.controls.preview(this.aim(from, dx)),
      end: ({ dx }, cancelled) => {
        this.controls.preview(undefined);
        if (!cancelled) this.seek(this.aim(from, dx));
      },
    });
    this.addEventListener("dblclick", () => {
      if (!this.values.enablePlayGesture) return;
      if (this.video.paused) this.play();
      else this.video.pause();
    });
  }

  /** The time that a horizontal drag seeks to. The full width is a minute, or the whole video if that is shorter. */
  private aim(from: number, dx: number): number {
    const { duration } = this.video;
    return clamp(from + (dx / Math.max(1, this.clientWidth)) * Math.min(duration, 60), 0, duration);
  }

  private turned(): number {
    const { direction } = this.values;
    if (direction !== undefined) return Number(direction);
    return this.video.videoWidth > this.video.videoHeight ? 90 : 0;
  }

  private fullScreenChanged(on: boolean): void {
    const direction = this.turned() === 0 ? "vertical" : "horizontal";
    this.emit("fullscreenchange", { fullScreen: on, direction });
    this.controls.update();
  }

  private readonly hiddenOrShown = (): void => {
    if (document.hidden && this.values.autoPauseIfOpenNative) this.video.pause();
  };
}
