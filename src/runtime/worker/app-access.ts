/** Adapts the app's runtime to what `wx.*` needs from pages and components. */
import type { AppAccess, FontFace, Router } from "../api/index.ts";
import { createAccess, windowOf } from "../logic/app/index.ts";
import type { AppRuntime, AppTable } from "../logic/app/index.ts";
import type { StartMessage } from "../protocol.ts";
import type { WorkerPorts } from "./worker-ports.ts";

/** @param fonts the fonts of all pages; `loadFont` adds to it */
export function appAccess(
  app: AppRuntime,
  workers: WorkerPorts,
  { app: table, launch }: StartMessage,
  fonts: FontFace[],
): AppAccess {
  const access = createAccess(app);
  return {
    ...access,
    router: access.router as Router,
    window() {
      const { tabBar, entryPagePath } = table as AppTable;
      const path = app.currentPage()?.path ?? (launch.path === "" ? entryPagePath : launch.path);
      const { navigationStyle } = windowOf(table as AppTable, app.entries[path], "light");
      return {
        custom: navigationStyle === "custom",
        isTab: tabBar?.list.some(({ pagePath }) => pagePath === path) === true,
      };
    },
    loadFont(font, everywhere) {
      if (everywhere) fonts.push(font);
      const current = app.currentPage();
      const pages = everywhere ? app.router.pages : current ? [current] : [];
      for (const page of pages) page.surface.command({ font });
    },
    startWorker: (path) => workers.start(path),
  };
}
