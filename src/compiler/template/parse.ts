/**
 * Parses WXML text to an AST and diagnostics.
 *
 * One pass without recursion over elements: open tags are kept on a stack. Nothing here throws; the parser reports what
 * it does not understand and continues after it, so that one run finds all problems of a file.
 */
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/text.ts";
import type { DefinitionNode, ImportNode, TemplateAst, WxsNode } from "./ast.ts";
import { openFrame } from "./parse-frame.ts";
import type { FileParts, Frame } from "./parse-frame.ts";
import { finishFrame } from "./parse-node.ts";
import { parseStartTag } from "./parse-tag.ts";
import type { StartTag } from "./parse-tag.ts";
import { isBlank, Scanner } from "./scanner.ts";
import { opensTag, isTagStart, parseText } from "./value.ts";

export { parseExpression } from "./mustache.ts";

/** Deeper trees could exhaust the stack of later phases; the deepest real template has about 30 levels. */
const MAX_DEPTH = 250;

/**
 * Parses one WXML file.
 * @returns the AST and the problems. After an error the AST is a best effort and must not be rendered.
 */
export function parseTemplate(source: SourceText): { ast: TemplateAst; diagnostics: Diagnostic[] } {
  const scan = new Scanner(source);
  const definitions: DefinitionNode[] = [];
  const imports: ImportNode[] = [];
  const wxs: WxsNode[] = [];
  const parts: FileParts = { definitions, imports, wxs };
  const root = openFrame(undefined);
  const stack: Frame[] = [root];
  const end = scan.text.length;
  while (scan.at < end) {
    if (scan.text.charCodeAt(scan.at) === 60 && opensTag(scan.text, scan.at)) parseMarkup(scan, stack, parts);
    else addText(scan, stack[stack.length - 1] as Frame);
  }
  closeAll(scan, stack, parts);
  return { ast: { type: "file", children: root.children, definitions, imports, wxs }, diagnostics: scan.diagnostics };
}

function addText(scan: Scanner, frame: Frame): void {
  // Fast path: between tags there are mostly blanks.
  const blank = scan.blankEnd(scan.at);
  if (scan.text.charCodeAt(blank) === 60 && opensTag(scan.text, blank)) {
    scan.at = blank;
    return;
  }
  const value = parseText(scan, blank);
  if (value === undefined) return;
  frame.children.push({ type: "text", value, span: value.span });
  frame.chain = undefined;
}

function parseMarkup(scan: Scanner, stack: Frame[], parts: FileParts): void {
  const c = scan.text.charCodeAt(scan.at + 1);
  if (c === 33) return skipDeclaration(scan);
  if (c === 47) return parseEndTag(scan, stack, parts);
  const head = parseStartTag(scan);
  if (head.kind === "wxs" && !head.isSelfClosing) return parseScript(scan, head, stack, parts);
  const frame = openFrame(head);
  stack.push(frame);
  if (head.isSelfClosing) closeTop(scan, stack, parts);
  else if (stack.length > MAX_DEPTH) {
    scan.report("template/too-deep", head.tagSpan, { limit: MAX_DEPTH });
    scan.at = scan.text.length;
    for (const open of stack) open.hasStrayEnd = true;
  }
}

/** Skips `<!-- … -->`; an unclosed comment extends to the end of the file. Newer hosts also skip `<!doctype>`. */
function skipDeclaration(scan: Scanner): void {
  const { text, at: start } = scan;
  if (text.startsWith("<!--", start)) {
    const end = text.indexOf("-->", start + 4);
    if (end < 0) scan.report("template/unclosed-comment", { start, end: start + 4 });
    scan.at = end < 0 ? text.length : end + 3;
    return;
  }
  const end = text.indexOf(">", start);
  scan.at = end < 0 ? text.length : end + 1;
  if (end >= 0 && /[A-Za-z_]/.test(text.charAt(start + 2)))
    scan.warnNewerSyntax("A declaration (`<!…>`)", start, scan.at);
  else scan.report("template/bad-tag", { start, end: start + 2 }, { found: "`<!`" });
}

/** Reads the body of `<wxs>`, which is code: only `</wxs>` ends it. */
function parseScript(scan: Scanner, head: StartTag, stack: Frame[], parts: FileParts): void {
  const { text } = scan;
  const start = scan.at;
  let end = text.indexOf("</wxs", start);
  let after = 0;
  while (end >= 0) {
    after = end + 5;
    while (isBlank(text.charCodeAt(after))) after++;
    if (text.charCodeAt(after) === 62) break;
    end = text.indexOf("</wxs", after);
  }
  const frame = openFrame(head);
  if (end < 0) reportUnclosed(scan, frame);
  const codeEnd = end < 0 ? text.length : end;
  frame.code = { text: text.slice(start, codeEnd), span: { start, end: codeEnd } };
  scan.at = end < 0 ? text.length : after + 1;
  stack.push(frame);
  closeTop(scan, stack, parts);
}

