/**
 * Elements of a template's tree: a block and a place in its skeleton. No object is kept for one; where an element
 * stands follows from skeletons.
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

/** The component whose host the element is. */
export function componentOf({ block, skeleton }: ElementReference): ComponentNode | undefined {
  let node = block.component;
  while (node && node.skeleton !== skeleton) node = node.beside;
  return node;
}

/** The element around another in the same template's tree; nothing at its top, null at that of what was taken from it. */
export function parentElement({ block, skeleton }: ElementReference): ElementReference | null | undefined {
  const around = surroundings(block.definition).elements.get(skeleton);
  return around ? { block, skeleton: around } : elementAround(block);
}

export function idOf(element: ElementReference): string {
  return textOf(attributeValue(element, "property", "id"));
}

/** Which slot the element asks for. */
export function slotOf(element: ElementReference): string {
  return textOf(attributeValue(element, "property", "slot"));
}

/** `data-*`, copied. */
export function datasetOf(element: ElementReference): Record<string, unknown> {
  return collect(element, "data");
}

/** `mark:*`, copied. */
export function marksOf(element: ElementReference): Record<string, unknown> {
  return collect(element, "mark");
}

/** The classes as the template has them. */
export function classesOf(element: ElementReference): string[] {
  const tokens: string[] = [];
  for (const { kind, name, value } of attributesOf(element)) {
    if (kind === "class") tokens.push(...splitClasses(value));
    else if (kind === "class-toggle" && Boolean(value)) tokens.push(name);
  }
  return tokens;
}

/** Dots and commas part names too, so that an array in a class attribute becomes several classes. */
export function splitClasses(value: unknown): string[] {
  return textOf(value)
    .split(/[\s.,]+/)
    .filter(Boolean);
}

/** Of two attributes of one name the later counts; `undefined` without one. */
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

/** What stands around each element and each hole of a skeleton: an element of it, or nothing. */
interface Surroundings {
  readonly elements: Map<SkeletonElement, SkeletonElement | undefined>;
  /** By slot. */
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

/** The element in whose hole a block stands, looking through blocks that stand in no element. */
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

/** Rows of one loop share their definition. */
function hasRow({ blocks }: Rows, block: Block): boolean {
  return blocks[0]?.definition === block.definition && blocks.includes(block);
}
