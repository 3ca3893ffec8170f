/** What a tree writer needs from the page that it writes for. */
import type { Block } from "../block.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ViewSink } from "../component/view-sink.ts";
import type { Operation } from "../../protocol.ts";

export interface BatchSizes {
  /** From this many operation items on, part of a batch is sent ahead. */
  readonly partSize: number;
  /** From this many blocks of a template on, they are created together with the trees of their components. */
  readonly many: number;
}

export interface TreeWriterOptions extends BatchSizes {
  /** Stylesheets that apply before those of components. */
  readonly sheets: readonly string[];
  /** Called when something changed, so that the batch must be sent. */
  readonly onWrite: () => void;
  /** A block with `change:` handlers was displayed, or (with `slot`) one of its watched slots changed. */
  readonly onWatched: (tree: ComponentNode, block: Block, slot: number | undefined) => void;
  /** A block was removed. */
  readonly onGone: (block: Block) => void;
  readonly handle: ViewSink["handle"];
  /** Offers a part of the batch to be sent ahead. The callback may decline by not calling `take`. */
  readonly onPart: (take: () => Operation[]) => void;
}
