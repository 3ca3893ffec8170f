/** Shows a mini-program under development in a browser. */
export { findPort, PortError } from "./ports.ts";
export { startPreview } from "./preview.ts";
export type { Mocks, Preview, PreviewEvents, Starts } from "./preview.ts";
export type { SavedStart, StartConditions } from "./protocol.ts";
export type { Certificate } from "./server.ts";
export type { GoodBuild } from "./session.ts";
export type { Update } from "./update.ts";
