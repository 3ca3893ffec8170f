/** Text of templates, as it is displayed. */
import { shownText } from "../components/plain.ts";

/** How a text of a template is processed. */
export enum TextMode {
  /** Unchanged. */
  plain = 0,
  /** In a `text` without attributes: `\n` written as two characters is a line break. */
  text = 1,
  /** In a `text` with `decode` or `space`. */
  decoded = 2,
}

export function toText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
}

/** Whether a text can be set unchanged in a new node. */
export function isPlainText(mode: number | undefined, text: string): boolean {
  return mode === TextMode.plain || (mode === TextMode.text && !text.includes("\\n"));
}

/** Sets the text of a new node, processed according to its `TextMode`. */
export function setText(node: Text, value: unknown, mode: number): void {
  const text = toText(value);
  if (mode === TextMode.decoded) node.$source = text;
  node.data = mode === TextMode.plain || !needsMore(node, text) ? text : shown(node, text);
}

/** Updates a text whose mode is no longer known: only texts with a source or a backslash need processing. */
export function updateText(node: Text, value: unknown): void {
  const text = toText(value);
  if (!needsMore(node, text)) {
    node.data = text;
    return;
  }
  if (node.$source !== undefined) node.$source = text;
  node.data = node.parentElement?.localName === "wx-text" ? shown(node, text) : text;
}

function needsMore(node: Text, text: string): boolean {
  return node.$source !== undefined || text.includes("\\n");
}

function shown(node: Text, text: string): string {
  const parent = node.parentElement;
  return parent ? shownText(text, parent) : text.replaceAll("\\n", "\n");
}

/** Updates the texts of an element after its `decode` or `space` has changed. */
export function refreshTexts(element: Element): void {
  for (const node of element.childNodes) {
    const { $source } = node as Text;
    if (node.nodeType === 3 && $source !== undefined) (node as Text).data = shownText($source, element);
  }
}
