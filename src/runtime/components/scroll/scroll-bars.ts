/** Overlay scroll bars as on phones, visible only while the content moves. */

/** Milliseconds that a bar stays after the last scroll event. */
const STAY = 600;

export class ScrollBars {
  /** Whether the author enables them. */
  shown = true;
  private readonly scroller: HTMLElement;
  private readonly root: ShadowRoot;
  private bars: { readonly x: HTMLElement; readonly y: HTMLElement } | undefined;
  private timer: number | undefined;

  constructor(root: ShadowRoot, scroller: HTMLElement) {
    this.root = root;
    this.scroller = scroller;
  }

  moved(): void {
    if (!this.shown) {
      if (this.bars) this.hide(this.bars);
      return;
    }
    this.bars ??= { x: this.make(), y: this.make() };
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = this.scroller;
    const { x, y } = this.bars;
    const [width, left] = thumb(scrollLeft, scrollWidth, clientWidth);
    x.style.cssText = `${common(width)}bottom:2px;left:${left}px;width:${width}px;height:3px`;
    const [height, top] = thumb(scrollTop, scrollHeight, clientHeight);
    y.style.cssText = `${common(height)}right:2px;top:${top}px;height:${height}px;width:3px`;
    clearTimeout(this.timer);
    const bars = this.bars;
    this.timer = setTimeout(() => this.hide(bars), STAY);
  }

  private hide({ x, y }: { readonly x: HTMLElement; readonly y: HTMLElement }): void {
    x.style.opacity = y.style.opacity = "0";
  }

  private make(): HTMLElement {
    const bar = document.createElement("div");
    bar.setAttribute("aria-hidden", "true");
    this.root.append(bar);
    return bar;
  }
}

/** Length and position of a bar's thumb in pixels; length 0 if everything is visible. */
function thumb(offset: number, whole: number, viewport: number): [length: number, place: number] {
  if (whole <= viewport + 1) return [0, 0];
  const length = Math.max(24, ((viewport - 4) * viewport) / whole);
  return [length, 2 + ((viewport - 4 - length) * offset) / (whole - viewport)];
}

function common(length: number): string {
  const opacity = length > 0 ? 1 : 0;
  return `position:absolute;border-radius:2px;background:rgba(0,0,0,.35);pointer-events:none;transition:opacity .3s;opacity:${opacity};`;
}
