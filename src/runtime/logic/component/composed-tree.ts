/** The tree as the user sees it: the trees of all components combined, with content in its slots. Created on demand. */
import { blockNodes, childNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowNode } from "../shadow-tree.ts";
import { classNames } from "./class-names.ts";
import type { ClassName } from "./class-names.ts";
import { componentOf, datasetOf, idOf } from "./element.ts";
import type { ComponentNode } from "./node.ts";
import { slotContent } from "./slot.ts";

export interface ComposedElement {
  readonly tag: string;
  readonly element: ElementReference;
  /** The component whose template contains the element. */
  readonly tree: ComponentNode;
  /** The component, if the element is its host. */
  readonly component: ComponentNode | undefined;
  readonly id: string;
  readonly classes: readonly ClassName[];
  readonly dataset: Readonly<Record<string, unknown>>;
  readonly children: readonly ComposedNode[];
}

export type ComposedNode = string | ComposedElement;

/** The content of a component. Slots and virtual hosts produce no element. */
export function composedChildren(node: ComponentNode): ComposedNode[] {
  return node.root ? compose(node, blockNodes(node.root.block)) : [];
}

/** An element with its current content; `undefined` for a virtual host, which has no element. */
export function composedElement({
  tree,
  element,
}: Pick<ComposedElement, "tree" | "element">): ComposedElement | undefined {
  const [one] = compose(tree, [{ ...element, type: "element", tag: element.skeleton[0], key: undefined }]);
  return typeof one === "object" && one.element.skeleton === element.skeleton ? one : undefined;
}

function compose(tree: ComponentNode, nodes: readonly ShadowNode[]): ComposedNode[] {
  return nodes.flatMap((one): ComposedNode[] => {
    if (one.type === "text") return [one.text];
    if (one.tag === "slot") return tree.owner ? compose(tree.owner, slotContent(tree, one)) : [];
    const component = componentOf(one);
    const children = component ? composedChildren(component) : compose(tree, childNodes(one));
    if (component?.definition.virtualHost) return children;
    const classes = classNames(tree, one);
    return [{ tag: one.tag, element: one, tree, component, id: idOf(one), classes, dataset: datasetOf(one), children }];
  });
}
