/** What `wx.*` needs of pages and components. */
import type { AppAccess, FontFace, Router, WorkerAccess } from "../api/index.ts";
import { createAccess, windowOf } from "../logic/app/index.ts";
import type { AppEvents, AppRuntime, AppTable } from "../logic/app/index.ts";
import { PageView } from "../logic/frame/index.ts";
import { selectElements } from "../logic/index.ts";
import type { StartMessage } from "../protocol.ts";
import type { WorkerPorts } from "./worker-ports.ts";

/** @param fonts those of all pages; one that comes is added */
export function appAccess(
  app: AppRuntime,
  workers: WorkerPorts,
  { app: table, launch }: StartMessage,
  fonts: FontFace[],
): AppAccess {
  const { router } = app;
  const access = createAccess(app);
  return {
    router: {
      navigateTo: (options) => router.navigateTo(options),
      redirectTo: (options) => router.redirectTo(options),
      switchTab: (options) => router.switchTab(options),
      reLaunch: (options) => router.reLaunch(options),
      navigateBack: (options) => router.navigateBack(options),
    } as Router,
    currentPage() {
      const page = app.currentPage();
      return page && { number: page.number, path: page.path };
    },
    window() {
      const { tabBar, entryPagePath } = table as AppTable;
      const path = app.currentPage()?.path ?? (launch.path === "" ? entryPagePath : launch.path);
      const { navigationStyle } = windowOf(table as AppTable, app.entries[path], "light");
      return {
        custom: navigationStyle === "custom",
        isTab: tabBar?.list.some(({ pagePath }) => pagePath === path) === true,
      };
    },
    createSelectorQuery: () => app.createSelectorQuery() as object,
    createIntersectionObserver: (component, options) => app.createIntersectionObserver(component, options) as object,
    createMediaQueryObserver: (component) => app.createMediaQueryObserver(component) as object,
    invoke: access.invoke,
    alertBeforeUnload: access.alertBeforeUnload,
    async scrollPage({ top, duration, selector, offsetTop }) {
      const page = app.currentPage();
      if (!page) throw new Error("there is no page");
      const element = selector === undefined ? undefined : selectElements(page.root, selector)[0];
      if (selector !== undefined && !element) throw new Error(`nothing matches ${JSON.stringify(selector)}`);
      const reference = element && page.surface instanceof PageView ? page.surface.referenceOf(element) : undefined;
      page.surface.command({
        scrollTo: { top: top ?? 0, duration, offsetTop, ...(reference ? { selector: reference } : {}) },
      });
    },
    loadFont(font, everywhere) {
      if (everywhere) fonts.push(font);
      const current = app.currentPage();
      const pages = everywhere ? app.router.pages : current ? [current] : [];
      for (const page of pages) page.surface.command({ font });
    },
    on(event, listener) {
      app.appSide.on(event as keyof AppEvents, listener);
      return () => app.appSide.off(event as keyof AppEvents, listener);
    },
    async loadPackage(given) {
      const { packages } = table as AppTable;
      const found = packages.find(({ name, root }) => name === given || root === given);
      if (!found) throw new Error(`there is no package ${JSON.stringify(given)}`);
      await app.packages.ensure([found.name]);
    },
    startWorker: (path): WorkerAccess => workers.start(path),
  };
}
