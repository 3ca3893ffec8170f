/** What the app side of the runtime needs, and what it provides to the Worker, to `wx` and to tests. */
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
  /** `entries.json` of each package, by package name. */
  readonly entries: Readonly<Record<string, Readonly<Record<string, EntryTable>>>>;
  readonly launch: LaunchOptions;
  readonly theme?: Theme;
  readonly host: Pick<HostLink, "call" | "on">;
  /** Creates what displays a page. Called before the page's own functions run. */
  createSurface(owner: SurfaceOwner): PageSurface;
  /**
   * Runs a package's script, which calls the runtime's `define`. Called once per package, the main package first. If it
   * returns a promise, the runtime waits for it.
   */
  loadPackage(name: string): Promise<void> | void;
  /** Called with errors in user code. */
  problem(problem: WorkerProblem): void;
  /** The console of wxs code. */
  readonly console: WxsConsole;
  /** Milliseconds, for `timeStamp` of events. */
  now(): number;
  /** Schedules a callback for the end of the current task. Callbacks run in order. */
  later(task: () => void): void;
  /** Schedules a callback after a number of milliseconds. */
  after(milliseconds: number, task: () => void): void;
  /** Handles requests of built-in components other than navigation and back guards. */
  act?(page: Page, name: string, argument: unknown, target: ElementReference | undefined): Promise<unknown>;
  readonly elementContext?: QueryContext["elementContext"];
  readonly elementNode?: QueryContext["elementNode"];
  /** `data` that `onSaveExitState` returned in the last run, by page path. */
  readonly exitStates?: Readonly<Record<string, unknown>>;
  /** Saves exit states for the next run. The app goes to the background and may be closed there. */
  keepExitStates?(states: Readonly<Record<string, SavedExitState>>): void;
  /** For tests: called first with every error, and may throw it. */
  caught?(error: unknown): void;
}

/** The result of `onSaveExitState`. */
export interface SavedExitState {
  readonly data: unknown;
  /** Milliseconds since 1970; by default a day from now. */
  readonly expireTimeStamp?: number;
}

/** Globals of the app's scripts, besides `wx`. */
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
  /** Called by a package's script, as the global `__miniapp_define__`. */
  define(packageName: string, modules: PackageModules, esm: unknown): void;
  /** Opens the first page. Resolves when its `onShow` has run. */
  start(): Promise<void>;
  /** Navigation with promises. They reject with an error whose message is the text after `:fail `. */
  readonly router: Router;
  /**
   * Navigation for authors, with `success`, `fail` and `complete`. `base` is what relative URLs are relative to, by
   * default the current page.
   */
  routing(base?: string): Routing;
  /** `App`, and listeners such as those of `wx.onAppShow`. */
  readonly appSide: AppSide;
  readonly space: ComponentSpace;
  readonly templates: TemplateRegistry;
  /** Of all packages, by id. */
  readonly entries: Readonly<Record<string, EntryTable>>;
  readonly packages: Packages;
  /** Makes a change of `entries` and updates the windows of open pages accordingly. */
  repaint(change: () => void): void;
  /** What queries and observers need from the runtime. */
  readonly queryContext: QueryContext;
  currentPage(): Page | undefined;
  pageOf(instance: unknown): Page | undefined;
  /** The content that the current page shares: calls `onShareAppMessage` or a similar function. */
  share(kind: ShareKind, options?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Creates a component on a page of its own, outside of the stack and without page functions; for tests of components.
   */
  standAlone(id: string): Page;
  /** Reports an uncaught error, for example in a timer. */
  report(error: unknown, during: string): void;
  /** Reports an unhandled promise rejection. */
  reject(reason: unknown, promise: unknown): void;
  readonly launch: LaunchOptions;
  /** The name of the package with this name or folder; `undefined` if there is none. */
  findPackage(name: string): string | undefined;
}
