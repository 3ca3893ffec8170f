/** `movable-area` and `movable-view`: views that can be dragged, thrown and scaled inside an area. */
import { BuiltIn, flag, number, sheet, word } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { frames } from "../gesture/tween.ts";
import { hostStyle } from "../host-style.ts";
import type { HostStyle } from "../host-style.ts";
import { clamp, pixels } from "../pixels.ts";

const areaProperties = { scaleArea: flag() };

const areaLooks = sheet(`:host { display: block; position: relative; width: 10px; height: 10px;
touch-action: pan-x pan-y; } :host([hidden]) { display: none; }`);

export class MovableArea extends BuiltIn<typeof areaProperties> {
  constructor() {
    super(areaProperties);
    this.shadow("<slot></slot>", areaLooks);
    let views: MovableView[] = [];
    onPan(this, {
      axis: () => (this.values.scaleArea ? "pinch" : "none"),
      pinch: () => true,
      start: () => (views = [...this.children].filter((one) => one instanceof MovableView)),
      move: ({ scale }) => views.forEach((view) => view.pinched(scale)),
      end: () => views.forEach((view) => view.pinchEnded()),
    });
  }
}

const properties = {
  direction: word(["none", "all", "vertical", "horizontal"]),
  inertia: flag(),
  outOfBounds: flag(),
  x: pixels(),
  y: pixels(),
  damping: number(20),
  friction: number(2),
  disabled: flag(),
  scale: flag(),
  scaleMin: number(0.5),
  scaleMax: number(10),
  scaleValue: number(1),
  animation: flag(true),
};

const looks = sheet(`:host { display: inline-block; position: absolute; top: 0; left: 0; width: 10px; height: 10px;
transform-origin: center; will-change: transform; } :host([hidden]) { display: none; }`);

const touchActions = { none: "auto", all: "none", vertical: "pan-x", horizontal: "pan-y" };

type Source = "touch" | "touch-out-of-bounds" | "out-of-bounds" | "friction" | "";

interface Limits {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

export class MovableView extends BuiltIn<typeof properties> {
  private readonly look: HostStyle;
  /** Visible top left corner, relative to the area. */
  private x = 0;
  private y = 0;
  private zoom = 1;
  private zoomBefore = 1;
  private stopMove: (() => void) | undefined;
  private queued = false;
  private placed = false;
  private readonly sizes = new ResizeObserver(() => this.resized());

  constructor() {
    super(properties);
    this.look = hostStyle(this.shadow("<slot></slot>", looks));
    this.drag();
  }

  connectedCallback(): void {
    this.sizes.observe(this);
    if (this.parentElement) this.sizes.observe(this.parentElement);
    this.follow();
  }

  disconnectedCallback(): void {
    this.stopMove?.();
    this.sizes.disconnect();
  }

  pinched(scale: number): void {
    if (!this.values.scale || this.values.disabled) return;
    this.zoomTo(this.zoomBefore * scale);
  }

  pinchEnded(): void {
    this.zoomBefore = this.zoom;
    this.settle("");
  }

  protected override changed(name: string): void {
    if (name === "direction" || name === "disabled" || name === "scale") {
      const { direction, disabled, scale } = this.values;
      this.look("touch-action", disabled ? "auto" : scale ? "none" : touchActions[direction]);
      return;
    }
    if (name === "x" || name === "y" || name.startsWith("scale")) this.follow();
  }

