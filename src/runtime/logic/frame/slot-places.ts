/** Where the content of components stands: which slot a frame has been told to put it into, and what to tell it next. */
import type { Block } from "../block.ts";
import { slotOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import { slotsOf, slotName } from "../component/slot.ts";
import { longestRun } from "../longest-run.ts";
import * as Op from "../../operation-codes.ts";
import type { Operation } from "../../protocol.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";
import { blocksIn } from "../component/walk.ts";
import { takesPieces } from "./frame-template.ts";
import type { FrameTemplate } from "./frame-template.ts";
import { nodeIndex } from "./node-index.ts";

interface Placed {
  /** Single slot: its number. */
  slot: number;
  /** Several: the slot of each piece, and the pieces of each slot in their order. */
  slotOf: Map<number, number>;
  order: Map<number, number[]>;
}

interface Piece {
  readonly number: number;
  readonly name: string;
}

export class SlotPlaces {
  readonly #out: (...operation: Operation[]) => unknown;
  readonly #placed = new Map<ComponentNode, Placed>();
  readonly #dirty = new Set<ComponentNode>();
  /** Blocks whose outermost nodes are pieces of a component's content. */
  readonly #owners = new Map<Block, ComponentNode>();

  constructor(out: (...operation: Operation[]) => unknown) {
    this.#out = out;
  }

  /** Something that decides where the component's content stands has changed. */
  touch(node: ComponentNode): void {
    if (hasContent(node)) this.#dirty.add(node);
  }

  touchAround(block: Block): void {
    const owner = this.#owners.get(block);
    if (owner) this.#dirty.add(owner);
  }

  /** The block's outermost nodes are pieces of the component's content. */
  own(block: Block, component: ComponentNode): void {
    this.#owners.set(block, component);
    this.#dirty.add(component);
  }

  ownerOf(block: Block): ComponentNode | undefined {
    return this.#owners.get(block);
  }

  /** The component and everything in it leaves. */
  forget(node: ComponentNode): void {
    this.#placed.delete(node);
    this.#dirty.delete(node);
  }

  /** A block of content leaves; its numbers will mean something else. */
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

  /** A block with slots leaves a component's tree: what stands in them goes out of sight first. */
  vacate(tree: ComponentNode, block: Block): void {
    const placed = this.#placed.get(tree);
    if (!placed || !tree.host) return;
    this.#dirty.add(tree);
    const { size, slots } = block.shown as FrameTemplate;
    if (slots.length === 0) return;
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

  /** Tells what has changed since the last time. */
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
    if (takesPieces(node.definition)) this.#settlePieces(node, host, placed);
    else {
      const first = slotsOf(node)[0];
      const slot = first && first.block.id !== 0 ? numberOf(first) : 0;
      if (slot !== placed.slot) this.#out(Op.slot, numberOf(host), slot);
      placed.slot = slot;
    }
  }

  #settlePieces(node: ComponentNode, host: ElementReference, placed: Placed): void {
    const byName = new Map<string, number>();
    for (const slot of slotsOf(node)) {
      if (slot.block.id === 0) continue;
      const name = slotName(slot);
      // Of several that could the first takes all.
      if (!byName.has(name)) byName.set(name, numberOf(slot));
    }
    const pieces: Piece[] = [];
    collectPieces(host.block, host.skeleton, 2, indexAfter(host), pieces);
    const wanted = new Map<number, number[]>();
    for (const { number, name } of pieces) {
      const slot = byName.get(name) ?? 0;
      if (slot === 0) {
        if (placed.slotOf.has(number)) this.#out(Op.place, number, 0, 0);
        continue;
      }
      const list = wanted.get(slot);
      if (list) list.push(number);
      else wanted.set(slot, [number]);
    }
    for (const [slot, list] of wanted) this.#fill(slot, list, placed.order.get(slot) ?? []);
    placed.order = wanted;
    placed.slotOf = new Map([...wanted].flatMap(([slot, list]) => list.map((piece) => [piece, slot] as const)));
  }

  /** Pieces that keep their order stay. */
  #fill(slot: number, list: readonly number[], before: readonly number[]): void {
    const old = new Map(before.map((piece, i) => [piece, i]));
    const stays = longestRun(Int32Array.from(list, (piece) => old.get(piece) ?? -1));
    for (let i = list.length - 1; i >= 0; i--) {
      if (stays[i] === 0) this.#out(Op.place, list[i] as number, slot, list[i + 1] ?? 0);
    }
  }
}

/** The number of an element that has one besides those of its attributes. */
export function numberOf({ block, skeleton }: ElementReference): number {
  const { extras } = block.shown as FrameTemplate;
  return block.id + (extras.get(nodeIndex(block.definition).ofElement.get(skeleton) as number) as number);
}

/** Content that is moved into slots; with dynamic slots each has blocks of its own. */
function hasContent({ host, definition }: ComponentNode): boolean {
  return host !== undefined && host.skeleton.length > 2 && definition.slots !== "dynamic";
}

function indexAfter({ block, skeleton }: ElementReference): number {
  return (nodeIndex(block.definition).ofElement.get(skeleton) as number) + 1;
}

/** @param index node index of the first child */
function collectPieces(block: Block, children: readonly unknown[], from: number, index: number, into: Piece[]): void {
  if (block.id === 0) return;
  const { extras } = block.shown as FrameTemplate;
  const { nodes } = nodeIndex(block.definition);
  let at = index;
  for (let i = from; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    if (typeof child === "number") {
      if (child >= 0) into.push({ number: block.id + 1 + child, name: "" });
      else
        for (const inner of blocksIn(block.values[~child])) collectPieces(inner, inner.definition.skeleton, 0, 0, into);
      at++;
      continue;
    }
    const extra = extras.get(at);
    const isElement = typeof child === "object";
    const name = isElement ? slotOf({ block, skeleton: child }) : "";
    // A lone element is its block.
    const isBlock = isElement && children === block.definition.skeleton && children.length === 1;
    into.push({ number: isBlock ? block.id : block.id + (extra as number), name });
    at = isElement ? afterElement(nodes, at, child) : at + 1;
  }
}

function afterElement(nodes: readonly SkeletonChild[], at: number, element: SkeletonElement): number {
  let next = at + 1;
  for (let i = 2; i < element.length; i++) {
    const child = nodes[next] as SkeletonChild;
    next = typeof child === "object" ? afterElement(nodes, next, child) : next + 1;
  }
  return next;
}
