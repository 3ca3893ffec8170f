/**
 * One page: its tree, its surface, and calls of the author's page functions. In WeChat's order, a page's components
 * come before the page itself: `attached` of all of them, the page's `onLoad`, their `show`, its `onShow`, their
 * `ready`, its `onReady`. Only on leaving the page comes first: `onUnload`, then `detached`.
 */
import { defineField } from "../define-field.ts";
import { attach, becomeReady, callPageLifetime, createComponent } from "../component/mount.ts";
import { defineComponent } from "../component/definition.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ComponentSpace } from "../component/space.ts";
import { setProperties } from "../component/update.ts";
import type { EventChannel } from "./event-channel.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { PageSurface } from "./surface.ts";
import type { EntryTable } from "./tables.ts";
import type { WebViewState } from "./web-view.ts";

export interface Page {
  /** The host's number of the page. */
  readonly number: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly isTab: boolean;
  readonly root: ComponentNode;
  /** The root of the custom tab bar. */
  readonly tabBar: ComponentNode | undefined;
  readonly surface: PageSurface;
  /** To the page that opened it. If none did, created on first use. */
  channel: EventChannel | undefined;
  readonly report: (error: unknown, node: ComponentNode | undefined, during: string) => void;
  isShown: boolean;
  isClosed: boolean;
  /** The surface displays the page, so its elements can be queried. */
  isOnSurface: boolean;
  /** Tasks for the time when the page is on its surface. */
  readonly waiting: (() => void)[];
  /** Components that handle going back themselves; see back-guard.ts. */
  guards: readonly ElementReference[];
  webView?: WebViewState | undefined;
  /** The question before going back, set by `wx.enableAlertBeforeUnload`. */
  question: string | undefined;
}

/**
 * Creates a page's tree, not attached yet. If the page's script does not call `Page`, reports that and creates an empty
 * page.
 */
export function createRoot(
  space: ComponentSpace,
  id: string,
  entry: EntryTable,
  report: (error: unknown, during: string) => void,
): ComponentNode {
  try {
    let definition = space.definition(id);
    if (!definition) {
      report(new Error(`Page ${JSON.stringify(id)} has not been registered`), id);
      definition = defineComponent(id, entry, {});
    }
    // A copy of the space for each page, because its `view` is the page's own.
    return createComponent({ ...space }, definition, undefined, undefined);
  } catch (error) {
    report(error, "template");
    return createComponent({ ...space }, defineComponent(id, withoutTemplate(entry), {}), undefined, undefined);
  }
}

function withoutTemplate({ template, ...rest }: EntryTable): EntryTable {
  void template;
  return rest;
}

/** Sets `this.route` and similar fields, and properties that have the names of query parameters. */
export function preparePage({ root, path, query }: Page, exitState: unknown): void {
  const { instance, definition } = root;
  defineField(instance, "route", path);
  defineField(instance, "__route__", path);
  defineField(instance, "options", { ...query });
  defineField(instance, "exitState", exitState);
  defineField(instance, "renderer", "webview");
  const given = Object.entries(query).filter(([name]) => definition.properties.has(name));
  if (given.length > 0) setProperties(root, new Map(given));
}

/** Runs the page up to `onShow`, then shows it on its surface. `ready` and `onReady` follow when it is visible. */
export function loadPage(page: Page): void {
  const { root, tabBar, surface } = page;
  attach(root);
  if (tabBar) attach(tabBar);
  callPage(page, "onLoad", { ...page.query });
  showPage(page);
  // A function of the author may have navigated to another page.
  if (page.isClosed) return;
  surface.attach(root);
  if (tabBar) surface.attachTabBar(tabBar);
  listenToPage(page);
  page.isOnSurface = true;
  for (const task of page.waiting.splice(0)) task();
  surface.whenShown(() => {
    if (page.isClosed) return;
    becomeReady(root);
    if (tabBar) becomeReady(tabBar);
    callPage(page, "onReady");
  });
}

/** Runs `show` of the components and `onShow`, unless the page is shown already or closed. */
export function showPage(page: Page): void {
  if (page.isShown || page.isClosed) return;
  page.isShown = true;
  if (page.isOnSurface) page.surface.command({ visibility: "shown" });
  tellComponents(page, "show", []);
  callPage(page, "onShow");
}

/** The host has finished the transition to the page. */
export function finishRoute(page: Page): void {
  if (page.isClosed) return;
  tellComponents(page, "routeDone", []);
  callPage(page, "onRouteDone");
}

/** Calls a function of the page's author, if there is one. Errors are reported; the result is `undefined` then. */
export function callPage(page: Page, name: string, ...values: unknown[]): unknown {
  const callback = functionOf(page, name);
  if (!callback) return undefined;
  try {
    return callback.apply(page.root.instance, values);
  } catch (error) {
    page.report(error, page.root, name);
    return undefined;
  }
}

/** The page's method with this name, if it is a function. */
export function functionOf({ root }: Page, name: string): ((...values: unknown[]) => unknown) | undefined {
  const found = (root.instance as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof found === "function" ? (found as (...values: unknown[]) => unknown) : undefined;
}

/** Runs the task now or once the page is on its surface; never if the page is closed by then. */
export function whenOnSurface(page: Page, task: () => void): void {
  if (page.isClosed) return;
  if (page.isOnSurface) task();
  else page.waiting.push(task);
}

/** Calls a page lifetime, such as `show`, in all components of the page. */
export function tellComponents({ root, tabBar }: Page, name: string, values: readonly unknown[]): void {
  callPageLifetime(root, name, values);
  if (tabBar) callPageLifetime(tabBar, name, values);
}

/** Requests scroll events from the frame only if the page has a function for them. */
export function listenToPage(page: Page): void {
  const scroll = functionOf(page, "onPageScroll") !== undefined;
  const reachBottom = functionOf(page, "onReachBottom") !== undefined;
  const distance = (page.root.definition.entry as EntryTable).json?.["onReachBottomDistance"];
  if (!scroll && !reachBottom) return;
  page.surface.command({
    listens: { scroll, reachBottom },
    ...(typeof distance === "number" ? { reachBottomDistance: distance } : {}),
  });
}
