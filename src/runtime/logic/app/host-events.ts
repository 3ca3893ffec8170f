/**
 * Handles events from the host: app in foreground or background, back navigation, tabs, pull-to-refresh, sizes, themes.
 */
import type { HostLink } from "../../services/index.ts";
import type { AppSide } from "./app-side.ts";
import type { AppRuntimeOptions } from "./contract.ts";
import { comeBack, goAway, repaint, saveExitStates } from "./host-changes.ts";
import { resizePage } from "./leave-page.ts";
import { callPage } from "./page.ts";
import type { Page } from "./page.ts";
import type { Router } from "./router.ts";
import type { EntryTable } from "./tables.ts";
import { closeAll } from "./ways.ts";
import type { Theme } from "./window.ts";

/** The parts of the runtime that host events need. */
export interface HostEventTarget {
  readonly appSide: AppSide;
  readonly router: Router;
  /** The app's entry page. */
  readonly entryPage: string;
  readonly options: Pick<AppRuntimeOptions, "app" | "after" | "keepExitStates">;
  readonly entries: Readonly<Record<string, EntryTable>>;
  theme: Theme;
  isPage(path: string): boolean;
  report(error: unknown, during: string): void;
}

/** Adds listeners for all events of the host. */
export function bindHost(target: HostEventTarget, host: Pick<HostLink, "on" | "call">): void {
  const { appSide, router } = target;
  const pageOf = (number: number): Page | undefined => router.pages.find((page) => page.number === number);
  host.on("pageBack", ({ page }) => {
    // Ignore the event if the page was left meanwhile.
    if (router.current?.number === page) router.navigateBack().catch(() => {});
  });
  // The home button of the navigation bar.
  host.on("homeTap", () => router.reLaunch({ url: `/${target.entryPage}` }).catch(() => {}));
  host.on("tabTap", (tap) => void tapTab(target, tap));
  host.on("pullDown", ({ page }) => {
    const found = pageOf(page);
    if (found) callPage(found, "onPullDownRefresh");
  });
  host.on("scrollToTop", ({ page }) =>
    pageOf(page)?.surface.command({ scrollTo: { top: 0, duration: 300, all: true } }),
  );
  host.on("appShow", (detail) => comeBack(target, detail));
  host.on("appHide", (detail) => goAway(target, detail));
  host.on("appClose", () => {
    saveExitStates(target);
    closeAll(router);
    // Let promise callbacks of the app run first.
    target.options.after(0, () => host.call("pages.closed", {}).catch(() => {}));
  });
  host.on("themeChange", ({ theme }) => {
    repaint(target, host, () => (target.theme = theme));
    appSide.notify("themeChange", { theme });
  });
  host.on("pageResize", ({ page, size, deviceOrientation }) => {
    const found = pageOf(page);
    if (found) resizePage(found, { size, deviceOrientation });
    appSide.notify("windowResize", { size });
  });
}

async function tapTab(
  { router, report }: HostEventTarget,
  { index, pagePath, text }: { readonly index: number; readonly pagePath: string; readonly text: string },
): Promise<void> {
  try {
    await router.switchTab({ url: `/${pagePath}` });
  } catch (error) {
    report(error, "switching tabs");
    return;
  }
  const { current } = router;
  if (current?.path === pagePath) callPage(current, "onTabItemTap", { index: String(index), pagePath, text });
}
