/** `draggable-sheet`: a panel that can be dragged to several heights, which are fractions of its parent's height. */
import { anything, BuiltIn, flag, number, part, sheet } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { easings, tween } from "../gesture/tween.ts";
import { clamp } from "../pixels.ts";

const properties = {
  initialChildSize: number(0.5),
  minChildSize: number(0.25),
  maxChildSize: number(1),
  snap: flag(),
  snapSizes: anything<unknown>([]),
};

const looks = sheet(`:host { display: block; position: absolute; inset: 0; pointer-events: none; overflow: hidden; }
:host([hidden]) { display: none; }
#box { position: absolute; left: 0; right: 0; bottom: 0; overflow: auto; pointer-events: auto; touch-action: pan-x; }`);

export class DraggableSheet extends BuiltIn<typeof properties> {
  private readonly box: HTMLElement;
  private size = -1;
  private stopMove: (() => void) | undefined;

  constructor() {
    super(properties);
    this.box = part(this.shadow(`<div id="box"><slot></slot></div>`, looks), "box");
    let from = 0;
    onPan(this.box, {
      axis: () => "y",
      // At full size, scrolling the content has priority over dragging the sheet.
      refuses: (_dx, dy) => this.size >= this.values.maxChildSize && (dy < 0 || this.box.scrollTop > 0),
      start: () => {
        this.stopMove?.();
        from = this.size;
      },
      move: ({ dy }) => this.resize(from - dy / this.#maxHeight()),
      end: ({ vy }) => this.settle(vy),
    });
  }

  connectedCallback(): void {
    if (this.size < 0) this.resize(this.values.initialChildSize);
  }

  /** `DraggableSheetContext.scrollTo({ size | pixels, animated, duration, easingFunction })` */
  invoke(method: string, [options]: readonly unknown[]): unknown {
    if (method !== "scrollTo") throw new Error(`draggable-sheet has no method ${method}`);
    const { size, pixels, animated, duration } = (options ?? {}) as Record<string, number | boolean | undefined>;
    const to = typeof pixels === "number" ? pixels / this.#maxHeight() : Number(size);
    if (Number.isFinite(to)) this.slide(to, animated === false ? 0 : Number(duration ?? 200));
    return undefined;
  }

  protected override changed(name: string): void {
    if (this.size < 0) return;
    this.resize(name === "initialChildSize" ? this.values.initialChildSize : this.size);
  }

  #maxHeight(): number {
    return this.clientHeight || 1;
  }

  private settle(vy: number): void {
    const { snap, snapSizes, minChildSize, maxChildSize } = this.values;
    if (!snap) return;
    const aim = this.size - (vy * 150) / this.#maxHeight();
    const stops = [minChildSize, ...(Array.isArray(snapSizes) ? snapSizes.map(Number) : []), maxChildSize];
    this.slide(
      stops.reduce((best, one) => (Math.abs(one - aim) < Math.abs(best - aim) ? one : best)),
      200,
    );
  }

  private slide(to: number, duration: number): void {
    this.stopMove?.();
    const from = this.size;
    const easing = easings["easeOutCubic"] as (part: number) => number;
    this.stopMove = tween(
      duration,
      easing,
      (part) => this.resize(from + (to - from) * part),
      () => {},
    );
  }

  private resize(size: number): void {
    const next = clamp(size, this.values.minChildSize, this.values.maxChildSize);
    const changed = next !== this.size;
    this.size = next;
    this.box.style.height = `${next * 100}%`;
    if (changed && this.isConnected) this.emit("sizeupdate", { size: next, pixels: next * this.#maxHeight() });
  }
}
