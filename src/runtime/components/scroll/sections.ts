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
.all { display: contents; }
.column { display: flex; flex-direction: column; gap: var(--gap, 0); min-width: 0; }`);

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

/** Items of a masonry go to the column that is shortest when their turn comes, so they are dealt out by hand. */
export class GridView extends BuiltIn<typeof gridProperties> {
  private readonly root: ShadowRoot;
  private readonly look: CSSStyleDeclaration;
  private readonly watcher = new MutationObserver(() => this.deal());
  private readonly sizes = new ResizeObserver(() => this.deal());
  private columns: HTMLSlotElement[] = [];

  constructor() {
    super(gridProperties);
    this.root = this.attachShadow({ mode: "open", slotAssignment: "manual" });
    this.root.adoptedStyleSheets = [grid];
    this.look = hostStyle(this.root);
  }

  connectedCallback(): void {
    this.watcher.observe(this, { childList: true });
    this.sizes.observe(this);
    this.arrange();
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
    this.sizes.disconnect();
  }

  protected override changed(): void {
    if (this.isConnected) this.arrange();
  }

  private arrange(): void {
    const { type, crossAxisCount, maxCrossAxisExtent, mainAxisGap, crossAxisGap, padding } = this.values;
    const count = Math.max(1, Math.round(crossAxisCount));
    const isMasonry = type === "masonry";
    const track =
      maxCrossAxisExtent > 0 && !isMasonry
        ? `auto-fill, minmax(0, ${maxCrossAxisExtent}px)`
        : `${count}, minmax(0, 1fr)`;
    this.look.padding = sides(padding);
    this.look.gridTemplateColumns = `repeat(${track})`;
    this.look.gap = isMasonry ? `0 ${crossAxisGap}px` : `${mainAxisGap}px ${crossAxisGap}px`;
    this.look.setProperty("--gap", `${mainAxisGap}px`);
    this.root.replaceChildren();
    this.columns = Array.from({ length: isMasonry ? count : 1 }, () => {
      const slot = document.createElement("slot");
      const column = document.createElement("div");
      column.className = isMasonry ? "column" : "all";
      column.append(slot);
      this.root.append(column);
      return slot;
    });
    this.deal();
  }

  private deal(): void {
    const items = [...this.children];
    if (this.columns.length === 1) return this.columns[0]?.assign(...items);
    // All columns are equally wide: heights are right wherever an item stands.
    this.columns[0]?.assign(...items);
    const dealt = this.columns.map(() => ({ height: 0, items: [] as Element[] }));
    for (const item of items) {
      const shortest = dealt.reduce((best, one) => (one.height < best.height ? one : best));
      shortest.items.push(item);
      shortest.height += (item as HTMLElement).offsetHeight + this.values.mainAxisGap;
    }
    for (const [index, slot] of this.columns.entries()) slot.assign(...(dealt[index]?.items ?? []));
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
