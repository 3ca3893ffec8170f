/**
 * Answers a form in a frame: which of the fields inside it belong to its own tree, and the values of the author's own
 * fields (`wx://form-field`). Fields inside another component belong to a form outside only if that component is a
 * `wx://form-field-group`.
 */
import type { NodeReference } from "../../protocol.ts";
import type { Block } from "../block.ts";
import { findBehavior } from "../component/behavior.ts";
import { componentOf } from "../component/element.ts";
import { blockNodes, childNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowNode } from "../shadow-tree.ts";
import type { SkeletonElement } from "../skeleton.ts";
import { plainData } from "./plain-data.ts";

export interface FormFields {
  readonly values: Readonly<Record<string, unknown>>;
  /** Indexes of the fields that do not belong to the form. */
  readonly foreign: readonly number[];
}

/** @param argument from the frame: `fields`, a list of references, null for unknown ones */
export function readFormFields(
  form: ElementReference,
  argument: unknown,
  elementOf: (reference: NodeReference) => ElementReference | undefined,
): FormFields {
  const own = new Map<Block, Set<SkeletonElement>>();
  const values: Record<string, unknown> = {};
  collect(childNodes(form), own, values);
  const fields = (argument as { readonly fields?: unknown } | null)?.fields;
  const foreign: number[] = [];
  for (const [index, field] of (Array.isArray(fields) ? fields : []).entries()) {
    const element = isReference(field) ? elementOf(field) : undefined;
    if (!element || own.get(element.block)?.has(element.skeleton) !== true) foreign.push(index);
  }
  return { values, foreign };
}

const field = findBehavior("wx://form-field");
const group = findBehavior("wx://form-field-group");

function collect(
  nodes: readonly ShadowNode[],
  own: Map<Block, Set<SkeletonElement>>,
  values: Record<string, unknown>,
): void {
  for (const node of nodes) {
    if (node.type === "text") continue;
    const elements = own.get(node.block);
    if (elements) elements.add(node.skeleton);
    else own.set(node.block, new Set([node.skeleton]));
    const component = componentOf(node);
    const behaviors = component?.definition.behaviors;
    if (component && field && behaviors?.has(field)) {
      const { name, value } = component.data;
      if (typeof name === "string" && name !== "") values[name] = plainData(value);
    }
    if (component?.root && group && behaviors?.has(group)) collect(blockNodes(component.root.block), own, values);
    collect(childNodes(node), own, values);
  }
}

function isReference(value: unknown): value is NodeReference {
  const { base, node } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof base === "number" && typeof node === "number";
}
