/** Reads one start tag: its name, its attributes, and the directives among them. */
import type { Value } from "./ast.ts";
import type { Span } from "../source/text.ts";
import { isBlank, isDigit } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";
import { isTagStart, parseAttributeValue } from "./value.ts";
import type { ValueMode } from "./value.ts";

/** An attribute before anyone asked what its name means. */
export interface RawAttribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly value: Value | undefined;
}

/** The `wx:` attributes that control a node; of two with one name the later counts. */
export interface Directives {
  if?: RawAttribute;
  elif?: RawAttribute;
  else?: RawAttribute;
  for?: RawAttribute;
  item?: RawAttribute;
  index?: RawAttribute;
  key?: RawAttribute;
}

export interface StartTag {
  readonly tag: string;
  readonly tagSpan: Span;
  readonly start: number;
  readonly attributes: readonly RawAttribute[];
  /** Absent if there is none, the usual case. */
  readonly directives: Directives | undefined;
  readonly isSelfClosing: boolean;
}

/** Reads from `<` to just after `>`. A tag that the file or the next `<` cuts short ends there. */
export function parseStartTag(scan: Scanner): StartTag {
  const start = scan.at++;
  skipBlanks(scan);
  const nameStart = scan.at;
  const tag = readTagName(scan);
  const tagSpan = { start: nameStart, end: scan.at };
  const attributes: RawAttribute[] = [];
  let directives: Directives | undefined;
  for (;;) {
    skipBlanks(scan);
    const c = scan.text.charCodeAt(scan.at);
    if (c === 62) {
      scan.at++;
      return { tag, tagSpan, start, attributes, directives, isSelfClosing: false };
    }
    if (c === 47) {
      if (closesItself(scan)) return { tag, tagSpan, start, attributes, directives, isSelfClosing: true };
    } else if (c === 60 || Number.isNaN(c)) {
      scan.report("template/unclosed-start-tag", { start, end: tagSpan.end }, { tag });
      return { tag, tagSpan, start, attributes, directives, isSelfClosing: false };
    } else if (isTagStart(c)) {
      const attribute = parseAttribute(scan, tag);
      if (attribute && attribute.name.startsWith("wx:")) {
        directives = addDirective(scan, directives ?? {}, attribute);
      } else if (attribute) attributes.push(attribute);
    } else skipStray(scan, c);
  }
}

function readTagName(scan: Scanner): string {
  const { text, at: start } = scan;
  let at = start + 1;
  let hasPoint = false;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === 46) hasPoint = true;
    else if (!isTagStart(c) && !isDigit(c)) break;
    at++;
  }
  scan.at = at;
  if (hasPoint) scan.newer("A point in the name of a tag", start, at);
  return text.slice(start, at);
}

/** At a `/`: true (and past the `>`) if it closes the tag. Any other slash is stray. */
function closesItself(scan: Scanner): boolean {
  const { text } = scan;
  const slash = scan.at++;
  if (text.charCodeAt(scan.at) === 62) {
    scan.at++;
    return true;
  }
  const afterBlank = isBlank(text.charCodeAt(slash - 1));
  skipBlanks(scan);
  if (text.charCodeAt(scan.at) === 62) {
    scan.at++;
    scan.newer("A blank between `/` and `>`", slash, scan.at);
    return true;
  }
  if (afterBlank) scan.report("template/bad-tag", { start: slash, end: slash + 1 }, { found: "`/`" });
  else scan.newer("A `/` between attributes", slash, slash + 1);
  return false;
}

/** Newer hosts step over characters that begin no attribute; blanks that only look like blanks stop them too. */
function skipStray(scan: Scanner, c: number): void {
  const start = scan.at;
  const character = String.fromCodePoint(scan.text.codePointAt(start) as number);
  scan.at += character.length;
  const code = `U+${c.toString(16).toUpperCase().padStart(4, "0")}`;
  const isInvisible = c === 0x200b || c === 0x200c || c === 0x200d || c === 0x2060 || c === 0xfeff;
  if (c === 0xa0 || c === 0x3000) {
    scan.report("template/bad-tag", { start, end: scan.at }, { found: `the blank ${code}` });
  } else
    scan.newer(isInvisible ? `The invisible character ${code} in a tag` : `\`${character}\` in a tag`, start, scan.at);
}

