/**
 * Converts styles of templates and data for the frame: `rpx`, safe-area insets and URLs of local files. Stylesheets do
 * not need this: the compiler converts their lengths, the app's origin (host/serve.ts) their insets and URLs.
 */
import { pageContext } from "./page-context.ts";

const length = /(-?\d*\.?\d+)rpx\b/gi;

/** Safe-area insets: the frame knows them, the browser does not. */
const inset = /\b(?:env|constant)\(\s*(safe-area-inset-(?:top|bottom))\b[^()]*\)/g;

/** The start of a `url()`, and its address. A quoted address may contain brackets, such as a `url()` in a `data:` URL. */
const address = /(\burl\(\s*(["']?))(.*?)(?=\2\s*\)|$)/gis;

/** Converts a name to its form in documents: `fontSize` becomes `font-size`. */
export function hyphenated(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** @param css declarations, or a value */
export function authorStyle(css: string): string {
  // Check with a cheap search first: most styles have none of these.
  let made = css.includes("rpx") || css.includes("RPX") ? css.replace(length, "calc(var(--rpx)*$1)") : css;
  if (made.includes("safe-area-inset-")) made = made.replace(inset, "var(--$1,0px)");
  // An escape could hide a `url()` or a part of its address.
  if (css.includes("\\") && css.includes("(")) made = made.replaceAll("\\", "");
  if (!/url\(/i.test(made)) return made;
  return made.replace(address, (_, start: string, _quote, path: string) => start + pageContext().styleUrl(path));
}
