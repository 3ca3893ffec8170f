/** `icon`: WeChat's icons, drawn in a 24 by 24 square. */
import { BuiltIn, length, part, sheet, text } from "../built-in.ts";

const circle = "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z";
const ring = `${circle}M12 3.3a8.7 8.7 0 1 1 0 17.4 8.7 8.7 0 0 1 0-17.4z`;
const tick = "M10.6 16.2 6.6 12.2 7.8 11l2.8 2.8 5.7-5.7 1.2 1.2z";
const cross = "M8.6 7.5 12 10.9l3.4-3.4 1.1 1.1-3.4 3.4 3.4 3.4-1.1 1.1-3.4-3.4-3.4 3.4-1.1-1.1 3.4-3.4-3.4-3.4z";
const dot = "a1.1 1.1 0 1 0 0 2.2 1.1 1.1 0 0 0 0-2.2z";

/** Path and color; the color is a custom property with WeChat's color as fallback. */
const signs: Readonly<Record<string, readonly [path: string, colour: string]>> = {
  success: [circle + tick, "var(--wx-brand-tick, #09bb07)"],
  success_circle: [ring + tick, "var(--wx-brand-tick, #09bb07)"],
  success_no_circle: ["M9.2 17.6 3.8 12.2l1.4-1.4 4 4 9.6-9.6 1.4 1.4z", "var(--wx-brand-tick, #09bb07)"],
  info: [`${circle}M11.1 10.4h1.8v6.4h-1.8zM12 7${dot}`, "#10aeff"],
  info_circle: [`${ring}M11.1 10.4h1.8v6.4h-1.8zM12 7${dot}`, "#10aeff"],
  warn: [`${circle}M11.1 7h1.8v6.6h-1.8zM12 14.8${dot}`, "#f76260"],
  waiting: [`${circle}M11.2 6.8h1.6v4.9l3.4 2-.8 1.4-4.2-2.5z`, "#10aeff"],
  waiting_circle: [`${ring}M11.2 6.8h1.6v4.9l3.4 2-.8 1.4-4.2-2.5z`, "#10aeff"],
  cancel: [ring + cross, "#f43530"],
  download: [
    `${ring}M11.4 6.5h1.2v6.2l2.2-2.2.8.8-3.6 3.6-3.6-3.6.8-.8 2.2 2.2zM8.4 16h7.2v1.2H8.4z`,
    "var(--wx-brand-tick, #09bb07)",
  ],
  search: [
    "M10.5 3.5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm0 1.4a5.6 5.6 0 1 1 0 11.2 5.6 5.6 0 0 1 0-11.2zM15.6 16.6l1-1 4.4 4.4-1 1z",
    "#b2b2b2",
  ],
  clear: [circle + cross, "#b2b2b2"],
  circle: [ring, "#c9c9c9"],
};

const look = sheet(`
  :host { display: inline-block; font-size: 0; box-sizing: border-box; }
  svg { width: 23px; height: 23px; fill: currentColor; fill-rule: evenodd; display: inline-block; vertical-align: middle; }
`);

const properties = { type: text("", true), size: length("23px"), color: text() };

export class Icon extends BuiltIn<typeof properties> {
  readonly #svg: SVGElement;

  constructor() {
    super(properties);
    this.#svg = part(this.shadow('<svg id="sign" viewBox="0 0 24 24" aria-hidden="true"><path/></svg>', look), "sign");
  }

  protected override changed(): void {
    const { type, size, color } = this.values;
    const sign = Object.hasOwn(signs, type) ? signs[type] : undefined;
    this.#svg.style.width = this.#svg.style.height = size;
    this.#svg.style.color = color === "" ? (sign?.[1] ?? "") : color;
    this.#svg.firstElementChild?.setAttribute("d", sign?.[0] ?? "");
  }
}
