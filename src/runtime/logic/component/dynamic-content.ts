/**
 * Content of a component with dynamic slots: each of its slots shows a copy of its own of what stands between the host's
 * tags, with the slot's values (`<slot item="{{…}}"/>`) as variables of `slot:item`.
 *
 * A copy is a block of the owner's tree. It runs the code of the block that its host stands in, of which it shows only
 * the host's content; so the compiler need not know which components have dynamic slots.
 */
import type { Block } from "../block.ts";
import type { BlockDefinition } from "../definition.ts";
import { loadRow } from "../rows.ts";
import { createBlock, runBlock } from "../run.ts";
import { bitOf, Scope } from "../scope.ts";
import { attributesOf, blockNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowElement, ShadowNode } from "../shadow-tree.ts";
import { attributeKinds } from "../skeleton.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";
import { slotOf } from "./element.ts";
import { attachInside, createInside, readyInside, removeInside } from "./mount.ts";
import type { ComponentNode } from "./node.ts";
import { slotName, slotsOf } from "./slot.ts";

/** The copy that one slot shows; it is the `key` of its block. */
interface Copy {
  readonly slot: ShadowElement;
  readonly block: Block;
  /** Register and value of each value of the slot that the content takes. */
  values: readonly (readonly [register: number, value: unknown])[];
}

export class DynamicContent {
  readonly #node: ComponentNode;
  readonly #copies = new Map<Block, Map<SkeletonElement, Copy>>();
  /** Blocks of the component's tree in which something of a slot was set. */
  readonly #touched = new Set<Block>();

  constructor(node: ComponentNode) {
    this.#node = node;
  }

  /** In the order of the slots. */
  get blocks(): Block[] {
    return slotsOf(this.#node).flatMap((slot) => this.at(slot)?.block ?? []);
  }

  at({ block, skeleton }: ElementReference): Copy | undefined {
    return this.#copies.get(block)?.get(skeleton);
  }

  /** The copies in the slots of a block. */
  in(block: Block): Iterable<Copy> {
    return this.#copies.get(block)?.values() ?? [];
  }

  touch(block: Block): void {
    this.#touched.add(block);
  }

  /** The block that the host stands in has run; what its content takes from it may have changed. */
  run(scope: Scope, mask: number): void {
    // The component first: its slots may give other values then, and with old ones the copies would go back to them.
    this.#node.owner?.root?.flush();
    for (const copy of this.#all()) {
      if (this.at(copy.slot) !== copy) continue;
      load(scope, copy.values);
      for (const [register] of copy.values) scope.changes[register] = undefined;
      runBlock(scope, copy.block, mask);
    }
    this.settle();
  }

  /** Makes copies for slots that are new, takes away those of slots that are gone, and hands on new values. */
  settle(): void {
    const { owner, host } = this.#node;
    if (!owner?.root || !host || host.skeleton.length <= 2) return;
    const slots = slotsOf(this.#node);
    const kept = new Set<Copy>();
    const fresh: ShadowElement[] = [];
    for (const slot of slots) {
      const copy = this.at(slot);
      if (copy?.block.definition === contentOf(host, slotName(slot))) kept.add(copy);
      else fresh.push(slot);
    }
    for (const copy of this.#all()) if (!kept.has(copy)) this.#remove(owner, copy);
    for (const copy of kept) if (this.#touched.has(copy.slot.block)) this.#update(owner, host, copy);
    this.#touched.clear();
    for (const slot of fresh) this.#add(owner, host, slot);
    if (fresh.length > 0) owner.space.view?.showContent?.(owner, this.#node);
  }

  /** The component's tree is replaced by another. */
  clear(): void {
    const { owner } = this.#node;
    if (owner) for (const copy of this.#all()) this.#remove(owner, copy);
  }

  #all(): Copy[] {
    return [...this.#copies.values()].flatMap((ofBlock) => [...ofBlock.values()]);
  }

  #add(owner: ComponentNode, host: ElementReference, slot: ShadowElement): void {
    const values = valuesOf(host, slot);
    const scope = scopeAt(owner, host.block);
    load(scope, values);
    const block = createBlock(scope, contentOf(host, slotName(slot)), host.block);
    const copy: Copy = { slot, block, values };
    block.key = copy;
    let ofBlock = this.#copies.get(slot.block);
    if (!ofBlock) this.#copies.set(slot.block, (ofBlock = new Map()));
    ofBlock.set(slot.skeleton, copy);
    createInside(owner, block);
    if (!this.#node.isAttached) return;
    attachInside(owner, block);
    owner.space.later(() => readyInside(owner, block));
  }

  #remove(owner: ComponentNode, { slot, block }: Copy): void {
    this.#copies.get(slot.block)?.delete(slot.skeleton);
    if (this.#copies.get(slot.block)?.size === 0) this.#copies.delete(slot.block);
    removeInside(owner, block);
    owner.space.view?.remove(owner, block);
  }

  #update(owner: ComponentNode, host: ElementReference, copy: Copy): void {
    const before = copy.values;
    copy.values = valuesOf(host, copy.slot);
    const scope = scopeAt(owner, host.block);
    load(scope, copy.values);
    scope.changes = scope.definition.nothing.slice();
    let mask = 0;
    copy.values.forEach(([register, value], i) => {
      // The same object may have changed inside.
      if (value === before[i]?.[1] && (typeof value !== "object" || value === null)) return;
      scope.changes[register] = true;
      mask |= bitOf(register);
    });
    if (mask === 0) return;
    runBlock(scope, copy.block, mask);
    owner.root?.flush();
  }
}

/** The slot that shows an element of the component's content. */
export function slotAround(block: Block): ShadowElement | undefined {
  for (let at: Block | undefined = block; at; at = at.parent) {
    if (at.definition.content) return (at.key as Copy).slot;
  }
  return undefined;
}

/** The component's content in one slot, as far as it asks for that. */
export function copiedContent({ block }: Copy): ShadowNode[] {
  const { slot = "" } = block.definition.content ?? {};
  return blockNodes(block).filter((one) => one.type === "text" || one.block === block || slotOf(one) === slot);
}

/** What of a host's content goes to the slots of a name, as a block of its own. */
function contentOf(host: ElementReference, slot: string): BlockDefinition {
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
function valuesOf({ skeleton }: ElementReference, slot: ShadowElement): [register: number, value: unknown][] {
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

function load(scope: Scope, values: Copy["values"]): void {
  for (const [register, value] of values) scope.values[register] = value;
}

/** The registers as the code of a block would see them now. */
function scopeAt(owner: ComponentNode, block: Block): Scope {
  const way: Block[] = [];
  let at: Block | undefined = block;
  for (; at && !(at.key instanceof Scope); at = at.parent) way.push(at);
  const scope = at ? (at.key as Scope).copy() : (owner.root as NonNullable<ComponentNode["root"]>).scope();
  for (const one of way.reverse()) {
    if (one.definition.content) load(scope, (one.key as Copy).values);
    else if (one.definition.loop) loadRow(scope, one);
  }
  return scope;
}
