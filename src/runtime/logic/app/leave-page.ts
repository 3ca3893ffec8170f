/** What happens to a page after it was shown: it is hidden, resized or closed. */
import type { PageVisibility } from "../../protocol.ts";
import { detach } from "../component/mount.ts";
import { callPage, tellComponents } from "./page.ts";
import type { Page } from "./page.ts";

export function hidePage(page: Page, why: Exclude<PageVisibility, "shown">): void {
  if (!page.isShown || page.isClosed) return;
  page.isShown = false;
  if (page.isOnSurface) page.surface.command({ visibility: why });
  tellComponents(page, "hide", []);
  callPage(page, "onHide");
}

export function resizePage(page: Page, detail: unknown): void {
  if (page.isClosed) return;
  tellComponents(page, "resize", [detail]);
  callPage(page, "onResize", detail);
}

export function closePage(page: Page): void {
  if (page.isClosed) return;
  callPage(page, "onUnload");
  page.isShown = false;
  page.isClosed = true;
  detach(page.root);
  if (page.tabBar) detach(page.tabBar);
  page.waiting.length = 0;
  page.surface.destroy();
}
