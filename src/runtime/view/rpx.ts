/**
 * Lengths in `rpx`, and insets of the screen's edges, in styles that come at run time. Sheets have `calc(var(--rpx)*n)`
 * already, and their insets come from the app's origin (host/serve.ts).
 */

const length = /(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi;

const inset = /\b(?:env|constant)\(\s*(safe-area-inset-(?:top|bottom))\s*(?:,[^()]*)?\)/g;

/** A width of 750 rpx is the frame's width. */
export function pixelsPerRpx(): number {
  return innerWidth / 750;
}

export function replaceRpx(css: string): string {
  // A look for one letter first: most styles have none of it.
  const sized = css.includes("rpx") || css.includes("RPX") ? css.replace(length, "calc(var(--rpx)*$1)") : css;
  return sized.includes("safe-area-inset-") ? sized.replace(inset, "var(--$1,0px)") : sized;
}
