/**
 * The content of a component with dynamic slots. Each slot shows its own copy of the content between the host's tags,
 * with the slot's values (`<slot item="{{…}}"/>`) as variables of `slot:item`.
 *
 * A copy is a block of the owner's tree. It runs the code of the block that contains the host, but its skeleton has
 * only the host's content. So the compiler need not know which components have dynamic slots.
 */
import type { Block } from "../block.ts";
import { loadRow } from "../rows.ts";
import { createBlock, runBlock } from "../run.ts";
import { bitOf, Scope } from "../scope.ts";
import type { ElementReference, ShadowElement } from "../shadow-tree.ts";
import type { SkeletonElement } from "../skeleton.ts";
import { contentOf, valuesOf } from "./content-copy.ts";
import type { ContentCopy } from "./content-copy.ts";
import { OPEN } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import { slotName, slotsOf } from "./slot.ts";

/** Callbacks that create, attach and remove the components in a copy (see mount.ts). */
export interface ContentLife {
  /** A copy was created. */
  made(owner: ComponentNode, block: Block): void;
  /** A copy was created in a component that is already attached. */
  attached(owner: ComponentNode, block: Block): void;
  removed(owner: ComponentNode, block: Block): void;
}

export class DynamicContent {
  readonly #node: ComponentNode;
  readonly #life: ContentLife;
  readonly #copies = new Map<Block, Map<SkeletonElement, ContentCopy>>();
  /** Blocks of the component's tree whose slots got new values. */
  readonly #touched = new Set<Block>();
  /** False until the component has its first properties: its content is created after that. */
  isSettled = false;

  constructor(node: ComponentNode, life: ContentLife) {
    this.#node = node;
    this.#life = life;
  }

  /** The copies, in the order of their slots. */
  get blocks(): Block[] {
    return slotsOf(this.#node).flatMap((slot) => this.at(slot)?.block ?? []);
  }

  at({ block, skeleton }: ElementReference): ContentCopy | undefined {
    return this.#copies.get(block)?.get(skeleton);
  }

  /** The copies for the slots in a block of the component's tree. */
  in(block: Block): Iterable<ContentCopy> {
    return this.#copies.get(block)?.values() ?? [];
  }

  touch(block: Block): void {
    this.#touched.add(block);
  }

  /** Updates the copies after the block that contains the host has run. */
  run(scope: Scope, mask: number): void {
    // Update the component first: its slots may get new values, and the copies must not use the old ones.
    this.#node.owner?.root?.flush();
    for (const copy of this.#all()) {
      if (this.at(copy.slot) !== copy) continue;
      load(scope, copy.values);
      for (const [register] of copy.values) scope.changes[register] = undefined;
      runBlock(scope, copy.block, mask);
    }
    this.settle();
  }

  /** Creates copies for new slots, removes those of removed slots, and passes on new slot values. */
  settle(): void {
    this.isSettled = true;
    const { owner, host, root } = this.#node;
    // The components around its slots come first.
    root?.flush();
    if (!owner?.root || !host || host.skeleton.length <= 2) return;
    const slots = slotsOf(this.#node);
    const kept = new Set<ContentCopy>();
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
    if (fresh.length > 0) owner.space.view?.showContent(owner, this.#node);
  }

  /** Removes all copies, because the component's tree is about to be replaced. */
  clear(): void {
    const { owner } = this.#node;
    if (owner) for (const copy of this.#all()) this.#remove(owner, copy);
  }

  #all(): ContentCopy[] {
    return [...this.#copies.values()].flatMap((ofBlock) => Array.from(ofBlock.values()));
  }

  #add(owner: ComponentNode, host: ElementReference, slot: ShadowElement): void {
    const values = valuesOf(host, slot);
    const scope = scopeAt(owner, host.block);
    load(scope, values);
    const block = createBlock(scope, contentOf(host, slotName(slot)), host.block);
    const copy: ContentCopy = { slot, block, values };
    block.key = copy;
    let ofBlock = this.#copies.get(slot.block);
    if (!ofBlock) this.#copies.set(slot.block, (ofBlock = new Map()));
    ofBlock.set(slot.skeleton, copy);
    this.#life.made(owner, block);
    if (this.#node.in(OPEN)) this.#life.attached(owner, block);
  }

  #remove(owner: ComponentNode, { slot, block }: ContentCopy): void {
    const ofBlock = this.#copies.get(slot.block);
    ofBlock?.delete(slot.skeleton);
    if (ofBlock?.size === 0) this.#copies.delete(slot.block);
    this.#life.removed(owner, block);
    owner.space.view?.remove(owner, block);
  }

  #update(owner: ComponentNode, host: ElementReference, copy: ContentCopy): void {
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

function load(scope: Scope, values: ContentCopy["values"]): void {
  for (const [register, value] of values) scope.values[register] = value;
}

/** The registers as the code of a block would see them now, including loop variables and slot values. */
export function scopeAt(owner: ComponentNode, block: Block): Scope {
  const way: Block[] = [];
  let at: Block | undefined = block;
  for (; at && !(at.key instanceof Scope); at = at.parent) way.push(at);
  const scope = at ? (at.key as Scope).copy() : (owner.root as NonNullable<ComponentNode["root"]>).scope();
  for (const one of way.reverse()) {
    if (one.definition.content) load(scope, (one.key as ContentCopy).values);
    else if (one.definition.loop) loadRow(scope, one);
  }
  return scope;
}
