/**
 * Attributes of `view`, `text` and `cover-view`, which have no class. Most of these elements use none of these
 * attributes, so unused ones cost nothing.
 */
import { setAccessibility, setAttribute } from "./accessibility.ts";
import { setHover } from "./hover.ts";

/** Tags (without `wx-`) whose attributes are set with `setPlainProperty`. */
export const plainTags: ReadonlySet<string> = new Set(["view", "text", "cover-view", "span"]);

const hoverNames = new Set(["hoverClass", "hoverStartTime", "hoverStayTime", "hoverStopPropagation"]);

/** Sets a template attribute, in camel case, on an element whose tag is in `plainTags`. */
export function setPlainProperty(element: HTMLElement, tag: string, name: string, value: unknown): void {
  if (hoverNames.has(name)) {
    setHover(element, name, value);
    return;
  }
  if (tag === "text") setTextProperty(element, name, value);
  if (name === "markerId") setAttribute(element, "marker-id", value);
  if (tag === "cover-view" && name === "scrollTop") element.scrollTop = Number.parseFloat(String(value)) || 0;
  setAccessibility(element, name, value);
}

/**
 * The text to display for a text node in `element`, after applying its `space` and `decode`. `\n` written as two
 * characters is a line break in every text.
 */
export function shownText(source: string, element: Element): string {
  let result = source.includes("\\n") ? source.replaceAll("\\n", "\n") : source;
  const space = element.getAttribute("space");
  if (space !== null) result = result.replaceAll(" ", blanks[space] ?? " ");
  return element.hasAttribute("decode") ? decodeEntities(result) : result;
}

/** Decodes the entities that `decode` supports. */
export function decodeEntities(source: string): string {
  if (!source.includes("&")) return source;
  return source.replaceAll(/&(nbsp|lt|gt|amp|apos|ensp|emsp);/g, (whole, name: string) => entities[name] ?? whole);
}

const blanks: Readonly<Record<string, string>> = { nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003" };

const entities: Readonly<Record<string, string>> = { ...blanks, lt: "<", gt: ">", amp: "&", apos: "'" };

function setTextProperty(element: HTMLElement, name: string, value: unknown): void {
  if (name === "selectable" || name === "decode") setAttribute(element, name, Boolean(value));
  else if (name === "userSelect") setAttribute(element, "user-select", Boolean(value));
  else if (name === "space" || name === "overflow") setAttribute(element, name, value);
  else if (name === "maxLines") {
    setAttribute(element, "max-lines", value);
    element.style.setProperty("-webkit-line-clamp", Number(value) > 0 ? String(Number(value)) : "");
  }
}
