/**
 * `swiper`. Its position is a single number, counted in items, and each item is placed by its distance from it. So a
 * circular swiper needs no copies of items.
 */
import { BuiltIn, flag, number, part, sheet, text } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { easings, tween } from "../gesture/tween.ts";
import { hostStyle } from "../host-style.ts";
import type { HostStyle } from "../host-style.ts";
import { clamp, pixels } from "../pixels.ts";
import { SwiperDots } from "./swiper-dots.ts";
import { SwiperItem } from "./swiper-item.ts";

const properties = {
  indicatorDots: flag(),
  indicatorColor: text("rgba(0, 0, 0, .3)"),
  indicatorActiveColor: text("#000000"),
  autoplay: flag(),
  current: number(),
  currentItemId: text(),
  interval: number(5000),
  duration: number(500),
  circular: flag(),
  vertical: flag(),
  previousMargin: pixels(),
  nextMargin: pixels(),
  displayMultipleItems: number(1),
  easingFunction: text("default"),
  snapToEdge: flag(),
  disableTouch: flag(),
  cacheExtent: number(),
};

const looks = sheet(`
:host { display: block; position: relative; height: 150px; overflow: hidden; touch-action: pan-y; outline-offset: -2px; }
:host([hidden]) { display: none; }
#frame { position: absolute; inset: 0; }
`);

type Source = "" | "touch" | "autoplay";

export class Swiper extends BuiltIn<typeof properties> {
  private readonly frame: HTMLElement;
  private readonly look: HostStyle;
  private readonly dots = new SwiperDots(this, (index) => this.goTo(index, "touch"));
  private items: SwiperItem[] = [];
  /** Index of the current item, or of the target while animating. */
  private index = 0;
  private position = 0;
  private stopMove: (() => void) | undefined;
  private timer: number | undefined;
  private held = false;
  private queued = false;
  private fresh = true;

  constructor() {
    super(properties);
    const root = this.shadow(`<div id="frame"><slot></slot></div><slot name="dots"></slot>`, looks);
    this.frame = part(root, "frame");
    this.look = hostStyle(root);
    this.frame.addEventListener("slotchange", () => this.collect());
    this.drag();
    this.addEventListener("keydown", (event) => this.keyed(event));
  }

