/** `relations`: which components know each other, and when they are told. */
import { findBehavior } from "./behavior.ts";
import type { BehaviorDefinition } from "./behavior.ts";
import { componentOf, parentElement } from "./element.ts";
import { callSafely } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import type { Callback, RelationOptions } from "./options.ts";
import { eachComponent } from "./walk.ts";

export interface Relation {
  readonly key: string;
  readonly type: RelationOptions["type"];
  /** A component's id, or a behaviour that it has. */
  readonly target: string | BehaviorDefinition;
  readonly linked: Callback | undefined;
  readonly linkChanged: Callback | undefined;
  readonly unlinked: Callback | undefined;
}

/** One end of a link. */
export interface Link {
  readonly relation: Relation;
  readonly other: ComponentNode;
}

/** @param id of the component that declares it; paths in keys are relative to it */
export function defineRelation(id: string, key: string, options: RelationOptions): Relation {
  const behavior = options.target === undefined ? undefined : findBehavior(options.target);
  return {
    key,
    type: options.type,
    target: behavior ?? resolveId(id, typeof options.target === "string" ? options.target : key),
    linked: options.linked,
    linkChanged: options.linkChanged,
    unlinked: options.unlinked,
  };
}

/** Links a component, just attached, to those around it; the outer one is told first. */
export function link(node: ComponentNode): void {
  for (const relation of node.definition.relations.values()) {
    const found = findAround(node, relation);
    if (!found || node.links?.some((one) => one.relation === relation)) continue;
    (node.links ??= []).push({ relation, other: found.other });
    (found.other.links ??= []).push({ relation: found.relation, other: node });
    tell(node, relation, "linked");
  }
}

/** After the component has moved within its list. */
export function relink(node: ComponentNode): void {
  for (const { relation } of outward(node)) tell(node, relation, "linkChanged");
}

/** After the component was detached. */
export function unlink(node: ComponentNode): void {
  for (const one of outward(node)) {
    tell(node, one.relation, "unlinked");
    remove(node.links, (other) => other === one);
    remove(one.other.links, ({ other }) => other === node);
  }
}

/** Those that are linked under a key; those inside in the order of the tree. */
export function relatedNodes(node: ComponentNode, key: string): ComponentNode[] {
  const others = new Set(node.links?.filter(({ relation }) => relation.key === key).map(({ other }) => other));
  const { owner } = node;
  if (others.size < 2 || !owner?.root) return [...others];
  const sorted: ComponentNode[] = [];
  eachComponent(owner, owner.root.block, (one) => {
    if (others.has(one)) sorted.push(one);
  });
  return sorted;
}

const opposite = { parent: "child", ancestor: "descendant" } as const;

/** The component around, and its own side of the relation. */
function findAround(node: ComponentNode, { type, target }: Relation): Link | undefined {
  if (type !== "parent" && type !== "ancestor") return undefined;
  for (let at = node.host && parentElement(node.host); at; at = parentElement(at)) {
    const other = componentOf(at);
    const relation = other && isTarget(other, target) ? ownSide(other, node, opposite[type]) : undefined;
    if (other && relation) return { relation, other };
    // A parent is the very next element.
    if (type === "parent") return undefined;
  }
  return undefined;
}

function ownSide(node: ComponentNode, inner: ComponentNode, type: Relation["type"]): Relation | undefined {
  for (const relation of node.definition.relations.values()) {
    if (relation.type === type && isTarget(inner, relation.target)) return relation;
  }
  return undefined;
}

function isTarget({ definition }: ComponentNode, target: string | BehaviorDefinition): boolean {
  return typeof target === "string" ? definition.id === target : definition.behaviors.has(target);
}

function outward(node: ComponentNode): Link[] {
  return (node.links ?? []).filter(({ relation }) => relation.type === "parent" || relation.type === "ancestor");
}

function tell(node: ComponentNode, relation: Relation, event: "linked" | "linkChanged" | "unlinked"): void {
  const other = node.links?.find((one) => one.relation === relation)?.other;
  if (!other) return;
  const theirs = other.links?.find((one) => one.other === node)?.relation[event];
  if (theirs) callSafely(other, theirs, node.instance);
  const own = relation[event];
  if (own) callSafely(node, own, other.instance);
}

function remove(links: Link[] | undefined, test: (link: Link) => boolean): void {
  const at = links?.findIndex(test) ?? -1;
  if (at >= 0) links?.splice(at, 1);
}

/** A component's id from a path relative to another's, or from the app's root. */
function resolveId(from: string, path: string): string {
  const segments = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}
