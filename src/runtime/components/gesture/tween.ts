/** Animations of values, one step per animation frame. */

export type Easing = (part: number) => number;

/** WeChat's values of a swiper's `easing-function`. */
export const easings: Readonly<Record<string, Easing>> = {
  default: (part) => 1 - (1 - part) ** 3,
  linear: (part) => part,
  easeInCubic: (part) => part ** 3,
  easeOutCubic: (part) => 1 - (1 - part) ** 3,
  easeInOutCubic: (part) => (part < 0.5 ? 4 * part ** 3 : 1 - 4 * (1 - part) ** 3),
};

/**
 * Animates from 0 to 1 in `duration` milliseconds: calls `step` with each eased value including the last, then `done`.
 * Returns a function that stops the animation.
 */
export function tween(duration: number, easing: Easing, step: (part: number) => void, done: () => void): () => void {
  return frames((elapsed) => {
    const part = duration > 0 ? Math.min(1, elapsed / duration) : 1;
    step(easing(part));
    if (part < 1) return true;
    done();
    return false;
  });
}

/**
 * Calls `step` with the milliseconds since the first and the previous call, until it returns false. Returns a function
 * that stops it.
 */
export function frames(step: (elapsed: number, sinceLast: number) => boolean): () => void {
  let [begin, last, handle] = [-1, 0, 0];
  let stopped = false;
  const run = (now: number) => {
    if (begin < 0) begin = last = now;
    const going = step(now - begin, now - last);
    last = now;
    if (going && !stopped) handle = requestAnimationFrame(run);
  };
  handle = requestAnimationFrame(run);
  return () => {
    stopped = true;
    cancelAnimationFrame(handle);
  };
}
