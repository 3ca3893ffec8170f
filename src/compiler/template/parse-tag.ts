/** Parses one start tag: its name, its attributes, and its directives. */
import type { Attribute, Value } from "./ast.ts";
import type { Span } from "../source/text.ts";
import { addAttribute, dropDuplicates, reportDuplicate } from "./parse-attribute.ts";
import type { AttributeLists } from "./parse-attribute.ts";
import { isBlank } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";
import { isTagStart, parseBareValue, parseQuotedValue } from "./value.ts";
import type { ValueMode } from "./value.ts";

/** An attribute with a special meaning: a directive, or any attribute of a tag that is not an element. */
export interface RawAttribute {
  readonly name: string;
  readonly value: Value | undefined;
  readonly span: Span;
}

/** The `wx:` attributes that control a node. Of two with the same name, the later one wins. */
export interface Directives {
  if?: RawAttribute;
  elif?: RawAttribute;
  else?: RawAttribute;
  for?: RawAttribute;
  item?: RawAttribute;
  index?: RawAttribute;
  key?: RawAttribute;
}

/** The kind of a tag, decided by its name. */
export type TagKind = "element" | "slot" | "block" | "template" | "include" | "import" | "wxs";

export interface StartTag extends AttributeLists {
  readonly kind: TagKind;
  readonly tag: string;
  readonly tagSpan: Span;
  readonly start: number;
  /** Attributes of a tag that is neither element nor slot. */
  raw: RawAttribute[] | undefined;
  /** Absent if there are none, the usual case. */
  directives: Directives | undefined;
  isSelfClosing: boolean;
}

/** Parses from `<` to just after `>`. If the file ends or another `<` follows first, the tag ends there. */
export function parseStartTag(scan: Scanner): StartTag {
  const { text, at: start } = scan;
  scan.at++;
  skipBlanks(scan);
  const nameStart = scan.at;
  const tag = readName(scan, "a tag");
  const tagSpan = { start: nameStart, end: scan.at };
  const attributes: Attribute[] = [];
  const head: StartTag = {
    kind: tagKind(tag),
    tag,
    tagSpan,
    start,
    attributes,
    events: undefined,
    generics: undefined,
    raw: undefined,
    directives: undefined,
    isSelfClosing: false,
  };
  for (;;) {
    let c = text.charCodeAt(scan.at);
    if (isBlank(c)) {
      // Fast path: usually there is one blank.
      c = text.charCodeAt(++scan.at);
      if (isBlank(c)) c = text.charCodeAt((scan.at = scan.blankEnd(scan.at)));
      const end = isTagStart(c) ? scan.plainAttributeEnd(scan.at) : 0;
      if (end > 0) {
        addPlainAttribute(scan, head, end);
        continue;
      }
    }
    if (isTagStart(c)) parseAttribute(scan, head);
    else if (c === 62) {
      scan.at++;
      break;
    } else if (c === 47) {
      head.isSelfClosing = closesItself(scan);
      if (head.isSelfClosing) break;
    } else if (c === 60 || Number.isNaN(c)) {
      scan.report("template/unclosed-start-tag", { start, end: head.tagSpan.end }, { tag });
      // At the end of the file, do not report the tag again.
      head.isSelfClosing = c !== 60;
      break;
    } else skipStray(scan, c);
  }
  dropDuplicates(scan, head);
  return head;
}

function tagKind(tag: string): TagKind {
  switch (tag.length) {
    case 3:
      return tag === "wxs" ? tag : "element";
    case 4:
      return tag === "slot" ? tag : "element";
    case 5:
      return tag === "block" ? tag : "element";
    case 6:
      return tag === "import" ? tag : "element";
    case 7:
      return tag === "include" ? tag : "element";
    case 8:
      return tag === "template" ? tag : "element";
    default:
      return "element";
  }
}

/** Reads the name of a tag or attribute. Only newer hosts allow a point in it. */
function readName(scan: Scanner, what: string): string {
  const start = scan.at;
  const end = scan.nameEnd(start);
  const name = scan.text.slice(start, end);
  scan.at = end;
  if (name.includes(".")) scan.warnNewerSyntax(`A dot in the name of ${what}`, start, end);
  return name;
}

/** At a `/`: returns true and skips the `>` if it closes the tag. Any other slash is reported. */
function closesItself(scan: Scanner): boolean {
  const { text } = scan;
  const slash = scan.at++;
  if (text.charCodeAt(scan.at) === 62) {
    scan.at++;
    return true;
  }
  skipBlanks(scan);
  if (text.charCodeAt(scan.at) === 62) {
    scan.at++;
    scan.report("template/bad-tag", { start: slash, end: scan.at }, { found: "Whitespace between `/` and `>`" });
    return true;
  }
  scan.report("template/bad-tag", { start: slash, end: slash + 1 }, { found: "`/`" });
  return false;
}

/**
 * Skips a character that cannot start an attribute. Newer hosts skip most of them, but not white space beyond ASCII.
 */
function skipStray(scan: Scanner, c: number): void {
  const start = scan.at;
  const character = String.fromCodePoint(scan.text.codePointAt(start) as number);
  scan.at += character.length;
  const code = `U+${c.toString(16).toUpperCase().padStart(4, "0")}`;
  const isInvisible = c === 0x200b || c === 0x200c || c === 0x200d || c === 0x2060 || c === 0xfeff;
  if (c === 0xa0 || c === 0x3000) {
    scan.report("template/bad-tag", { start, end: scan.at }, { found: `The space character ${code}` });
  } else
    scan.warnNewerSyntax(
      isInvisible ? `The invisible character ${code} in a tag` : `\`${character}\` in a tag`,
      start,
      scan.at,
    );
}

