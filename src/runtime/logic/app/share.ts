/** What a page wants to be shared as: `onShareAppMessage` and its like, with WeChat's defaults. */
import { callPage } from "./page.ts";
import type { Page } from "./page.ts";
import { formatPageUrl } from "./url.ts";

export type ShareKind = "appMessage" | "timeline" | "favorites";

type Content = Readonly<Record<string, unknown>>;

const functionNames: Readonly<Record<ShareKind, string>> = {
  appMessage: "onShareAppMessage",
  timeline: "onShareTimeline",
  favorites: "onAddToFavorites",
};

/** A promise that the page gives along has so long to say more. */
const patience = 3000;

/**
 * @param options what the author's function gets: `from` and `target` of a button, `webViewUrl`
 * @returns what is to be shared; what the page leaves open is its own address
 */
export async function shareContent(
  page: Page,
  kind: ShareKind,
  options: Content,
  after: (milliseconds: number, task: () => void) => void,
): Promise<Content> {
  const defaults = kind === "appMessage" ? { path: `/${formatPageUrl(page)}` } : { query: queryOf(page) };
  const given = callPage(page, functionNames[kind], options);
  if (typeof given !== "object" || given === null) return defaults;
  // An `async` function is one whose whole result is promised.
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

/** What a promise gives in time; nothing if it is late or fails. */
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
