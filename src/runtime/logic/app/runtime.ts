/**
 * The app side of a running mini-program: `App`, pages, navigation, and what components can do on a page. Runs in the
 * Worker, and in Node.js without a frame. All its dependencies are in `AppRuntimeOptions`.
 */
import { guardBack } from "./back-guard.ts";
import type { LaunchOptions } from "../../protocol.ts";
import { ComponentInstance } from "../component/instance.ts";
import type { ComponentNode } from "../component/node.ts";
import { replacePlaceholders } from "../component/placeholder.ts";
import { createComponentSpace } from "../component/space.ts";
import type { ComponentSpace } from "../component/space.ts";
import type { TemplateFactory, TemplateRegistry } from "../registry.ts";
import { createTemplateRegistry } from "../registry.ts";
import type { ScriptFactory, ScriptModules } from "../script-modules.ts";
import { createScriptModules } from "../script-modules.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { WxsDefinition } from "../wxs.ts";
import type { AppGlobals, AppRuntime, AppRuntimeOptions, PackageModules } from "./contract.ts";
import { AppSide } from "./app-side.ts";
import { repaint } from "./host-changes.ts";
import { bindHost } from "./host-events.ts";
import { Packages } from "./packages.ts";
import { callPage } from "./page.ts";
import type { Page } from "./page.ts";
import { completeOptions } from "./launch-options.ts";
import { PageOpener } from "./page-opener.ts";
import { createPlatform } from "./platform.ts";
import { duringOf, Problems } from "./problems.ts";
import { createRequirePlugin } from "./plugins.ts";
import { Router } from "./router.ts";
import { createRouting } from "./routing.ts";
import type { Routing } from "./routing.ts";
import { shareContent } from "./share.ts";
import type { ShareKind } from "./share.ts";
import type { QueryContext } from "./selector-query.ts";
import { packageOf } from "./tables.ts";
import type { EntryTable } from "./tables.ts";
import { goFrom } from "./ways.ts";
import type { Theme } from "./window.ts";
import { updateWebView } from "./web-view.ts";

export function createAppRuntime(options: AppRuntimeOptions): AppRuntime {
  return new Runtime(options);
}

class Runtime implements AppRuntime {
  readonly options: AppRuntimeOptions;
  readonly globals: AppGlobals;
  readonly appSide = new AppSide();
  readonly templates: TemplateRegistry;
  readonly space: ComponentSpace;
  readonly packages: Packages;
  readonly router: Router;
  readonly launch: LaunchOptions;
  readonly #scripts: ScriptModules;
  readonly #problems: Problems;
  readonly entries: Readonly<Record<string, EntryTable>>;
  readonly #opener: PageOpener;
  readonly queryContext: QueryContext;
  /** Module → the package that registered it first. */
  readonly #owners = new Map<string, string>();
  readonly #wanted = new Set<string>();
  #isLaunched = false;
  theme: Theme;

