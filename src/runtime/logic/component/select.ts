/** `selectComponent` and its like: selectors, and the elements of a component's tree that they mean. */
import { blockNodes, childNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowNode } from "../shadow-tree.ts";
import { classesOf, componentOf, idOf } from "./element.ts";
import type { ComponentNode } from "./node.ts";

/** Elements of a component's own tree, in its order; those of trees inside only behind `>>>`. */
export function selectElements(node: ComponentNode, selector: string): ElementReference[] {
  return selectPlaces(node, selector).map(({ element }) => element);
}

/** The same, each with the component in whose tree it stands. */
export function selectPlaces(node: ComponentNode, selector: string): Place[] {
  const groups = parseSelector(selector);
  const deep = groups.some((group) => group.some(({ combinator }) => combinator === ">>>"));
  const found: Place[] = [];
  if (node.root) {
    visit(node, blockNodes(node.root.block), undefined, deep, (one) => {
      if (groups.some((group) => matches(one, group, group.length - 1, node))) found.push(one);
    });
  }
  return found;
}

/** What `selectComponent` gives for a component: its `export(asking)`, if it has one and that gives anything. */
export function exportOf({ definition, instance }: ComponentNode, asking: ComponentNode): unknown {
  const exported = definition.exports?.call(instance, asking.instance);
  return exported === undefined ? instance : exported;
}

/** Nothing for an element that is no component. */
export function selectComponent(node: ComponentNode, selector: string): unknown {
  const [element] = selectElements(node, selector);
  const component = element && componentOf(element);
  return component ? exportOf(component, node) : null;
}

export function selectAllComponents(node: ComponentNode, selector: string): unknown[] {
  return selectElements(node, selector).flatMap((element) => {
    const component = componentOf(element);
    return component ? [exportOf(component, node)] : [];
  });
}

interface Compound {
  /** Before it: `" "`, `">"` or `">>>"`. */
  readonly combinator: string;
  readonly ids: readonly string[];
  readonly classes: readonly string[];
}

/** An element on its way down. */
export interface Place {
  readonly element: ElementReference;
  readonly tree: ComponentNode;
  readonly around: Place | undefined;
}

/** Groups of compounds; a group with anything but ids and classes finds nothing and is left out. */
function parseSelector(selector: string): Compound[][] {
  return selector.split(",").flatMap((group) => {
    const compounds = parseGroup(group);
    return compounds && compounds.length > 0 ? [compounds] : [];
  });
}

function parseGroup(group: string): Compound[] | undefined {
  const compounds: Compound[] = [];
  let combinator = " ";
  for (const part of group.replace(/>>>|>/g, " $& ").split(/\s+/)) {
    if (part === "") continue;
    if (part === ">" || part === ">>>") {
      combinator = part;
      continue;
    }
    const names = part.match(/[#.][^#.]+/g) ?? [];
    if (names.join("") !== part) return undefined;
    const pick = (sign: string): string[] => names.filter((name) => name[0] === sign).map((name) => name.slice(1));
    compounds.push({ combinator, ids: pick("#"), classes: pick(".") });
    combinator = " ";
  }
  return compounds;
}

function visit(
  tree: ComponentNode,
  nodes: readonly ShadowNode[],
  around: Place | undefined,
  deep: boolean,
  found: (place: Place) => void,
): void {
  for (const one of nodes) {
    if (one.type === "text") continue;
    const place: Place = { element: one, tree, around };
    found(place);
    const inner = deep ? componentOf(one) : undefined;
    if (inner?.root) visit(inner, blockNodes(inner.root.block), place, deep, found);
    visit(tree, childNodes(one), place, deep, found);
  }
}

/** From the last compound back to the first, which must lie in the tree that was asked. */
function matches(place: Place, group: readonly Compound[], at: number, start: ComponentNode): boolean {
  const compound = group[at];
  if (!compound || !fits(place.element, compound)) return false;
  if (at === 0) return place.tree === start;
  for (let around = place.around; around; around = around.around) {
    const sameTree = around.tree === place.tree;
    if (!sameTree && compound.combinator !== ">>>") return false;
    if (matches(around, group, at - 1, start)) return true;
    if (compound.combinator === ">") return false;
  }
  return false;
}

function fits(element: ElementReference, { ids, classes }: Compound): boolean {
  const id = idOf(element);
  if (ids.some((one) => one !== id)) return false;
  if (classes.length === 0) return true;
  const own = classesOf(element);
  return classes.every((one) => own.includes(one));
}
