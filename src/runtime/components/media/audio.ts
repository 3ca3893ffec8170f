/** `audio`: the old component with WeChat's card: a cover image, two lines and the time. */
import { BuiltIn, flag, part, sheet, text } from "../built-in.ts";
import { hostStyle } from "../host-style.ts";
import type { HostStyle } from "../host-style.ts";
import { pageContext } from "../page-context.ts";
import { symbol } from "./symbols.ts";

const properties = {
  src: text(),
  loop: flag(),
  controls: flag(),
  poster: text(),
  name: text("未知音频"),
  author: text("未知作者"),
};

const looks = sheet(`
:host { display: none; }

:host([hidden]) { display: none; }
#card { display: flex; align-items: center; width: 300px; height: 65px; box-sizing: border-box; background: #fcfcfc;
  border: 1px solid #e0e0e0; border-radius: 2px; color: #353535; font-size: 14px; line-height: 1.4; overflow: hidden; }
button { all: unset; width: 65px; height: 65px; flex: none; display: flex; align-items: center; justify-content: center;
  cursor: pointer; color: #fff; background: #888 center / cover; }
button:focus-visible { outline: 2px solid #1aad19; outline-offset: -2px; }
#lines { flex: 1; min-width: 0; margin-left: 12px; }
#lines div { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
#author, #time { color: #888; font-size: 12px; }
#time { padding: 0 10px; align-self: flex-start; margin-top: 12px; }`);

const errors: Readonly<Record<number, string>> = {
  1: "MEDIA_ERR_ABORTED",
  2: "MEDIA_ERR_NETWORK",
  3: "MEDIA_ERR_DECODE",
  4: "MEDIA_ERR_SRC_NOT_SUPPORTED",
};

export class Audio extends BuiltIn<typeof properties> {
  private readonly look: HostStyle;
  private readonly audio = document.createElement("audio");
  private readonly at: (id: string) => HTMLElement;

  constructor() {
    super(properties);
    const markup = `<div id="card"><button id="toggle"></button><div id="lines"><div id="name"></div><div id="author"></div></div><span id="time">00:00</span></div>`;
    const root = this.shadow(markup, looks);
    this.look = hostStyle(root);
    this.at = (id) => part(root, id);
    const { audio } = this;
    for (const type of ["play", "pause", "ended"]) {
      audio.addEventListener(type, () => {
        this.update();
        this.emit(type);
      });
    }
    audio.addEventListener("timeupdate", () => {
      this.update();
      this.emit("timeupdate", { currentTime: audio.currentTime, duration: audio.duration });
    });
    audio.addEventListener("error", () => this.emit("error", { errMsg: errors[audio.error?.code ?? 4] }));
    this.at("toggle").addEventListener("click", () => void this.invoke(audio.paused ? "play" : "pause", []));
    this.update();
  }

  disconnectedCallback(): void {
    this.audio.pause();
  }

  invoke(method: string, [value]: readonly unknown[]): unknown {
    if (method === "play") return void this.audio.play().catch(() => {});
    if (method === "pause") return this.audio.pause();
    if (method === "seek") return void (this.audio.currentTime = Number(value));
    if (method === "setSrc") return this.setProperty("src", value, this.directory);
    throw new Error("not supported");
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "src") void this.resolve(String(value), (url) => (this.audio.src = url));
    else if (name === "poster") {
      void this.resolve(
        String(value),
        (url) => (this.at("toggle").style.backgroundImage = `url(${JSON.stringify(url)})`),
      );
    } else if (name === "loop") this.audio.loop = value === true;
    else if (name === "controls") this.look("display", value === true ? "inline-block" : "none");
    this.update();
  }

  private async resolve(source: string, use: (url: string) => void): Promise<void> {
    if (source !== "") use(await pageContext().resolveUrl(source, this.directory));
  }

  private update(): void {
    const { at, audio } = this;
    at("name").textContent = this.values.name;
    at("author").textContent = this.values.author;
    const seconds = Math.floor(audio.currentTime);
    at("time").textContent =
      `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    const state = audio.paused ? "play" : "pause";
    if (at("toggle").dataset["sign"] === state) return;
    at("toggle").dataset["sign"] = state;
    at("toggle").innerHTML = symbol(state);
    at("toggle").setAttribute("aria-label", audio.paused ? "播放" : "暂停");
  }
}
