/** The argument of an app's `onLaunch` and `onShow`. */
import type { LaunchOptions } from "../../protocol.ts";

/** Adds the fields that WeChat always sets, even without a meaningful value. */
export function completeOptions(options: LaunchOptions): LaunchOptions {
  return { referrerInfo: {}, forwardMaterials: [], apiCategory: "default", ...options } as unknown as LaunchOptions;
}
