/**
 * Mounts one page or component in Node.js, without a browser. It is built by the compiler that `build` uses, as the
 * only page of an app, and run by the real runtime.
 */
import { resolve } from "node:path";
import { createDiskHost } from "../disk/index.ts";
import { attach, becomeReady, detach, setProperties } from "../runtime/logic/index.ts";
import type { ComponentNode } from "../runtime/logic/index.ts";
import type { Page } from "../runtime/logic/app/index.ts";
import type { WorkerProblem } from "../runtime/protocol.ts";
import { compileApp, withOnePage } from "./compile-app.ts";
import type { BuiltApp, TestEnvironment } from "./compile-app.ts";
import { mountedView } from "./mounted.ts";
import type { MountedView } from "./mounted.ts";
import { startApp } from "./start-app.ts";
import type { StartedApp, StartOptions } from "./start-app.ts";
import type { TestSurface } from "./test-surface.ts";
import type { WxCall } from "./wx-mock.ts";

export interface MountOptions extends StartOptions {
  /** Passed to the component like properties in an owner's template. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** What the app reads as `MINIAPP_ENV`. */
  readonly env?: TestEnvironment;
}

export interface Mounted extends MountedView {
  /** The `wx` of scripts, and every call of it. */
  readonly wx: Record<string, unknown>;
  readonly calls: readonly WxCall[];
  /** Errors as reported to a host. */
  readonly problems: readonly WorkerProblem[];
  /** Removes it from the page: `detached` runs in all components. */
  detach(): void;
}

/**
 * Builds and mounts a page or component.
 * @param appDir folder that acts as the app's root; `usingComponents` of its app.json, if any, applies
 * @param path of the page or component relative to `appDir`, without extension
 * @throws Error if it, or anything it needs, does not compile, or if it defines no component
 */
export async function mount(appDir: string, path: string, options: MountOptions = {}): Promise<Mounted> {
  const id = path.replace(/^\.?\/+/, "");
  const built = await compileApp(withOnePage(createDiskHost(resolve(appDir)), id), options.env);
  // A missing page is only a warning here, like other missing files.
  if (!Object.hasOwn(built.entries["main"] ?? {}, id)) {
    throw new Error(`there is no page or component ${JSON.stringify(id)}`);
  }
  return mountBuilt(built, id, options);
}

/**
 * Mounts from an app that is already built. With `attached: false` the component is created, but `attached` has not
 * run.
 */
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
