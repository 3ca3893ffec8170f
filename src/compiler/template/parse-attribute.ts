/**
 * Sorts the attributes of an element by the meaning of their names: properties, events, generics.
 *
 * Attributes are nearly half of a template, so this is optimized: each shape of object has one literal, and a name is
 * compared only with candidates that start with its first letter.
 */
import type { Span } from "../source/text.ts";
import type { Attribute, AttributeKind, ElementNode, EventBinding, Value } from "./ast.ts";
import type { Scanner } from "./scanner.ts";

type Generic = ElementNode["generics"][number];

/** Lists that are empty for most tags stay `undefined` until needed. */
export interface AttributeLists {
  readonly attributes: Attribute[];
  events: EventBinding[] | undefined;
  generics: Generic[] | undefined;
}

/** Adds one attribute of an element or slot to the right list. */
export function addAttribute(
  scan: Scanner,
  lists: AttributeLists,
  rawName: string,
  value: Value | undefined,
  span: Span,
): void {
  const first = rawName.charCodeAt(0);
  let kind: AttributeKind = "property";
  let name = rawName;
  if (first === 100 && rawName.startsWith("data-")) {
    kind = "data";
    name = datasetKey(rawName);
  } else if (first === 99 && rawName === "class") kind = rawName;
  else if (first === 115 && rawName === "style") kind = rawName;
  else {
    const colon = rawName.indexOf(":");
    // Only a name without a colon is camelCased, and that happens before the event check: `bind-x` binds the event `X`.
    if (colon < 0) name = camelCase(rawName);
    if ((first === 98 || first === 99 || first === 109) && addEvent(scan, lists, name, rawName, value, span)) return;
    if (colon >= 0) {
      if (rawName.startsWith("generic:")) return addGeneric(scan, lists, rawName, value, span);
      kind = prefixedKind(rawName.slice(0, colon), rawName.length - colon - 1);
      if (kind !== "colon") name = rawName.slice(colon + 1);
      if (kind === "model") name = camelCase(name);
    }
  }
  if (value === undefined) lists.attributes.push({ type: "attribute", kind, name, rawName, span });
  else lists.attributes.push({ type: "attribute", kind, name, rawName, value, span });
}

function prefixedKind(prefix: string, rest: number): AttributeKind {
  if (rest === 0) return "colon";
  switch (prefix) {
    case "mark":
    case "model":
    case "change":
    case "worklet":
    case "let":
      return prefix;
    case "class":
      return "class-toggle";
    case "style":
      return "style-property";
    case "slot":
      return "slot-value";
    default:
      return "colon";
  }
}

/** Parses `^(capture-)?(mut-)?(bind|catch):?(.+)$`; false if the name is not an event. */
function addEvent(
  scan: Scanner,
  lists: AttributeLists,
  full: string,
  rawName: string,
  handler: Value | undefined,
  span: Span,
): boolean {
  const capture = full.startsWith("capture-");
  let at = capture ? 8 : 0;
  const mut = full.startsWith("mut-", at);
  if (mut) at += 4;
  const stop = full.startsWith("catch", at);
  if (stop) at += 5;
  else if (full.startsWith("bind", at)) at += 4;
  else return false;
  if (at >= full.length) return false;
  if (full.charCodeAt(at) === 58 && at + 1 < full.length) at++;
  const name = full.slice(at);
  if (handler?.type === "static" && handler.text.endsWith(")"))
    scan.report("template/handler-call", handler.span, { text: handler.text, name: rawName });
  const event: EventBinding = handler
    ? { type: "event", name, rawName, capture, mut, stop, handler, span }
    : { type: "event", name, rawName, capture, mut, stop, span };
  // A literal with one element, because few tags have two events and `push` would reserve room for more.
  if (lists.events) lists.events.push(event);
  else lists.events = [event];
  return true;
}

