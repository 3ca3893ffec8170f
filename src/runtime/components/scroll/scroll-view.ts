/**
 * `scroll-view`. The browser scrolls; this class adds WeChat's events, scrolling by property, pull-to-refresh and
 * overlay scroll bars. The content is directly inside the scrolling element, so that `position: sticky` and percentages
 * work as in a page.
 */
import { anything, BuiltIn, flag, number, part, sheet, text, word } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { easings, tween } from "../gesture/tween.ts";
import { pageContext } from "../page-context.ts";
import { clamp, optionalPixels, pixels, toPixels } from "../pixels.ts";
import { Refresher } from "./refresher.ts";
import { ScrollBars } from "./scroll-bars.ts";

const properties = {
  scrollX: flag(),
  scrollY: flag(),
  upperThreshold: pixels(50),
  lowerThreshold: pixels(50),
  scrollTop: optionalPixels(),
  scrollLeft: optionalPixels(),
  scrollIntoView: text(),
  scrollIntoViewOffset: pixels(),
  scrollIntoViewAlignment: word(["start", "center", "end", "nearest"]),
  scrollWithAnimation: flag(),
  enableBackToTop: flag(),
  enableFlex: flag(),
  enablePassive: flag(),
  scrollAnchoring: flag(),
  enhanced: flag(),
  bounces: flag(true),
  showScrollbar: flag(true),
  pagingEnabled: flag(),
  fastDeceleration: flag(),
  refresherEnabled: flag(),
  refresherThreshold: pixels(45),
  refresherDefaultStyle: word(["black", "white", "none"]),
  refresherBackground: text("transparent"),
  refresherTriggered: flag(),
  type: word(["", "list", "custom", "nested"]),
  padding: anything<unknown>(undefined),
  minDragDistance: number(18),
  throttle: flag(true),
};

const looks = sheet(`
:host { display: block; width: 100%; position: relative; }
:host([hidden]) { display: none; }
#scroll { width: 100%; height: 100%; max-height: inherit; min-height: inherit; overflow: hidden; position: relative;
  box-sizing: border-box; scrollbar-width: none; overflow-anchor: none; }
#scroll::-webkit-scrollbar { display: none; }
#scroll.x { overflow-x: auto; }
#scroll.y { overflow-y: auto; }
#scroll.anchored { overflow-anchor: auto; }
#scroll.still { overscroll-behavior: none; }
#scroll.pages.x { scroll-snap-type: x mandatory; }
#scroll.pages.y { scroll-snap-type: y mandatory; }
#scroll b { position: absolute; width: 1px; height: 1px; scroll-snap-align: start; scroll-snap-stop: always; }
#scroll.flex { display: inherit; flex-flow: inherit; justify-content: inherit; align-items: inherit;
  align-content: inherit; gap: inherit; flex: 0 0 auto; }
`);

/** Milliseconds of an animated scroll by property. */
const MOVE = 300;
/** Minimum time between two events of the same edge, in milliseconds. */
const BORDER_PAUSE = 200;

interface MoveOptions {
  readonly top?: unknown;
  readonly left?: unknown;
  readonly duration?: unknown;
  readonly animated?: unknown;
  readonly offset?: unknown;
  readonly alignment?: unknown;
}

export class ScrollView extends BuiltIn<typeof properties> {
  private readonly scroller: HTMLElement;
  private readonly bars: ScrollBars;
  private refresher: Refresher | undefined;
  private last = { left: 0, top: 0 };
  private readonly borderTimes = { upper: -BORDER_PAUSE, lower: -BORDER_PAUSE };
  private wanted = false;
  private enabled = true;
  private touching = false;
  private dragging = false;
  private scrolling = false;
  private stopMove: (() => void) | undefined;

  constructor() {
    super(properties);
    const root = this.shadow(`<div id="scroll"><slot></slot></div>`, looks);
    this.scroller = part(root, "scroll");
    this.bars = new ScrollBars(root, this.scroller);
    this.scroller.addEventListener("scroll", (event) => this.scrolled(event.timeStamp), { passive: true });
    this.scroller.addEventListener("scrollend", () => this.settled());
    this.watchFingers();
    this.dragByMouse();
  }

