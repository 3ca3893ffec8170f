/** What `onLaunch` and `onShow` of an app get. */
import type { LaunchOptions } from "../../protocol.ts";

/** With what is there on WeChat whether it means something or not. */
export function completeOptions(options: LaunchOptions): LaunchOptions {
  return { referrerInfo: {}, forwardMaterials: [], apiCategory: "default", ...options } as unknown as LaunchOptions;
}
