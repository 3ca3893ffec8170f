/**
 * Dragging by finger, pen and mouse, for components that move: swiper, movable-view, map, sheets. One component claims
 * a gesture; components around it then ignore it, and so does the browser (through `touch-action`, which the caller
 * sets).
 */

/** `pinch`: only after a second pointer has come down. */
export type PanAxis = "x" | "y" | "both" | "pinch" | "none";

export interface Pan {
  /** Start and current position in viewport pixels; with two pointers, the point halfway between them. */
  readonly startX: number;
  readonly startY: number;
  readonly x: number;
  readonly y: number;
  /** Distance from the start. */
  readonly dx: number;
  readonly dy: number;
  /** Pixels per millisecond over the last tenth of a second. */
  readonly vx: number;
  readonly vy: number;
  /** Ratio of the current distance between two pointers to the initial one; 1 with one pointer. */
  readonly scale: number;
  /** Degrees by which the line between two pointers has rotated. */
  readonly rotation: number;
  readonly pointers: number;
}

export interface PanHandlers {
  /** The direction to handle, queried at the start of each gesture. `none` leaves the gesture to others. */
  axis(pan: { readonly x: number; readonly y: number }): PanAxis;
  /** Whether a second pointer starts a pinch. */
  readonly pinch?: () => boolean;
  /** Whether to leave a move in this direction to a surrounding component. */
  refuses?(dx: number, dy: number): boolean;
  /** A pointer came down and has not moved. */
  press?(): void;
  /** After `press`, without `start`: the pointer was lifted, or the gesture left to another component. */
  release?(): void;
  start(pan: Pan): void;
  move(pan: Pan): void;
  /** @param cancelled whether the browser took over the gesture */
  end(pan: Pan, cancelled: boolean): void;
}

/** Pixels that a resting finger may move. */
const SLOP = 6;

/** Claimed gestures, identified by the event that started them, which reaches all surrounding components. */
const taken = new WeakSet<Event>();

interface Point {
  x: number;
  y: number;
}

interface Sample extends Point {
  readonly time: number;
}

/** Handles gestures on the element. Returns a function that stops, and also ends a current gesture. */
export function onPan(element: HTMLElement, handlers: PanHandlers): () => void {
  let gesture: Gesture | undefined;
  const down = (event: PointerEvent) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    if (gesture) gesture.add(event);
    else {
      const axis = handlers.axis({ x: event.clientX, y: event.clientY });
      if (axis === "none") return;
      gesture = new Gesture(event, axis, handlers, () => (gesture = undefined));
    }
  };
  // Native dragging of an image or selection would cancel the pointer.
  const noDrag = (event: Event) => event.preventDefault();
  element.addEventListener("pointerdown", down);
  element.addEventListener("dragstart", noDrag);
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("dragstart", noDrag);
    gesture?.stop();
  };
}

class Gesture {
  private readonly pointers = new Map<number, Point>();
  private readonly first: Event;
  private readonly axis: PanAxis;
  private readonly handlers: PanHandlers;
  private readonly done: () => void;
  private readonly listeners = new AbortController();
  private origin: Point;
  private samples: Sample[] = [];
  private started = false;
  private spread = 0;
  private angle = 0;
  private scale = 1;
  private rotation = 0;

