/** `cover-image`: in WeChat, an image above native components. There are none here, so it is a plain image. */
import { BuiltIn, naturalSize, part, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

const properties = { src: text(), ariaRole: text(), ariaLabel: text() };

const looks = sheet(`:host { display: inline-block; line-height: 1.2; overflow: hidden; }
:host([hidden]) { display: none; } img { display: block; width: 100%; height: 100%; }`);

export class CoverImage extends BuiltIn<typeof properties> {
  private readonly image: HTMLImageElement;

  constructor() {
    super(properties);
    this.image = part<HTMLImageElement>(this.shadow(`<img id="image" alt="" draggable="false">`, looks), "image");
    this.image.addEventListener("load", () => {
      this.image.style.opacity = "";
      this.emit("load", naturalSize(this.image));
    });
    this.image.addEventListener("error", () => {
      // Without an address, the browser shows no broken-image icon.
      this.image.removeAttribute("src");
      this.emit("error", { errMsg: `cannot load ${this.values.src}` });
    });
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "ariaLabel") this.image.alt = String(value);
    if (name === "src") void this.load(String(value));
  }

  private async load(source: string): Promise<void> {
    if (source === "") return this.image.removeAttribute("src");
    const url = await pageContext().resolveUrl(source, this.directory);
    if (source !== this.values.src) return;
    // Browsers may paint a broken-image icon before they report the error.
    if (this.image.naturalWidth === 0) this.image.style.opacity = "0";
    this.image.src = url;
  }
}
