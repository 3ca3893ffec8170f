/** What a frame should display for a page: its composed tree, in the format that the reference frame prints. */
import { scopedNames } from "../../../src/runtime/logic/frame/class-text.ts";
import { hostClass } from "../../../src/runtime/logic/frame/frame-template.ts";
import { attributesOf, composedChildren } from "../../../src/runtime/logic/index.ts";
import type { ComponentNode, ComposedNode } from "../../../src/runtime/logic/index.ts";
import type { FrameTree } from "./reference-nodes.ts";

export function expectedTree(root: ComponentNode): (FrameTree | string)[] {
  return composedChildren(root).flatMap(toTree);
}

function toTree(node: ComposedNode): (FrameTree | string)[] {
  if (typeof node === "string") return node === "" ? [] : [node];
  const { tag, element, component, id, classes, children } = node;
  const names = new Set<string>();
  for (const { name, owner } of classes) scopedNames(owner.definition, name, names);
  const own = component ? hostClass(component.definition) : "";
  if (own !== "") names.add(own);
  const attributes: Record<string, unknown> = {};
  for (const { kind, name, value } of attributesOf(element)) {
    if (kind === "style" || kind === "style-property") attributes[`${kind}:${name}`] = value;
    else if ((kind === "property" || kind === "model") && !component && name !== "id" && name !== "slot") {
      attributes[name] = value;
    }
  }
  return [{ tag, id, classes: [...names].sort(), attributes, children: children.flatMap(toTree) }];
}
