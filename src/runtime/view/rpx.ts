/**
 * Handles `rpx` and safe-area insets in styles set at run time. Stylesheets have `calc(var(--rpx)*n)` from the
 * compiler, and their insets are rewritten by the app's origin (host/serve.ts).
 */

const length = /(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi;

const inset = /\b(?:env|constant)\(\s*(safe-area-inset-(?:top|bottom))\s*(?:,[^()]*)?\)/g;

/** The frame's width is 750 rpx. */
export function pixelsPerRpx(): number {
  return innerWidth / 750;
}

/** Replaces `rpx` lengths and safe-area insets in a style text. */
export function replaceRpx(css: string): string {
  // Check with a cheap search first: most styles have neither.
  const sized = css.includes("rpx") || css.includes("RPX") ? css.replace(length, "calc(var(--rpx)*$1)") : css;
  return sized.includes("safe-area-inset-") ? sized.replace(inset, "var(--$1,0px)") : sized;
}
