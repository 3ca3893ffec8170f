/** Opens pages: notifies the host, creates the page's surface and trees, and runs it up to `onShow`. */
import { createComponent } from "../component/mount.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ComponentSpace } from "../component/space.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { createRoot, loadPage, preparePage } from "./page.ts";
import type { Page } from "./page.ts";
import { duringOf } from "./problems.ts";
import type { Target } from "./router.ts";
import type { AppRuntimeOptions } from "./contract.ts";
import { packageOf, packagesFor } from "./tables.ts";
import type { EntryTable } from "./tables.ts";
import { backgroundOf, navigationBarOf, orientationOf, windowOf } from "./window.ts";
import type { Theme } from "./window.ts";

/** The parts of the runtime that opening a page needs. */
export interface OpenerContext {
  readonly options: AppRuntimeOptions;
  readonly space: ComponentSpace;
  readonly theme: Theme;
  isTab(path: string): boolean;
  report(error: unknown, during: string): void;
  pageEvent(page: Page, event: "scroll" | "reachBottom" | "resize", detail: unknown): void;
  act(page: Page, name: string, argument: unknown, target: ElementReference | undefined): Promise<unknown>;
  preload(path: string): void;
}

const customTabBar = "custom-tab-bar/index";

/** Creates the pages of an app. Never reuses a page number. */
export class PageOpener {
  readonly #pages = new WeakMap<ComponentNode, Page>();
  /** The page whose trees are being created. */
  #making: Page | undefined;
  readonly #context: OpenerContext;
  readonly #entries: Readonly<Record<string, EntryTable>>;
  #count = 0;

  constructor(context: OpenerContext, entries: Readonly<Record<string, EntryTable>>) {
    this.#context = context;
    this.#entries = entries;
  }

  /** @param root the root component of a page's tree, or of its tab bar's tree; maybe one that is being created */
  pageOf(root: ComponentNode): Page | undefined {
    return this.#pages.get(root) ?? this.#making;
  }

  open(target: Target): Page {
    const { options, theme } = this.#context;
    const { path, query, how } = target;
    const entry = this.#entries[path] ?? {};
    const number = ++this.#count;
    const settings = windowOf(options.app, entry, theme);
    const isTab = this.#context.isTab(path);
    // The host creates a frame while the page's functions run here.
    const shown = options.host.call("page.open", {
      page: number,
      path,
      query,
      how,
      packages: this.#packagesOf(path),
      bar: navigationBarOf(settings),
      background: backgroundOf(settings),
      isTab,
      canGoBack: target.canGoBack,
      enablePullDown: settings["enablePullDownRefresh"] === true,
      orientation: orientationOf(settings),
      disableScroll: settings["disableScroll"] === true,
      appSheet: entry.appSheet !== false,
    });
    const page = this.#createPage({ path, query, channel: target.channel }, number, entry, isTab);
    target.opened(page, shown);
    loadPage(page);
    this.#context.preload(path);
    return page;
  }

  standAlone(id: string): Page {
    const entry = this.#entries[id] ?? {};
    return this.#createPage({ path: id, query: {}, channel: undefined }, ++this.#count, entry, false);
  }

  #createPage(
    { path, query, channel }: Pick<Target, "path" | "query" | "channel">,
    number: number,
    entry: EntryTable,
    isTab: boolean,
  ): Page {
    const context = this.#context;
    const report = (error: unknown, during: string): void => context.report(error, during);
    const surface = context.options.createSurface({
      page: number,
      path,
      event: (event, detail) => context.pageEvent(page, event, detail),
      act: (name, argument, from) => context.act(page, name, argument, from),
    });
    const page = {
      number,
      path,
      query,
      isTab,
      surface,
      channel,
      report: (error, node, during) => report(error, duringOf(error, node, during)),
      isShown: false,
      isClosed: false,
      isOnSurface: false,
      waiting: [],
      guards: [],
      question: undefined,
    } as Omit<Page, "root" | "tabBar"> as { -readonly [name in keyof Page]: Page[name] };
    // Components may ask for their page while they are created: observers of properties run before the page's root is
    // complete, and a query made there waits for the page.
    this.#making = page;
    page.root = createRoot(context.space, path, entry, report);
    page.tabBar = isTab ? this.#createTabBar() : undefined;
    this.#making = undefined;
    this.#pages.set(page.root, page);
    if (page.tabBar) this.#pages.set(page.tabBar, page);
    preparePage(page, context.options.exitStates?.[path]);
    return page;
  }

  /** Each tab page has an instance of the custom tab bar. */
  #createTabBar(): ComponentNode | undefined {
    const { options, space, report } = this.#context;
    if (options.app.tabBar?.custom !== true) return undefined;
    const definition = space.definition(customTabBar);
    if (!definition) return undefined;
    try {
      return createComponent({ ...space }, definition, undefined, undefined);
    } catch (error) {
      report.call(this.#context, error, "template");
      return undefined;
    }
  }

  /** The packages whose templates the page may render, including those of components behind placeholders. */
  #packagesOf(path: string): string[] {
    const { app } = this.#context.options;
    const names = new Set<string>();
    const own = packageOf(app, path);
    if (own) for (const { name } of packagesFor(app, own)) names.add(name);
    const seen = new Set<string>([path]);
    for (const id of seen) {
      const home = own?.independent ? own : packageOf(app, id);
      if (home) names.add(home.name);
      for (const use of Object.values(this.#entries[id]?.using ?? {})) {
        const target = typeof use === "string" ? use : use.id;
        if (target !== null) seen.add(target);
      }
    }
    return app.packages.flatMap(({ name }) => (names.has(name) ? [name] : []));
  }
}
