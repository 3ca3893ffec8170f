/** The content that a page shares: calls `onShareAppMessage` and similar functions, with WeChat's defaults. */
import { callPage } from "./page.ts";
import type { Page } from "./page.ts";
import { formatPageUrl } from "./url.ts";
import { raiseMessages } from "./web-view.ts";

export type ShareKind = "appMessage" | "timeline" | "favorites";

type Content = Readonly<Record<string, unknown>>;

const functionNames: Readonly<Record<ShareKind, string>> = {
  appMessage: "onShareAppMessage",
  timeline: "onShareTimeline",
  favorites: "onAddToFavorites",
};

/** How long to wait for the `promise` in a result, in milliseconds. */
const patience = 3000;

/**
 * @param options the argument of the author's function, but for `webViewUrl`: `from` and `target` of a button
 * @returns the content to share; by default the page's own URL
 */
export async function shareContent(
  page: Page,
  kind: ShareKind,
  options: Content,
  after: (milliseconds: number, task: () => void) => void,
): Promise<Content> {
  const defaults = kind === "appMessage" ? { path: `/${formatPageUrl(page)}` } : { query: queryOf(page) };
  raiseMessages(page);
  const given = callPage(page, functionNames[kind], {
    ...options,
    ...(page.webView && { webViewUrl: page.webView.url }),
  });
  if (typeof given !== "object" || given === null) return defaults;
  // For an `async` function, the whole result is the promise.
  const { promise, ...rest } = isPromise(given) ? { promise: given } : (given as Content);
  const late = isPromise(promise) ? await inTime(promise, after) : undefined;
  return { ...defaults, ...(late ?? rest) };
}

function queryOf(page: Page): string {
  return formatPageUrl(page).slice(page.path.length + 1);
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** The promise's value, or `undefined` if it rejects or takes too long. */
function inTime(
  promise: Promise<unknown>,
  after: (milliseconds: number, task: () => void) => void,
): Promise<Content | undefined> {
  return new Promise((resolve) => {
    after(patience, () => resolve(undefined));
    promise.then(
      (value) => resolve(typeof value === "object" && value !== null ? (value as Content) : undefined),
      () => resolve(undefined),
    );
  });
}
