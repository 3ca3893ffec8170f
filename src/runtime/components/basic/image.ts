/**
 * `image`: 320 by 240 pixels by default, with fourteen modes for fitting an image. `widthFix` and `heightFix` override
 * the author's height or width, as in WeChat.
 */
import { BuiltIn, flag, naturalSize, part, sheet, text, word } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

const modes = [
  "scaleToFill",
  "aspectFit",
  "aspectFill",
  "widthFix",
  "heightFix",
  "top",
  "bottom",
  "center",
  "left",
  "right",
  "top left",
  "top right",
  "bottom left",
  "bottom right",
] as const;

const look = sheet(`
  :host { display: inline-block; width: 320px; height: 240px; overflow: hidden; }
  img { display: block; width: 100%; height: 100%; border-radius: inherit; object-fit: none; }
  img:not([src]) { visibility: hidden; }
  :host(:not([mode])) img, :host([mode="scaleToFill"]) img { object-fit: fill; }
  :host([mode="aspectFit"]) img { object-fit: contain; }
  :host([mode="aspectFill"]) img { object-fit: cover; }
  :host([mode="widthFix"]) { height: auto !important; }
  :host([mode="widthFix"]) img { height: auto; }
  :host([mode="heightFix"]) { width: auto !important; }
  :host([mode="heightFix"]) img { width: auto; }
  .faint { opacity: 0; }
  .faded { transition: opacity 0.3s; }
`);

const properties = {
  src: text(),
  mode: word(modes, true),
  lazyLoad: flag(),
  fadeIn: flag(),
  webp: flag(),
  showMenuByLongpress: flag(),
  alt: text(),
  referrerPolicy: text("no-referrer"),
};

export class Image extends BuiltIn<typeof properties> {
  readonly #picture: HTMLImageElement;
  /** Incremented per source, so that an address resolved late does not overwrite a newer one. */
  #request = 0;

  constructor() {
    super(properties);
    this.#picture = part(this.shadow('<img id="picture" alt="" draggable="false">', look), "picture");
    this.#picture.referrerPolicy = "no-referrer";
    this.#picture.addEventListener("load", () => this.#loaded());
    this.#picture.addEventListener("error", () => this.#failed());
    this.addEventListener("contextmenu", (event) => this.#menu(event));
  }

  protected override changed(name: string): void {
    const { values } = this;
    if (name === "src") void this.#load();
    else if (name === "lazyLoad") this.#picture.loading = values.lazyLoad ? "lazy" : "eager";
    else if (name === "mode") {
      // The modes that are positions are values of CSS; the others are ignored.
      const { style } = this.#picture;
      style.objectPosition = "";
      style.objectPosition = values.mode;
    } else if (name === "alt") this.#picture.alt = values.alt;
    else if (name === "referrerPolicy") this.#picture.referrerPolicy = values.referrerPolicy;
  }

  async #load(): Promise<void> {
    const request = ++this.#request;
    const { src } = this.values;
    if (src === "") {
      this.#picture.removeAttribute("src");
      return;
    }
    const url = await pageContext().resolveUrl(src, this.directory);
    if (request !== this.#request) return;
    // Browsers may paint a broken-image icon before they report the error.
    this.#picture.classList.toggle("faint", this.values.fadeIn || this.#picture.naturalWidth === 0);
    this.#picture.src = url;
  }

  #loaded(): void {
    this.#picture.classList.toggle("faded", this.values.fadeIn);
    this.#picture.classList.remove("faint");
    this.emit("load", naturalSize(this.#picture));
  }

  #failed(): void {
    // Browsers show a broken-image icon; WeChat does not.
    this.#picture.removeAttribute("src");
    this.emit("error", { errMsg: `GET ${this.values.src} 404 (Not Found)` });
  }

  #menu(event: Event): void {
    event.preventDefault();
    if (!this.values.showMenuByLongpress || this.values.src === "") return;
    void pageContext()
      .act(this, "imageMenu", { src: this.values.src })
      .catch(() => {});
  }
}
