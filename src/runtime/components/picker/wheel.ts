/**
 * A column that turns like a wheel. It uses native scrolling with snap points, so touch and mouse wheel get the
 * browser's momentum; dragging with a mouse works like a finger.
 */
import { sheet } from "../built-in.ts";

/** Adopted by the shadow root. `--item` is the height of an item, and the scroller has the class `wheel`. */
export const wheelLook = sheet(`
  .wheel {
    position: absolute; inset: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: none;
    scroll-snap-type: y mandatory; outline: 0; touch-action: pan-y;
  }
  .wheel::before, .wheel::after { content: ""; display: block; height: calc(50% - var(--item) / 2); }
  .wheel:focus-visible { outline: 2px solid #10aeff; outline-offset: -2px; }
  .wheel.dragged { scroll-snap-type: none; }
`);

export interface WheelOptions {
  /** Height of an item in pixels; 0 before layout. */
  readonly itemHeight: () => number;
  readonly count: () => number;
  /** The text of an item, for screen readers. */
  readonly text: (index: number) => string | null | undefined;
  /** The user starts to turn the wheel. */
  readonly started: () => void;
  /** The wheel has stopped after the user turned it. */
  readonly settled: (index: number) => void;
  /** The user let go; the wheel may still turn. */
  readonly released?: (index: number) => void;
}

export interface Wheel {
  /** Moves to an item, without events. */
  show(index: number): void;
  /** The item in the middle, or the one that the wheel is moving to. */
  index(): number;
}

/** Milliseconds without a scroll event after which the wheel counts as stopped. */
const quiet = 90;

/** Makes a scroller behave as a wheel. For screen readers it is a field whose value is the item in the middle. */
export function makeWheel(scroller: HTMLElement, options: WheelOptions): Wheel {
  let shown = 0;
  let told = 0;
  let timer: number | undefined;
  let pressed = false;
  let turning = false;
  // The item that the wheel is moving to, until it gets there. On a busy machine, scrolling may start late.
  let goal: number | undefined;
  let checksLeft = 0;
  scroller.role = "spinbutton";
  const keep = (index: number) => {
    shown = index;
    scroller.ariaValueText = options.text(index) ?? "";
  };
  const clamped = (index: number) => Math.max(0, Math.min(options.count() - 1, index));
  const centered = () => clamped(Math.round(scroller.scrollTop / (options.itemHeight() || 1)));
  const goTo = (index: number) => {
    goal = clamped(index);
    checksLeft = 20;
    scroller.scrollTo({ top: goal * options.itemHeight(), behavior: "smooth" });
  };
  const start = () => {
    if (turning) return;
    turning = true;
    options.started();
  };
  const settle = () => {
    if (pressed) return;
    if (goal !== undefined && centered() !== goal && checksLeft-- > 0) {
      wait();
      return;
    }
    goal = undefined;
    turning = false;
    scroller.classList.remove("dragged");
    keep(centered());
    options.settled(shown);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(settle, quiet);
  };

  scroller.addEventListener("scroll", () => {
    // Scroll events outside a user's turn come from `show` or from a resize.
    if (turning) wait();
  });
  scroller.addEventListener("wheel", () => ((goal = undefined), start(), wait()), { passive: true });
  scroller.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    start();
    goTo((goal ?? centered()) + step);
    wait();
  });
  listenPresses(scroller, {
    down: () => {
      pressed = true;
      goal = undefined;
      start();
    },
    up: () => {
      pressed = false;
      options.released?.(centered());
      wait();
    },
    fling: (distance) => goTo(Math.round((scroller.scrollTop + distance) / (options.itemHeight() || 1))),
    tap: (y) => {
      start();
      wait();
      const { top, height } = scroller.getBoundingClientRect();
      goTo(centered() + Math.round((y - top - height / 2) / (options.itemHeight() || 1)));
    },
  });
  return {
    show(index) {
      const next = clamped(index);
      // A handler of another column often sets what this column was, or was said to be: that must not stop it.
      if (turning && (pressed || next === shown || next === told)) return;
      keep(next);
      goal = undefined;
      scroller.scrollTop = shown * options.itemHeight();
    },
    index: () => (told = turning ? (goal ?? centered()) : clamped(shown)),
  };
}

interface Presses {
  down(): void;
  up(): void;
  /** The mouse was released; `distance` is how far the wheel would roll, in pixels. */
  fling(distance: number): void;
  tap(y: number): void;
}

function listenPresses(scroller: HTMLElement, presses: Presses): void {
  let last: { y: number; time: number; speed: number } | undefined;
  let moved = 0;
  scroller.addEventListener("touchstart", () => presses.down(), { passive: true });
  for (const type of ["touchend", "touchcancel"])
    scroller.addEventListener(type, () => presses.up(), { passive: true });
  scroller.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    last = { y: event.clientY, time: event.timeStamp, speed: 0 };
    moved = 0;
    scroller.setPointerCapture(event.pointerId);
    presses.down();
  });
  scroller.addEventListener("pointermove", (event) => {
    if (last === undefined) return;
    const distance = last.y - event.clientY;
    const time = Math.max(1, event.timeStamp - last.time);
    last = { y: event.clientY, time: event.timeStamp, speed: distance / time };
    moved += Math.abs(distance);
    scroller.classList.add("dragged");
    scroller.scrollTop += distance;
  });
  const end = (event: PointerEvent) => {
    if (last === undefined) return;
    const { speed, time } = last;
    last = undefined;
    // A mouse that rests before its release does not fling.
    presses.fling(event.timeStamp - time > 80 ? 0 : speed * 200);
    presses.up();
  };
  // A finger and a screen reader click only if they do not drag; the mouse always does.
  scroller.addEventListener("click", (event) => {
    if (moved < 4) presses.tap(event.clientY);
    moved = 0;
  });
  scroller.addEventListener("pointerup", end);
  scroller.addEventListener("pointercancel", end);
}
