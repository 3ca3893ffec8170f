/** What events of the host do in a running app. */
import type { LaunchOptions } from "../../protocol.ts";
import type { NavigationBar, PageBackground } from "../../services/page.ts";
import type { HostEvents, HostLink } from "../../services/index.ts";
import type { SavedExitState } from "./contract.ts";
import type { HandledEvent, HostEventTarget } from "./host-events.ts";
import { completeOptions } from "./launch-options.ts";
import { hidePage, resizePage } from "./leave-page.ts";
import { callPage, showPage } from "./page.ts";
import type { Page } from "./page.ts";
import type { WindowTable } from "./tables.ts";
import { formatPageUrl } from "./url.ts";
import { closeAll } from "./ways.ts";
import { backgroundOf, navigationBarOf, windowOf } from "./window.ts";

type Handlers = {
  readonly [Event in HandledEvent]: (target: HostEventTarget, detail: HostEvents[Event], host: Host) => unknown;
};
type Host = Pick<HostLink, "call">;

const handlers: Handlers = {
  // Ignore the event if the page was left meanwhile.
  pageBack: ({ router }, { page }) => router.current?.number === page && router.navigateBack().catch(() => {}),
  // The home button of the navigation bar.
  homeTap: ({ router, entryPage }) => router.reLaunch({ url: `/${entryPage}` }).catch(() => {}),
  tabTap,
  pullDown(target, { page }) {
    const found = pageOf(target, page);
    if (found) callPage(found, "onPullDownRefresh");
  },
  scrollToTop: (target, { page }) =>
    pageOf(target, page)?.surface.command({ scrollTo: { top: 0, duration: 300, all: true } }),
  appShow: comeBack,
  appHide: goAway,
  appClose(target, _detail, host) {
    saveExitStates(target);
    closeAll(target.router);
    // Let promise callbacks of the app run first.
    target.options.after(0, () => host.call("pages.closed", {}).catch(() => {}));
  },
  themeChange(target, { theme }, host) {
    repaint(target, host, () => (target.theme = theme));
    target.appSide.notify("themeChange", { theme });
  },
  pageResize(target, { page, size, deviceOrientation }) {
    const found = pageOf(target, page);
    if (found) resizePage(found, { size, deviceOrientation });
    target.appSide.notify("windowResize", { size });
  },
};

export function handleHostEvent(target: HostEventTarget, host: Host, event: HandledEvent, detail: unknown): void {
  void handlers[event](target, detail as never, host);
}

function pageOf({ router }: HostEventTarget, number: number): Page | undefined {
  return router.pages.find((page) => page.number === number);
}

async function tabTap(target: HostEventTarget, { index, pagePath, text }: HostEvents["tabTap"]): Promise<void> {
  const { router } = target;
  try {
    await router.switchTab({ url: `/${pagePath}` });
  } catch (error) {
    target.report(error, "switching tabs");
    return;
  }
  const { current } = router;
  if (current?.path === pagePath) callPage(current, "onTabItemTap", { index: String(index), pagePath, text });
}

/**
 * Makes a change, such as switching the theme, and sends the host the resulting changes of navigation bars and page
 * backgrounds.
 */
export function repaint(target: HostEventTarget, host: Host, change: () => void): void {
  const look = (page: Page): WindowTable => windowOf(target.options.app, target.entries[page.path], target.theme);
  const before = target.router.pages.map((page) => [page, look(page)] as const);
  change();
  for (const [page, window] of before) paintWindow(host, page, window, look(page));
}

/** Calls the page's `onHide`, then the app's. */
function goAway(target: HostEventTarget, detail: unknown): void {
  const { current } = target.router;
  if (current) hidePage(current, "background");
  target.appSide.notify("appHide", detail);
  // This may be the last event before the app is closed.
  saveExitStates(target);
}

/** Calls `onSaveExitState` of each page, for the next start of the app. */
function saveExitStates({ router, options }: HostEventTarget): void {
  const states: Record<string, SavedExitState> = {};
  for (const page of router.stack) {
    const state = callPage(page, "onSaveExitState") as SavedExitState | undefined;
    if (state?.data !== undefined) states[page.path] = state;
  }
  options.keepExitStates?.(states);
}

/**
 * Calls the app's `onShow`, then the page's. If the URL is not that of the current page, reopens the app at that URL.
 */
function comeBack(target: HostEventTarget, detail: LaunchOptions): void {
  const { appSide, router } = target;
  appSide.notify("appShow", completeOptions(detail));
  const { current } = router;
  const { path, query } = detail;
  const isElsewhere =
    path !== "" && (current?.path !== path || formatPageUrl({ path, query }) !== formatPageUrl(current));
  if (!isElsewhere || !current) {
    if (current) showPage(current);
    return;
  }
  if (target.isPage(path)) {
    const url = `/${formatPageUrl({ path, query })}`;
    router.reLaunch({ url }).catch((error: unknown) => target.report(error, "coming to the front"));
    return;
  }
  const before = router.requests;
  appSide.notify("pageNotFound", { path, query, isEntryPage: false });
  if (router.requests === before) showPage(current);
}

function paintWindow(host: Host, page: Page, before: WindowTable, now: WindowTable): void {
  const { bar, background } = changedByTheme([before, now]);
  // Ignore the error: the page is not open yet or not any more.
  const ignore = (error: unknown): void => void error;
  if (Object.keys(bar).length > 0) host.call("page.navigationBar", { page: page.number, bar }).catch(ignore);
  if (Object.keys(background).length > 0) host.call("page.background", { page: page.number, background }).catch(ignore);
}

/**
 * What a theme change makes different in the page's window. The app itself is responsible for colors that it set
 * through `wx`.
 */
function changedByTheme([before, now]: readonly [WindowTable, WindowTable]): {
  readonly bar: Partial<NavigationBar>;
  readonly background: Partial<PageBackground>;
} {
  return {
    bar: differences(navigationBarOf(before), navigationBarOf(now)),
    background: differences(backgroundOf(before), backgroundOf(now)),
  };
}

function differences<T extends object>(before: T, now: T): Partial<T> {
  const was = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => was.get(key) !== value)) as Partial<T>;
}
