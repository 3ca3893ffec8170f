/**
 * The stack of pages, and the five ways to change it. One way is gone after the other: what is asked for while a page
 * opens waits until it has opened. Tab pages that are not on the stack live on beside it.
 */
import { mayLeave } from "./back-guard.ts";
import type { HostLink } from "../../services/index.ts";
import type { OpenPage } from "../../services/page.ts";
import type { AppEvents, RouteDetail } from "./app-side.ts";
import type { Page } from "./page.ts";
import { closePage, finishRoute, hidePage, showPage } from "./page.ts";
import type { EventChannel } from "./event-channel.ts";
import { parsePageUrl } from "./url.ts";
import type { PageUrl } from "./url.ts";

/** Pages on the stack, at most. */
const depthLimit = 10;

export interface RouterOptions {
  readonly host: Pick<HostLink, "call">;
  isPage(path: string): boolean;
  isTab(path: string): boolean;
  /** Brings the packages of a page; nothing to wait for if they are there. */
  prepare(path: string): Promise<void> | undefined;
  /** Makes the page and runs it up to `onShow`. */
  open(target: Target): Page;
  /** Both ends of the channel between two pages. */
  channels(events: unknown): [opener: EventChannel, opened: EventChannel];
  report(error: unknown, during: string): void;
  /** Tells whoever listens to the ways themselves. */
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
  /** Hears how the host's showing of the page went. */
  readonly opened: (page: Page, shown: Promise<void>) => void;
}

export interface UrlOptions {
  readonly url?: unknown;
}

export interface NavigateResult {
  readonly eventChannel: EventChannel;
}

/** What stands behind `:fail ` in `errMsg`. */
export class RouteError extends Error {}

interface Way {
  readonly openType: string;
  readonly routeEventId: string;
}

export class Router {
  readonly #options: RouterOptions;
  #stack: Page[] = [];
  /** Alive, on the stack or not. */
  readonly #tabs = new Map<string, Page>();
  #last: Promise<unknown> = Promise.resolve();
  /** Ways asked for so far. */
  requests = 0;
  /** Ways gone so far. */
  #ways = 0;
  /** The way that is being gone. */
  #way: Way = { openType: "appLaunch", routeEventId: "0" };

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  get stack(): readonly Page[] {
    return this.#stack;
  }

  get current(): Page | undefined {
    return this.#stack.at(-1);
  }