function addGeneric(scan: Scanner, lists: AttributeLists, rawName: string, value: Value | undefined, span: Span): void {
  // Without a value the component uses its default.
  if (value === undefined || (value.type === "static" && !value.text.includes("{{"))) {
    lists.generics ??= [];
    lists.generics.push({ name: rawName.slice(8), tag: value?.text ?? "", span });
  } else scan.report("template/generic-not-static", value.span, { name: rawName });
}

/** `foo-bar` → `fooBar`; removes dashes wherever they are. */
export function camelCase(name: string): string {
  let dash = name.indexOf("-");
  if (dash < 0) return name;
  let out = "";
  let start = 0;
  while (dash >= 0) {
    out += name.slice(start, dash);
    start = dash + 1;
    while (name.charCodeAt(start) === 45) start++;
    out += name.charAt(start).toUpperCase();
    start++;
    dash = name.indexOf("-", start);
  }
  return out + name.slice(start);
}

/** The key in `dataset`: `data-foo-bar` → `fooBar`, `data-fooBar` → `foobar`. */
function datasetKey(raw: string): string {
  const name = raw.slice(5).toLowerCase();
  return name.includes("-") ? name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

/** Of several attributes that set the same thing, keeps one (usually the last) and reports the others. */
export function dropDuplicates(scan: Scanner, { attributes, events, generics }: AttributeLists): void {
  if (attributes.length > 1) dropEarlier(scan, attributes, isSameAttribute, attributeKey);
  if (events && events.length > 1) dropEarlier(scan, events, isSameEvent, eventKey);
  if (generics && generics.length > 1) dropEarlier(scan, generics, isSameGeneric, (generic) => generic.name);
}

function isSameAttribute(a: Attribute, b: Attribute): boolean {
  return a.name === b.name && a.kind === b.kind;
}

function isSameEvent(a: EventBinding, b: EventBinding): boolean {
  return a.name === b.name && a.capture === b.capture && a.mut === b.mut && a.stop === b.stop;
}

function isSameGeneric(a: Generic, b: Generic): boolean {
  return a.name === b.name;
}

function attributeKey({ kind, name }: Attribute): string {
  return `${kind} ${name}`;
}

function eventKey({ capture, mut, stop, name }: EventBinding): string {
  return `${capture} ${mut} ${stop} ${name}`;
}

/** Longer lists are compared by key: comparing all pairs would take quadratic time. */
const FEW = 20;

function dropEarlier<T extends { readonly span: Span; readonly rawName?: string }>(
  scan: Scanner,
  list: T[],
  isSame: (a: T, b: T) => boolean,
  keyOf: (entry: T) => string,
): void {
  if (list.length <= FEW && !holdsPair(list, isSame)) return;
  const latest = new Map<string, T>();
  for (const entry of list) {
    const key = keyOf(entry);
    const earlier = latest.get(key);
    // `bindtap` beats `bind:tap`, and `fooBar` beats `foo-bar`: WeChat's compiler sorts names before it sets them.
    const isOverridden =
      earlier?.rawName !== undefined && entry.rawName !== undefined && earlier.rawName > entry.rawName;
    const kept = isOverridden ? earlier : entry;
    if (earlier) reportDuplicate(scan, kept.span, (isOverridden ? entry : earlier).span);
    latest.set(key, kept);
  }
  const kept = list.filter((entry) => latest.get(keyOf(entry)) === entry);
  list.length = 0;
  for (const entry of kept) list.push(entry);
}

function holdsPair<T>(list: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  for (let i = 1; i < list.length; i++) {
    const entry = list[i] as T;
    for (let j = 0; j < i; j++) if (isSame(list[j] as T, entry)) return true;
  }
  return false;
}

/** Reports a duplicate attribute: a warning at the one that counts, with a note at the other. */
export function reportDuplicate(scan: Scanner, span: Span, ignored: Span): void {
  const name = scan.text.slice(span.start, scan.nameEnd(span.start));
  const other = { message: "This value is ignored.", span: ignored };
  scan.report("template/duplicate-attribute", span, { name }, [other]);
}
