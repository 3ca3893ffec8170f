/** Texts of templates as they are shown. */
import { shownText } from "../components/plain.ts";

/** How a text of a template is to be treated. */
export const TextMode = {
  /** As it is. */
  plain: 0,
  /** In a `text` without attributes: `\n` written as two characters is a line break. */
  text: 1,
  /** In a `text` with `decode` or `space`. */
  decoded: 2,
} as const;

export function toText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
}

export function setText(node: Text, value: unknown, mode: number): void {
  const text = toText(value);
  if (mode === TextMode.plain) node.data = text;
  else if (mode === TextMode.text) node.data = text.includes("\\n") ? text.replaceAll("\\n", "\n") : text;
  else {
    node.$source = text;
    const parent = node.parentElement;
    node.data = parent ? shownText(text, parent) : text;
  }
}

/** Shows the texts of an element anew, whose `decode` or `space` changed. */
export function refreshTexts(element: Element): void {
  for (const node of element.childNodes) {
    if (node.nodeType === 3 && (node as Text).$source !== undefined) {
      (node as Text).data = shownText((node as Text).$source as string, element);
    }
  }
}
