/** The last seconds of a page: how long each frame took, and when the app updated it. */
import type { FrameTimes } from "../../../runtime/preview-protocol.ts";
import { el } from "../element.ts";

/** Milliseconds shown. */
const span = 10_000;
/** Milliseconds of a frame that fill the full height. */
const tallest = 100;
/** Milliseconds after which a frame is late on a 60 Hz screen. */
const late = 25;
const height = 64;

export interface Timeline {
  readonly element: HTMLElement;
  addFrames(frames: FrameTimes["frames"]): void;
  /** @param at milliseconds since 1970 */
  addUpdate(at: number, cost: number): void;
  clear(): void;
  /** Redraws with everything added so far. */
  draw(): void;
}

export function createTimeline(): Timeline {
  const canvas = el("canvas", { role: "img" });
  const summary = el("p", { class: "note" });
  let frames: (readonly [end: number, duration: number])[] = [];
  let updates: (readonly [end: number, duration: number])[] = [];
  const draw = (): void => {
    const end = Date.now();
    frames = frames.filter(([at]) => at > end - span);
    updates = updates.filter(([at]) => at > end - span);
    summary.textContent = summaryOf(frames);
    canvas.setAttribute("aria-label", `${summary.textContent} ${updates.length} updates.`);
    paint(canvas, end, frames, updates);
  };
  return {
    element: el("div", { class: "timeline" }, canvas, summary),
    addFrames: (more) => frames.push(...more),
    addUpdate: (at, cost) => updates.push([at, cost]),
    clear() {
      frames = [];
      updates = [];
      draw();
    },
    draw,
  };
}

function summaryOf(frames: FrameTimes["frames"]): string {
  if (frames.length === 0) return "No frames yet.";
  const durations = frames.map(([, duration]) => duration);
  const rate = Math.round((1_000 * frames.length) / durations.reduce((sum, one) => sum + one, 0));
  const lateOnes = durations.filter((one) => one > late).length;
  return `${rate} frames a second; ${lateOnes} of ${frames.length} were late, the longest took ${Math.round(Math.max(...durations))} ms.`;
}

function paint(
  canvas: HTMLCanvasElement,
  end: number,
  frames: FrameTimes["frames"],
  updates: readonly (readonly [end: number, duration: number])[],
): void {
  const width = canvas.clientWidth;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const style = getComputedStyle(canvas);
  const bar = (color: string, at: number, duration: number, top: number, bottom: number): void => {
    const right = width * (1 - (end - at) / span);
    const wide = Math.max(1, (width * duration) / span);
    context.fillStyle = style.getPropertyValue(color);
    context.fillRect(right - wide, top, wide, bottom - top);
  };
  context.scale(ratio, ratio);
  const base = height - 8;
  for (const [at, duration] of frames) {
    const tall = Math.max(1, base * Math.min(1, duration / tallest));
    bar(duration > late ? "--bad" : "--soft", at, duration, base - tall, base);
  }
  for (const [at, cost] of updates) bar("--accent", at, Math.max(cost, 30), base + 2, height);
}
