/** What the app's side needs from around it, and what it offers: to the Worker, to `wx` and to tests. */
import type { LaunchOptions, WorkerProblem } from "../../protocol.ts";
import type { HostLink } from "../../services/index.ts";
import type { ComponentInstance } from "../component/instance.ts";
import type { ComponentConstructors, ComponentSpace } from "../component/space.ts";
import type { TemplateRegistry } from "../registry.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { WxsConsole } from "../wxs-globals.ts";
import type { AppSide } from "./app-side.ts";
import type { Packages } from "./packages.ts";
import type { Page } from "./page.ts";
import type { Router } from "./router.ts";
import type { Routing } from "./routing.ts";
import type { QueryContext } from "./selector-query.ts";
import type { ShareKind } from "./share.ts";
import type { PageSurface, SurfaceOwner } from "./surface.ts";
import type { AppTable, EntryTable } from "./tables.ts";
import type { Theme } from "./window.ts";

export interface AppRuntimeOptions {
  /** `_miniapp/app.json`. */
  readonly app: AppTable;
  /** `entries.json` of each package, by the package's name. */
  readonly entries: Readonly<Record<string, Readonly<Record<string, EntryTable>>>>;
  readonly launch: LaunchOptions;
  readonly theme?: Theme;
  readonly host: Pick<HostLink, "call" | "on">;
  /** Makes what a page shows itself on. Called before the page's own functions run. */
  createSurface(owner: SurfaceOwner): PageSurface;
  /**
   * Runs a package's script, which calls `define` of the runtime. Called once for each, the main package before others;
   * a promise is waited for.
   */
  loadPackage(name: string): Promise<void> | void;
  /** Hears what user code throws. */
  problem(problem: WorkerProblem): void;
  /** Where wxs code writes. */
  readonly console: WxsConsole;
  /** Milliseconds, for `timeStamp` of events. */
  now(): number;
  /** Calls back when the current task's work is done, in order. */
  later(task: () => void): void;
  /** Calls back after so many milliseconds. */
  after(milliseconds: number, task: () => void): void;
  /** Asks of built-in components that routing does not answer. */
  act?(page: Page, name: string, argument: unknown, target: ElementReference | undefined): Promise<unknown>;
  readonly elementContext?: QueryContext["elementContext"];
  readonly elementNode?: QueryContext["elementNode"];
  /** `data` of what `onSaveExitState` returned in the last run, by page path. */
  readonly exitStates?: Readonly<Record<string, unknown>>;
  /** Keeps them for the next run: the app goes away, and may not come back in this one. */
  keepExitStates?(states: Readonly<Record<string, SavedExitState>>): void;
  /** Hears every error before anybody else, and may throw it on; for tests. */
  caught?(error: unknown): void;
}

/** What `onSaveExitState` returns. */
export interface SavedExitState {
  readonly data: unknown;
  /** Milliseconds since 1970; a day from now without. */
  readonly expireTimeStamp?: number;
}

/** What scripts of the app see as globals, besides `wx`. */
export interface AppGlobals extends ComponentConstructors {
  App(options: unknown): void;
  getApp(options?: { readonly allowDefault?: boolean }): unknown;
  getCurrentPages(): ComponentInstance[];
  requirePlugin: ((name: string, found?: unknown, failed?: unknown) => unknown) & {
    async(name: string): Promise<never>;
  };
}

export type PackageModules = Readonly<
  Record<string, readonly [factory: unknown, links?: Readonly<Record<string, string>>]>
>;

export interface AppRuntime {
  readonly globals: AppGlobals;
  /** Called by a package's script: the global `__miniapp_define__`. */
  define(packageName: string, modules: PackageModules, esm: unknown): void;
  /** Loads the first page. Resolves when its `onShow` has run. */
  start(): Promise<void>;
  /** Routing without callbacks: promises that reject with what stands behind `:fail `. */
  readonly router: Router;
  /** Routing as authors call it, with `success`, `fail` and `complete`; without a base relative to the current page. */
  routing(base?: string): Routing;
  /** `App`, and listeners of wx.onAppShow and the like. */
  readonly appSide: AppSide;
  readonly space: ComponentSpace;
  readonly templates: TemplateRegistry;
  /** Of all packages together, by id. */
  readonly entries: Readonly<Record<string, EntryTable>>;
  readonly packages: Packages;
  /** Makes a change of `entries`, and has pages that are open look as they say then. */
  repaint(change: () => void): void;
  /** `wx.createSelectorQuery()` and its like: without a component the current page. */
  createSelectorQuery(component?: unknown): unknown;
  createIntersectionObserver(component: unknown, options?: unknown): unknown;
  createMediaQueryObserver(component?: unknown): unknown;
  currentPage(): Page | undefined;
  pageOf(instance: unknown): Page | undefined;
  /** What the current page wants to be shared: `onShareAppMessage` and its like. */
  share(kind: ShareKind, options?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** A component in a page of its own that is on no stack and has no page's life: for tests of components. */
  standAlone(id: string): Page;
  /** An error that nobody caught, from a timer or the like. */
  report(error: unknown, during: string): void;
  /** A promise that nobody handled. */
  reject(reason: unknown, promise: unknown): void;
  readonly launch: LaunchOptions;
  /** A package's name, from its name or its folder; nothing for one that does not exist. */
  findPackage(name: string): string | undefined;
}
