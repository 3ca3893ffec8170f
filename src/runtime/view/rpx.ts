/** Lengths in `rpx` in styles that come at run time; sheets have `calc(var(--rpx)*n)` already. */

const length = /(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi;

/** A width of 750 rpx is the frame's width. */
export function pixelsPerRpx(): number {
  return innerWidth / 750;
}

export function replaceRpx(css: string): string {
  // A look for one letter first: most styles have none of it.
  return css.includes("rpx") || css.includes("RPX") ? css.replace(length, "calc(var(--rpx)*$1)") : css;
}
