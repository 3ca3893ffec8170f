/**
 * The five kinds of navigation that change the page stack after the launch. Loaded with the first of them, so that they
 * do not delay the first page.
 */
import { mayLeave } from "./back-guard.ts";
import { openChannel } from "./event-channel.ts";
import { closePage, hidePage } from "./leave-page.ts";
import { showPage } from "./page.ts";
import type { Page } from "./page.ts";
import type { NavigateResult, Router, UrlOptions } from "./router.ts";
import { parsePageUrl } from "./url.ts";
import type { PageUrl } from "./url.ts";

/** Maximum number of pages on the stack. */
const depthLimit = 10;

/** The message is the text after `:fail ` in `errMsg`. */
class RouteError extends Error {}

type Base = string | undefined;

export function navigateTo(
  router: Router,
  options: UrlOptions & { readonly events?: unknown },
  base: Base,
): Promise<NavigateResult> {
  return request(router, options, base, async (target) => {
    const { options: given, stack, current } = router;
    if (given.isTab(target.path)) throw new RouteError("can not navigateTo a tabbar page");
    if (stack.length >= depthLimit) throw new RouteError("webview count limit exceed");
    await given.prepare(target.path);
    const [opener, opened] = openChannel(options.events, given.report);
    router.begin("navigateTo", target);
    if (current) hidePage(current, "covered");
    router.open(target, "navigate", stack, opened);
    return { eventChannel: opener };
  });
}

export function redirectTo(router: Router, options: UrlOptions, base: Base): Promise<void> {
  return request(router, options, base, async (target) => {
    if (router.options.isTab(target.path)) throw new RouteError("can not redirectTo a tabbar page");
    await router.options.prepare(target.path);
    const leaving = router.stack.slice(-1);
    router.begin("redirectTo", target);
    unload(router, leaving);
    router.open(target, "redirect", router.stack.slice(0, -1), undefined);
    release(router, leaving);
  });
}

export function reLaunch(router: Router, options: UrlOptions, base: Base): Promise<void> {
  return request(router, options, base, (target) => replaceAll(router, target, "relaunch"));
}

export function switchTab(router: Router, options: UrlOptions, base: Base): Promise<void> {
  return request(router, options, base, async ({ path }) => {
    if (!router.options.isTab(path)) throw new RouteError("can not switch to no-tabBar page");
    const there = router.tabs.get(path);
    const { current } = router;
    if (there && current === there) return;
    if (!there) await router.options.prepare(path);
    router.begin("switchTab", { path, query: {} });
    const leaving = router.stack.filter((page) => !page.isTab).reverse();
    // Tab pages stay alive, wherever they were on the stack.
    if (current?.isTab) hidePage(current, "covered");
    unload(router, leaving);
    if (there) {
      router.stack = [there];
      show(router, there, "tab");
    } else router.open({ path, query: {} }, "tab", [], undefined);
    release(router, leaving);
  });
}

export function navigateBack(router: Router, options: { readonly delta?: unknown }): Promise<void> {
  router.requests++;
  const wanted = Math.floor(Number(options.delta ?? 1));
  return router.queue(async () => {
    const top = router.current;
    const guard = top?.guards.at(-1);
    if (top && guard) {
      // The component that opened last closes; the page stays.
      top.guards = top.guards.slice(0, -1);
      top.surface.invoke(guard, "back", []).catch(() => {});
      return;
    }
    const count = Math.min(wanted >= 1 ? wanted : 1, router.stack.length - 1);
    if (!top || count < 1) throw new RouteError("cannot navigate back at first page");
    const { question } = top;
    if (question !== undefined && !(await mayLeave(question, router.options.host))) throw new RouteError("cancel");
    router.begin("navigateBack", router.stack.at(-count - 1) as Page);
    const leaving = router.stack.slice(-count).reverse();
    unload(router, leaving);
    router.stack = router.stack.slice(0, -count);
    show(router, router.current as Page, "back");
    release(router, leaving);
  });
}

/** Opens a page in place of all others. */
export async function replaceAll(router: Router, target: PageUrl, how: "launch" | "relaunch"): Promise<void> {
  await router.options.prepare(target.path);
  router.begin(how === "launch" ? "appLaunch" : "reLaunch", target);
  const leaving = [...router.stack].reverse();
  for (const page of router.tabs.values()) if (!leaving.includes(page)) leaving.push(page);
  unload(router, leaving);
  router.open(target, how, [], undefined);
  release(router, leaving);
}

/**
 * Unloads all pages, the last one first. Until that is done, `getCurrentPages` still returns them, as in other
 * navigations.
 */
export function closeAll(router: Router): void {
  unload(router, router.pages.reverse());
  router.stack = [];
}

/** Navigates as a `navigator` element requests; its URL is relative to the page. */
export async function goFrom({ path }: Page, router: Router, argument: unknown): Promise<unknown> {
  const { openType, url, delta } = (argument ?? {}) as Readonly<Record<string, unknown>>;
  switch (openType) {
    case "redirect":
    case "redirectTo":
      return redirectTo(router, { url }, path);
    case "switchTab":
      return switchTab(router, { url }, path);
    case "reLaunch":
      return reLaunch(router, { url }, path);
    case "navigateBack":
      return navigateBack(router, { delta });
    default:
      await navigateTo(router, { url }, path);
      return undefined;
  }
}

function request<T>(router: Router, options: UrlOptions, base: Base, go: (target: PageUrl) => Promise<T>): Promise<T> {
  router.requests++;
  const { url } = options ?? {};
  if (typeof url !== "string") {
    const type = url === null ? "Null" : `${(typeof url)[0]?.toUpperCase()}${(typeof url).slice(1)}`;
    return Promise.reject(new RouteError(`parameter error: parameter.url should be String instead of ${type};`));
  }
  // Resolve the URL relative to the page that made the call, not to the page on top when the navigation starts.
  const target = parsePageUrl(url, base ?? router.current?.path ?? "");
  return router.queue(() => {
    if (!router.options.isPage(target.path)) throw new RouteError(`page ${JSON.stringify(target.path)} is not found`);
    return go(target);
  });
}

function show(router: Router, page: Page, how: "back" | "tab"): void {
  const shown = router.options.host.call("page.show", { page: page.number, how });
  showPage(page);
  router.tell("appRoute", page, page);
  router.finish(page, shown);
}

function unload(router: Router, leaving: readonly Page[]): void {
  for (const page of leaving) {
    router.tell("beforePageUnload", page, page);
    closePage(page);
    router.tell("afterPageUnload", page, page);
    if (router.tabs.get(page.path) === page) router.tabs.delete(page.path);
  }
}

/** Closes the pages' frames in the host, after the next page was brought to the front. */
function release({ options }: Router, leaving: readonly Page[]): void {
  if (leaving.length === 0) return;
  options.host
    .call("page.close", { pages: leaving.map(({ number }) => number) })
    .catch((error: unknown) => options.report(error, "closing pages"));
}
