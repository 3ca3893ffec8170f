/**
 * One page: its tree, its surface, and the functions of its author that the app's side calls. In WeChat's order a
 * page's components come before the page itself: `attached` of all of them, the page's `onLoad`, their `show`, its
 * `onShow`, their `ready`, its `onReady`. Only a page that leaves hears of it first: `onUnload`, then `detached`.
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

export interface Page {
  /** As the host counts. */
  readonly number: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly isTab: boolean;
  readonly root: ComponentNode;
  /** Of a custom tab bar. */
  readonly tabBar: ComponentNode | undefined;
  readonly surface: PageSurface;
  /** To the page that opened it; made when it is asked for where nobody did. */
  channel: EventChannel | undefined;
  readonly report: (error: unknown, node: ComponentNode | undefined, during: string) => void;
  isShown: boolean;
  isClosed: boolean;
  /** Its surface shows it, so that its elements can be asked for. */
  isOnSurface: boolean;
  /** To be called when it is. */
  readonly waiting: (() => void)[];
  /** Components in it that want the way back for themselves. */
  guards: readonly ElementReference[];
  /** What the user is asked before going back: `wx.enableAlertBeforeUnload`. */
  question: string | undefined;
}

/** A page's tree, made and not attached; a page whose script does not call `Page` is empty and reported. */
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
    // Of its own, because a surface is told by it what changes.
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

/** `this.route` and the like, and the query as properties of the same names. */
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

/** Everything up to and with `onShow`, then onto the surface; `ready` and `onReady` follow when it is shown. */
export function loadPage(page: Page): void {
  const { root, tabBar, surface } = page;
  attach(root);
  if (tabBar) attach(tabBar);
  callPage(page, "onLoad", { ...page.query });
  showPage(page);
  // An author's function may have led elsewhere.
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

export function showPage(page: Page): void {
  if (page.isShown || page.isClosed) return;
  page.isShown = true;
  if (page.isOnSurface) page.surface.command({ visibility: "shown" });
  tellComponents(page, "show", []);
  callPage(page, "onShow");
}

/** The way to the page has been shown to its end. */
export function finishRoute(page: Page): void {
  if (page.isClosed) return;
  tellComponents(page, "routeDone", []);
  callPage(page, "onRouteDone");
}

/** Calls a function of the page's author, if there is one; what it throws is reported. */
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

export function functionOf({ root }: Page, name: string): ((...values: unknown[]) => unknown) | undefined {
  const found = (root.instance as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof found === "function" ? (found as (...values: unknown[]) => unknown) : undefined;
}

/** Now, or once the page is on its surface; never for one that is gone by then. */
export function whenOnSurface(page: Page, task: () => void): void {
  if (page.isClosed) return;
  if (page.isOnSurface) task();
  else page.waiting.push(task);
}

/** Calls a lifetime of the page, `show` and the like, in all of its components. */
export function tellComponents({ root, tabBar }: Page, name: string, values: readonly unknown[]): void {
  callPageLifetime(root, name, values);
  if (tabBar) callPageLifetime(tabBar, name, values);
}

/** Scrolling is worth telling only to pages that have a function for it. */
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
