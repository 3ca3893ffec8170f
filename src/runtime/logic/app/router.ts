/**
 * The page stack, the launch, and what the five kinds of navigation (ways.ts) share. Navigations run one after the
 * other: one requested while a page opens waits until it is open. Tab pages stay alive when they are not on the stack.
 */
import type { HostLink } from "../../services/index.ts";
import type { OpenPage } from "../../services/page.ts";
import type { AppEvents, RouteDetail } from "./app-side.ts";
import type { Page } from "./page.ts";
import { finishRoute } from "./page.ts";
import type { EventChannel } from "./event-channel.ts";
import type { PageUrl } from "./url.ts";
import { navigateBack, navigateTo, redirectTo, reLaunch, replaceAll, switchTab } from "./ways.ts";

export interface RouterOptions {
  readonly host: Pick<HostLink, "call">;
  isPage(path: string): boolean;
  isTab(path: string): boolean;
  /** Loads the packages of a page. Returns `undefined` if they are loaded. */
  prepare(path: string): Promise<void> | undefined;
  /** Creates the page and runs it up to `onShow`. */
  open(target: Target): Page;
  report(error: unknown, during: string): void;
  /** Calls the listeners of a route event. */
  tell(event: RouteEvent, detail: RouteDetail): void;
}

export type RouteEvent = Extract<
  keyof AppEvents,
  `${string}AppRoute` | "appRoute" | "appRouteDone" | `${string}Page${string}oad`
>;

export interface Target extends PageUrl {
  readonly how: OpenPage["how"];
  readonly canGoBack: boolean;
  readonly channel: EventChannel | undefined;
  /** Called once the page exists; `shown` settles when the host has displayed it, or failed to. */
  readonly opened: (page: Page, shown: Promise<void>) => void;
}

export interface UrlOptions {
  readonly url?: unknown;
}

export interface NavigateResult {
  readonly eventChannel: EventChannel;
}

interface Way {
  readonly openType: string;
  readonly routeEventId: string;
}

/**
 * The page stack of an app and its navigation functions. They return promises that reject with an error whose message
 * is the text after `:fail ` in WeChat's `errMsg`.
 */
export class Router {
  readonly options: RouterOptions;
  stack: readonly Page[] = [];
  /** Tab pages that are alive, on the stack or not. */
  readonly tabs = new Map<string, Page>();
  #last: Promise<unknown> = Promise.resolve();
  /** Number of navigations requested so far. */
  requests = 0;
  /** Number of navigations started so far. */
  #ways = 0;
  /** The running navigation. */
  #way: Way = { openType: "appLaunch", routeEventId: "0" };

  constructor(options: RouterOptions) {
    this.options = options;
  }

  get current(): Page | undefined {
    return this.stack.at(-1);
  }

  /** All pages that are alive. */
  get pages(): Page[] {
    return [...new Set([...this.stack, ...this.tabs.values()])];
  }

  launch(target: PageUrl): Promise<void> {
    return this.queue(async () => {
      // `onLaunch` has already navigated elsewhere.
      if (this.pages.length > 0) return replaceAll(this, target, "launch");
      await this.options.prepare(target.path);
      this.begin("appLaunch", target);
      this.open(target, "launch", [], undefined);
    });
  }

  /** @param base what relative URLs are relative to; by default the current page */
  navigateTo(options: UrlOptions & { readonly events?: unknown }, base?: string): Promise<NavigateResult> {
    return navigateTo(this, options, base);
  }

  redirectTo(options: UrlOptions, base?: string): Promise<void> {
    return redirectTo(this, options, base);
  }

  reLaunch(options: UrlOptions, base?: string): Promise<void> {
    return reLaunch(this, options, base);
  }

  switchTab(options: UrlOptions, base?: string): Promise<void> {
    return switchTab(this, options, base);
  }

  navigateBack(options: { readonly delta?: unknown } = {}): Promise<void> {
    return navigateBack(this, options);
  }

  /** Runs a navigation after all those requested before. */
  queue<T>(go: () => Promise<T>): Promise<T> {
    const result = this.#last.then(go);
    this.#last = result.catch(() => {});
    return result;
  }

  begin(openType: string, target: PageUrl): void {
    this.#way = { openType, routeEventId: String(++this.#ways) };
    this.tell("beforeAppRoute", target);
  }

  tell(event: RouteEvent, { path, query }: PageUrl, page?: Page, way = this.#way): void {
    const detail = { ...way, path, query, notFound: false as const, renderer: "webview" as const };
    this.options.tell(event, page ? { ...detail, page: page.root.instance } : detail);
  }

  /** @param below the stack under the new page */
  open(target: PageUrl, how: Target["how"], below: readonly Page[], channel: EventChannel | undefined): void {
    this.tell("beforePageLoad", target);
    const page = this.options.open({
      ...target,
      // The first page is a launch, whichever function opened it.
      how: this.stack.length === 0 ? "launch" : how,
      canGoBack: below.length > 0,
      channel,
      // Put the page on the stack before its own functions run: `getCurrentPages` in `onLoad` includes it.
      opened: (page, shown) => {
        this.stack = [...below, page];
        if (page.isTab) this.tabs.set(page.path, page);
        this.tell("onPageLoad", target, page);
        this.finish(page, shown);
      },
    });
    this.tell("afterPageLoad", target, page);
    this.tell("appRoute", target, page);
  }

  /** Finishes the navigation once the host has shown the page. */
  finish(page: Page, shown: Promise<void>): void {
    const way = this.#way;
    shown.then(
      () => {
        finishRoute(page);
        this.tell("appRouteDone", page, page, way);
      },
      (error: unknown) => {
        if (!page.isClosed) this.options.report(error, `showing ${page.path}`);
      },
    );
  }
}