  constructor(event: PointerEvent, axis: PanAxis, handlers: PanHandlers, done: () => void) {
    this.first = event;
    this.axis = axis;
    this.handlers = handlers;
    this.done = done;
    this.origin = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, { ...this.origin });
    const { signal } = this.listeners;
    addEventListener("pointermove", (moved) => this.moved(moved), { signal });
    addEventListener("pointerup", (up) => this.lifted(up, false), { signal });
    addEventListener("pointercancel", (up) => this.lifted(up, true), { signal });
    handlers.press?.();
  }

  add(event: PointerEvent): void {
    if (!this.handlers.pinch?.() || this.pointers.size > 1) return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const before = this.current();
    [this.spread, this.angle] = this.between();
    // The reference point jumps to halfway between the fingers; keep the distance dragged so far.
    const middle = this.middle();
    this.origin = { x: middle.x - before.dx, y: middle.y - before.dy };
    if (!this.started && !taken.has(this.first)) this.begin(event);
  }

  stop(): void {
    this.listeners.abort();
    this.done();
  }

  private moved(event: PointerEvent): void {
    const point = this.pointers.get(event.pointerId);
    if (!point) return;
    point.x = event.clientX;
    point.y = event.clientY;
    if (!this.started && !this.decide(event)) return;
    if (this.pointers.size > 1 && this.spread > 0) {
      const [spread, angle] = this.between();
      this.scale = spread / this.spread;
      this.rotation = angle - this.angle;
    }
    const middle = this.middle();
    this.samples.push({ ...middle, time: event.timeStamp });
    while (this.samples.length > 2 && event.timeStamp - (this.samples[0] as Sample).time > 100) this.samples.shift();
    this.handlers.move(this.current());
  }

  /** Whether this component gets the gesture, as far as that is clear by now. */
  private decide(event: PointerEvent): boolean {
    const { dx, dy } = this.current();
    if (this.axis === "pinch" || (Math.abs(dx) < SLOP && Math.abs(dy) < SLOP)) return false;
    const along = this.axis === "both" || (this.axis === "x") === Math.abs(dx) >= Math.abs(dy);
    if (!along || taken.has(this.first) || this.handlers.refuses?.(dx, dy)) {
      this.stop();
      this.handlers.release?.();
      return false;
    }
    this.begin(event);
    return true;
  }

  private begin({ timeStamp }: PointerEvent): void {
    taken.add(this.first);
    this.started = true;
    const middle = this.middle();
    // Use the event's time stamp: on a busy page, events arrive late.
    this.samples = [{ ...middle, time: timeStamp }];
    this.handlers.start(this.current());
  }

  private lifted(event: PointerEvent, cancelled: boolean): void {
    if (!this.pointers.has(event.pointerId)) return;
    const before = this.current();
    this.pointers.delete(event.pointerId);
    if (this.pointers.size > 0) {
      const middle = this.middle();
      this.origin = { x: middle.x - before.dx, y: middle.y - before.dy };
      this.spread = 0;
      this.samples = [];
      return;
    }
    this.stop();
    if (this.started) this.handlers.end({ ...before, ...this.velocity(event.timeStamp) }, cancelled);
    else this.handlers.release?.();
  }

  private current(): Pan {
    const { x, y } = this.middle();
    const [dx, dy] = [x - this.origin.x, y - this.origin.y];
    const last = this.samples.at(-1);
    const pointers = this.pointers.size;
    const speed = this.velocity(last?.time ?? 0);
    return {
      startX: this.origin.x,
      startY: this.origin.y,
      x,
      y,
      dx,
      dy,
      ...speed,
      scale: this.scale,
      rotation: this.rotation,
      pointers,
    };
  }

  private velocity(now: number): { readonly vx: number; readonly vy: number } {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    const time = first && last ? last.time - first.time : 0;
    // A finger that has stopped before lifting gives no velocity.
    if (!first || !last || time <= 0 || now - last.time > 80) return { vx: 0, vy: 0 };
    return { vx: (last.x - first.x) / time, vy: (last.y - first.y) / time };
  }

  private middle(): Point {
    let [x, y] = [0, 0];
    for (const point of this.pointers.values()) {
      x += point.x;
      y += point.y;
    }
    return { x: x / this.pointers.size, y: y / this.pointers.size };
  }

  private between(): [distance: number, angle: number] {
    const [a, b] = [...this.pointers.values()] as [Point, Point];
    return [Math.hypot(b.x - a.x, b.y - a.y), (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI];
  }
}
