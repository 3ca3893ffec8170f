/** What seldom happens to an app that runs: it goes to the back, comes to the front again, its theme changes. */
import type { LaunchOptions } from "../../protocol.ts";
import type { NavigationBar, PageBackground } from "../../services/page.ts";
import type { HostLink } from "../../services/index.ts";
import type { SavedExitState } from "./contract.ts";
import type { HostEventTarget } from "./host-events.ts";
import { completeOptions } from "./launch-options.ts";
import { hidePage } from "./leave-page.ts";
import { callPage, showPage } from "./page.ts";
import type { Page } from "./page.ts";
import type { WindowTable } from "./tables.ts";
import { formatPageUrl } from "./url.ts";
import { backgroundOf, navigationBarOf, windowOf } from "./window.ts";

/** Makes a change, such as another theme, and tells the host what it makes otherwise in bars and behind pages. */
export function repaint(target: HostEventTarget, host: Pick<HostLink, "call">, change: () => void): void {
  const look = (page: Page): WindowTable => windowOf(target.options.app, target.entries[page.path], target.theme);
  const before = target.router.pages.map((page) => [page, look(page)] as const);
  change();
  for (const [page, window] of before) paintWindow(host, page, window, look(page));
}

/** The page's `onHide`, then the app's. */
export function goAway(target: HostEventTarget, detail: unknown): void {
  const { current } = target.router;
  if (current) hidePage(current, "background");
  target.appSide.notify("appHide", detail);
  // It may be the last that is heard of it.
  saveExitStates(target);
}

/** Asks each page what it wants to find when the app is started again: `onSaveExitState`. */
export function saveExitStates({ router, options }: HostEventTarget): void {
  const states: Record<string, SavedExitState> = {};
  for (const page of router.stack) {
    const state = callPage(page, "onSaveExitState") as SavedExitState | undefined;
    if (state?.data !== undefined) states[page.path] = state;
  }
  options.keepExitStates?.(states);
}

/** The app's `onShow`, then the page's; an address that is not the current page's begins anew there. */
export function comeBack(target: HostEventTarget, detail: LaunchOptions): void {
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

function paintWindow(host: Pick<HostLink, "call">, page: Page, before: WindowTable, now: WindowTable): void {
  const { bar, background } = changedByTheme([before, now]);
  // A page that is about to open or to close has nothing to paint.
  const ignore = (error: unknown): void => void error;
  if (Object.keys(bar).length > 0) host.call("page.navigationBar", { page: page.number, bar }).catch(ignore);
  if (Object.keys(background).length > 0) host.call("page.background", { page: page.number, background }).catch(ignore);
}

/** What another theme changes of how a page's window looks. What the app has set itself, it sets again for its theme. */
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
