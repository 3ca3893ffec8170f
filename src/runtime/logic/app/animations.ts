/** `this.animate` and related methods: they change elements independently of the template. */
import { Override } from "../../protocol.ts";
import { callSafely } from "../component/node.ts";
import type { ComponentNode } from "../component/node.ts";
import type { Callback } from "../component/options.ts";
import { selectElements } from "../component/select.ts";
import { whenOnSurface } from "./page.ts";
import type { PlatformOptions } from "./platform.ts";

/** An animation, as sent to the frame with `Override.animate`. */
export interface AnimationSteps {
  readonly keyframes: readonly unknown[];
  /** Milliseconds. */
  readonly duration: number;
  /** For a scroll-driven animation: what to follow instead of time. */
  readonly timeline?: object;
}

/**
 * `this.animate(selector, keyframes, duration, last)`. `last` is the callback, or the options of a scroll-driven
 * animation.
 */
export function animate(
  options: PlatformOptions,
  node: ComponentNode,
  selector: unknown,
  frames: unknown,
  duration: unknown,
  last: unknown,
): void {
  const steps: AnimationSteps = {
    keyframes: Array.isArray(frames) ? frames : [],
    duration: Number(duration) || 0,
    ...(typeof last === "object" && last !== null ? { timeline: last } : {}),
  };
  override(options, node, selector, Override.animate, steps);
  callBack(options, node, last, steps.duration);
}

/** `this.clearAnimation(selector, options, callback)`; `given` may also be the callback. */
export function clearAnimation(
  options: PlatformOptions,
  node: ComponentNode,
  selector: unknown,
  given: unknown,
  callback: unknown,
): void {
  // The styles to reset; all of them if none are named.
  const chosen = typeof given === "object" && given !== null ? { clear: given } : null;
  override(options, node, selector, Override.animate, chosen);
  callBack(options, node, typeof given === "function" ? given : callback, 0);
}

/** @param styleId passed to the callback */
export function applyAnimatedStyle(
  options: PlatformOptions,
  styleId: number,
  node: ComponentNode,
  selector: unknown,
  updater: unknown,
  callback: unknown,
): void {
  if (typeof updater !== "function") return;
  override(options, node, selector, Override.style, (updater as () => unknown)());
  callBack(options, node, callback, 0, { styleId });
}

/** Calls an author's callback after a number of milliseconds, if it is a function. */
export function callBack(
  options: PlatformOptions,
  node: ComponentNode,
  callback: unknown,
  milliseconds: number,
  ...values: unknown[]
): void {
  if (typeof callback !== "function") return;
  options.after(milliseconds, () => callSafely(node, callback as Callback, ...values));
}

function override(
  options: PlatformOptions,
  node: ComponentNode,
  selector: unknown,
  what: number,
  value: unknown,
): void {
  const page = options.pageOf(node);
  if (!page) return;
  whenOnSurface(page, () => {
    for (const element of selectElements(node, String(selector))) page.surface.override(element, what, value);
  });
}