/** Adds an attribute of the form `name="value"` that starts at the scanner's position and ends at `after`. */
function addPlainAttribute(scan: Scanner, head: StartTag, after: number): void {
  const { text, at: start } = scan;
  const equals = text.indexOf("=", start);
  const span = { start: equals + 2, end: after - 1 };
  scan.at = after;
  const value: Value = { type: "static", text: text.slice(span.start, span.end), span };
  placeAttribute(scan, head, text.slice(start, equals), value, start);
}

/** Parses one attribute of any other form. */
function parseAttribute(scan: Scanner, head: StartTag): void {
  const { text, at: start } = scan;
  const name = readName(scan, "an attribute");
  const nameEnd = scan.at;
  let c = text.charCodeAt(nameEnd);
  if (isBlank(c)) c = text.charCodeAt(scan.blankEnd(nameEnd));
  let value: Value | undefined;
  if (c === 61) {
    const equals = text.indexOf("=", nameEnd) + 1;
    scan.at = equals;
    skipBlanks(scan);
    c = text.charCodeAt(scan.at);
    const mode = name.startsWith("wx:") ? directiveMode(name) : valueMode(head.kind, name);
    if (c === 34 || c === 39) value = parseQuotedValue(scan, c, mode);
    else if (scan.at > equals && c !== 123) {
      scan.at = equals;
      scan.report("template/no-value-after-equals", { start, end: equals }, { name });
      return;
    } else {
      value = parseBareValue(scan, mode);
      if (value === undefined) scan.warnNewerSyntax("An attribute with `=` and no value", start, equals);
    }
  }
  placeAttribute(scan, head, name, value, start);
}

/** Adds an attribute that ends at the scanner's position to the right list. */
function placeAttribute(scan: Scanner, head: StartTag, name: string, value: Value | undefined, start: number): void {
  const span = { start, end: Math.min(scan.at, scan.text.length) };
  const first = name.charCodeAt(0);
  if (first === 119 && name.startsWith("wx:")) addDirective(scan, head, { name, value, span });
  else if (first === 119 && name === "wx-if") {
    // The only directive that WeChat's compiler accepts with a dash.
    scan.report("template/dashed-directive", { start, end: start + name.length });
    addDirective(scan, head, { name: "wx:if", value, span });
  } else if ((first === 58 || first === 111 || first > 117) && isJunk(scan, name, value, start)) return;
  else if (head.kind === "element" || head.kind === "slot") addAttribute(scan, head, name, value, span);
  else (head.raw ??= []).push({ name, value, span });
}

/** Names that were certainly meant to bind an event. `onGestureEvent` and similar are properties of real components. */
const DOM_EVENT =
  /^on(?:Tap|Click|Long(?:Press|Tap)|Touch(?:Start|Move|End|Cancel)|Change|Input|Blur|Focus|Submit|Confirm|Scroll|Load|Error)$/i;
const VUE_DIRECTIVE = /^v-(?:if|else|else-if|for|show|model|html|text|(?:on|bind):.+)$/;

/**
 * Reports attributes with syntax of other frameworks. `:name` and `wx-name` have no meaning and are dropped (returns
 * true); `onTap` and `v-if` stay as properties.
 */
function isJunk(scan: Scanner, name: string, value: Value | undefined, start: number): boolean {
  const first = name.charCodeAt(0);
  const isMeaningless = first === 58 || (first === 119 && name.startsWith("wx-"));
  const isForeign = first === 118 && VUE_DIRECTIVE.test(name);
  if (isMeaningless || isForeign || (first === 111 && value?.type === "static" && DOM_EVENT.test(name))) {
    scan.report("template/unknown-directive", { start, end: start + name.length }, { name });
  }
  return isMeaningless;
}

function directiveMode(name: string): ValueMode {
  const isName = name === "wx:key" || name === "wx:else" || name === "wx:for-item" || name === "wx:for-index";
  return isName ? "raw" : "mustache";
}

function valueMode(kind: TagKind, name: string): ValueMode {
  switch (kind) {
    case "element":
    case "slot":
      return name.startsWith("generic:") ? "raw" : "mustache";
    case "block":
      return "raw";
    case "template":
      return name === "data" ? "data" : name === "name" ? "raw" : "mustache";
    case "import":
    case "include":
    case "wxs":
      return name === "src" || name === "module" ? "raw" : "mustache";
  }
}

function addDirective(scan: Scanner, head: StartTag, attribute: RawAttribute): void {
  const slot = directiveSlot(attribute.name);
  if (slot === undefined) {
    scan.report("template/unknown-directive", nameSpan(attribute), { name: attribute.name });
    return;
  }
  const directives = (head.directives ??= {});
  const before = directives[slot];
  // If both are present, `wx:for-items` wins over `wx:for`, wherever it is.
  const isOverridden = slot === "for" && attribute.name === "wx:for" && before?.name === "wx:for-items";
  const [kept, other] = isOverridden ? [before, attribute] : [attribute, before];
  if (other) reportDuplicate(scan, kept.span, other.span);
  directives[slot] = kept;
}

/** The span of an attribute's name. */
export function nameSpan({ name, span }: RawAttribute): Span {
  return { start: span.start, end: span.start + name.length };
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
  if (isBlank(scan.text.charCodeAt(scan.at))) scan.at = scan.blankEnd(scan.at);
}
