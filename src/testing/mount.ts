/**
 * Mounts one page or component in Node.js, without a browser: built by the compiler that `build` uses, as the only page
 * of an app, and run by the runtime's own components.
 */
import { resolve } from "node:path";
import { createDiskHost } from "../disk/index.ts";
import { attach, becomeReady, detach, setProperties } from "../runtime/logic/index.ts";
import type { ComponentNode } from "../runtime/logic/index.ts";
import type { Page } from "../runtime/logic/app/index.ts";
import type { WorkerProblem } from "../runtime/protocol.ts";
import { compileApp, withOnePage } from "./compile-app.ts";
import type { BuiltApp } from "./compile-app.ts";
import { mountedView } from "./mounted.ts";
import type { MountedView } from "./mounted.ts";
import { startApp } from "./start-app.ts";
import type { StartedApp, StartOptions } from "./start-app.ts";
import type { TestSurface } from "./test-surface.ts";
import type { WxCall } from "./wx-mock.ts";

export interface MountOptions extends StartOptions {
  /** Given to the component as an owner's template would give them. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface Mounted extends MountedView {
  /** What scripts see as `wx`, and every call of it. */
  readonly wx: Record<string, unknown>;
  readonly calls: readonly WxCall[];
  /** What a host would be told of errors. */
  readonly problems: readonly WorkerProblem[];
  /** Takes it out of the page: `detached` runs in everything. */
  detach(): void;
}

/**
 * @param appDir folder that counts as the app's root; `usingComponents` of its app.json, if there is one, count
 * @param path of the page or component relative to it, without extension
 * @throws Error if it, or anything it needs, does not compile or defines no component
 */
export async function mount(appDir: string, path: string, options: MountOptions = {}): Promise<Mounted> {
  const id = path.replace(/^\.?\/+/, "");
  const built = await compileApp(withOnePage(createDiskHost(resolve(appDir)), id));
  // A page that is missing is a warning, as anything else that is.
  if (!Object.hasOwn(built.entries["main"] ?? {}, id)) {
    throw new Error(`there is no page or component ${JSON.stringify(id)}`);
  }
  return mountBuilt(built, id, options);
}

/** The same of an app that is built; with `attached: false` it is made, and `attached` has not run. */
export function mountBuilt(
  built: BuiltApp,
  id: string,
  { properties = {}, attached = true, ...options }: MountOptions & { readonly attached?: boolean },
): Mounted & { attach(): void; readonly node: ComponentNode } {
  const started = startApp(built, { path: "", query: {}, scene: 1001 }, options);
  const page = startPage(started, id);
  const { root } = page;
  const given = Object.entries(properties);
  if (given.length > 0) setProperties(root, new Map(given));
  const attachAll = (): void => {
    attach(root);
    page.surface.attach(root);
    page.isOnSurface = true;
    for (const task of page.waiting.splice(0)) task();
    becomeReady(root);
  };
  if (attached) attachAll();
  return {
    ...mountedView(root, started.surfaces.get(page.number) as TestSurface),
    wx: started.wx,
    calls: started.calls,
    problems: started.problems,
    node: root,
    attach: attachAll,
    detach: () => detach(root),
  };
}

function startPage({ runtime }: StartedApp, id: string): Page {
  void runtime.packages.ensure(["main"]);
  if (!runtime.space.definition(id)) throw new Error(`there is no component ${JSON.stringify(id)}`);
  return runtime.standAlone(id);
}
