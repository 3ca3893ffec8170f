/** What happens to a page after it was shown: it is hidden, resized or closed. */
import type { PageVisibility } from "../../protocol.ts";
import { detach } from "../component/mount.ts";
import { callPage, tellComponents } from "./page.ts";
import type { Page } from "./page.ts";
import { raiseMessages } from "./web-view.ts";

/**
 * Runs `hide` of the components and `onHide`.
 * @param why whether another page covers it or the app is in the background; built-in components get it
 */
export function hidePage(page: Page, why: Exclude<PageVisibility, "shown">): void {
  if (!page.isShown || page.isClosed) return;
  page.isShown = false;
  if (page.isOnSurface) page.surface.command({ visibility: why });
  tellComponents(page, "hide", []);
  callPage(page, "onHide");
}

/** Runs `resize` of the components and `onResize`. `detail` is their argument. */
export function resizePage(page: Page, detail: unknown): void {
  if (page.isClosed) return;
  tellComponents(page, "resize", [detail]);
  callPage(page, "onResize", detail);
}

/** Delivers the messages of a `web-view`, runs `onUnload`, then `detached` of the components, and releases the page's surface. */
export function closePage(page: Page): void {
  if (page.isClosed) return;
  raiseMessages(page);
  callPage(page, "onUnload");
  page.isShown = false;
  page.isClosed = true;
  detach(page.root);
  if (page.tabBar) detach(page.tabBar);
  page.waiting.length = 0;
  page.surface.destroy();
}
