/**
 * Elements of a template's tree, identified by a block and a position in its skeleton. No object is stored per element;
 * parents, ids and classes are derived from the skeletons on demand.
 */
import { Block } from "../block.ts";
import type { BlockDefinition } from "../definition.ts";
import { Rows } from "../rows.ts";
import { attributesOf } from "../shadow-tree.ts";
import type { ElementReference, ShadowAttribute } from "../shadow-tree.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";
import { toText } from "../values.ts";
import { copyData } from "./copy-data.ts";
import type { ComponentNode } from "./node.ts";

/** The component whose host this element is. */
export function componentOf({ block, skeleton }: ElementReference): ComponentNode | undefined {
  let node = block.component;
  while (node && node.skeleton !== skeleton) node = node.beside;
  return node;
}

/**
 * The parent element in the same template's tree. `undefined` at the top of the tree, `null` if the element was removed
 * from the tree.
 */
export function parentElement({ block, skeleton }: ElementReference): ElementReference | null | undefined {
  const around = surroundings(block.definition).elements.get(skeleton);
  return around ? { block, skeleton: around } : elementAround(block);
}

export function idOf(element: ElementReference): string {
  return textOf(attributeValue(element, "property", "id"));
}

/** The value of the `slot` attribute. */
export function slotOf(element: ElementReference): string {
  return textOf(attributeValue(element, "property", "slot"));
}

/** A copy of the `data-*` attributes. */
export function datasetOf(element: ElementReference): Record<string, unknown> {
  return collect(element, "data");
}

/** A copy of the `mark:*` attributes. */
export function marksOf(element: ElementReference): Record<string, unknown> {
  return collect(element, "mark");
}

/** The classes as written in the template; external classes are not resolved. */
export function classesOf(element: ElementReference): string[] {
  const tokens: string[] = [];
  for (const { kind, name, value } of attributesOf(element)) {
    if (kind === "class") tokens.push(...splitClasses(value));
    else if (kind === "class-toggle" && Boolean(value)) tokens.push(name);
  }
  return tokens;
}

/** Dots and commas separate names too, so that an array in a class attribute gives several classes. */
export function splitClasses(value: unknown): string[] {
  return textOf(value)
    .split(/[\s.,]+/)
    .filter(Boolean);
}

/** The value of an attribute, `undefined` if there is none. If two have the same name, the later one wins. */
export function attributeValue(element: ElementReference, kind: ShadowAttribute["kind"], name: string): unknown {
  return attributesOf(element).findLast((attribute) => attribute.kind === kind && attribute.name === name)?.value;
}

function textOf(value: unknown): string {
  return value === null ? "" : toText(value);
}

function collect(element: ElementReference, kind: ShadowAttribute["kind"]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const attribute of attributesOf(element)) {
    if (attribute.kind === kind) values[attribute.name] = copyData(attribute.value);
  }
  return values;
}

/** The parent element of each element and each hole of a skeleton; `undefined` at the top. */
interface Surroundings {
  readonly elements: Map<SkeletonElement, SkeletonElement | undefined>;
  /** By slot number. */
  readonly holes: Map<number, SkeletonElement | undefined>;
}

const known = new WeakMap<BlockDefinition, Surroundings>();

function surroundings(definition: BlockDefinition): Surroundings {
  const there = known.get(definition);
  if (there) return there;
  const made: Surroundings = { elements: new Map(), holes: new Map() };
  note(definition.skeleton, 0, undefined, made);
  known.set(definition, made);
  return made;
}

function note(
  children: readonly unknown[],
  from: number,
  around: SkeletonElement | undefined,
  into: Surroundings,
): void {
  for (let i = from; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    if (typeof child === "number" && child < 0) into.holes.set(~child, around);
    if (typeof child !== "object") continue;
    into.elements.set(child, around);
    note(child, 2, child, into);
  }
}

/**
 * The element that contains a block, skipping blocks at the top of others; `undefined` and `null` as in
 * `parentElement`.
 */
function elementAround(block: Block): ElementReference | null | undefined {
  const { parent } = block;
  if (!parent) return undefined;
  const { content } = block.definition;
  if (content) return { block: parent, skeleton: content.host };
  for (const [slot, around] of surroundings(parent.definition).holes) {
    const state = parent.values[slot];
    if (state === block || (state instanceof Rows && hasRow(state, block))) {
      return around ? { block: parent, skeleton: around } : elementAround(parent);
    }
  }
  return null;
}

/** All rows of a loop have the same definition, so comparing the first one avoids most searches. */
function hasRow({ blocks }: Rows, block: Block): boolean {
  return blocks[0]?.definition === block.definition && blocks.includes(block);
}
