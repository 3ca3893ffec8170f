/**
 * Touch events and WeChat's gestures: tap, longpress, longtap. Fingers arrive as touch events; a mouse or pen counts as
 * one finger while it is pressed.
 */
import type { Touch as SentTouch } from "../../protocol.ts";
import type { BuiltInElement } from "../../components/contract.ts";
import type { EventSender } from "./sender.ts";

/** Pixels that a finger may move and still tap. */
const SLOP = 10;
/** In milliseconds. */
const LONG_PRESS = 350;

/** The common fields of touches and mouse events. */
interface Point {
  readonly identifier: number;
  readonly target: EventTarget | null;
  readonly pageX: number;
  readonly pageY: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly force?: number;
}

/** The only finger down, which may still become a tap. */
interface Press {
  readonly identifier: number;
  readonly target: HTMLElement;
  readonly point: Point;
  readonly timer: number;
  isTap: boolean;
}

/** Follows a single finger, for instance to pull the page down. */
export interface TouchFollower {
  start(point: Point): void;
  move(point: Point, isCaught: boolean): void;
  end(): void;
}

export class TouchEvents {
  readonly #sender: EventSender;
  readonly #follower: TouchFollower;
  #press: Press | undefined;
  #mouse: Point | undefined;
  #isBlocking = false;
  /** End of the last gesture; the browser's click events come after it. */
  #lastEnd = Number.NEGATIVE_INFINITY;

