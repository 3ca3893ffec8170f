/** Entry point of the connection from the logic side to page frames. */
export { PageView } from "./page-view.ts";
export type { FramePort, PageViewOptions } from "./page-view.ts";
