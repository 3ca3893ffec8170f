/** Lengths that a component computes with, and not only hands to CSS. */
import type { Property } from "./built-in.ts";
import { pageContext } from "./page-context.ts";

/** `12`, `"12"`, `"12px"` and `"24rpx"` in pixels; undefined for what is none of them. */
export function toPixels(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const amount = Number.parseFloat(value);
  if (!Number.isFinite(amount)) return undefined;
  return value.trim().endsWith("rpx") ? amount * pageContext().rpx : amount;
}

/** A length property, kept in pixels. */
export function pixels(initial = 0): Property<number> {
  return { initial, coerce: (value) => toPixels(value) ?? initial };
}

/** A length that may be absent. */
export function optionalPixels(): Property<number | undefined> {
  return { initial: undefined, coerce: toPixels };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
