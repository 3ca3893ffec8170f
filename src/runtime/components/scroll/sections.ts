/**
 * What stands in a `scroll-view type="custom"`: sections with headers that stay in sight, grids and lists. CSS does all
 * of it; builders of items out of sight (`list-builder`, `grid-builder`) need a Worker that makes items on demand and
 * are not here.
 */
import { anything, BuiltIn, flag, number, sheet, word } from "../built-in.ts";
import { hostStyle } from "../host-style.ts";
import { pixels, toPixels } from "../pixels.ts";

const block = sheet(`:host { display: block; } :host([hidden]) { display: none; }`);
const header = sheet(`:host { display: block; position: sticky; top: var(--sticky-top, 0px); z-index: 10; }
:host([hidden]) { display: none; }`);
const grid = sheet(`:host { display: grid; box-sizing: border-box; } :host([hidden]) { display: none; }
:host(.masonry) { display: block; } :host ::slotted(*) { break-inside: avoid; margin-bottom: var(--gap, 0); }`);

const sectionProperties = { pushPinnedHeader: flag(true), padding: anything<unknown>(undefined) };

/** With `push-pinned-header` the next section pushes this one's header away, else the headers pile up. */
export class StickySection extends BuiltIn<typeof sectionProperties> {
  private readonly look: CSSStyleDeclaration;

  constructor() {
    super(sectionProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", block));
  }

  protected override changed(name: string, value: unknown): void {
    // A sticky box stays inside its parent; without a box of the section that is the scroller.
    if (name === "pushPinnedHeader") this.look.display = value === false ? "contents" : "";
    else this.look.padding = sides(value);
  }
}

const headerProperties = { padding: anything<unknown>(undefined), offsetTop: pixels() };

export class StickyHeader extends BuiltIn<typeof headerProperties> {
  private readonly look: CSSStyleDeclaration;

  constructor() {
    super(headerProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", header));
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "offsetTop") this.look.setProperty("--sticky-top", `${Number(value)}px`);
    else this.look.padding = sides(value);
  }
}

const gridProperties = {
  type: word(["aligned", "masonry"]),
  crossAxisCount: number(2),
  maxCrossAxisExtent: pixels(),
  mainAxisGap: pixels(),
  crossAxisGap: pixels(),
  padding: anything<unknown>(undefined),
};

export class GridView extends BuiltIn<typeof gridProperties> {
  private readonly look: CSSStyleDeclaration;

  constructor() {
    super(gridProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", grid));
    this.arrange();
  }

  protected override changed(): void {
    this.arrange();
  }

  private arrange(): void {
    const { type, crossAxisCount, maxCrossAxisExtent, mainAxisGap, crossAxisGap, padding } = this.values;
    const style = this.look;
    const count = Math.max(1, Math.round(crossAxisCount));
    style.padding = sides(padding);
    if (type === "masonry") {
      style.display = "block";
      style.columnCount = String(count);
      style.columnGap = `${crossAxisGap}px`;
      style.setProperty("--gap", `${mainAxisGap}px`);
      return;
    }
    style.display = "";
    style.columnCount = "";
    const track = maxCrossAxisExtent > 0 ? `auto-fill, minmax(0, ${maxCrossAxisExtent}px)` : `${count}, minmax(0, 1fr)`;
    style.gridTemplateColumns = `repeat(${track})`;
    style.gap = `${mainAxisGap}px ${crossAxisGap}px`;
  }
}

const listProperties = { padding: anything<unknown>(undefined) };

export class ListView extends BuiltIn<typeof listProperties> {
  private readonly look: CSSStyleDeclaration;

  constructor() {
    super(listProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", block));
  }

  protected override changed(_name: string, value: unknown): void {
    this.look.padding = sides(value);
  }
}

/** `[top, right, bottom, left]` as CSS. */
function sides(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => `${toPixels(one) ?? 0}px`).join(" ") : "";
}