  constructor(options: AppRuntimeOptions) {
    this.options = options;
    this.launch = options.launch;
    this.theme = options.theme ?? "light";
    this.entries = Object.assign({}, ...Object.values(options.entries).reverse());
    this.#problems = new Problems(this.appSide, (problem) => options.problem(problem));
    this.appSide.report = (error, during) => this.report(error, during);
    this.packages = new Packages(
      options.app,
      (name) => options.loadPackage(name),
      (name) => this.#arrived(name),
    );
    this.templates = createTemplateRegistry({
      report: ({ severity, place, message }) => {
        if (severity === "error") this.report(new Error(`${place}: ${message}`), "template");
        else options.console.warn((place && `${place}: `) + message);
      },
      console: options.console,
    });
    this.#scripts = createScriptModules((id, run) => this.space.running(id, run), {
      load: (id) => this.packages.ensureFor(id),
      report: (error) => this.report(error, "a callback of require"),
    });
    this.queryContext = {
      pageOf: (node) => this.#pageOf(node),
      report: (error, during) => this.report(error, during),
      pages: () => this.router.pages,
      elementContext: options.elementContext,
      elementNode: options.elementNode,
    };
    this.space = this.#createSpace();
    this.#opener = new PageOpener(this, this.entries);
    this.router = this.#createRouter();
    this.globals = this.#createGlobals();
    bindHost(this, options.host);
  }

  define(packageName: string, modules: PackageModules, esm: unknown): void {
    for (const [id, [factory, links = {}]] of Object.entries(modules)) {
      // Independent packages contain copies of modules of the main package. The copy that is registered first is used.
      const owner = this.#owners.get(id);
      if (owner !== undefined && owner !== packageName) continue;
      this.#owners.set(id, packageName);
      if (id.endsWith(".wxml")) this.templates.defineTemplate(id, factory as TemplateFactory, links);
      else if (id.endsWith(".wxs"))
        this.templates.defineWxs(id, { factory: factory as WxsDefinition["factory"], requires: links });
      else this.#scripts.define(id, factory as ScriptFactory, links, esm);
    }
  }

  async start(): Promise<void> {
    const { launch, options } = this;
    const { path, query } = launch;
    const entry = options.app.entryPagePath;
    if (path === "" || this.isPage(path)) return this.router.launch({ path: path || entry, query });
    await this.packages.ensure(options.app.packages.filter(({ root }) => root === "").map(({ name }) => name));
    const before = this.router.requests;
    this.appSide.notify("pageNotFound", { path, query, isEntryPage: true });
    // Ignore navigations requested later: only a synchronous one may replace the page.
    if (this.router.requests !== before) return;
    this.report(new Error(`page ${JSON.stringify(path)} is not found`), "launch");
    return this.router.launch({ path: entry, query: {} });
  }

  report(error: unknown, during: string): void {
    this.options.caught?.(error);
    this.#problems.report(error, during);
  }

  reject(reason: unknown, promise: unknown): void {
    this.#problems.reject(reason, promise);
  }

  isPage(path: string): boolean {
    return this.options.app.packages.some(({ pages }) => pages.includes(path));
  }

  currentPage(): Page | undefined {
    return this.router.current;
  }

  pageOf(instance: unknown): Page | undefined {
    const node = ComponentInstance.nodeOf(instance);
    return node && this.#pageOf(node);
  }

  findPackage(name: string): string | undefined {
    return this.options.app.packages.find((one) => one.name === name || one.root === name)?.name;
  }

  routing(base?: string): Routing {
    return createRouting(this.router, base, (error) => this.report(error, "a callback of routing"));
  }

  async share(kind: ShareKind, options: Readonly<Record<string, unknown>> = {}) {
    const page = this.currentPage();
    return page ? shareContent(page, kind, options, (ms, task) => this.options.after(ms, task)) : {};
  }

  standAlone(id: string): Page {
    return this.#opener.standAlone(id);
  }

  #pageOf(node: ComponentNode): Page | undefined {
    let top = node;
    while (top.owner) top = top.owner;
    return this.#opener.pageOf(top);
  }

  repaint(change: () => void): void {
    repaint(this, this.options.host, change);
  }

  #createSpace(): ComponentSpace {
    const { options } = this;
    return createComponentSpace({
      templates: this.templates,
      entries: this.entries,
      runScript: (id) => void this.#scripts.require(id),
      report: (error, node, during) => this.report(error, duringOf(error, node, during)),
      later: (task) => options.later(task),
      now: () => options.now(),
      isAvailable: (id) => {
        const entry = this.entries[id];
        return entry?.script === undefined || this.#scripts.has(entry.script);
      },
      isWanted: (id) => this.#want(id),
      createPlatform: () =>
        createPlatform({
          ...this.queryContext,
          routerFor: (base) => this.routing(base),
          after: (milliseconds, task) => options.after(milliseconds, task),
        }),
    });
  }

  #createRouter(): Router {
    const { options } = this;
    return new Router({
      host: options.host,
      isPage: (path) => this.isPage(path),
      isTab: (path) => this.isTab(path),
      prepare: (path) => this.packages.ensureFor(path),
      open: (target) => this.#opener.open(target),
      report: (error, during) => this.report(error, during),
      tell: (event, detail) => this.appSide.notify(event, detail),
    });
  }

  get entryPage(): string {
    return this.options.app.entryPagePath;
  }

  isTab(path: string): boolean {
    return this.options.app.tabBar?.list.some(({ pagePath }) => pagePath === path) === true;
  }

  #createGlobals(): AppGlobals {
    const { appSide, router, space } = this;
    return {
      ...space.constructors,
      App: (given) => appSide.register(given),
      getApp: (given) => appSide.get(given),
      getCurrentPages: () => router.stack.map(({ root }) => root.instance),
      requirePlugin: this.#requirePlugin(),
    };
  }

  /** Creates the plugin stubs on the first call: few apps use plugins. */
  #requirePlugin(): AppGlobals["requirePlugin"] {
    let made: AppGlobals["requirePlugin"] | undefined;
    const plugins = () =>
      (made ??= createRequirePlugin({
        later: (task) => this.options.later(task),
        report: (error) => this.report(error, "plugin"),
      }));
    return Object.assign((name: string, found?: unknown, failed?: unknown) => plugins()(name, found, failed), {
      async: (name: string) => plugins().async(name),
    });
  }

  /** Called after a package's script has run. The main package's script defines the app. */
  #arrived(name: string): void {
    const { script, packages } = this.options.app;
    const isMain = packages.some((one) => one.name === name && one.root === "");
    if (isMain && !this.#isLaunched) {
      this.#isLaunched = true;
      if (script !== undefined) this.#runAppScript(script);
      const { launch } = this;
      this.appSide.call("onLaunch", completeOptions(launch));
      this.appSide.notify("appShow", completeOptions(launch));
    }
    if (this.#wanted.size === 0) return;
    for (const id of this.#wanted) if (this.#entryIsIn(id, name)) this.#wanted.delete(id);
    for (const page of this.router.pages) replacePlaceholders(page.root);
  }

  #entryIsIn(id: string, name: string): boolean {
    return packageOf(this.options.app, id)?.name === name;
  }

  #runAppScript(script: string): void {
    try {
      this.#scripts.require(script);
    } catch (error) {
      this.report(error, script);
    }
  }

  /** Loads the package of a component behind a placeholder. Rendering does not wait for it. */
  #want(id: string): void {
    if (this.#wanted.has(id)) return;
    this.#wanted.add(id);
    this.options.later(() => {
      this.packages.ensureFor(id)?.catch((error: unknown) => {
        this.#wanted.delete(id);
        const name = packageOf(this.options.app, id)?.name ?? "";
        const errMsg = error instanceof Error ? error.message : String(error);
        this.appSide.notify("lazyLoadError", { type: "subpackage", subpackage: [name], errMsg });
        this.report(error, `loading the package of ${id}`);
      });
    });
  }

  pageEvent(page: Page, event: "scroll" | "reachBottom" | "resize", detail: unknown): void {
    if (page.isClosed) return;
    if (event === "scroll") callPage(page, "onPageScroll", detail);
    else if (event === "reachBottom") callPage(page, "onReachBottom");
  }

  async act(page: Page, name: string, argument: unknown, target: ElementReference | undefined): Promise<unknown> {
    if (name === "navigate") return goFrom(page, this.router, argument);
    if (name === "guardBack") return guardBack(page, target, (argument as { on?: unknown } | undefined)?.on === true);
    if (name === "webView") return updateWebView(page, target, argument);
    if (this.options.act) return this.options.act(page, name, argument, target);
    throw new Error(`${name} is not supported`);
  }

  preload(path: string): void {
    for (const rule of this.options.app.preloadRule ?? []) {
      if (rule.page !== path) continue;
      this.options.later(() => {
        // Ignore the error: opening a page of the package tries again and reports it.
        this.packages.ensure(rule.packages.map((given) => this.findPackage(given) ?? given))?.catch(() => {});
      });
    }
  }
}
