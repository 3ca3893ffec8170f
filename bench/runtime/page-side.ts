/** Opens one page of a built app on a page view. */
import { PageView } from "../../src/runtime/logic/frame/index.ts";
import {
  attach,
  becomeReady,
  createComponentSpace,
  createScriptModules,
  createTemplateRegistry,
} from "../../src/runtime/logic/index.ts";
import type { ComponentEntry, ComponentSpace, ScriptFactory, TemplateFactory } from "../../src/runtime/logic/index.ts";

export interface Package {
  readonly code: string;
  readonly entries: Readonly<Record<string, ComponentEntry>>;
}

export interface Opened {
  readonly view: PageView;
  show(): void;
  setData(values: Readonly<Record<string, unknown>>): void;
}

export function openPage({ code, entries }: Package, id: string, partSize?: number): Opened {
  const templates = createTemplateRegistry({ report: fail, console: globalThis.console });
  const scripts = createScriptModules((script, run) => space.running(script, run));
  const space: ComponentSpace = createComponentSpace({
    templates,
    entries,
    runScript: (script) => void scripts.require(script),
    report: fail,
    later: (task) => queueMicrotask(task),
    now: () => performance.now(),
  });
  const define = (
    _name: string,
    modules: Readonly<Record<string, readonly [unknown, Record<string, string>?]>>,
    esm: unknown,
  ) => {
    for (const [module, [factory, links = {}]] of Object.entries(modules)) {
      if (module.endsWith(".wxml")) templates.defineTemplate(module, factory as TemplateFactory, links);
      else scripts.define(module, factory as ScriptFactory, links, esm);
    }
  };
  const { Component, Page, Behavior } = space.constructors;
  // oxlint-disable-next-line no-eval -- there is no content security policy here, and the code is our own
  const run = (0, eval)(`(function(__miniapp_define__,Component,Page,Behavior){${code}\n})`) as (
    ...names: unknown[]
  ) => void;
  run(define, Component, Page, Behavior);
  const view = new PageView({
    owner: { event() {}, act: () => Promise.resolve(undefined) },
    sheets: [],
    ...(partSize === undefined ? {} : { partSize }),
    report: fail,
    schedule: (task) => queueMicrotask(task),
  });
  const root = space.create(id);
  return {
    view,
    show() {
      attach(root);
      becomeReady(root);
      view.attach(root);
      view.flush();
    },
    setData: (values) => root.instance.setData(values),
  };
}

function fail(error: unknown): never {
  throw error instanceof Error ? error : new Error(JSON.stringify(error));
}
