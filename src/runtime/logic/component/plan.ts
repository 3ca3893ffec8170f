/**
 * Where components may be in a block. Computed once per block and component, so that a block without components costs
 * one lookup, and plain elements cost nothing.
 */
import type { BlockDefinition } from "../definition.ts";
import { attributeKinds, DYNAMIC, EVENT } from "../skeleton.ts";
import type { AttributeKind, SkeletonChild, SkeletonElement } from "../skeleton.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { ComponentDefinition } from "./definition.ts";

export interface Plan {
  /** In source order: holes, and elements whose tag is a component's. */
  readonly steps: readonly Step[];
  /** By slot: the property of a host that the slot's value may set. */
  readonly given: ReadonlyMap<number, Given>;
}

interface Given {
  readonly host: SkeletonElement;
  readonly name: string;
}

export type Step =
  | { readonly type: "hole"; readonly slot: number }
  | { readonly type: "host"; readonly skeleton: SkeletonElement; readonly children: readonly Step[] };

/** Calls `visit` for each attribute of a host that sets a property, if the component has one with that name. */
export function visitGiven({ block, skeleton }: ElementReference, visit: (name: string, value: unknown) => void): void {
  const attributes = skeleton[1];
  if (attributes === 0) return;
  for (let i = 0; i < attributes.length; i += 3) {
    const code = attributes[i] as number;
    if (code >= EVENT || !givesProperty(attributeKinds[code >> 1])) continue;
    const value = attributes[i + 2];
    visit(attributes[i + 1] as string, code & DYNAMIC ? block.values[value as number] : value);
  }
}

function givesProperty(kind: AttributeKind | undefined): boolean {
  return kind === "property" || kind === "model" || kind === "style";
}

/** The plan of a block for the component whose tree contains it; its entry says which tags are components. */
export function planOf(component: ComponentDefinition, block: BlockDefinition): Plan {
  const there = component.plans.get(block);
  if (there) return there;
  const given = new Map<number, Given>();
  const plan: Plan = { steps: findSteps(component, block.skeleton, 0, given), given };
  component.plans.set(block, plan);
  return plan;
}

function findSteps(
  component: ComponentDefinition,
  children: readonly unknown[],
  from: number,
  given: Map<number, Given>,
): Step[] {
  const { using = {}, generics = {} } = component.entry;
  const steps: Step[] = [];
  for (let i = from; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    if (typeof child === "number" && child < 0) steps.push({ type: "hole", slot: ~child });
    if (typeof child !== "object") continue;
    const inner = findSteps(component, child, 2, given);
    if (Object.hasOwn(using, child[0]) || Object.hasOwn(generics, child[0])) {
      noteSlots(child, given);
      steps.push({ type: "host", skeleton: child, children: inner });
    } else steps.push(...inner);
  }
  return steps;
}

function noteSlots(host: SkeletonElement, given: Map<number, Given>): void {
  const attributes = host[1];
  if (attributes === 0) return;
  for (let i = 0; i < attributes.length; i += 3) {
    const code = attributes[i] as number;
    const name = attributes[i + 1] as string;
    if (code >= EVENT || (code & DYNAMIC) === 0) continue;
    if (givesProperty(attributeKinds[code >> 1])) given.set(attributes[i + 2] as number, { host, name });
  }
}
