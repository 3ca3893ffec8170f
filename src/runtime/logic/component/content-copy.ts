/** Copies of a host's content, one for each slot of a component with dynamic slots: what is in one, and where one stands. */
import type { Block } from "../block.ts";
import type { BlockDefinition } from "../definition.ts";
import { attributesOf, blockNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowElement, ShadowNode } from "../shadow-tree.ts";
import { attributeKinds } from "../skeleton.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";
import { slotOf } from "./element.ts";

/** The copy that one slot shows; it is the `key` of its block. */
export interface ContentCopy {
  readonly slot: ShadowElement;
  readonly block: Block;
  /** Register and value of each value of the slot that the content takes. */
  values: readonly (readonly [register: number, value: unknown])[];
}

/** The slot that shows an element of the component's content. */
export function slotAround(block: Block): ShadowElement | undefined {
  for (let at: Block | undefined = block; at; at = at.parent) {
    if (at.definition.content) return (at.key as ContentCopy).slot;
  }
  return undefined;
}

/** The component's content in one slot, as far as it asks for that. */
export function copiedContent({ block }: ContentCopy): ShadowNode[] {
  const { slot = "" } = block.definition.content ?? {};
  return blockNodes(block).filter((one) => one.type === "text" || one.block === block || slotOf(one) === slot);
}

/** What of a host's content goes to the slots of a name, as a block of its own. */
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

/** What the content takes of a slot: the host names registers, the slot has the values. */
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
