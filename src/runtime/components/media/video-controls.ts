/** The controls of a video: their state and their actions. */
import { part } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { clamp } from "../pixels.ts";
import type { DanmuLayer } from "./danmu.ts";
import type { FullScreen } from "./full-screen.ts";
import { symbol } from "./symbols.ts";
import type { VideoValues } from "./video.ts";

export interface VideoControlsDelegate {
  settings(): VideoValues;
  readonly danmu: DanmuLayer;
  readonly fullScreen: FullScreen;
  toggled(show: boolean): void;
  muted(muted: boolean): void;
  play(): void;
  seek(time: number): void;
}

/** Milliseconds after which the controls hide while the video plays. */
const STAY = 4000;

export class VideoControls {
  private readonly video: HTMLVideoElement;
  readonly #delegate: VideoControlsDelegate;
  private readonly at: (id: string) => HTMLElement;
  private timer: number | undefined;
  private shown = true;
  /** Playback has not started yet, or the video has ended. */
  private fresh = true;

  constructor(root: ShadowRoot, video: HTMLVideoElement, delegate: VideoControlsDelegate) {
    this.video = video;
    this.#delegate = delegate;
    this.at = (id) => part(root, id);
    this.listen(root.host as HTMLElement);
  }

  setPoster(url: string): void {
    this.at("poster").style.backgroundImage = url === "" ? "" : `url(${JSON.stringify(url)})`;
    this.update();
  }

  /** Updates everything after a change other than the playback time. */
  update(): void {
    const { at, video } = this;
    const set = this.#delegate.settings();
    this.fresh = video.ended || (video.paused && video.currentTime === 0);
    const center = set.showCenterPlayBtn && this.fresh;
    at("cover").hidden = !(this.fresh && (center || set.poster !== ""));
    at("center").hidden = !center;
    at("poster").hidden = set.poster === "" || !set.controls;
    at("poster").style.backgroundSize = set.objectFit === "fill" ? "100% 100%" : set.objectFit;
    const length = set.duration || video.duration;
    at("length").textContent = center && length > 0 ? clock(length) : "";
    at("bar").hidden = !set.controls || (this.fresh && set.showCenterPlayBtn);
    at("title").hidden = set.title === "" || !this.#delegate.fullScreen.on;
    at("title").textContent = set.title;
    at("toggle").hidden = !set.showPlayBtn || set.playBtnPosition === "center";
    sign(at("toggle"), video.paused ? "play" : "pause", video.paused ? "播放" : "暂停");
    const progress = set.showProgress === undefined ? video.clientWidth > 240 : Boolean(set.showProgress);
    for (const id of ["track", "now", "whole"]) at(id).style.visibility = progress ? "" : "hidden";
    at("danmu-button").hidden = !set.danmuBtn;
    at("danmu-button").classList.toggle("off", !this.#delegate.danmu.enabled);
    at("mute").hidden = !set.showMuteBtn;
    sign(at("mute"), video.muted ? "muted" : "sound", video.muted ? "打开声音" : "静音");
    at("full").hidden = !set.showFullscreenBtn;
    sign(
      at("full"),
      this.#delegate.fullScreen.on ? "shrink" : "expand",
      this.#delegate.fullScreen.on ? "退出全屏" : "全屏",
    );
    this.moved();
    this.keep();
  }

  /** Updates what depends on the playback time. */
  moved(): void {
    const { at, video } = this;
    const duration = video.duration || this.#delegate.settings().duration || 0;
    const done = duration > 0 ? (video.currentTime / duration) * 100 : 0;
    const { buffered } = video;
    const loaded = duration > 0 && buffered.length > 0 ? (buffered.end(buffered.length - 1) / duration) * 100 : 0;
    at("now").textContent = clock(video.currentTime);
    at("whole").textContent = clock(duration);
    at("loaded").style.width = `${loaded}%`;
    at("done").style.width = at("thumb").style.left = `${done}%`;
    at("thin").style.width = `${done}%`;
    at("thin").hidden = !this.#delegate.settings().showBottomProgress || this.shown || this.fresh;
    const track = at("track");
    track.setAttribute("aria-valuemax", String(Math.round(duration)));
    track.setAttribute("aria-valuenow", String(Math.round(video.currentTime)));
    track.setAttribute("aria-valuetext", clock(video.currentTime));
  }

  /** Shows the time that a seek gesture would jump to; undefined hides it. */
  preview(time: number | undefined): void {
    const box = this.at("preview");
    box.hidden = time === undefined;
    if (time !== undefined) box.textContent = `${clock(time)} / ${clock(this.video.duration)}`;
  }

  private listen(host: HTMLElement): void {
    const { at, video } = this;
    const delegate = this.#delegate;
    const tap = (id: string, run: () => void) =>
      at(id).addEventListener("click", (event) => {
        event.stopPropagation();
        run();
        this.update();
      });
    tap("center", () => delegate.play());
    tap("toggle", () => (video.paused ? delegate.play() : video.pause()));
    tap("full", () => delegate.fullScreen.set(!delegate.fullScreen.on, video.videoWidth > video.videoHeight ? 90 : 0));
    tap("danmu-button", () => (delegate.danmu.enabled = !delegate.danmu.enabled));
    tap("mute", () => {
      video.muted = !video.muted;
      delegate.muted(video.muted);
    });
    at("track").addEventListener("click", (event) => {
      event.stopPropagation();
      delegate.seek(this.timeAt(event.clientX));
    });
    at("track").addEventListener("keydown", (event) => {
      const seconds = event.key === "ArrowRight" ? 5 : event.key === "ArrowLeft" ? -5 : 0;
      if (seconds === 0) return;
      event.preventDefault();
      delegate.seek(clamp(video.currentTime + seconds, 0, video.duration || 0));
    });
    onPan(at("track"), {
      axis: () => "x",
      start: () => {},
      move: ({ x }) => this.preview(this.timeAt(x)),
      end: ({ x }) => {
        this.preview(undefined);
        delegate.seek(this.timeAt(x));
      },
    });
    host.addEventListener("click", () => this.show(!this.shown));
    host.addEventListener("focusin", () => this.show(true));
  }

  private timeAt(x: number): number {
    const { left, width } = this.at("track").getBoundingClientRect();
    return clamp((x - left) / Math.max(1, width), 0, 1) * (this.video.duration || 0);
  }

  private show(shown: boolean): void {
    if (shown !== this.shown) {
      this.shown = shown;
      for (const id of ["bar", "title"]) this.at(id).classList.toggle("away", !shown);
      if (!this.fresh && this.#delegate.settings().controls) this.#delegate.toggled(shown);
      this.moved();
    }
    this.keep();
  }

  private keep(): void {
    clearTimeout(this.timer);
    if (this.shown && !this.video.paused) this.timer = setTimeout(() => this.show(false), STAY);
  }
}

function sign(button: HTMLElement, name: Parameters<typeof symbol>[0], label: string): void {
  if (button.dataset["sign"] === name) return;
  button.dataset["sign"] = name;
  button.innerHTML = symbol(name);
  button.setAttribute("aria-label", label);
}

function clock(time: number): string {
  const seconds = Number.isFinite(time) ? Math.floor(time) : 0;
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${two(hours)}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
