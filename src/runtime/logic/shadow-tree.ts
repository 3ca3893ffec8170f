/**
 * The shadow tree as nodes. They are created on demand from skeletons and slot values and never stored. Nested blocks
 * are flattened into the element around them.
 */
import { Block } from "./block.ts";
import { Rows } from "./rows.ts";
import type { SkeletonChild, SkeletonElement } from "./skeleton.ts";
import { attributeKinds, DYNAMIC, EVENT, EVENT_CAPTURE, EVENT_MUT, EVENT_STOP } from "./skeleton.ts";
import type { AttributeKind } from "./skeleton.ts";

export type ShadowNode = ShadowText | ShadowElement;

export interface ShadowText {
  readonly type: "text";
  readonly text: string;
}

/** Identifies an element: its position in the skeleton of a block. */
export interface ElementReference {
  readonly block: Block;
  readonly skeleton: SkeletonElement;
}

export interface ShadowElement extends ElementReference {
  readonly type: "element";
  readonly tag: string;
  /** Key of the innermost keyed row that this element is at the top level of; `undefined` if there is none. */
  readonly key: unknown;
}

export interface ShadowAttribute {
  readonly kind: AttributeKind;
  readonly name: string;
  readonly value: unknown;
}

export interface ShadowEvent {
  readonly name: string;
  readonly capture: boolean;
  readonly mut: boolean;
  readonly stop: boolean;
  readonly handler: unknown;
}

/** An empty or missing handler name binds nothing. */
export function isHandler(value: unknown): boolean {
  return value !== "" && value !== undefined && value !== null;
}

/** The top-level nodes of a block, including those of nested blocks. */
export function blockNodes(block: Block): ShadowNode[] {
  const out: ShadowNode[] = [];
  addNodes(block, block.definition.skeleton, 0, undefined, out);
  return out;
}

/**
 * The children of an element in its own tree, including nested blocks. For a host with dynamic slots: all copies of its
 * content.
 */
export function childNodes({ block, skeleton }: ElementReference): ShadowNode[] {
  for (let one = block.component; one; one = one.beside) {
    // With dynamic slots, each slot has a copy of the content.
    if (one.skeleton === skeleton && one.root?.content) return one.root.content.blocks.flatMap(blockNodes);
  }
  const out: ShadowNode[] = [];
  addNodes(block, skeleton as readonly unknown[] as readonly SkeletonChild[], 2, undefined, out);
  return out;
}

/** All attributes of an element except events, with their current values. */
export function attributesOf(element: ElementReference): ShadowAttribute[] {
  const out: ShadowAttribute[] = [];
  visitTriples(element, (code, name, value) => {
    if (code < EVENT) out.push({ kind: attributeKinds[code >> 1] as AttributeKind, name, value });
  });
  return out;
}

/** All event bindings of an element. */
export function eventsOf(element: ElementReference): ShadowEvent[] {
  const out: ShadowEvent[] = [];
  visitTriples(element, (code, name, handler) => {
    if (code < EVENT) return;
    const capture = (code & EVENT_CAPTURE) !== 0;
    out.push({ name, capture, mut: (code & EVENT_MUT) !== 0, stop: (code & EVENT_STOP) !== 0, handler });
  });
  return out;
}

function visitTriples(element: ElementReference, visit: (code: number, name: string, value: unknown) => void): void {
  const attributes = element.skeleton[1];
  if (attributes === 0) return;
  for (let i = 0; i < attributes.length; i += 3) {
    const code = attributes[i] as number;
    const value = attributes[i + 2];
    visit(code, attributes[i + 1] as string, code & DYNAMIC ? element.block.values[value as number] : value);
  }
}

function addNodes(
  block: Block,
  children: readonly SkeletonChild[],
  from: number,
  key: unknown,
  out: ShadowNode[],
): void {
  for (let i = from; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    if (typeof child === "string") out.push({ type: "text", text: child });
    else if (typeof child !== "number") out.push({ type: "element", tag: child[0], block, skeleton: child, key });
    else if (child >= 0) out.push({ type: "text", text: block.values[child] as string });
    else addNested(block.values[~child], key, out);
  }
}

/** WeChat shows no key if the item itself is the key and is falsy. */
function shownKey({ key, definition }: Block): unknown {
  return definition.loop?.key === "*this" && !key ? undefined : key;
}

function addNested(state: unknown, key: unknown, out: ShadowNode[]): void {
  if (state instanceof Block) addNodes(state, state.definition.skeleton, 0, key, out);
  else if (state instanceof Rows) {
    for (const row of state.blocks) addNodes(row, row.definition.skeleton, 0, shownKey(row) ?? key, out);
  }
}
