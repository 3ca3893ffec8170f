/** `textarea`: several lines; can grow with its text. */
import { flag, sheet } from "../built-in.ts";
import { pageContext } from "../page-context.ts";
import { fieldProperties, TextField } from "./text-field.ts";

const look = sheet(`
  :host { display: block; width: 300px; height: 150px; cursor: text; }
  :host([auto-height]) { height: auto !important; }
  :host([fixed]) { position: fixed; }
  #field { overflow: auto; scrollbar-width: none; white-space: pre-wrap; }
  :host([auto-height]) #field { height: auto; overflow: hidden; }
  ::slotted([slot="wx-placeholder"]) { display: block; white-space: pre-wrap; overflow-wrap: break-word; }
`);

const properties = {
  ...fieldProperties,
  autoHeight: flag(false, true),
  fixed: flag(false, true),
  showConfirmBar: flag(true),
  disableDefaultPadding: flag(),
};

export class Textarea extends TextField<HTMLTextAreaElement> {
  readonly #sizes = new ResizeObserver(() => this.resized());
  #lines = 0;

  constructor() {
    super(properties, document.createElement("textarea"), look);
    this.field.rows = 1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override changed(name: string, value: unknown, old: unknown): void {
    super.changed(name, value, old);
    if (name === "autoHeight") this.resized();
  }

  /** Enter inserts a line break unless `confirm-type` gives the key another function. */
  protected override confirms(event: KeyboardEvent): boolean {
    const { confirmType } = this.values;
    if (confirmType === "" || confirmType === "return" || event.shiftKey) return false;
    event.preventDefault();
    return true;
  }

  protected override resized(): void {
    if (!this.isConnected) return;
    const { field } = this;
    field.style.height = "0";
    const height = field.scrollHeight;
    field.style.height = "auto";
    // For `line-height: normal`, the field's height with one row is the line height.
    const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight) || field.clientHeight;
    field.style.height = this.hasAttribute("auto-height") ? `${height}px` : "";
    const lineCount = Math.max(1, Math.round(height / lineHeight));
    if (lineCount === this.#lines) return;
    this.#lines = lineCount;
    this.emit("linechange", { height, heightRpx: height / pageContext().rpx, lineCount, lineHeight });
  }
}
