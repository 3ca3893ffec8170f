/** Writes a text anew with other text in some places, and says where each part of the result comes from. */
import type { Span } from "../../source/text.ts";
import type { WxsEdit } from "./ast.ts";

export interface EditedText {
  readonly code: string;
  /** Pairs of offsets: in the code, ascending, and in the text. */
  readonly mappings: readonly number[];
}

/**
 * @param head what stands before it all
 * @param gaps replacements in the order of the text
 * @param edits of any order; one that lies inside another, or in the place of a later one, does not count. Of insertions at
 *   one place those with `after` stand first, in their order; the others follow, the last one first
 * @param isMapped whether `mappings` are wanted; else they are empty
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

/** What belongs to the token before a gap comes before it, everything else behind it. */
function nextOf(edit: WxsEdit | undefined, gap: WxsEdit | undefined): WxsEdit | undefined {
  if (!edit || !gap) return edit ?? gap;
  return edit.start < gap.start || (edit.start === gap.start && edit.after) ? edit : gap;
}

/** Marks the beginning of text that stays as it is, and of each of its lines that is not empty. */
function markLines(text: string, start: number, end: number, codeAt: number, mappings: number[]): void {
  for (let from = start; from < end;) {
    const lineBreak = text.indexOf("\n", from);
    const lineEnd = lineBreak < 0 || lineBreak > end ? end : lineBreak;
    if (lineEnd > from) mappings.push(codeAt + from - start, from);
    from = lineEnd + 1;
  }
}
