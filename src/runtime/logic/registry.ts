/**
 * The template modules of an app: compiled functions by id, linked at first use, so that a page costs nothing before
 * it is visited and cycles of imports need no order.
 */
import { createAbi } from "./abi.ts";
import type { TemplateAbi } from "./abi.ts";
import type { Report } from "./problem.ts";
import { TemplateModule } from "./template-module.ts";
import type { TemplateCode } from "./template-module.ts";
import { createMember } from "./values.ts";
import { createWxsModules } from "./wxs.ts";
import type { WxsDefinition } from "./wxs.ts";
import type { WxsConsole } from "./wxs-globals.ts";

/** The compiler's function for one WXML file. */
export type TemplateFactory = ($: TemplateAbi) => TemplateCode;

/** Specifiers as the author wrote them → ids of modules; one that is not here is an id itself. */
export type ModuleLinks = Readonly<Record<string, string>>;

export interface TemplateRegistry {
  /** Adds a module, or replaces it; what was linked to the old one stays linked to it. */
  defineTemplate(id: string, factory: TemplateFactory, links?: ModuleLinks): void;
  defineWxs(id: string, definition: WxsDefinition): void;
  template(id: string): TemplateModule | undefined;
  /** `object[key]` as templates mean it: functions only if a wxs module exports them. */
  readonly member: (object: unknown, key: unknown) => unknown;
  readonly report: Report;
}

export interface RegistryOptions {
  readonly report: Report;
  /** Where wxs code writes. */
  readonly console: WxsConsole;
}

export function createTemplateRegistry({ report, console }: RegistryOptions): TemplateRegistry {
  const callable = new WeakSet<object>();
  const member = createMember(callable);
  const definitions = new Map<string, { factory: TemplateFactory; links: ModuleLinks }>();
  const templates = new Map<string, TemplateModule>();
  let place = "";
  const troubles = (...values: unknown[]): void =>
    place === ""
      ? console.error(...values)
      : report({ severity: "error", message: values.map(String).join(" "), place });
  const wxs = createWxsModules({
    log: (...values) => console.log(...values),
    info: (...values) => console.info(...values),
    warn: (...values) => console.warn(...values),
    debug: (...values) => console.debug(...values),
    error: troubles,
  });

  const $ = createAbi(member, (scope, target, values, at) => {
    if (typeof target !== "function" || !callable.has(target)) return undefined;
    const outer = place;
    place = `${scope.definition.module.file}:${at}`;
    try {
      return wxs.call(target, values);
    } finally {
      place = outer;
    }
  });

  const exportsOf = (id: string): unknown => {
    const exported = wxs.exports(id);
    markFunctions(exported, callable, new Set());
    return exported;
  };

  const template = (id: string): TemplateModule | undefined => {
    const there = templates.get(id);
    const definition = definitions.get(id);
    if (there || !definition) return there;
    const { factory, links } = definition;
    const linked = new Map<string, unknown>();
    const module = new TemplateModule(factory($), {
      template: (specifier) => template(links[specifier] ?? specifier),
      wxs(name, source) {
        if (linked.has(name)) return linked.get(name);
        const inline = typeof source !== "string";
        const target = inline ? `${id}#${name}` : (links[source] ?? source);
        if (inline) wxs.define(target, { factory: source, requires: links });
        const exported = exportsOf(target);
        linked.set(name, exported);
        return exported;
      },
    });
    templates.set(id, module);
    return module;
  };

  return {
    defineTemplate(id, factory, links = {}) {
      definitions.set(id, { factory, links });
      templates.delete(id);
    },
    defineWxs: (id, definition) => wxs.define(id, definition),
    template,
    member,
    report,
  };
}

/** Functions that a module exports, however deep, may be called from templates; no others may. */
function markFunctions(value: unknown, callable: WeakSet<object>, seen: Set<object>): void {
  if (typeof value === "function") callable.add(value);
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  for (const key of Object.keys(value)) markFunctions((value as Record<string, unknown>)[key], callable, seen);
}
