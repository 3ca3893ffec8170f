/** Class attributes that the Worker computes: those of elements that may have external classes. */
import type { Block } from "../block.ts";
import { classNames } from "../component/class-names.ts";
import type { ComponentDefinition } from "../component/definition.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import { blocksIn } from "../component/walk.ts";
import * as Op from "../../operation-codes.ts";
import type { Operation } from "../../protocol.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { hasSlot } from "./block-facts.ts";
import { hostClass } from "./frame-template.ts";
import type { FrameTemplate } from "./frame-template.ts";
import { nodeIndex } from "./node-index.ts";

/** @param out returns the batch that the operation goes to */
export function writeClasses(out: () => Operation[], tree: ComponentNode, element: ElementReference): void {
  const { block, skeleton } = element;
  const at = nodeIndex(block.definition).ofElement.get(skeleton) as number;
  out().push(Op.classes, block.id, at, classText(tree, element));
}

/** Classes passed for an external class changed: updates the elements in the component's tree that have them. */
export function rewriteExternalClass(out: () => Operation[], block: Block, slot: number): void {
  for (const step of (block.shown as FrameTemplate).steps) {
    if (!("host" in step) || !hasSlot(step.host, slot)) continue;
    const component = componentOf({ block, skeleton: step.host });
    if (component?.root) rewriteClasses(out, component, component.root.block);
  }
}

function rewriteClasses(out: () => Operation[], tree: ComponentNode, block: Block): void {
  if (block.id === 0) return;
  const template = block.shown as FrameTemplate;
  for (const skeleton of template.classed) writeClasses(out, tree, { block, skeleton });
  for (const step of template.steps) {
    if ("host" in step) {
      const inner = componentOf({ block, skeleton: step.host });
      if (inner?.root && inner.definition.externalClasses.size > 0) rewriteClasses(out, inner, inner.root.block);
    } else for (const inner of blocksIn(block.values[step.hole])) rewriteClasses(out, tree, inner);
  }
}

/** The element's whole class attribute, with the class names that stylesheets use. */
function classText(tree: ComponentNode, element: ElementReference): string {
  const names = new Set<string>();
  for (const { name, owner } of classNames(tree, element)) scopedNames(owner.definition, name, names);
  const component = componentOf(element);
  const host = component ? hostClass(component.definition) : "";
  if (host !== "") names.add(host);
  return [...names].join(" ");
}

/** Adds the names that stylesheets use for a class in a component's template. */
export function scopedNames({ scope, global }: ComponentDefinition, name: string, into: Set<string>): void {
  if (scope !== "") into.add(scope + name);
  if (global || scope === "") into.add(name);
}