function parseEndTag(scan: Scanner, stack: Frame[], parts: FileParts): void {
  const { text, at: start } = scan;
  const open = stack[stack.length - 1]?.head?.tag;
  if (open !== undefined && text.startsWith(open, start + 2) && text.charCodeAt(start + 2 + open.length) === 62) {
    scan.at = start + open.length + 3;
    closeTop(scan, stack, parts);
    return;
  }
  const tag = readEndTag(scan);
  const span = { start, end: scan.at };
  if (tag === "") return;
  const level = findOpen(stack, tag);
  // `<vieww>…</view>`: a typo in one of the names, not the end of an enclosing element.
  const isMisspelt = open !== undefined && isSlip(tag, open);
  if (level > 0 && !isMisspelt) {
    while (stack.length - 1 > level) {
      const note = { message: `\`</${tag}>\` is here instead.`, span };
      reportUnclosed(scan, stack[stack.length - 1] as Frame, note);
      closeTop(scan, stack, parts, start);
    }
    closeTop(scan, stack, parts);
    return;
  }
  const top = stack[stack.length - 1] as Frame;
  if (top.head === undefined) {
    scan.report("template/end-without-start", span, { tag });
    return;
  }
  const expected = top.head.tag;
  const opened = {
    message: `\`<${expected}>\` was opened here.`,
    span: { start: top.head.start, end: top.head.tagSpan.end },
  };
  scan.report("template/wrong-end-tag", span, { tag, expected }, [opened]);
  // A misspelt end tag still ends its element. But if the right end tag follows, this one is superfluous.
  if (
    text
      .slice(scan.at, scan.at + 200)
      .trimStart()
      .startsWith(`</${expected}>`)
  )
    return;
  if (isMisspelt) closeTop(scan, stack, parts);
  else top.hasStrayEnd = true;
}

/**
 * Whether two names differ only by a typo: in case, by one letter added, missing or wrong, or by two letters swapped.
 */
function isSlip(a: string, b: string): boolean {
  if (a === b) return false;
  const [short, long] = (a.length < b.length ? [a, b] : [b, a]).map((name) => name.toLowerCase()) as [string, string];
  if (short === long) return true;
  if (short.length < 3 || long.length - short.length > 1) return false;
  let at = 0;
  while (short[at] === long[at]) at++;
  const rest = long.slice(at + 1);
  if (long.length > short.length) return rest === short.slice(at);
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return rest === short.slice(at + 1) || (isSwapped && rest.slice(1) === short.slice(at + 2));
}

/** Reads `</view >`; returns an empty string, after reporting it, if there is no name. */
function readEndTag(scan: Scanner): string {
  const { text, at: start } = scan;
  let at = start + 2;
  while (isBlank(text.charCodeAt(at))) at++;
  const nameStart = at;
  let c = text.charCodeAt(at);
  while (isTagStart(c) || (c >= 48 && c <= 57) || c === 46) c = text.charCodeAt(++at);
  const tag = text.slice(nameStart, at);
  const restStart = at;
  while (at < text.length && c !== 62 && c !== 60) c = text.charCodeAt(++at);
  scan.at = c === 62 ? at + 1 : at;
  const rest = text.slice(restStart, at).trim();
  if (isInvisible(rest) && c === 62 && tag !== "") {
    scan.warnNewerSyntax("An invisible character in an end tag", restStart, at);
  } else if (rest !== "" || c !== 62 || tag === "") {
    scan.report("template/bad-end-tag", { start, end: scan.at }, { tag });
  }
  return tag;
}

/** Whether the text consists of invisible characters, which may come from copied text. */
function isInvisible(text: string): boolean {
  for (const character of text) if (!INVISIBLE.has(character)) return false;
  return text !== "";
}

const INVISIBLE = new Set(["\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF"]);

/** The level of the innermost open element with that name; 0 if there is none (level 0 is the file). */
function findOpen(stack: readonly Frame[], tag: string): number {
  let level = stack.length - 1;
  while (level > 0 && stack[level]?.head?.tag !== tag) level--;
  return level;
}

function closeTop(scan: Scanner, stack: Frame[], parts: FileParts, end = scan.at): void {
  const frame = stack.pop() as Frame;
  finishFrame(scan, frame, stack[stack.length - 1] as Frame, Math.min(end, scan.text.length), parts);
}

function closeAll(scan: Scanner, stack: Frame[], parts: FileParts): void {
  while (stack.length > 1) {
    reportUnclosed(scan, stack[stack.length - 1] as Frame);
    closeTop(scan, stack, parts);
  }
}

function reportUnclosed(
  scan: Scanner,
  frame: Frame,
  note?: { message: string; span: { start: number; end: number } },
): void {
  if (frame.hasStrayEnd || frame.head === undefined) return;
  const { tag, start, tagSpan } = frame.head;
  scan.report("template/unclosed-tag", { start, end: tagSpan.end }, { tag }, note ? [note] : []);
}
