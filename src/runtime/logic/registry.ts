/**
 * The template modules of an app by id. A module is linked on first use, so that a page costs nothing before its first
 * visit, and cyclic imports need no order.
 */
import { createAbi } from "./abi.ts";
import type { TemplateAbi } from "./abi.ts";
import type { Report } from "./problem.ts";
import { TemplateModule } from "./template-module.ts";
import type { TemplateCode, WxsCode } from "./template-module.ts";
import { createMember } from "./values.ts";
import { createWxsCalls } from "./wxs-calls.ts";
import type { WxsCalls } from "./wxs-calls.ts";
import type { WxsDefinition } from "./wxs.ts";
import type { WxsConsole } from "./wxs-globals.ts";

/** The compiled function of one WXML file. */
export type TemplateFactory = ($: TemplateAbi) => TemplateCode;

/** Specifiers as written by the author → module ids. A specifier without an entry is an id itself. */
export type ModuleLinks = Readonly<Record<string, string>>;

export interface TemplateRegistry {
  /** Adds or replaces a module. Modules and trees already linked to the old one keep it. */
  defineTemplate(id: string, factory: TemplateFactory, links?: ModuleLinks): void;
  defineWxs(id: string, definition: WxsDefinition): void;
  template(id: string): TemplateModule | undefined;
  /** `object[key]` in template expressions. Returns functions only if a wxs module exports them. */
  readonly member: (object: unknown, key: unknown) => unknown;
  readonly report: Report;
  /** Calls a wxs function as an event handler. Unlike calls in templates, arguments are not copied. */
  handle(target: unknown, values: readonly unknown[]): unknown;
}

export interface RegistryOptions {
  readonly report: Report;
  /** The console of wxs code. */
  readonly console: WxsConsole;
}

/** Creates the registry of an app's templates and wxs modules. */
export function createTemplateRegistry({ report, console }: RegistryOptions): TemplateRegistry {
  /** Created by the first template that uses a wxs module. Until then definitions are kept in `waiting`. */
  let wxs: WxsCalls | undefined = undefined;
  const waiting = new Map<string, WxsDefinition>();
  const startWxs = (): WxsCalls => {
    const calls = createWxsCalls(report, console);
    for (const [id, definition] of waiting) calls.define(id, definition);
    return calls;
  };
  const member = createMember((value) => wxs?.isCallable(value) === true);
  const call: TemplateAbi["k"] = (scope, target, values, at) =>
    wxs?.call(target, values, `${scope.definition.module.file}:${at}`);
  const definitions = new Map<string, { factory: TemplateFactory; links: ModuleLinks }>();
  const templates = new Map<string, TemplateModule>();

  const template = (id: string): TemplateModule | undefined => {
    const there = templates.get(id);
    const definition = definitions.get(id);
    if (there || !definition) return there;
    const { factory, links } = definition;
    const loaded = new Map<string, unknown>();
    const module = new TemplateModule(factory(createAbi(id, member, call)), {
      template: (specifier) => template(linkOf(links, specifier)),
      wxs(name, source) {
        if (!loaded.has(name)) loaded.set(name, loadWxs((wxs ??= startWxs()), id, name, source, links));
        return loaded.get(name);
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
    defineWxs: (id, definition) => void (wxs ? wxs.define(id, definition) : waiting.set(id, definition)),
    template,
    member,
    report,
    handle: (target, values) => wxs?.handle(target, values),
  };
}

/** The exports of a wxs module of a template. Inline code becomes a module of its own. */
function loadWxs(wxs: WxsCalls, id: string, name: string, source: string | WxsCode, links: ModuleLinks): unknown {
  if (typeof source === "string") return wxs.exports(linkOf(links, source));
  const inline = `${id}#${name}`;
  wxs.define(inline, { factory: source, requires: links });
  return wxs.exports(inline);
}

function linkOf(links: ModuleLinks, specifier: string): string {
  return Object.hasOwn(links, specifier) ? (links[specifier] as string) : specifier;
}
