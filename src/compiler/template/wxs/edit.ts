/** Applies edits to a text and records where each part of the result comes from. */
import type { Span } from "../../source/text.ts";
import type { WxsEdit } from "./ast.ts";

export interface EditedText {
  readonly code: string;
  /** Pairs of offsets: in the code, ascending, and in the text. */
  readonly mappings: readonly number[];
}

/**
 * @param head text before everything else
 * @param gaps replacements in text order
 * @param edits in any order. An edit inside another, or at the same place as a later one, is dropped. Of several
 * insertions at one place, those with `after` come first, in their order; then the others, in reverse order
 * @param isMapped whether to fill `mappings`
 */
export function applyEdits(
  head: string,
  text: string,
  span: Span,
  gaps: readonly WxsEdit[],
  edits: readonly WxsEdit[],
  isMapped: boolean,
): EditedText {
  const sorted = inOrder(edits);
  const mappings: number[] = [];
  let code = head;
  let at = span.start;
  let gap = 0;
  for (let i = 0; ;) {
    const edit = nextOf(sorted[i], gaps[gap]);
    if (edit !== undefined && edit === sorted[i]) i++;
    else gap++;
    const start = edit?.start ?? span.end;
    if (start < at) continue;
    if (isMapped) markLines(text, at, start, code.length, mappings);
    code += text.slice(at, start);
    if (!edit) return { code, mappings };
    const isReplacement = edit.start < edit.end;
    if (isMapped && isReplacement && edit.text !== "") mappings.push(code.length, start);
    code += edit.text;
    at = edit.end;
  }
}

function inOrder(edits: readonly WxsEdit[]): readonly WxsEdit[] {
  if (edits.length < 2) return edits;
  const after = edits.filter((edit) => edit.after);
  const others = edits.filter((edit) => !edit.after).reverse();
  return [...after, ...others].sort((a, b) => a.start - b.start || rankOf(a) - rankOf(b));
}

function rankOf({ start, end, after }: WxsEdit): number {
  return after ? 0 : start === end ? 1 : 2;
}

/**
 * The next edit or gap to apply. At the same offset, an edit with `after` belongs to the token before the gap and comes
 * first; any other comes after the gap.
 */
function nextOf(edit: WxsEdit | undefined, gap: WxsEdit | undefined): WxsEdit | undefined {
  if (!edit || !gap) return edit ?? gap;
  return edit.start < gap.start || (edit.start === gap.start && edit.after) ? edit : gap;
}

/** Maps the beginning of unchanged text, and of each of its non-empty lines. */
function markLines(text: string, start: number, end: number, codeAt: number, mappings: number[]): void {
  for (let from = start; from < end;) {
    const lineBreak = text.indexOf("\n", from);
    const lineEnd = lineBreak < 0 || lineBreak > end ? end : lineBreak;
    if (lineEnd > from) mappings.push(codeAt + from - start, from);
    from = lineEnd + 1;
  }
}
