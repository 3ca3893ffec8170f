/** Lengths that a component calculates with instead of passing them to CSS. */
import type { Property } from "./built-in.ts";
import { pageContext } from "./page-context.ts";

/** Converts `12`, `"12"`, `"12px"` and `"24rpx"` to pixels; undefined for anything else. */
export function toPixels(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const amount = Number.parseFloat(value);
  if (!Number.isFinite(amount)) return undefined;
  return value.trim().endsWith("rpx") ? amount * pageContext().rpx : amount;
}

/** A length property, stored in pixels. */
export function pixels(initial = 0): Property<number> {
  return { initial, coerce: (value) => toPixels(value) ?? initial };
}

/** An optional length property. */
export function optionalPixels(): Property<number | undefined> {
  return { initial: undefined, coerce: toPixels };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
