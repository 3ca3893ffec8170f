/** The real disk as the compiler sees it. */
export { createDiskHost } from "./host.ts";
export type { DiskHost } from "./host.ts";
