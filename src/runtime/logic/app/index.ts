/** The app's side: `App`, pages, routing, and what components can do in a page. */
export { createAccess } from "./access.ts";
export { AppSide } from "./app-side.ts";
export type { AppEvents, PageNotFound } from "./app-side.ts";
export { callApi } from "./call-api.ts";
export type { AppGlobals, AppRuntime, AppRuntimeOptions, PackageModules } from "./contract.ts";
export { EventChannel } from "./event-channel.ts";
export type { Page } from "./page.ts";
export type { AnimationSteps } from "./platform.ts";
export { RouteError } from "./router.ts";
export type { NavigateResult, Router } from "./router.ts";
export type { Routing } from "./routing.ts";
export { createAppRuntime } from "./runtime.ts";
export { NodesRef, SelectorQuery } from "./selector-query.ts";
export type { ShareKind } from "./share.ts";
export type { PageSurface, SurfaceObservation, SurfaceOwner, SurfaceQuery } from "./surface.ts";
export type { AppTable, EntryTable, PackageTable } from "./tables.ts";
export { parsePageUrl } from "./url.ts";
