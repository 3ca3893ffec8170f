/** Launches a whole app in Node.js, without a browser: its pages, router and `App`, on a host without any services. */
import { resolve } from "node:path";
import type { Host } from "../compiler/index.ts";
import { createDiskHost } from "../disk/index.ts";
import type { ComponentNode } from "../runtime/logic/index.ts";
import type { Page } from "../runtime/logic/app/index.ts";
import { parsePageUrl } from "../runtime/logic/app/url.ts";
import type { WorkerProblem } from "../runtime/protocol.ts";
import type { HostEvents } from "../runtime/services/index.ts";
import { settlePromises } from "./clock.ts";
import { compileApp } from "./compile-app.ts";
import type { TestEnvironment } from "./compile-app.ts";
import type { ServiceRecord } from "./fake-host.ts";
import { mountedView } from "./mounted.ts";
import type { MountedView } from "./mounted.ts";
import { startApp } from "./start-app.ts";
import type { StartedApp, StartOptions } from "./start-app.ts";
import type { TestSurface } from "./test-surface.ts";
import type { WxCall } from "./wx-mock.ts";

export interface LaunchAppOptions extends StartOptions {
  /** URL of the first page, with its query; by default the app's own first page. */
  readonly url?: string;
  readonly scene?: number;
  /** What the app reads as `MINIAPP_ENV`. */
  readonly env?: TestEnvironment;
}

export interface MountedPage extends MountedView {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The page's custom tab bar. */
  readonly tabBar: MountedView | undefined;
}

export interface LaunchedApp {
  /** The result of `getApp()`. */
  readonly app: Record<string, unknown> | undefined;
  /** The page stack, the current page last. */
  readonly pages: readonly MountedPage[];
  /** The current page. */
  readonly page: MountedPage;
  readonly wx: Record<string, unknown>;
  readonly calls: readonly WxCall[];
  /** Every call of a host service. */
  readonly asked: readonly ServiceRecord[];
  /** Errors as reported to the host. */
  readonly problems: readonly WorkerProblem[];
  /** These resolve after `onReady` of the new page. They reject with the part of the error message after `:fail `. */
  navigateTo(url: string, events?: Readonly<Record<string, (...values: never[]) => void>>): Promise<MountedPage>;
  redirectTo(url: string): Promise<MountedPage>;
  switchTab(url: string): Promise<MountedPage>;
  reLaunch(url: string): Promise<MountedPage>;
  navigateBack(delta?: number): Promise<MountedPage>;
  /** Sends an event from the host to the app: `appHide`, `pullDown`, `themeChange` and so on. */
  raise<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): Promise<void>;
  /** Simulates that the user scrolls, or reaches the end of the current page. */
  scroll(event: "scroll" | "reachBottom", detail?: unknown): void;
  /** The content with which the current page would be shared. */
  share(kind?: "appMessage" | "timeline" | "favorites", options?: Readonly<Record<string, unknown>>): Promise<object>;
  /** Waits until promises that need no timer have settled. */
  settle(): Promise<void>;
}

/**
 * Builds an app and launches it.
 * @param appDir folder with app.json
 * @throws Error if the app does not compile
 */
export async function launch(appDir: string, options: LaunchAppOptions = {}): Promise<LaunchedApp> {
  return launchFrom(createDiskHost(resolve(appDir)), options);
}

/** Like `launch`, with the files of any host. */
export async function launchFrom(host: Host, options: LaunchAppOptions = {}): Promise<LaunchedApp> {
  const { url = "", scene = 1001, env, ...rest } = options;
  const { path, query } = parsePageUrl(url, "");
  const started = startApp(await compileApp(host, env), { path, query, scene }, rest);
  const { runtime, host: fake, wx, calls, problems, surfaces } = started;
  await runtime.start();
  await settlePromises();
  const { router } = runtime;
  const current = (): MountedPage => {
    const page = router.current;
    if (!page) throw new Error("there is no page");
    return mountedPage(started, page);
  };
  const afterNavigation = async (navigation: Promise<unknown>): Promise<MountedPage> => {
    await navigation;
    await settlePromises();
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
    navigateTo: (to, events) => afterNavigation(router.navigateTo({ url: to, events })),
    redirectTo: (to) => afterNavigation(router.redirectTo({ url: to })),
    switchTab: (to) => afterNavigation(router.switchTab({ url: to })),
    reLaunch: (to) => afterNavigation(router.reLaunch({ url: to })),
    navigateBack: (delta = 1) => afterNavigation(router.navigateBack({ delta })),
    async raise(event, detail) {
      fake.raise(event, detail);
      await settlePromises();
    },
    scroll(event, detail = { scrollTop: 0 }) {
      const page = router.current;
      if (page) surfaces.get(page.number)?.raise(event, detail);
    },
    share: (kind = "appMessage", given = {}) => runtime.share(kind, given),
    settle: settlePromises,
  };
}

function mountedPage({ surfaces }: StartedApp, { root, tabBar, path, query, number }: Page): MountedPage {
  const surface = surfaces.get(number) as TestSurface;
  const view = (node: ComponentNode): MountedView => mountedView(node, surface);
  return { ...view(root), path, query, tabBar: tabBar && view(tabBar) };
}
