/** Launches a whole app in Node.js, without a browser: its pages, its router and its `App`, on a host that can do nothing. */
import { resolve } from "node:path";
import type { Host } from "../compiler/index.ts";
import { createDiskHost } from "../disk/index.ts";
import type { ComponentNode } from "../runtime/logic/index.ts";
import type { Page } from "../runtime/logic/app/index.ts";
import { parsePageUrl } from "../runtime/logic/app/url.ts";
import type { WorkerProblem } from "../runtime/protocol.ts";
import type { HostEvents } from "../runtime/services/index.ts";
import { settle } from "./clock.ts";
import { compileApp } from "./compile-app.ts";
import type { ServiceRecord } from "./fake-host.ts";
import { mountedView } from "./mounted.ts";
import type { MountedView } from "./mounted.ts";
import { startApp } from "./start-app.ts";
import type { StartedApp, StartOptions } from "./start-app.ts";
import type { TestSurface } from "./test-surface.ts";
import type { WxCall } from "./wx-mock.ts";

export interface LaunchAppOptions extends StartOptions {
  /** Address of the first page, with its query; the app's own first page if it is left out. */
  readonly url?: string;
  readonly scene?: number;
}

export interface MountedPage extends MountedView {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Its custom tab bar. */
  readonly tabBar: MountedView | undefined;
}

export interface LaunchedApp {
  /** What `getApp()` gives. */
  readonly app: Record<string, unknown> | undefined;
  /** The stack of pages, the current one last. */
  readonly pages: readonly MountedPage[];
  /** The current page. */
  readonly page: MountedPage;
  readonly wx: Record<string, unknown>;
  readonly calls: readonly WxCall[];
  /** What the host was asked for. */
  readonly asked: readonly ServiceRecord[];
  /** What a host is told of errors. */
  readonly problems: readonly WorkerProblem[];
  /** Resolve when the new page's `onReady` has run; reject with what stands behind `:fail `. */
  navigateTo(url: string, events?: Readonly<Record<string, (...values: never[]) => void>>): Promise<MountedPage>;
  redirectTo(url: string): Promise<MountedPage>;
  switchTab(url: string): Promise<MountedPage>;
  reLaunch(url: string): Promise<MountedPage>;
  navigateBack(delta?: number): Promise<MountedPage>;
  /** The host tells the app something: `appHide`, `pullDown`, `themeChange` and the like. */
  raise<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): Promise<void>;
  /** The user scrolls, or reaches the end of the current page. */
  scroll(event: "scroll" | "reachBottom", detail?: unknown): void;
  /** What the current page would be shared as. */
  share(kind?: "appMessage" | "timeline" | "favorites", options?: Readonly<Record<string, unknown>>): Promise<object>;
  /** Until promises that wait for no timer have had their turns. */
  settle(): Promise<void>;
}

/**
 * @param appDir folder with app.json
 * @throws Error if the app does not compile
 */
export async function launch(appDir: string, options: LaunchAppOptions = {}): Promise<LaunchedApp> {
  return launchFrom(createDiskHost(resolve(appDir)), options);
}

/** The same with files from anywhere. */
export async function launchFrom(host: Host, options: LaunchAppOptions = {}): Promise<LaunchedApp> {
  const { url = "", scene = 1001, ...rest } = options;
  const { path, query } = parsePageUrl(url, "");
  const started = startApp(await compileApp(host), { path, query, scene }, rest);
  const { runtime, host: fake, wx, calls, problems, surfaces } = started;
  await runtime.start();
  await settle();
  const { router } = runtime;
  const current = (): MountedPage => {
    const page = router.current;
    if (!page) throw new Error("there is no page");
    return mountedPage(started, page);
  };
  const arrive = async (way: Promise<unknown>): Promise<MountedPage> => {
    await way;
    await settle();
    return current();
  };
  return {
    get app() {
      return runtime.appSide.get();
    },
    get pages() {
      return router.stack.map((page) => mountedPage(started, page));
    },
    get page() {
      return current();
    },
    wx,
    calls,
    asked: fake.asked,
    problems,
    navigateTo: (to, events) => arrive(router.navigateTo({ url: to, events })),
    redirectTo: (to) => arrive(router.redirectTo({ url: to })),
    switchTab: (to) => arrive(router.switchTab({ url: to })),
    reLaunch: (to) => arrive(router.reLaunch({ url: to })),
    navigateBack: (delta = 1) => arrive(router.navigateBack({ delta })),
    async raise(event, detail) {
      fake.raise(event, detail);
      await settle();
    },
    scroll(event, detail = { scrollTop: 0 }) {
      const page = router.current;
      if (page) surfaces.get(page.number)?.raise(event, detail);
    },
    share: (kind = "appMessage", given = {}) => runtime.share(kind, given),
    settle,
  };
}

function mountedPage({ surfaces }: StartedApp, { root, tabBar, path, query, number }: Page): MountedPage {
  const surface = surfaces.get(number) as TestSurface;
  const view = (node: ComponentNode): MountedView => mountedView(node, surface);
  return { ...view(root), path, query, tabBar: tabBar && view(tabBar) };
}
