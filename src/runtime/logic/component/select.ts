/** `selectComponent` and related methods: parses selectors and finds matching elements in a component's tree. */
import { blockNodes, childNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowNode } from "../shadow-tree.ts";
import { classesOf, componentOf, idOf } from "./element.ts";
import type { ComponentNode } from "./node.ts";

/**
 * Matching elements of a component's own tree, in tree order. Elements of nested components match only behind `>>>`.
 */
export function selectElements(node: ComponentNode, selector: string): ElementReference[] {
  return selectPlaces(node, selector).map(({ element }) => element);
}

/** Like `selectElements`, each with the component whose tree contains it. */
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

/** What `selectComponent` returns for a component: the result of its `export(asking)`, otherwise the instance. */
export function exportOf({ definition, instance }: ComponentNode, asking: ComponentNode): unknown {
  const exported = definition.exports?.call(instance, asking.instance);
  return exported === undefined ? instance : exported;
}

/** The component at the first match; null if there is none or it is a plain element. */
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
  /** The combinator before it: `" "`, `">"` or `">>>"`. */
  readonly combinator: string;
  readonly ids: readonly string[];
  readonly classes: readonly string[];
}

/** An element with those around it, across component trees. */
export interface Place {
  readonly element: ElementReference;
  readonly tree: ComponentNode;
  readonly around: Place | undefined;
}

/** Parses groups of compounds. A group with anything but ids and classes matches nothing and is left out. */
function parseSelector(selector: string): Compound[][] {
  return selector.split(",").map(parseGroup);
}

/** Without compounds, which match nothing, if it cannot be parsed. */
function parseGroup(group: string): Compound[] {
  const compounds: Compound[] = [];
  let combinator = " ";
  for (const part of group.replace(/>>>|>/g, " $& ").split(/\s+/)) {
    if (part === "") continue;
    if (part === ">" || part === ">>>") {
      combinator = part;
      continue;
    }
    const names = part.match(/[#.][^#.]+/g) ?? [];
    if (names.join("") !== part) return [];
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

/** Matches from the last compound back to the first, which must be in the tree that the query started from. */
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