  /** All that are alive. */
  get pages(): Page[] {
    return [...new Set([...this.#stack, ...this.#tabs.values()])];
  }

  launch(target: PageUrl): Promise<void> {
    return this.#queue(() => this.#replaceAll(target, "launch"));
  }

  /** @param base what relative addresses count from; the current page unless told */
  navigateTo(options: UrlOptions & { readonly events?: unknown }, base?: string): Promise<NavigateResult> {
    return this.#request(options, base, async (target) => {
      if (this.#options.isTab(target.path)) throw new RouteError("can not navigateTo a tabbar page");
      if (this.#stack.length >= depthLimit) throw new RouteError("webview count limit exceed");
      await this.#options.prepare(target.path);
      const [opener, opened] = this.#options.channels(options.events);
      const { current } = this;
      this.#begin("navigateTo", target);
      if (current) hidePage(current, "covered");
      this.#open(target, "navigate", this.#stack, opened);
      return { eventChannel: opener };
    });
  }

  redirectTo(options: UrlOptions, base?: string): Promise<void> {
    return this.#request(options, base, async (target) => {
      if (this.#options.isTab(target.path)) throw new RouteError("can not redirectTo a tabbar page");
      await this.#options.prepare(target.path);
      const old = this.#stack.at(-1);
      this.#begin("redirectTo", target);
      if (old) this.#unload([old]);
      this.#open(target, "redirect", this.#stack.slice(0, -1), undefined);
      if (old) this.#release([old]);
    });
  }

  reLaunch(options: UrlOptions, base?: string): Promise<void> {
    return this.#request(options, base, (target) => this.#replaceAll(target, "relaunch"));
  }

  switchTab(options: UrlOptions, base?: string): Promise<void> {
    return this.#request(options, base, async ({ path }) => {
      if (!this.#options.isTab(path)) throw new RouteError("can not switch to no-tabBar page");
      const there = this.#tabs.get(path);
      const { current } = this;
      if (there && current === there) return;
      if (!there) await this.#options.prepare(path);
      this.#begin("switchTab", { path, query: {} });
      const leaving = this.#stack.filter((page) => !page.isTab).reverse();
      // Tab pages stay, wherever on the stack they were.
      if (current?.isTab) hidePage(current, "covered");
      this.#unload(leaving);
      if (there) {
        this.#stack = [there];
        this.#show(there, "tab");
      } else this.#open({ path, query: {} }, "tab", [], undefined);
      this.#release(leaving);
    });
  }

  navigateBack(options: { readonly delta?: unknown } = {}): Promise<void> {
    this.requests++;
    const wanted = Math.floor(Number(options.delta ?? 1));
    return this.#queue(async () => {
      const top = this.#stack.at(-1);
      const guard = top?.guards.at(-1);
      if (top && guard) {
        // What opened last closes first, and stays on its page.
        top.guards = top.guards.slice(0, -1);
        top.surface.invoke(guard, "back", []).catch(() => {});
        return;
      }
      const count = Math.min(wanted >= 1 ? wanted : 1, this.#stack.length - 1);
      if (!top || count < 1) throw new RouteError("cannot navigate back at first page");
      const { question } = top;
      if (question !== undefined && !(await mayLeave(question, this.#options.host))) throw new RouteError("cancel");
      this.#begin("navigateBack", this.#stack.at(-count - 1) as Page);
      const leaving = this.#stack.slice(-count).reverse();
      this.#unload(leaving);
      this.#stack = this.#stack.slice(0, -count);
      this.#show(this.#stack.at(-1) as Page, "back");
      this.#release(leaving);
    });
  }

  /** Every page leaves, the last one first. */
  closeAll(): void {
    const all = this.pages.reverse();
    this.#stack = [];
    this.#unload(all);
  }

  async #replaceAll(target: PageUrl, how: "launch" | "relaunch"): Promise<void> {
    await this.#options.prepare(target.path);
    this.#begin(how === "launch" ? "appLaunch" : "reLaunch", target);
    const leaving = [...this.#stack].reverse();
    for (const page of this.#tabs.values()) if (!leaving.includes(page)) leaving.push(page);
    this.#unload(leaving);
    this.#open(target, how, [], undefined);
    this.#release(leaving);
  }

  #request<T>(options: UrlOptions, base: string | undefined, go: (target: PageUrl) => Promise<T>): Promise<T> {
    this.requests++;
    const { url } = options ?? {};
    if (typeof url !== "string") {
      const type = url === null ? "Null" : `${(typeof url)[0]?.toUpperCase()}${(typeof url).slice(1)}`;
      return Promise.reject(new RouteError(`parameter error: parameter.url should be String instead of ${type};`));
    }
    // Where it leads is settled by the page on which it was called.
    const target = parsePageUrl(url, base ?? this.current?.path ?? "");
    return this.#queue(() => {
      if (!this.#options.isPage(target.path)) throw new RouteError(`page ${JSON.stringify(target.path)} is not found`);
      return go(target);
    });
  }

  #queue<T>(go: () => Promise<T>): Promise<T> {
    const result = this.#last.then(go);
    this.#last = result.catch(() => {});
    return result;
  }

  #begin(openType: string, target: PageUrl): void {
    this.#way = { openType, routeEventId: String(++this.#ways) };
    this.#tell("beforeAppRoute", target);
  }

  #tell(event: RouteEvent, { path, query }: PageUrl, page?: Page, way = this.#way): void {
    const detail = { ...way, path, query, notFound: false as const, renderer: "webview" as const };
    this.#options.tell(event, page ? { ...detail, page: page.root.instance } : detail);
  }

  /** @param below the stack under the new page */
  #open(target: PageUrl, how: Target["how"], below: readonly Page[], channel: EventChannel | undefined): void {
    const canGoBack = below.length > 0;
    this.#tell("beforePageLoad", target);
    const page = this.#options.open({
      ...target,
      // Whatever led there, it is the first.
      how: this.#stack.length === 0 ? "launch" : how,
      canGoBack,
      channel,
      // On the stack before its own functions run: `getCurrentPages` in `onLoad` has it.
      opened: (page, shown) => {
        this.#stack = [...below, page];
        if (page.isTab) this.#tabs.set(page.path, page);
        this.#finish(page, shown);
      },
    });
    this.#tell("afterPageLoad", target, page);
    this.#tell("appRoute", target, page);
  }

  #show(page: Page, how: "back" | "tab"): void {
    const shown = this.#options.host.call("page.show", { page: page.number, how });
    showPage(page);
    this.#tell("appRoute", page, page);
    this.#finish(page, shown);
  }

  #finish(page: Page, shown: Promise<void>): void {
    const way = this.#way;
    shown.then(
      () => {
        finishRoute(page);
        this.#tell("appRouteDone", page, page, way);
      },
      (error: unknown) => {
        if (!page.isClosed) this.#options.report(error, `showing ${page.path}`);
      },
    );
  }

  #unload(leaving: readonly Page[]): void {
    for (const page of leaving) {
      this.#tell("beforePageUnload", page, page);
      closePage(page);
      this.#tell("afterPageUnload", page, page);
      if (this.#tabs.get(page.path) === page) this.#tabs.delete(page.path);
    }
  }

  /** Their frames go after the next page has come to the front. */
  #release(leaving: readonly Page[]): void {
    if (leaving.length === 0) return;
    this.#options.host
      .call("page.close", { pages: leaving.map(({ number }) => number) })
      .catch((error: unknown) => this.#options.report(error, "closing pages"));
  }
}
