/** `miniapp/testing`: mini-programs in Node.js, without a browser. */
export { mount } from "./mount.ts";
export type { Mounted, MountedEvent, MountOptions } from "./mount.ts";
export type { MountedElement } from "./mounted-tree.ts";
export { mountTemplate, render } from "./render.ts";
export type { MountedTemplate, RenderOptions } from "./render.ts";
export { compileWxss } from "./style.ts";
export type { CompileWxssOptions } from "./style.ts";
export type { NormalElement, NormalNode } from "./tree.ts";
