/** The logic side: compiled templates, their shadow tree, and `setData`. Runs in a Worker and in Node.js. */
export { createTemplateRegistry } from "./registry.ts";
export type { ModuleLinks, RegistryOptions, TemplateFactory, TemplateRegistry } from "./registry.ts";
export { createRoot } from "./root.ts";
export type { Root } from "./root.ts";
export type { Problem, Report } from "./problem.ts";
export type { WxsDefinition } from "./wxs.ts";