  constructor(sender: EventSender, follower: TouchFollower) {
    this.#sender = sender;
    this.#follower = follower;
    const passive = { passive: true, capture: true };
    document.addEventListener("touchstart", (event) => this.#start(points(event.changedTouches), event), passive);
    document.addEventListener("touchmove", this.#onMove, passive);
    document.addEventListener("touchend", (event) => this.#end(points(event.changedTouches), event), passive);
    document.addEventListener("touchcancel", (event) => this.#cancel(points(event.changedTouches), event), passive);
    document.addEventListener("pointerdown", (event) => this.#mouseDown(event), passive);
    document.addEventListener("pointermove", (event) => this.#mouseMove(event), passive);
    document.addEventListener("pointerup", (event) => this.#mouseUp(event), passive);
    document.addEventListener("pointercancel", (event) => this.#mouseUp(event), passive);
    document.addEventListener("click", (event) => this.#onClick(event), passive);
    document.addEventListener("dragstart", (event) => event.preventDefault());
    document.addEventListener("contextmenu", (event) => {
      if (this.#press && !this.#mouse) event.preventDefault();
    });
  }

  /**
   * Lets handlers prevent scrolling from now on. Before, the listener is passive, so that browsers need not wait for
   * it.
   */
  block(): void {
    if (this.#isBlocking) return;
    this.#isBlocking = true;
    document.removeEventListener("touchmove", this.#onMove, true);
    document.addEventListener("touchmove", this.#onMove, { passive: false, capture: true });
  }

  readonly #onMove = (event: TouchEvent): void => this.#move(points(event.changedTouches), event);

  #start(changed: readonly Point[], event?: TouchEvent): void {
    const touches = event ? points(event.touches) : changed;
    this.#forget();
    const point = changed[0];
    if (!point) return;
    if (touches.length === 1) this.#follower.start(point);
    const target = this.#sender.target(point.target);
    if (!target) return;
    this.#send(target, "touchstart", touches, changed);
    if (touches.length > 1) return;
    const timer = setTimeout(() => this.#longPress(), LONG_PRESS);
    this.#press = { identifier: point.identifier, target, point, timer, isTap: true };
  }

  #move(changed: readonly Point[], event?: TouchEvent): void {
    const press = this.#press;
    for (const point of changed) {
      if (press?.identifier !== point.identifier) continue;
      if (Math.hypot(point.clientX - press.point.clientX, point.clientY - press.point.clientY) > SLOP) this.#forget();
    }
    const point = changed[0];
    const target = point && this.#sender.target(point.target);
    const isCaught = target !== undefined && this.#sender.isCaught(target, null, "touchmove");
    if (isCaught && event?.cancelable) event.preventDefault();
    if (point) this.#follower.move(point, isCaught);
    if (target) this.#send(target, "touchmove", event ? points(event.touches) : changed, changed);
  }

  #end(changed: readonly Point[], event?: TouchEvent): void {
    this.#lastEnd = performance.now();
    this.#follower.end();
    const press = this.#press;
    const point = changed[0];
    const target = point && this.#sender.target(point.target);
    if (!target) return this.#forget();
    const touches = event ? points(event.touches) : [];
    this.#send(target, "touchend", touches, changed);
    if (press?.isTap && press.identifier === point.identifier) {
      const { pageX, pageY, clientX, clientY } = press.point;
      const own = (press.target as Partial<BuiltInElement>).tapDetail?.(clientX, clientY);
      // The finger is up, but WeChat still lists it in the `touches` of a tap, and apps read its position there.
      const still = touches.length > 0 ? touches : changed;
      if (own !== null) this.#send(press.target, "tap", still, changed, own ?? { x: pageX, y: pageY });
    }
    this.#forget();
  }

  #cancel(changed: readonly Point[], event?: TouchEvent): void {
    this.#lastEnd = performance.now();
    this.#follower.end();
    this.#forget();
    const target = changed[0] && this.#sender.target(changed[0].target);
    if (target) this.#send(target, "touchcancel", event ? points(event.touches) : [], changed);
  }

  #longPress(): void {
    const press = this.#press;
    if (!press) return;
    const { point, target } = press;
    const detail = { x: point.pageX, y: point.pageY };
    // If there is a listener for longpress, the tap is dropped; longtap, the older event, does not prevent it.
    if (this.#send(target, "longpress", [point], [point], detail)) press.isTap = false;
    this.#send(target, "longtap", [point], [point], detail);
  }

  #forget(): void {
    clearTimeout(this.#press?.timer);
    this.#press = undefined;
  }

  #mouseDown(event: PointerEvent): void {
    if (event.pointerType === "touch" || event.button !== 0) return;
    this.#mouse = mousePoint(event, event.target);
    this.#start([this.#mouse]);
  }

  #mouseMove(event: PointerEvent): void {
    if (!this.#mouse || event.pointerType === "touch") return;
    this.#mouse = mousePoint(event, this.#mouse.target);
    this.#move([this.#mouse]);
  }

  #mouseUp(event: PointerEvent): void {
    if (!this.#mouse || event.pointerType === "touch") return;
    const point = mousePoint(event, this.#mouse.target);
    this.#mouse = undefined;
    if (event.type === "pointercancel") this.#cancel([point]);
    else this.#end([point]);
  }

  /** Handles taps by keyboard. */
  #onClick(event: MouseEvent): void {
    // Components call `click()` themselves for a key press, so such a click is not trusted and `isTrusted` is not
    // checked.
    if (event.detail !== 0 || performance.now() - this.#lastEnd < 50) return;
    const target = this.#sender.target(event.target);
    if (!target) return;
    const { left, top, width, height } = target.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const point = { identifier: 0, target, pageX: x + scrollX, pageY: y + scrollY, clientX: x, clientY: y };
    this.#send(target, "tap", [], [point], { x: point.pageX, y: point.pageY });
  }

  #send(
    target: HTMLElement,
    type: string,
    touches: readonly Point[],
    changed: readonly Point[],
    detail: unknown = {},
  ): boolean {
    if (!this.#sender.types.has(type)) return false;
    const corner = target.localName === "wx-canvas" ? target.getBoundingClientRect() : undefined;
    return this.#sender.send(target, type, detail, {
      bubbles: true,
      touches: touches.map((point) => sentTouch(point, corner)),
      changedTouches: changed.map((point) => sentTouch(point, corner)),
      withOffsets: true,
    });
  }
}

function points(list: TouchList): Point[] {
  return Array.from(list);
}

function mousePoint(event: PointerEvent, target: EventTarget | null): Point {
  const { pageX, pageY, clientX, clientY } = event;
  return { identifier: 0, target, pageX, pageY, clientX, clientY, force: 1 };
}

function sentTouch({ identifier, pageX, pageY, clientX, clientY, force = 0 }: Point, corner?: DOMRect): SentTouch {
  const touch = { identifier, pageX, pageY, clientX, clientY, force };
  return corner ? { ...touch, x: clientX - corner.left, y: clientY - corner.top } : touch;
}
