/**
 * Entry point of the logic side: compiled templates, their shadow tree, components and `setData`. Runs in a Worker and
 * in Node.js; imports neither's API.
 */
export { BehaviorDefinition } from "./component/behavior.ts";
export { composedChildren, composedElement } from "./component/composed-tree.ts";
export type { ComposedElement, ComposedNode } from "./component/composed-tree.ts";
export { classesOf, componentOf, datasetOf, idOf } from "./component/element.ts";
export { dispatch } from "./component/event.ts";
export type { EventOptions } from "./component/event.ts";
export { ComponentInstance } from "./component/instance.ts";
export { attach, becomeReady, callPageLifetime, detach } from "./component/mount.ts";
export type { ComponentNode } from "./component/node.ts";
export { selectElements, selectPlaces } from "./component/select.ts";
export { createComponentSpace } from "./component/space.ts";
export type { ComponentEntry, ComponentSpace } from "./component/space.ts";
export { setProperties } from "./component/update.ts";
export { createTemplateRegistry } from "./registry.ts";
export type { ModuleLinks, RegistryOptions, TemplateFactory, TemplateRegistry } from "./registry.ts";
export { createRoot } from "./root.ts";
export type { Root } from "./root.ts";
export type { Problem, Report } from "./problem.ts";
export type { WxsDefinition } from "./wxs.ts";
export { createScriptModules } from "./script-modules.ts";
export type { ScriptFactory, ScriptModules } from "./script-modules.ts";
export { attributesOf, eventsOf } from "./shadow-tree.ts";
export type { ShadowAttribute } from "./shadow-tree.ts";
export type { ElementReference } from "./shadow-tree.ts";
