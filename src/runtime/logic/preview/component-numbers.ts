/** Numbers that identify components in a preview. */
import type { ComponentNode } from "../component/node.ts";

const numbers = new WeakMap<ComponentNode, number>();
const counter = { last: 0 };

/** The number of a component; assigned on first use. */
export function numberOfComponent(node: ComponentNode): number {
  let number = numbers.get(node);
  if (number === undefined) numbers.set(node, (number = ++counter.last));
  return number;
}
