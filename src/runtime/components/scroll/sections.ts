/**
 * Contents of a `scroll-view type="custom"`: sections with sticky headers, grids and lists, all done with CSS. The
 * compiler turns `list-builder` and `grid-builder` into loops, so all items exist; items out of view are neither laid
 * out nor painted.
 */
import { anything, BuiltIn, flag, number, part, sheet, word } from "../built-in.ts";
import { hostStyle } from "../host-style.ts";
import type { HostStyle } from "../host-style.ts";
import { pixels, toPixels } from "../pixels.ts";

const block = sheet(`:host { display: block; } :host([hidden]) { display: none; }`);
const header = sheet(`:host { display: block; position: sticky; top: var(--sticky-top, 0px); z-index: 10; }
:host([hidden]) { display: none; }`);
const builder = sheet(`:host { display: block; box-sizing: border-box; } :host([hidden]) { display: none; }
::slotted(*) { content-visibility: auto; contain-intrinsic-height: auto var(--child-height, 44px); }`);
const grid = sheet(`:host { display: grid; box-sizing: border-box; } :host([hidden]) { display: none; }
.all { display: contents; }
.column { display: flex; flex-direction: column; gap: var(--gap, 0); min-width: 0; }`);

const sectionProperties = { pushPinnedHeader: flag(true), padding: anything<unknown>(undefined) };

/**
 * With `push-pinned-header` (the default) the next section pushes this section's header away; otherwise headers stack.
 */
export class StickySection extends BuiltIn<typeof sectionProperties> {
  private readonly look: HostStyle;

  constructor() {
    super(sectionProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", block));
  }

  protected override changed(name: string, value: unknown): void {
    // A sticky element stays inside its parent's box. Without a box of the section, the parent is the scroller.
    if (name === "pushPinnedHeader") this.look("display", value === false ? "contents" : "");
    else this.look("padding", sides(value));
  }
}

const headerProperties = { padding: anything<unknown>(undefined), offsetTop: pixels() };

export class StickyHeader extends BuiltIn<typeof headerProperties> {
  private readonly look: HostStyle;

  constructor() {
    super(headerProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", header));
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "offsetTop") this.look("--sticky-top", `${Number(value)}px`);
    else this.look("padding", sides(value));
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

/** In a masonry layout, each item goes to the column that is shortest so far, so slots are assigned manually. */
export class GridView extends BuiltIn<typeof gridProperties> {
  private readonly root: ShadowRoot;
  private readonly look: HostStyle;
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
    this.look("padding", sides(padding));
    this.look("grid-template-columns", `repeat(${track})`);
    this.look("gap", isMasonry ? `0 ${crossAxisGap}px` : `${mainAxisGap}px ${crossAxisGap}px`);
    this.look("--gap", `${mainAxisGap}px`);
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
    // All columns are equally wide, so an item's height can be measured in any of them.
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
  private readonly look: HostStyle;

  constructor() {
    super(listProperties);
    this.look = hostStyle(this.shadow("<slot></slot>", block));
  }

  protected override changed(_name: string, value: unknown): void {
    this.look("padding", sides(value));
  }
}

const builderProperties = {
  ...listProperties,
  type: word(["static", "dynamic"]),
  childCount: number(),
  childHeight: pixels(),
};

/** Reserves space below for items that `list` does not contain yet, if all items have the same height. */
export class ListBuilder extends BuiltIn<typeof builderProperties> {
  private readonly look: HostStyle;
  private readonly rest: HTMLElement;
  private readonly watcher = new ItemWatcher(this, (type, index) => this.emit(type, { index }));

  constructor() {
    super(builderProperties);
    const root = this.shadow(`<slot></slot><div id="rest"></div>`, builder);
    this.look = hostStyle(root);
    this.rest = part(root, "rest");
  }

  connectedCallback(): void {
    this.watcher.start((count) => this.keepRoom(count));
  }

  disconnectedCallback(): void {
    this.watcher.stop();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "padding") this.look("padding", sides(value));
    else this.keepRoom(this.childElementCount);
  }

  private keepRoom(count: number): void {
    const { childHeight, childCount } = this.values;
    this.look("--child-height", childHeight > 0 ? `${childHeight}px` : "auto");
    this.rest.style.height = `${Math.max(0, childCount - count) * childHeight}px`;
  }
}

export class GridBuilder extends GridView {
  private readonly items = new ItemWatcher(this, (type, index) => this.emit(type, { index }));

  override connectedCallback(): void {
    super.connectedCallback();
    this.items.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.items.stop();
  }
}

/** Reports items that come near the viewport (`itembuild`) and that are far from it again (`itemdispose`). */
class ItemWatcher {
  private readonly near = new Set<Element>();
  private sight: IntersectionObserver | undefined;
  private children: MutationObserver | undefined;

  constructor(
    private readonly host: Element,
    private readonly report: (type: "itembuild" | "itemdispose", index: number) => void,
  ) {}

  start(counted?: (count: number) => void): void {
    const { host, near } = this;
    const sight = new IntersectionObserver(
      (entries) => {
        const all = [...host.children];
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting === near.has(target) || !all.includes(target)) continue;
          if (isIntersecting) near.add(target);
          else near.delete(target);
          this.report(isIntersecting ? "itembuild" : "itemdispose", all.indexOf(target));
        }
      },
      { rootMargin: "50% 0px" },
    );
    const look = (): void => {
      for (const child of host.children) sight.observe(child);
      counted?.(host.childElementCount);
    };
    this.sight = sight;
    this.children = new MutationObserver(look);
    this.children.observe(host, { childList: true });
    look();
  }

  stop(): void {
    this.sight?.disconnect();
    this.children?.disconnect();
    this.near.clear();
  }
}

/** Converts `[top, right, bottom, left]` to CSS. */
function sides(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => `${toPixels(one) ?? 0}px`).join(" ") : "";
}
