/**
 * Places the content of components into slots in the frame: remembers where the frame has it, and sends what changed.
 */
import type { Block } from "../block.ts";
import type { ComponentNode } from "../component/node.ts";
import { slotsOf } from "../component/slot.ts";
import * as Op from "../../operation-codes.ts";
import type { Operation } from "../../protocol.ts";
import { numberOf, takesPieces } from "./frame-template.ts";
import type { FrameTemplate } from "./frame-template.ts";
import { settlePieces } from "./slot-pieces.ts";
import type { Placed } from "./slot-pieces.ts";

/** Where the frame has placed the content of a page's components. */
export class SlotPlaces {
  readonly #out: (...operation: Operation[]) => unknown;
  readonly #placed = new Map<ComponentNode, Placed>();
  readonly #dirty = new Set<ComponentNode>();
  /** Blocks that consist of pieces (see frame-template.ts), with the component that they are content of. */
  readonly #owners = new Map<Block, ComponentNode>();

  constructor(out: (...operation: Operation[]) => unknown) {
    this.#out = out;
  }

  /** Marks a component because something that decides the place of its content has changed. */
  touch(node: ComponentNode): void {
    if (hasContent(node)) this.#dirty.add(node);
  }

  /** Like `touch`, for the component that the block is content of, if any. */
  touchAround(block: Block): void {
    const owner = this.#owners.get(block);
    if (owner) this.#dirty.add(owner);
  }

  /** Notes that the block is content of the component and consists of pieces. */
  own(block: Block, component: ComponentNode): void {
    this.#owners.set(block, component);
    this.#dirty.add(component);
  }

  ownerOf(block: Block): ComponentNode | undefined {
    return this.#owners.get(block);
  }

  /** The component is removed with everything in it. */
  forget(node: ComponentNode): void {
    this.#placed.delete(node);
    this.#dirty.delete(node);
  }

  /** A block of content is removed; its node numbers will be reused. */
  forgetPieces(block: Block): void {
    const owner = this.#owners.get(block);
    this.#owners.delete(block);
    const placed = owner && this.#placed.get(owner);
    if (!placed) return;
    this.#dirty.add(owner);
    const { size } = block.shown as FrameTemplate;
    for (const number of placed.slotOf.keys()) {
      if (number < block.id || number >= block.id + size) continue;
      const list = placed.order.get(placed.slotOf.get(number) as number);
      list?.splice(list.indexOf(number), 1);
      placed.slotOf.delete(number);
    }
  }

  /** A block with slots is removed from a component's tree: first moves the content out of these slots. */
  vacate(tree: ComponentNode, block: Block): void {
    const placed = this.#placed.get(tree);
    if (!placed || !tree.host) return;
    this.#dirty.add(tree);
    const { size } = block.shown as FrameTemplate;
    const isInside = (slot: number): boolean => slot >= block.id && slot < block.id + size;
    if (placed.slot !== 0 && isInside(placed.slot)) {
      this.#out(Op.slot, numberOf(tree.host), 0);
      placed.slot = 0;
    }
    for (const [slot, pieces] of placed.order) {
      if (!isInside(slot)) continue;
      for (const piece of pieces) {
        this.#out(Op.place, piece, 0, 0);
        placed.slotOf.delete(piece);
      }
      placed.order.delete(slot);
    }
  }

  /** Sends all changes since the last call. */
  settle(): void {
    if (this.#dirty.size === 0) return;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const node of dirty) this.settleOne(node);
  }

  settleOne(node: ComponentNode): void {
    this.#dirty.delete(node);
    const { host } = node;
    if (!host || host.block.id === 0 || !hasContent(node)) return;
    let placed = this.#placed.get(node);
    if (!placed) this.#placed.set(node, (placed = { slot: 0, slotOf: new Map(), order: new Map() }));
    if (takesPieces(node.definition)) settlePieces(node, host, placed, this.#out);
    else {
      const first = slotsOf(node)[0];
      const slot = first && first.block.id !== 0 ? numberOf(first) : 0;
      if (slot !== placed.slot) this.#out(Op.slot, numberOf(host), slot);
      placed.slot = slot;
    }
  }
}

/** True if the host's content is moved into slots. With dynamic slots each slot has its own blocks instead. */
function hasContent({ host, definition }: ComponentNode): boolean {
  return host !== undefined && host.skeleton.length > 2 && definition.slots !== "dynamic";
}
