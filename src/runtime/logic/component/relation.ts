/** `relations`: which components know each other, and when they are told. */
import { resolvePath } from "../app/url.ts";
import { findBehavior } from "./behavior.ts";
import type { BehaviorDefinition } from "./behavior.ts";
import { componentOf, parentElement } from "./element.ts";
import { callGuarded } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import type { Callback, RelationOptions } from "./options.ts";
import { eachComponent } from "./walk.ts";

export interface Relation {
  readonly key: string;
  readonly type: RelationOptions["type"];
  /** A component's id, or a behaviour that it has. */
  readonly target: string | BehaviorDefinition;
  readonly linked?: Callback;
  readonly linkChanged?: Callback;
  readonly unlinked?: Callback;
}

/** One end of a link. */
export interface Link {
  readonly relation: Relation;
  readonly other: ComponentNode;
  /** The other's side of it. */
  readonly theirs: Relation;
}

/** @param id of the component that declares it; paths in keys are relative to it */
export function defineRelation(id: string, key: string, options: RelationOptions): Relation {
  const behavior = options.target === undefined ? undefined : findBehavior(options.target);
  return {
    ...options,
    key,
    target: behavior ?? resolvePath(typeof options.target === "string" ? options.target : key, id),
  };
}

/** Links a component, just attached, to those around it: parents before ancestors. The outer one is told first. */
export function link(node: ComponentNode): void {
  for (const type of ["parent", "ancestor"] as const) {
    for (const relation of node.definition.relations.values()) {
      const found = relation.type === type && findAround(node, relation, type);
      if (!found) continue;
      const { other, theirs } = found;
      (node.links ??= []).push(found);
      (other.links ??= []).push({ relation: theirs, other: node, theirs: relation });
      tell(node, found, "linked");
    }
  }
}

/** After the component has moved within its list. */
export function relink(node: ComponentNode): void {
  for (const one of outward(node)) tell(node, one, "linkChanged");
}

/** After the component was detached. */
export function unlink(node: ComponentNode): void {
  for (const one of outward(node)) {
    const { other, relation } = one;
    node.links = node.links?.filter((own) => own !== one);
    other.links = other.links?.filter((link) => link.other !== node || link.theirs !== relation);
    tell(node, one, "unlinked");
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
function findAround(node: ComponentNode, relation: Relation, type: keyof typeof opposite): Link | undefined {
  for (let at = node.host && parentElement(node.host); at; at = parentElement(at)) {
    const other = componentOf(at);
    const theirs = other && isTarget(other, relation.target) ? ownSide(other, node, opposite[type]) : undefined;
    if (other && theirs) return { relation, other, theirs };
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
  return (node.links ?? []).filter(({ relation }) => relation.type in opposite);
}

function tell(
  node: ComponentNode,
  { relation, other, theirs }: Link,
  event: "linked" | "linkChanged" | "unlinked",
): void {
  if (theirs[event]) callGuarded(other, theirs[event], node.instance);
  if (relation[event]) callGuarded(node, relation[event], other.instance);
}
