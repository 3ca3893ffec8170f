/** Measures the page's animation frames, for as long as a preview keeps asking. */
import type { FrameTimes } from "../preview-protocol.ts";

/** Milliseconds without a request after which measuring stops. */
const idleTimeoutMs = 2_000;

const clocks = new WeakMap<Document, FrameClock>();

/** The frames since the last call; none at the first call. */
export function framesSince(page: Document): FrameTimes["frames"] {
  let clock = clocks.get(page);
  if (!clock) clocks.set(page, (clock = new FrameClock()));
  return clock.ask();
}

class FrameClock {
  #frames: (readonly [end: number, duration: number])[] = [];
  #asked = -Infinity;
  /** Start of the last frame; undefined while the page is not visible and so has no frames. */
  #last: number | undefined;
  #isRunning = false;

  ask(): FrameTimes["frames"] {
    const now = performance.now();
    if (now - this.#asked > idleTimeoutMs) this.#forget();
    this.#asked = now;
    if (!this.#isRunning) {
      this.#isRunning = true;
      requestAnimationFrame((time) => this.#tick(time));
    }
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  #tick(time: number): void {
    if (time - this.#asked > idleTimeoutMs) {
      this.#isRunning = false;
      this.#forget();
      return;
    }
    if (this.#last !== undefined) this.#frames.push([performance.timeOrigin + time, time - this.#last]);
    this.#last = time;
    requestAnimationFrame((next) => this.#tick(next));
  }

  #forget(): void {
    this.#last = undefined;
    this.#frames = [];
  }
}
