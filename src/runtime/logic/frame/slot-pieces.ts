/**
 * Components with several slots: decides which piece of the content goes to which slot, and sends that to the frame.
 */
import type { Block } from "../block.ts";
import { slotOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import { slotsOf, slotName } from "../component/slot.ts";
import { blocksIn } from "../component/walk.ts";
import { longestRun } from "../longest-run.ts";
import * as Op from "../../operation-codes.ts";
import type { Operation } from "../../protocol.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";
import { numberOf } from "./frame-template.ts";
import type { FrameTemplate } from "./frame-template.ts";
import { nodeIndex } from "./node-index.ts";

/** Where the frame has placed a component's content. */
export interface Placed {
  /** Single slot: the node number of the slot. */
  slot: number;
  /** Several slots: the slot of each piece, and the pieces of each slot in order. */
  slotOf: Map<number, number>;
  order: Map<number, number[]>;
}

interface Piece {
  readonly number: number;
  readonly name: string;
}

/** Sends the operations that bring each piece of a component's content into the right slot. */
export function settlePieces(
  node: ComponentNode,
  host: ElementReference,
  placed: Placed,
  out: (...operation: Operation[]) => unknown,
): void {
  const byName = new Map<string, number>();
  for (const slot of slotsOf(node)) {
    if (slot.block.id === 0) continue;
    const name = slotName(slot);
    // If several slots match, the first one gets all of the content.
    if (!byName.has(name)) byName.set(name, numberOf(slot));
  }
  const pieces: Piece[] = [];
  collectPieces(host.block, host.skeleton, 2, indexAfter(host), pieces);
  const wanted = new Map<number, number[]>();
  for (const { number, name } of pieces) {
    const slot = byName.get(name) ?? 0;
    if (slot === 0) {
      if (placed.slotOf.has(number)) out(Op.place, number, 0, 0);
      continue;
    }
    const list = wanted.get(slot);
    if (list) list.push(number);
    else wanted.set(slot, [number]);
  }
  for (const [slot, list] of wanted) fill(slot, list, placed.order.get(slot) ?? [], out);
  placed.order = wanted;
  placed.slotOf = new Map([...wanted].flatMap(([slot, list]) => list.map((piece) => [piece, slot] as const)));
}

/** Moves pieces into their order; those already in order stay. */
function fill(
  slot: number,
  list: readonly number[],
  before: readonly number[],
  out: (...operation: Operation[]) => unknown,
): void {
  const old = new Map(before.map((piece, i) => [piece, i]));
  const stays = longestRun(Int32Array.from(list, (piece) => old.get(piece) ?? -1));
  for (let i = list.length - 1; i >= 0; i--) {
    if (stays[i] === 0) out(Op.place, list[i] as number, slot, list[i + 1] ?? 0);
  }
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
    // A single element is the block itself.
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