  connectedCallback(): void {
    if (!this.hasAttribute("tabindex")) this.tabIndex = 0;
    this.setAttribute("aria-roledescription", "carousel");
    this.schedule();
    document.addEventListener("visibilitychange", this.schedule);
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.stopMove?.();
    document.removeEventListener("visibilitychange", this.schedule);
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "current" || name === "currentItemId") return this.follow();
    if (name === "autoplay" || name === "interval") return this.schedule();
    if (name === "vertical") this.look("touch-action", value === true ? "pan-x" : "pan-y");
    if (name === "duration" || name === "easingFunction") return;
    this.arrange();
  }

  // ---- Items ----

  private collect(): void {
    const slot = this.frame.firstElementChild as HTMLSlotElement;
    this.items = slot.assignedElements().filter((one) => one instanceof SwiperItem);
    if (this.fresh && this.items.length > 0) this.start();
    else if (this.index > this.last()) this.rest(Math.max(0, this.last()));
    this.arrange();
    this.schedule();
  }

  /** Applies the initial properties when the first items arrive, without animation or event. */
  private start(): void {
    this.fresh = false;
    this.rest(this.wanted() ?? 0);
  }

  private wanted(): number | undefined {
    const { currentItemId, current } = this.values;
    const byId = currentItemId === "" ? -1 : this.items.findIndex((item) => item.itemId === currentItemId);
    if (byId >= 0) return byId;
    const index = Math.trunc(current);
    return index >= 0 && index < this.items.length ? index : undefined;
  }

  /** Follows a property change after the batch, because items may arrive with the new index. */
  private follow(): void {
    if (this.queued) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      if (this.fresh) return;
      const index = this.wanted();
      if (index !== undefined && index !== this.index) this.goTo(index, "");
    });
  }

  private shown(): number {
    return clamp(this.values.displayMultipleItems, 1, Math.max(1, this.items.length));
  }

  private circular(): boolean {
    return this.values.circular && this.items.length > this.shown();
  }

  /** The highest index that can be in first position. */
  private last(): number {
    return this.circular() ? this.items.length - 1 : Math.max(0, this.items.length - Math.ceil(this.shown()));
  }

  private arrange(): void {
    const { previousMargin, nextMargin, vertical, indicatorDots } = this.values;
    this.frame.style.inset = vertical
      ? `${previousMargin}px 0 ${nextMargin}px`
      : `0 ${nextMargin}px 0 ${previousMargin}px`;
    if (indicatorDots) this.dots.show(this.items.length, this.index, this.shown(), this.values);
    else this.dots.hide();
    this.draw();
  }

  private draw(): void {
    const { vertical, previousMargin, nextMargin, snapToEdge } = this.values;
    const [count, shown, last] = [this.items.length, this.shown(), this.last()];
    const size = this.size();
    let shift = 0;
    if (snapToEdge && !this.circular() && count > 1) {
      if (this.position < 1) shift = -previousMargin * (1 - Math.max(0, this.position));
      else if (this.position > last - 1) shift = nextMargin * (1 - Math.max(0, last - this.position));
    }
    // How far before the first position an item can be and still be visible.
    const before = Math.min(1 + (size > 0 ? previousMargin / size : 0), count - shown);
    for (const [index, item] of this.items.entries()) {
      let offset = index - this.position;
      if (this.circular()) offset = modulo(offset + before, count) - before;
      item.place(offset + (size > 0 ? shift / size : 0), 1 / shown, vertical);
    }
  }

  /** Size of an item in pixels. */
  private size(): number {
    const { clientWidth, clientHeight } = this.frame;
    return (this.values.vertical ? clientHeight : clientWidth) / this.shown();
  }

  // ---- Movement ----

  private rest(index: number): void {
    this.index = this.position = this.origin = index;
    this.settle();
  }

  private settle(): void {
    const shown = this.shown();
    for (const [index, item] of this.items.entries()) {
      item.reachable = modulo(index - this.index, this.items.length) < shown;
    }
    this.draw();
  }

  /** @param direction in a circular swiper: 1 forward, -1 backward, 0 the shorter one */
  private goTo(index: number, source: Source, direction = 0): void {
    const count = this.items.length;
    let distance = index - modulo(this.position, Math.max(1, count));
    if (!this.circular()) distance = index - this.position;
    else if (direction > 0) distance = modulo(distance, count);
    else if (direction < 0) distance = -modulo(-distance, count);
    const changed = index !== this.index;
    this.index = index;
    if (changed) {
      this.#emitEvent("change", source);
      this.arrange();
    }
    this.glide(this.position + distance, source);
  }

  private glide(to: number, source: Source): void {
    this.stopMove?.();
    const from = this.position;
    const { duration, easingFunction } = this.values;
    const easing = easings[easingFunction] ?? (easings["default"] as (part: number) => number);
    const step = (part: number) => this.moveTo(from + (to - from) * part, part < 1);
    // Do not animate an invisible swiper.
    const time = this.size() > 0 && !document.hidden ? duration : 0;
    this.stopMove = tween(time, easing, step, () => {
      this.stopMove = undefined;
      this.rest(this.index);
      this.#emitEvent("animationfinish", source);
      this.schedule();
    });
  }

  private moveTo(position: number, notify: boolean): void {
    this.position = position;
    this.draw();
    if (!notify) return;
    const offset = (position - this.origin) * this.size();
    const { vertical } = this.values;
    this.emit("transition", { dx: vertical ? 0 : offset, dy: vertical ? offset : 0 });
  }
  /** The position where the swiper rested last, from which `transition` events count. */
  private origin = 0;

  #emitEvent(type: string, source: Source): void {
    const current = this.index;
    const currentItemId = this.items[current]?.itemId ?? "";
    if (type === "change" && source !== "") {
      this.model("current", current);
      if (this.values.currentItemId !== "") this.model("currentItemId", currentItemId);
    }
    this.emit(type, { current, currentItemId, source });
  }

  private readonly schedule = (): void => {
    clearTimeout(this.timer);
    const { autoplay, interval } = this.values;
    if (!autoplay || this.held || document.hidden || !this.isConnected || this.last() === 0) return;
    this.timer = setTimeout(() => {
      if (this.index < this.last()) this.goTo(this.index + 1, "autoplay", 1);
      else this.goTo(0, "autoplay", 1);
      this.schedule();
    }, interval);
  };

  private drag(): void {
    let from = 0;
    onPan(this, {
      axis: () => (this.values.disableTouch || this.items.length < 2 ? "none" : this.values.vertical ? "y" : "x"),
      press: () => this.hold(true),
      release: () => this.hold(false),
      start: () => {
        this.stopMove?.();
        this.stopMove = undefined;
        from = this.position;
      },
      move: ({ dx, dy }) => this.moveTo(this.bounded(from - (this.values.vertical ? dy : dx) / this.size()), true),
      end: ({ vx, vy }) => {
        const speed = -(this.values.vertical ? vy : vx) / this.size();
        // A fast flick moves on; a slow drag snaps to the nearest item.
        const thrown = Math.abs(speed) * this.size() > 0.3 ? Math.sign(speed) * 0.5 : 0;
        const reach = Math.max(1, Math.floor(this.shown()));
        const target = clamp(Math.round(this.position + thrown), Math.round(from) - reach, Math.round(from) + reach);
        const index = this.circular() ? modulo(target, this.items.length) : clamp(target, 0, this.last());
        const direction = this.circular() ? Math.sign(target - this.position) : 0;
        this.goTo(index, "touch", direction);
        this.hold(false);
      },
    });
  }

  /** Autoplay waits while a finger is on the swiper. */
  private hold(held: boolean): void {
    this.held = held;
    this.schedule();
  }

  /** Adds resistance beyond the ends. */
  private bounded(position: number): number {
    if (this.circular()) return position;
    const inside = clamp(position, 0, this.last());
    return inside + (position - inside) * 0.35;
  }

  private keyed(event: KeyboardEvent): void {
    if (event.target !== this) return;
    const { vertical } = this.values;
    const direction =
      event.key === (vertical ? "ArrowDown" : "ArrowRight")
        ? 1
        : event.key === (vertical ? "ArrowUp" : "ArrowLeft")
          ? -1
          : 0;
    if (direction === 0) return;
    event.preventDefault();
    const next = this.index + direction;
    if (this.circular()) this.goTo(modulo(next, this.items.length), "touch", direction);
    else if (next >= 0 && next <= this.last()) this.goTo(next, "touch");
  }
}

function modulo(value: number, by: number): number {
  return by > 0 ? ((value % by) + by) % by : 0;
}
