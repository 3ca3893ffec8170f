/** The tree of a mounted component as plain data, for assertions. */
import { attributesOf, classesOf, composedChildren, datasetOf, idOf } from "../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode, ElementReference } from "../runtime/logic/index.ts";

/** Empty members are left out. */
export interface MountedElement {
  readonly tag: string;
  /** For the host element of a component: the path of the component's files. */
  readonly is?: string;
  readonly id?: string;
  /** Names separated by blanks, external classes resolved. */
  readonly class?: string;
  readonly dataset?: Readonly<Record<string, unknown>>;
  /** Attributes with their types; without classes, data, marks and events. */
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly children?: readonly (MountedElement | string)[];
}

/** An element as described in its template. */
export interface ElementFacts {
  readonly tag: string;
  readonly id: string;
  readonly classes: readonly string[];
  readonly dataset: Readonly<Record<string, unknown>>;
}

export function describeElement(element: ElementReference): ElementFacts {
  return {
    tag: element.skeleton[0],
    id: idOf(element),
    classes: classesOf(element),
    dataset: datasetOf(element),
  };
}

/** The root's tag is the component's own path. */
export function mountedTree(node: ComponentNode): MountedElement {
  const { id } = node.definition;
  return { tag: id, is: id, ...childrenOf(composedChildren(node)) };
}

export function toElement({
  tag,
  element,
  component,
  id,
  classes,
  dataset,
  children,
}: ComposedElement): MountedElement {
  const attrs: Record<string, unknown> = {};
  for (const { kind, name, value } of attributesOf(element)) {
    if (kind === "style" || (kind === "property" && name !== "id" && name !== "slot")) attrs[name] = value;
    else if (kind === "model") attrs[`model:${name}`] = value;
  }
  return {
    tag,
    ...(component ? { is: component.definition.id } : {}),
    ...(id === "" ? {} : { id }),
    ...(classes.length > 0 ? { class: classes.map(({ name }) => name).join(" ") } : {}),
    ...(Object.keys(dataset).length > 0 ? { dataset } : {}),
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...childrenOf(children),
  };
}

/** Removes white space between elements and joins adjacent texts. */
function childrenOf(nodes: readonly ComposedNode[]): Pick<MountedElement, "children"> {
  const children: (MountedElement | string)[] = [];
  let text = "";
  const flush = (): void => {
    const trimmed = text.replace(/\s+/g, " ").trim();
    if (trimmed !== "") children.push(trimmed);
    text = "";
  };
  for (const node of nodes) {
    if (typeof node === "string") text += node;
    else {
      flush();
      children.push(toElement(node));
    }
  }
  flush();
  return children.length > 0 ? { children } : {};
}