  connectedCallback(): void {
    this.place();
  }

  invoke(method: string, [first, second]: readonly unknown[]): unknown {
    const options = (typeof second === "object" ? second : first) as MoveOptions | undefined;
    if (method === "scrollTo") {
      const { top, left, duration } = options ?? {};
      const animated = options?.animated === true || Number(duration) > 0;
      return this.moveTo(toPixels(left), toPixels(top), animated ? Number(duration) || MOVE : 0);
    }
    if (method === "scrollIntoView") return this.reveal(String(first), options ?? {}, options?.animated !== false);
    if (method === "backToTop") return this.values.enableBackToTop ? this.moveTo(undefined, 0, MOVE) : undefined;
    if (method === "triggerRefresh") return this.refresher?.open();
    if (method === "closeRefresh") return this.refresher?.close();
    if (method === "set") return this.setFromContext(String(first), second);
    throw new Error(`scroll-view has no method ${method}`);
  }

  scrollOffset(): Record<"scrollLeft" | "scrollTop" | "scrollWidth" | "scrollHeight", number> {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = this.scroller;
    return { scrollLeft, scrollTop, scrollWidth, scrollHeight };
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "scrollTop" || name === "scrollLeft" || name === "scrollIntoView") return this.place();
    if (name === "refresherTriggered") return value === true ? this.refreshing().open() : this.refresher?.close();
    if (name.startsWith("refresher")) {
      if (this.values.refresherEnabled || this.refresher) this.refreshing().update();
      return;
    }
    this.arrange();
  }

  /** Applies the properties to the scrolling element. */
  private arrange(): void {
    const { scrollX, scrollY, enableFlex, enhanced, bounces, showScrollbar, type, padding } = this.values;
    const { classList, style } = this.scroller;
    const isPaged = this.isPaged();
    classList.toggle("x", scrollX && this.enabled);
    classList.toggle("y", (scrollY || type === "nested") && this.enabled);
    classList.toggle("flex", enableFlex);
    classList.toggle("anchored", this.values.scrollAnchoring);
    classList.toggle("still", enhanced && !bounces);
    classList.toggle("pages", isPaged);
    if (isPaged) this.markPages();
    if (Array.isArray(padding)) style.padding = padding.map((one) => `${toPixels(one) ?? 0}px`).join(" ");
    this.bars.shown = showScrollbar;
  }

  private isPaged(): boolean {
    return this.values.enhanced && this.values.pagingEnabled;
  }

  /** Marks the start of each page, where the browser may rest: a page need not be an element. */
  private markPages(): void {
    const { scroller } = this;
    for (const mark of scroller.querySelectorAll("b")) mark.remove();
    const [side, whole, size] = this.values.scrollX
      ? (["left", scroller.scrollWidth, scroller.clientWidth] as const)
      : (["top", scroller.scrollHeight, scroller.clientHeight] as const);
    for (let at = 0; at < whole; at += size || whole) {
      const mark = document.createElement("b");
      mark.style[side] = `${at}px`;
      scroller.append(mark);
    }
  }

  private setFromContext(name: string, value: unknown): void {
    if (name === "scrollEnabled") {
      this.enabled = value !== false;
      this.arrange();
    } else this.setProperty(name, value, this.directory);
  }

  // ---- Scrolling by property ----

  /** Scrolls after the current batch is in the document, because new content may come with it. */
  private place(): void {
    if (this.wanted || !this.isConnected) return;
    this.wanted = true;
    queueMicrotask(() => {
      this.wanted = false;
      const { scrollTop, scrollLeft, scrollIntoView, scrollWithAnimation } = this.values;
      const id = scrollIntoView;
      const duration = scrollWithAnimation ? MOVE : 0;
      if (id !== "" && id !== this.shownId) {
        this.shownId = id;
        this.reveal(`#${CSS.escape(id)}`, { offset: this.values.scrollIntoViewOffset }, scrollWithAnimation);
      }
      this.shownId = id;
      const [left, top] = [this.placed.left === scrollLeft, this.placed.top === scrollTop];
      if (!left || !top) this.moveTo(left ? undefined : scrollLeft, top ? undefined : scrollTop, duration);
      this.placed = { left: scrollLeft, top: scrollTop };
    });
  }
  private shownId = "";
  private placed: { left: number | undefined; top: number | undefined } = { left: undefined, top: undefined };

  private reveal(selector: string, { offset, alignment }: MoveOptions, animated: boolean): void {
    const target = this.querySelector(selector);
    if (!target) return;
    const [outer, inner] = [this.scroller.getBoundingClientRect(), target.getBoundingClientRect()];
    const how = String(alignment ?? this.values.scrollIntoViewAlignment);
    const shift = toPixels(offset) ?? 0;
    const { scrollX, scrollY } = this.values;
    const x = gap(how, inner.left - outer.left, inner.width, outer.width) + this.scroller.scrollLeft + shift;
    const y = gap(how, inner.top - outer.top, inner.height, outer.height) + this.scroller.scrollTop + shift;
    this.moveTo(scrollX ? x : undefined, scrollY ? y : undefined, animated ? MOVE : 0);
  }

  private moveTo(left: number | undefined, top: number | undefined, duration: number): void {
    this.stopMove?.();
    const { scroller } = this;
    const [x, y] = [scroller.scrollLeft, scroller.scrollTop];
    const toX = clamp(left ?? x, 0, scroller.scrollWidth - scroller.clientWidth);
    const toY = clamp(top ?? y, 0, scroller.scrollHeight - scroller.clientHeight);
    if (duration <= 0 || (toX === x && toY === y)) return scroller.scrollTo(toX, toY);
    const step = (part: number) => scroller.scrollTo(x + (toX - x) * part, y + (toY - y) * part);
    // The browser must not correct each step to the start of a page.
    scroller.classList.remove("pages");
    this.stopMove = tween(duration, easings["easeInOutCubic"] as (part: number) => number, step, () => this.arrange());
  }

  // ---- Events ----

  private scrolled(now: number): void {
    const { clientWidth, clientHeight } = this.scroller;
    const offset = this.scrollOffset();
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = offset;
    const [deltaX, deltaY] = [this.last.left - scrollLeft, this.last.top - scrollTop];
    if (deltaX === 0 && deltaY === 0) return;
    this.last = { left: scrollLeft, top: scrollTop };
    this.bars.moved();
    if (!this.scrolling) {
      this.scrolling = true;
      this.emit("scrollstart", { ...offset, isDrag: this.touching });
    }
    this.emit("scroll", { ...offset, deltaX, deltaY });
    if (this.dragging) this.emitDrag("dragging", -deltaX, -deltaY);
    const { scrollX, scrollY, upperThreshold, lowerThreshold } = this.values;
    const toUpper = (place: number, delta: number) => delta > 0 && place <= upperThreshold;
    const toLower = (rest: number, delta: number) => delta < 0 && rest <= lowerThreshold;
    if (scrollY && toUpper(scrollTop, deltaY)) this.border("upper", "top", now);
    if (scrollX && toUpper(scrollLeft, deltaX)) this.border("upper", "left", now);
    if (scrollY && toLower(scrollHeight - clientHeight - scrollTop, deltaY)) this.border("lower", "bottom", now);
    if (scrollX && toLower(scrollWidth - clientWidth - scrollLeft, deltaX)) this.border("lower", "right", now);
  }

  private border(which: "upper" | "lower", direction: string, now: number): void {
    if (now - this.borderTimes[which] < BORDER_PAUSE) return;
    this.borderTimes[which] = now;
    this.emit(`scrollto${which}`, { direction });
  }

  private settled(): void {
    this.scrolling = false;
    this.emit("scrollend", { ...this.scrollOffset(), isDrag: false });
    // The browser leaves a scroll between pages if its pages were not marked yet when it began.
    if (this.scroller.classList.contains("pages")) this.toPage(0, 0);
  }

  /** Scrolls to the nearest page, or the next one in the direction of a throw. */
  private toPage(vx: number, vy: number): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.scroller;
    const rest = (to: number, size: number) => Math.round(to / size) * size;
    this.moveTo(rest(scrollLeft - vx * 200, clientWidth), rest(scrollTop - vy * 200, clientHeight), 400);
  }

  private emitDrag(type: string, x: number, y: number): void {
    const { scrollLeft, scrollTop } = this.scroller;
    this.emit(type, { scrollLeft, scrollTop, velocity: { x, y } });
  }

  private watchFingers(): void {
    const passive = { passive: true };
    this.addEventListener("touchstart", () => (this.touching = true), passive);
    this.addEventListener("touchmove", () => this.dragStarts(), passive);
    const end = () => {
      this.touching = false;
      this.dragEnds();
    };
    this.addEventListener("touchend", end, passive);
    this.addEventListener("touchcancel", end, passive);
    this.addEventListener("wheel", () => this.scrollsByUser(), passive);
  }

  /** The user takes over an animated scroll. The pages are marked anew, because the content's size may have changed. */
  private scrollsByUser(): void {
    this.stopMove?.();
    if (this.isPaged()) this.arrange();
  }

  private dragStarts(): void {
    if (this.dragging || !this.values.enhanced) return;
    this.dragging = true;
    this.emitDrag("dragstart", 0, 0);
  }

  private dragEnds(): void {
    if (!this.dragging) return;
    this.dragging = false;
    this.emitDrag("dragend", 0, 0);
  }

  /** Lets a mouse drag the content like a finger. The browser handles touch itself. */
  private dragByMouse(): void {
    let mouse = false;
    let from = { left: 0, top: 0 };
    const down = (event: PointerEvent) => {
      mouse = event.pointerType === "mouse";
      this.scrollsByUser();
    };
    this.addEventListener("pointerdown", down, { capture: true });
    onPan(this, {
      axis: () => {
        const { scrollX, scrollY } = this.values;
        if (!mouse || !this.enabled) return "none";
        return scrollX && scrollY ? "both" : scrollX ? "x" : scrollY ? "y" : "none";
      },
      refuses: (_dx, dy) => this.refresher?.wants(dy) === true,
      start: () => {
        from = { left: this.scroller.scrollLeft, top: this.scroller.scrollTop };
        this.scroller.classList.remove("pages");
        this.dragStarts();
      },
      move: ({ dx, dy }) => this.moveTo(from.left - dx, from.top - dy, 0),
      end: ({ vx, vy }) => {
        this.dragEnds();
        const { scrollLeft, scrollTop } = this.scroller;
        this.arrange();
        if (this.isPaged()) this.toPage(vx, vy);
        else if (vx !== 0 || vy !== 0) this.moveTo(scrollLeft - vx * 200, scrollTop - vy * 200, 400);
      },
    });
  }

  // ---- Pull-to-refresh ----

  private refreshing(): Refresher {
    this.refresher ??= new Refresher({
      host: this,
      scroller: this.scroller,
      settings: () => this.values,
      emit: (type, dy) => this.emit(type, { dy }),
      rest: () => {
        this.values.refresherTriggered = false;
        pageContext().writeModel(this, "refresherTriggered", false);
      },
    });
    return this.refresher;
  }
}

/** The distance to scroll so that an element at `start` gets to its aligned position. */
function gap(alignment: string, start: number, size: number, viewport: number): number {
  if (alignment === "center") return start - (viewport - size) / 2;
  if (alignment === "end") return start - (viewport - size);
  if (alignment !== "nearest") return start;
  return start < 0 ? start : Math.max(0, start + size - viewport);
}
