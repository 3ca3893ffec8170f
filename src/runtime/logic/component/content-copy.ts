/**
 * Dynamic slots: each slot of the component shows its own copy of the content between the host's tags. This file
 * defines a copy and finds the slot for it; dynamic-content.ts creates and updates copies.
 */
import type { Block } from "../block.ts";
import type { BlockDefinition } from "../definition.ts";
import { attributesOf, blockNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowElement, ShadowNode } from "../shadow-tree.ts";
import { attributeKinds } from "../skeleton.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";
import { slotOf } from "./element.ts";

/** The copy in one slot. It is the `key` of its block. */
export interface ContentCopy {
  readonly slot: ShadowElement;
  readonly block: Block;
  /** The slot values that the content uses: the register and the value of each. */
  values: readonly (readonly [register: number, value: unknown])[];
}

/** The slot that shows a block of the component's content; `undefined` outside of such content. */
export function slotAround(block: Block): ShadowElement | undefined {
  for (let at: Block | undefined = block; at; at = at.parent) {
    if (at.definition.content) return (at.key as ContentCopy).slot;
  }
  return undefined;
}

/** The nodes of a copy that ask for its slot. */
export function copiedContent({ block }: ContentCopy): ShadowNode[] {
  const { slot = "" } = block.definition.content ?? {};
  return blockNodes(block).filter((one) =>
    // Text belongs to the default slot. With another slot it comes out of a nested block.
    one.type === "text" ? slot === "" : one.block === block || slotOf(one) === slot,
  );
}

/** The content of a host for the slots with this name, as a block definition of its own. */
export function contentOf(host: ElementReference, slot: string): BlockDefinition {
  const { block, skeleton } = host;
  const children = skeleton as readonly unknown[] as readonly SkeletonChild[];
  const positions: number[] = [];
  for (let i = 2; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    const isAsked =
      typeof child === "object"
        ? slotOf({ block, skeleton: child }) === slot
        : slot === "" || (typeof child === "number" && child < 0);
    if (isAsked) positions.push(i);
  }
  let variants = known.get(skeleton);
  if (!variants) known.set(skeleton, (variants = []));
  const { definition } = block;
  const key = positions.join();
  const there = variants.find(
    ({ content }) => content?.of === definition && content.slot === slot && content.positions.join() === key,
  );
  if (there) return there;
  const made: BlockDefinition = {
    ...definition,
    skeleton: positions.map((i) => children[i] as SkeletonChild),
    loop: undefined,
    content: { of: definition, host: skeleton, positions, slot },
  };
  variants.push(made);
  return made;
}

const known = new WeakMap<SkeletonElement, BlockDefinition[]>();

/** The slot values that the content uses. The host names the registers, the slot has the values. */
export function valuesOf({ skeleton }: ElementReference, slot: ShadowElement): [register: number, value: unknown][] {
  const values: [number, unknown][] = [];
  const attributes = skeleton[1];
  if (attributes === 0) return values;
  const given = attributesOf(slot);
  for (let i = 0; i < attributes.length; i += 3) {
    const register = attributes[i + 2];
    if (attributeKinds[(attributes[i] as number) >> 1] !== "slot-value" || typeof register !== "number") continue;
    values.push([
      register,
      given.findLast(({ kind, name }) => kind === "property" && name === attributes[i + 1])?.value,
    ]);
  }
  return values;
}
