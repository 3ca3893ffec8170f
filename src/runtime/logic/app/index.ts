/** Entry point of the app side: `App`, pages, navigation, and what components can do on a page. */
export { createAccess } from "./access.ts";
export type { AppEvents } from "./app-side.ts";
export { callApi } from "./call-api.ts";
export type { AppGlobals, AppRuntime, AppRuntimeOptions, PackageModules, SavedExitState } from "./contract.ts";
export type { Page } from "./page.ts";
export { createAppRuntime } from "./runtime.ts";
export type { PageSurface, SurfaceObservation, SurfaceOwner, SurfaceQuery } from "./surface.ts";
export type { AppTable, EntryTable } from "./tables.ts";
export { windowOf } from "./window.ts";
