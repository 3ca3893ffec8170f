/** Displays a page: the trees of its components report their changes to it. */
import type { Block } from "../block.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { ComponentNode } from "./node.ts";

/** `Operations` (see ../operations.ts) for all trees of a page. It ignores blocks that it does not display yet. */
export interface ViewSink {
  insert(tree: ComponentNode, block: Block, before: Block | undefined, slot: number): void;
  move(tree: ComponentNode, block: Block, before: Block | undefined, slot: number): void;
  remove(tree: ComponentNode, block: Block): void;
  clear(tree: ComponentNode, owner: Block, slot: number, blocks: readonly Block[]): void;
  /**
   * Replaces components in a block: removes the block from the display, calls `change`, and inserts the block again.
   */
  replace(tree: ComponentNode, block: Block, change: () => void): void;
  text(block: Block, slot: number, value: string): void;
  attribute(tree: ComponentNode, block: Block, slot: number, value: unknown): void;
  /** Slots of a component got copies of its host's content (dynamic slots) that are not displayed yet. */
  showContent(owner: ComponentNode, component: ComponentNode): void;
  /** Only in previews: a component's tree is about to be re-created. Moves the slot content out of the old tree. */
  vacateTree(tree: ComponentNode, old: Block): void;
  /** Only in previews: displays the new tree in place of the old one. */
  replaceTree(tree: ComponentNode, old: Block): void;
  /** Calls a wxs function as an event handler. Returns its result. */
  handle(handler: unknown, event: object, tree: ComponentNode, element: ElementReference): unknown;
}
