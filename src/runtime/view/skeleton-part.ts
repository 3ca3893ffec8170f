/** Parts of a skeleton, which `Op.template` names for copies of a host's content. */
import { OperationError } from "./problem.ts";
import type { SkeletonChild } from "./skeleton.ts";

/** The skeleton index behind an index operand of `Op.template`, which may name a part of the skeleton. */
export function wholeIndex(index: unknown): number {
  let at = index;
  while (Array.isArray(at)) at = at[0];
  return Number(at);
}

/**
 * The children of an element that the operand names, for a copy of a host's content.
 *
 * @throws {OperationError} if there is no such element or child
 */
export function partOf(whole: readonly SkeletonChild[], index: unknown): readonly SkeletonChild[] {
  if (!Array.isArray(index)) return whole;
  const [outer, node, ...children] = index as unknown[];
  const element = nodeAt(partOf(whole, outer), 0, { left: Number(node) });
  if (!Array.isArray(element)) throw new OperationError("a template needs an element");
  return children.map((child) => {
    const found: unknown = Number(child) >= 0 ? element[2 + Number(child)] : undefined;
    if (found === undefined) throw new OperationError("an element has no such child");
    return found as SkeletonChild;
  });
}

function nodeAt(children: readonly unknown[], from: number, count: { left: number }): unknown {
  for (let i = from; i < children.length; i++) {
    const child = children[i];
    if (count.left-- === 0) return child;
    const found = Array.isArray(child) ? nodeAt(child as unknown[], 2, count) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
