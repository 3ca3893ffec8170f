/** Whoever shows a page, as its components' trees tell it what changes in them. */
import type { Block } from "../block.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { ComponentNode } from "./node.ts";

/** As `Operations`, of all trees of one page; blocks that it does not show yet are none of its business. */
export interface ViewSink {
  insert(tree: ComponentNode, block: Block, before: Block | undefined, slot: number): void;
  move(tree: ComponentNode, block: Block, before: Block | undefined, slot: number): void;
  remove(tree: ComponentNode, block: Block): void;
  clear(tree: ComponentNode, owner: Block, slot: number, blocks: readonly Block[]): void;
  /** Other components are about to stand in a block: it leaves, `change` runs, and it comes again with all in it. */
  replace(tree: ComponentNode, block: Block, change: () => void): void;
  text(block: Block, slot: number, value: string): void;
  attribute(tree: ComponentNode, block: Block, slot: number, value: unknown): void;
  /** Slots of a component have got copies of its host's content that are not shown yet. */
  showContent(owner: ComponentNode, component: ComponentNode): void;
  /** A component's tree is about to be made anew: content of its host leaves the old one. Only in a preview. */
  vacateTree(tree: ComponentNode, old: Block): void;
  /** It has been: the new one takes the place of the old. */
  replaceTree(tree: ComponentNode, old: Block): void;
  /** A handler that is a function of wxs. What it gives back. */
  handle(handler: unknown, event: object, tree: ComponentNode, element: ElementReference): unknown;
}
