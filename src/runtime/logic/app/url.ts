/**
 * Page URLs: `pages/a/b?x=1`, relative to a page or to the app's root.
 *
 * WeChat splits the query of a navigation call at every `?`, `&` and `=`, then encodes and decodes the parts. So values
 * arrive as written (`%20` stays `%20`), anything after a second `?` or `=` is lost, and a name without `=` has the
 * value `"undefined"`. Apps rely on the first of these effects, so all of them are reproduced.
 */
import { defineField } from "../define-field.ts";

export interface PageUrl {
  /** From the app's root, without a leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** @param base path of the page or component that the URL is relative to */
export function parsePageUrl(url: string, base: string): PageUrl {
  const [path = "", query = ""] = url.split("?");
  return { path: resolvePath(path, base), query: parseQuery(query) };
}

/** Splits a query as WeChat does; values are not decoded. */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of text.split("&")) {
    if (part === "") continue;
    const [name = "", value] = part.split("=");
    // Works for the name `__proto__` too.
    defineField(query, name, String(value));
  }
  return query;
}

/** A page's URL without a leading slash; values are not encoded. */
export function formatPageUrl({ path, query }: PageUrl): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
}

/** `..` above the root stays at the root. A trailing `.html`, as in very old apps, is removed. */
export function resolvePath(path: string, base: string): string {
  const segments = path.startsWith("/") ? [] : base.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/").replace(/\.html$/, "");
}
