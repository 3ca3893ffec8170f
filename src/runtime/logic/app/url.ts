/**
 * Addresses of pages: `pages/a/b?x=1`, relative to a page, or from the app's root.
 *
 * WeChat cuts the query of a routing call at every `?`, `&` and `=`, encodes the parts and decodes them again: so
 * values arrive as they were written (whoever wrote `%20` reads `%20`), what follows a second `?` or `=` is lost, and a
 * name without `=` has the value `"undefined"`. Apps in the field count on the first, so all of it is kept.
 */
import { defineField } from "../define-field.ts";

export interface PageUrl {
  /** From the app's root, without leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** @param base path of the page or component that the address is relative to */
export function parsePageUrl(url: string, base: string): PageUrl {
  const [path = "", query = ""] = url.split("?");
  return { path: resolvePath(path, base), query: parseQuery(query) };
}

export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of text.split("&")) {
    if (part === "") continue;
    const [name = "", value] = part.split("=");
    // `__proto__` is a name like any other.
    defineField(query, name, String(value));
  }
  return query;
}

export function formatPageUrl({ path, query }: PageUrl): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
}

/** `..` above the root stays at the root. A `.html` at the end, as very old apps write it, goes. */
export function resolvePath(path: string, base: string): string {
  const segments = path.startsWith("/") ? [] : base.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/").replace(/\.html$/, "");
}
