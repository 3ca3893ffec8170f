/** The unit `rpx`. */

/** The frame's width is 750 rpx. */
export function pixelsPerRpx(): number {
  return innerWidth / 750;
}
