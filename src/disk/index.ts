/** The disk as the compiler sees it, and a watcher for its changes. */
export { createDiskHost } from "./host.ts";
export type { DiskHost } from "./host.ts";
export { watchProject } from "./watch.ts";
export type { Changes } from "./watch.ts";
