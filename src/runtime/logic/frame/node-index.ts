/**
 * Node indexes: positions in a skeleton, counted from 0 over texts, numbers and elements in document order. Frames use
 * the same count.
 */
import type { BlockDefinition } from "../definition.ts";
import type { SkeletonChild, SkeletonElement } from "../skeleton.ts";

export interface NodeIndex {
  readonly nodes: readonly SkeletonChild[];
  readonly ofElement: ReadonlyMap<SkeletonElement, number>;
}

const known = new WeakMap<BlockDefinition, NodeIndex>();

/** The nodes of a definition's skeleton by node index, and the node index of each element. Cached. */
export function nodeIndex(definition: BlockDefinition): NodeIndex {
  const there = known.get(definition);
  if (there) return there;
  const nodes: SkeletonChild[] = [];
  const ofElement = new Map<SkeletonElement, number>();
  const visit = (children: readonly unknown[], from: number): void => {
    for (let i = from; i < children.length; i++) {
      const child = children[i] as SkeletonChild;
      if (typeof child === "object") ofElement.set(child, nodes.length);
      nodes.push(child);
      if (typeof child === "object") visit(child, 2);
    }
  };
  visit(definition.skeleton, 0);
  const made = { nodes, ofElement };
  known.set(definition, made);
  return made;
}