  /** Moves to the position of the properties, after the current batch is in the document. */
  private follow(): void {
    if (this.queued || !this.isConnected) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      const { scaleValue, animation } = this.values;
      const zoom = this.values.scale ? this.limitedZoom(scaleValue) : 1;
      if (zoom !== this.zoom) this.zoomTo(zoom);
      this.zoomBefore = this.zoom;
      const [x, y] = this.inside(this.values.x, this.values.y);
      if (this.placed && animation) this.springTo(x, y, "");
      else this.put(x, y, "", this.placed);
      this.placed = true;
    });
  }

  /** Corrects the position after a size change, without events. */
  private resized(): void {
    if (!this.placed || this.stopMove) return;
    const [x, y] = this.inside(this.x, this.y);
    if (x !== this.x || y !== this.y) this.put(x, y, "", true);
  }

  private limits(): Limits {
    const area = this.parentElement;
    const x = (area?.clientWidth ?? 0) - this.offsetWidth * this.zoom;
    const y = (area?.clientHeight ?? 0) - this.offsetHeight * this.zoom;
    // A view larger than its area must always cover it.
    return { minX: Math.min(0, x), maxX: Math.max(0, x), minY: Math.min(0, y), maxY: Math.max(0, y) };
  }

  private inside(x: number, y: number): [x: number, y: number] {
    const { minX, maxX, minY, maxY } = this.limits();
    return [clamp(x, minX, maxX), clamp(y, minY, maxY)];
  }

  private put(x: number, y: number, source: Source, notify: boolean): void {
    const moved = round(x) !== round(this.x) || round(y) !== round(this.y);
    this.x = x;
    this.y = y;
    const [left, top] = [x + (this.offsetWidth * (this.zoom - 1)) / 2, y + (this.offsetHeight * (this.zoom - 1)) / 2];
    this.look("transform", `translate(${left}px, ${top}px) scale(${this.zoom})`, "important");
    if (notify && moved) this.emit("change", { x: round(x), y: round(y), source });
  }

  private limitedZoom(value: number): number {
    const { scaleMin, scaleMax } = this.values;
    return clamp(value, Math.max(0.1, scaleMin), Math.min(10, scaleMax));
  }

  /** Scales around the center of the visible view. */
  private zoomTo(value: number): void {
    const zoom = this.limitedZoom(value);
    const [x, y] = [
      this.x - (this.offsetWidth * (zoom - this.zoom)) / 2,
      this.y - (this.offsetHeight * (zoom - this.zoom)) / 2,
    ];
    const changed = zoom !== this.zoom;
    this.zoom = zoom;
    const at = this.inside(x, y);
    this.put(at[0], at[1], "", false);
    if (changed && this.placed)
      this.emit("scale", { x: round(this.x), y: round(this.y), scale: Math.round(zoom * 1000) / 1000 });
  }

  // ---- User input ----

  private drag(): void {
    let from = { x: 0, y: 0 };
    onPan(this, {
      axis: () => {
        const { direction, disabled, scale } = this.values;
        if (disabled) return "none";
        if (direction === "none") return scale ? "pinch" : "none";
        return direction === "all" ? "both" : direction === "vertical" ? "y" : "x";
      },
      pinch: () => this.values.scale,
      press: () => this.stopMove?.(),
      start: ({ dx, dy, pointers }) => {
        this.stopMove = undefined;
        from = { x: this.x, y: this.y };
        if (pointers < 2) this.emit(Math.abs(dx) >= Math.abs(dy) ? "htouchmove" : "vtouchmove", {}, { bubbles: true });
      },
      move: ({ dx, dy, scale, pointers }) => {
        if (pointers > 1) return this.pinched(scale);
        const { direction } = this.values;
        this.dragTo(from.x + (direction === "vertical" ? 0 : dx), from.y + (direction === "horizontal" ? 0 : dy));
      },
      end: ({ vx, vy }) => {
        this.zoomBefore = this.zoom;
        const { direction, inertia } = this.values;
        const speed = [direction === "vertical" ? 0 : vx, direction === "horizontal" ? 0 : vy] as const;
        if (inertia && Math.hypot(...speed) > 0.05 && !this.outside()) this.throw(speed[0], speed[1]);
        else this.settle("out-of-bounds");
      },
    });
  }

  private dragTo(x: number, y: number): void {
    const [insideX, insideY] = this.inside(x, y);
    const beyond = insideX !== x || insideY !== y;
    if (!beyond) return this.put(x, y, "touch", true);
    if (!this.values.outOfBounds) return this.put(insideX, insideY, "touch", true);
    this.put(heavier(x, insideX), heavier(y, insideY), "touch-out-of-bounds", true);
  }

  private outside(): boolean {
    const [x, y] = this.inside(this.x, this.y);
    return x !== this.x || y !== this.y;
  }

  private settle(source: Source): void {
    const [x, y] = this.inside(this.x, this.y);
    if (this.outside()) this.springTo(x, y, source);
  }

  /** Moves on after the release, with constant deceleration. @param vx pixels per millisecond */
  private throw(vx: number, vy: number): void {
    const speed = Math.hypot(vx, vy);
    const loss = Math.max(0.01, this.values.friction > 0 ? this.values.friction : 2) / 1000;
    const time = speed / loss;
    const [fromX, fromY] = [this.x, this.y];
    this.stopMove = frames((elapsed) => {
      const t = Math.min(elapsed, time);
      const distance = t - (t * t) / (2 * time);
      const [x, y] = [fromX + vx * distance, fromY + vy * distance];
      const [insideX, insideY] = this.inside(x, y);
      this.put(insideX, insideY, "friction", true);
      if (t < time && (insideX === x || insideY === y)) return true;
      this.stopMove = undefined;
      return false;
    });
  }

  private springTo(x: number, y: number, source: Source): void {
    this.stopMove?.();
    const rate = Math.max(1, this.values.damping) / 2000;
    this.stopMove = frames((_elapsed, sinceLast) => {
      const part = 1 - Math.exp(-rate * sinceLast);
      const near = Math.abs(x - this.x) < 0.5 && Math.abs(y - this.y) < 0.5;
      if (near) this.put(x, y, source, true);
      else this.put(this.x + (x - this.x) * part, this.y + (y - this.y) * part, source, true);
      if (near) this.stopMove = undefined;
      return !near;
    });
  }
}

function heavier(value: number, limit: number): number {
  const beyond = value - limit;
  return limit + Math.sign(beyond) * Math.abs(beyond) ** 0.8;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
