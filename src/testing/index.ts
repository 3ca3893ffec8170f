/** `miniapp/testing`: mini-programs in Node.js, without a browser. */
export { createClock } from "./clock.ts";
export type { TestClock } from "./clock.ts";
export type { ServiceMocks, ServiceRecord } from "./fake-host.ts";
export { launch } from "./launch.ts";
export type { LaunchAppOptions, LaunchedApp, MountedPage } from "./launch.ts";
export { mount } from "./mount.ts";
export type { Mounted, MountOptions } from "./mount.ts";
export type { MountedEvent, MountedView } from "./mounted.ts";
export type { ElementFacts, MountedElement } from "./mounted-tree.ts";
export { mountTemplate, render } from "./render.ts";
export type { MountedTemplate, RenderOptions } from "./render.ts";
export type { StartOptions } from "./start-app.ts";
export { compileWxss } from "./style.ts";
export type { CompileWxssOptions } from "./style.ts";
export type { Measure, SurfaceRecord } from "./test-surface.ts";
export type { NormalElement, NormalNode } from "./tree.ts";
export type { WxCall, WxMocks } from "./wx-mock.ts";