/** Reads one attribute. `undefined` if it is to be ignored. */
function parseAttribute(scan: Scanner, tag: string): RawAttribute | undefined {
  const start = scan.at;
  const name = readAttributeName(scan);
  const nameSpan = { start, end: scan.at };
  skipBlanks(scan);
  if (scan.text.charCodeAt(scan.at) !== 61) {
    scan.at = nameSpan.end;
    return withoutJunk(scan, { name, nameSpan, span: nameSpan, value: undefined });
  }
  const equals = ++scan.at;
  skipBlanks(scan);
  const c = scan.text.charCodeAt(scan.at);
  const isQuoted = c === 34 || c === 39;
  if (!isQuoted && scan.at > equals && c !== 123) {
    scan.at = equals;
    scan.report("template/no-value-after-equals", { start, end: equals }, { name });
    return undefined;
  }
  const value = parseAttributeValue(scan, valueMode(tag, name));
  if (value === undefined) scan.newer("An attribute with `=` and no value", start, equals);
  const span = { start, end: Math.min(scan.at, scan.text.length) };
  return withoutJunk(scan, { name, nameSpan, span, value });
}

function readAttributeName(scan: Scanner): string {
  const { text, at: start } = scan;
  let at = start + 1;
  let hasPoint = false;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === 46) hasPoint = true;
    else if (!isTagStart(c) && !isDigit(c)) break;
    at++;
  }
  scan.at = at;
  if (hasPoint) scan.newer("A point in the name of an attribute", start, at);
  return text.slice(start, at);
}

/** `:name` means nothing here; `onTap` is only a property. */
function withoutJunk(scan: Scanner, attribute: RawAttribute): RawAttribute | undefined {
  const { name, nameSpan, value } = attribute;
  const first = name.charCodeAt(0);
  if (first === 58) {
    scan.report("template/unknown-directive", nameSpan, { name });
    return undefined;
  }
  if (first === 111 && /^on[A-Z]/.test(name) && value?.type === "static") {
    scan.report("template/unknown-directive", nameSpan, { name });
  }
  return attribute;
}

function valueMode(tag: string, name: string): ValueMode {
  if (name.startsWith("wx:")) {
    const isName = name === "wx:key" || name === "wx:else" || name === "wx:for-item" || name === "wx:for-index";
    return isName ? "raw" : "mustache";
  }
  if (name.startsWith("generic:")) return "raw";
  switch (tag) {
    case "block":
      return "raw";
    case "template":
      return name === "data" ? "data" : name === "name" ? "raw" : "mustache";
    case "import":
    case "include":
    case "wxs":
      return name === "src" || name === "module" ? "raw" : "mustache";
    default:
      return "mustache";
  }
}

function addDirective(scan: Scanner, directives: Directives, attribute: RawAttribute): Directives {
  const slot = directiveSlot(attribute.name);
  if (slot === undefined) {
    scan.report("template/unknown-directive", attribute.nameSpan, { name: attribute.name });
    return directives;
  }
  const before = directives[slot];
  if (before) reportDuplicate(scan, attribute.name, attribute.nameSpan, before.nameSpan);
  directives[slot] = attribute;
  return directives;
}

/** One warning for an attribute that appears again; the later counts. */
export function reportDuplicate(scan: Scanner, name: string, span: Span, before: Span): void {
  const first = { message: "Here it is for the first time; this value is ignored.", span: before };
  scan.report("template/duplicate-attribute", span, { name }, [first]);
}

function directiveSlot(name: string): keyof Directives | undefined {
  switch (name) {
    case "wx:if":
      return "if";
    case "wx:elif":
      return "elif";
    case "wx:else":
      return "else";
    case "wx:for":
    case "wx:for-items":
      return "for";
    case "wx:for-item":
      return "item";
    case "wx:for-index":
      return "index";
    case "wx:key":
      return "key";
    default:
      return undefined;
  }
}

function skipBlanks(scan: Scanner): void {
  while (isBlank(scan.text.charCodeAt(scan.at))) scan.at++;
}
