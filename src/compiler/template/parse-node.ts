/** Turns a closed tag and its children into AST nodes and adds them to the parent or to the file's lists. */
import type { Span } from "../source/text.ts";
import type { Attribute, ElementNode, SlotNode, TemplateNode, Value } from "./ast.ts";
import { attachNodes } from "./parse-directive.ts";
import type { FileParts, Frame } from "./parse-frame.ts";
import type { RawAttribute, StartTag } from "./parse-tag.ts";
import type { Scanner } from "./scanner.ts";
import { isBlankText, isName } from "./value.ts";

/** Creates the nodes of a closed tag and adds them. */
export function finishFrame(scan: Scanner, frame: Frame, parent: Frame, end: number, parts: FileParts): void {
  const head = frame.head as StartTag;
  const span = { start: head.start, end };
  switch (head.kind) {
    case "element": {
      const node = elementNode(head, frame.children, span);
      if (head.directives) return attachNodes(scan, parent, head, [node], span);
      parent.children.push(node);
      parent.chain = undefined;
      return;
    }
    case "block":
      return attachNodes(scan, parent, head, frame.children, span);
    case "slot":
      reportDroppedChildren(scan, frame);
      return attachNodes(scan, parent, head, [slotNode(head, frame.children, span)], span);
    case "include":
      return finishInclude(scan, frame, parent, span);
    case "template":
      return finishTemplate(scan, frame, parent, span, parts);
    case "import":
      finishImport(scan, frame, span, parts);
      interruptChain(parent, span);
      return;
    case "wxs":
      return finishWxs(scan, frame, span, parts);
  }
}

const NONE: readonly never[] = Object.freeze([]);

function elementNode(head: StartTag, children: readonly TemplateNode[], span: Span): ElementNode {
  const { tag, tagSpan, attributes, events = NONE, generics = NONE } = head;
  return { type: "element", tag, tagSpan, attributes, events, generics, children, span };
}

function slotNode(head: StartTag, children: readonly TemplateNode[], span: Span): SlotNode {
  const { events = NONE } = head;
  const isName = (attribute: Attribute) => attribute.kind === "property" && attribute.name === "name";
  const attributes = head.attributes.filter((attribute) => !isName(attribute));
  const name = head.attributes.find(isName)?.value;
  const isDefault = name === undefined || (name.type === "static" && name.text === "");
  return { type: "slot", tag: "slot", ...(isDefault ? {} : { name }), attributes, events, children, span };
}

/** `src` of import, include or wxs: a static path. Reports a problem and returns `undefined` if there is none. */
function staticSource(scan: Scanner, head: StartTag): { src: string; srcSpan: Span } | undefined {
  const value = findAttribute(head, "src")?.value;
  const text = value?.type === "static" ? value.text.trim() : "";
  if (value === undefined || text === "") {
    scan.report("template/missing-src", value?.span ?? head.tagSpan, { tag: head.tag });
    return undefined;
  }
  if (text.includes("{{")) {
    scan.report("template/src-not-static", value.span, { tag: head.tag });
    return undefined;
  }
  return { src: text, srcSpan: value.span };
}

function findAttribute(head: StartTag, name: string): RawAttribute | undefined {
  return head.raw?.findLast((attribute) => attribute.name === name);
}

function finishInclude(scan: Scanner, frame: Frame, parent: Frame, span: Span): void {
  const head = frame.head as StartTag;
  reportDroppedChildren(scan, frame);
  const source = staticSource(scan, head);
  attachNodes(scan, parent, head, source ? [{ type: "include", ...source, span }] : [], span);
}

function finishImport(scan: Scanner, frame: Frame, span: Span, parts: FileParts): void {
  reportDroppedChildren(scan, frame);
  const source = staticSource(scan, frame.head as StartTag);
  if (source) parts.imports.push({ type: "import", ...source, span });
}

function finishTemplate(scan: Scanner, frame: Frame, parent: Frame, span: Span, parts: FileParts): void {
  const head = frame.head as StartTag;
  const name = findAttribute(head, "name")?.value;
  const is = findAttribute(head, "is")?.value;
  if (name?.type === "static" && name.text !== "") {
    warnIfDynamic(scan, name, "template name");
    const { text, span: nameSpan } = name;
    parts.definitions.push({ type: "definition", name: text, nameSpan, children: frame.children, span });
    interruptChain(parent, span);
    return;
  }
  if (is === undefined || (is.type === "static" && is.text === "")) {
    scan.report("template/nameless-template", head.tagSpan);
    interruptChain(parent, span);
    return;
  }
  reportDroppedChildren(scan, frame);
  const data = templateData(scan, findAttribute(head, "data")?.value);
  attachNodes(scan, parent, head, [{ type: "template-use", is, ...(data ? { data } : {}), span }], span);
}

function templateData(scan: Scanner, value: Value | undefined) {
  if (value === undefined || (value.type === "static" && value.text === "")) return undefined;
  if (value.type === "expression") return value.expression;
  const around =
    value.type === "concat" && value.parts.filter((part) => typeof part !== "string" || !isBlankText(part));
  if (around && around.length === 1 && typeof around[0] !== "string") {
    // Both of WeChat's compilers pass no data in this case.
    scan.report("template/blank-around-data", value.span);
  } else scan.report("template/data-not-expression", value.span);
  return undefined;
}

function finishWxs(scan: Scanner, frame: Frame, span: Span, parts: FileParts): void {
  const head = frame.head as StartTag;
  const name = findAttribute(head, "module")?.value;
  if (name?.type !== "static" || name.text.trim() === "") {
    scan.report("template/module-name-missing", head.tagSpan);
    return;
  }
  const module = name.text.trim();
  if (!isName(module)) {
    scan.report("template/module-name-invalid", name.span, { name: module });
    return;
  }
  if (module.includes("$")) scan.warnNewerSyntax("A `$` in the name of a wxs module", name.span.start, name.span.end);
  const node = { type: "wxs", module, moduleSpan: name.span, span } as const;
  const src = findAttribute(head, "src")?.value;
  const { code } = frame;
  if (src === undefined || (src.type === "static" && src.text.trim() === "")) {
    const end = { start: span.end, end: span.end };
    parts.wxs.push({ ...node, code: code?.text ?? "", codeSpan: code?.span ?? end });
    return;
  }
  const source = staticSource(scan, head);
  if (code && !isBlankText(code.text))
    scan.warnNewerSyntax("Code in a `<wxs>` that has a `src`", code.span.start, code.span.end);
  if (source) parts.wxs.push({ ...node, ...source });
}

function warnIfDynamic(scan: Scanner, value: Value, what: string): void {
  if (value.type === "static" && value.text.includes("{{"))
    scan.report("template/name-not-static", value.span, { what });
}

function reportDroppedChildren(scan: Scanner, frame: Frame): void {
  const head = frame.head as StartTag;
  const first = frame.children[0];
  if (first) scan.report("template/children-dropped", first.span, { tag: head.tag });
}

function interruptChain(parent: Frame, span: Span): void {
  if (parent.chain) parent.chain.interruption ??= span;
}
