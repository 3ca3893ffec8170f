/** `wx:if` chains and `wx:for`: wraps the nodes of a tag in the nodes of its directives. The loop is outermost. */
import type { Span } from "../source/text.ts";
import type { ForNode, IfBranch, TemplateNode, Value } from "./ast.ts";
import type { Chain, Frame } from "./parse-frame.ts";
import { nameSpan } from "./parse-tag.ts";
import type { Directives, RawAttribute, StartTag } from "./parse-tag.ts";
import type { Scanner } from "./scanner.ts";

/** Adds the nodes of a closed tag to its parent, wrapped according to its directives. */
export function attachNodes(
  scan: Scanner,
  parent: Frame,
  head: StartTag,
  nodes: readonly TemplateNode[],
  span: Span,
): void {
  const { directives } = head;
  const { children, chain } = parent;
  parent.chain = undefined;
  if (directives === undefined) {
    for (const node of nodes) children.push(node);
    return;
  }
  const { elif, else: otherwise } = directives;
  checkConditions(scan, directives);
  if (directives.for) {
    if (elif ?? otherwise) reportForWithElse(scan, directives);
    const body = directives.if ? [ifNode([branchOf(scan, directives.if, nodes, span)], span)] : nodes;
    children.push(forNode(scan, directives, directives.for, body, span));
    const message = "This `wx:if` is inside the `wx:for` of its own tag, so nothing after the tag can continue it.";
    parent.chainNote = directives.if ? { message, span: directives.if.span } : undefined;
    return;
  }
  if (directives.if) {
    startChain(parent, branchOf(scan, directives.if, nodes, span), span);
    return;
  }
  const next = elif ?? otherwise;
  if (next === undefined) {
    for (const node of nodes) children.push(node);
    return;
  }
  const branch: IfBranch = elif ? branchOf(scan, elif, nodes, span) : { children: nodes, span };
  if (chain) continueChain(scan, parent, chain, branch);
  else {
    reportOrphan(scan, parent, next);
    if (elif) startChain(parent, branch, span);
    else for (const node of nodes) children.push(node);
  }
}

function startChain(parent: Frame, branch: IfBranch, span: Span): void {
  const chain: Chain = { branches: [branch], span: { ...span }, interruption: undefined };
  parent.children.push({ type: "if", branches: chain.branches, span: chain.span });
  parent.chain = chain;
  parent.chainNote = undefined;
}

function ifNode(branches: readonly IfBranch[], span: Span): TemplateNode {
  return { type: "if", branches, span };
}

function continueChain(scan: Scanner, parent: Frame, chain: Chain, branch: IfBranch): void {
  if (chain.interruption) {
    const { start, end } = chain.interruption;
    scan.warnNewerSyntax("A template or import between `wx:if` and `wx:else`", start, end);
    chain.interruption = undefined;
  }
  chain.branches.push(branch);
  chain.span.end = branch.span.end;
  if (branch.condition) parent.chain = chain;
  else {
    const message = "This `wx:else` ends the chain.";
    parent.chainNote = { message, span: { start: branch.span.start, end: branch.span.start + 1 } };
  }
}

function reportOrphan(scan: Scanner, parent: Frame, attribute: RawAttribute): void {
  const notes = parent.chainNote ? [parent.chainNote] : [];
  scan.report("template/else-without-if", nameSpan(attribute), { name: attribute.name }, notes);
}

function branchOf(scan: Scanner, attribute: RawAttribute, children: readonly TemplateNode[], span: Span): IfBranch {
  const { value } = attribute;
  if (value === undefined) {
    scan.report("template/missing-value", nameSpan(attribute), { name: attribute.name });
    return { condition: emptyValue(attribute), children, span };
  }
  if (value.type === "static" && value.text !== "" && !holdsMustache(scan, value)) {
    scan.report("template/static-condition", value.span, { name: attribute.name, value: value.text });
  }
  return { condition: value, children, span };
}

/** Whether the source contained a mustache here: an empty one, or one that was already reported. */
function holdsMustache(scan: Scanner, value: Value): boolean {
  return scan.text.slice(value.span.start, value.span.end).includes("{{");
}

function emptyValue(attribute: RawAttribute): Value {
  const { end } = attribute.span;
  return { type: "static", text: "", span: { start: end, end } };
}

/** Checks that a tag has only one condition and that `wx:else` has no value. */
function checkConditions(scan: Scanner, { if: first, elif, else: otherwise }: Directives): void {
  const surplus = first ? (elif ?? otherwise) : elif && otherwise;
  if (surplus) {
    const kept = first ?? elif;
    const notes = kept ? [{ message: `\`${kept.name}\` is on the same tag.`, span: nameSpan(kept) }] : [];
    scan.report("template/two-conditions", nameSpan(surplus), { name: surplus.name, other: kept?.name ?? "" }, notes);
  }
  if (otherwise?.value && !(otherwise.value.type === "static" && otherwise.value.text === "")) {
    scan.report("template/else-value", otherwise.value.span);
  }
}

function reportForWithElse(scan: Scanner, { for: loop, elif, else: otherwise }: Directives): void {
  const attribute = elif ?? otherwise;
  if (!loop || !attribute) return;
  const note = { message: `\`${loop.name}\` is on the same tag.`, span: nameSpan(loop) };
  scan.report("template/for-with-else", nameSpan(attribute), { name: attribute.name }, [note]);
}

function forNode(
  scan: Scanner,
  directives: Directives,
  loop: RawAttribute,
  children: readonly TemplateNode[],
  span: Span,
): ForNode {
  if (loop.value === undefined) scan.report("template/missing-value", nameSpan(loop), { name: loop.name });
  const list = loop.value ?? emptyValue(loop);
  if (list.type === "static" && list.text !== "" && !holdsMustache(scan, list)) {
    scan.report("template/static-list", list.span, { value: list.text });
  }
  const item = loopName(scan, directives.item, "item");
  const index = loopName(scan, directives.index, "index");
  const key = loopKey(scan, directives.key);
  return { type: "for", list, item, index, ...key, children, span };
}

function loopName(scan: Scanner, attribute: RawAttribute | undefined, standard: string): string {
  const value = attribute?.value;
  if (value?.type !== "static" || value.text === "") return standard;
  if (value.text.includes("{{")) scan.report("template/name-not-static", value.span, { what: "loop variable name" });
  return value.text;
}

function loopKey(scan: Scanner, attribute: RawAttribute | undefined): { key: string; keySpan: Span } | undefined {
  const value = attribute?.value;
  if (value?.type !== "static" || value.text === "") return undefined;
  const isDynamic = value.text.includes("{{");
  if (isDynamic || value.text.includes(".")) scan.report("template/key-expression", value.span, { value: value.text });
  return isDynamic ? undefined : { key: value.text, keySpan: value.span };
}
