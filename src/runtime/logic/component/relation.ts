/** `relations`: links between components, and the callbacks for them. */
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
  /** A component's id, or a behavior that it must have. */
  readonly target: string | BehaviorDefinition;
  readonly linked?: Callback;
  readonly linkChanged?: Callback;
  readonly unlinked?: Callback;
}

/** One end of a link. */
export interface Link {
  readonly relation: Relation;
  readonly other: ComponentNode;
  /** The other component's declaration of the relation. */
  readonly theirs: Relation;
}

/** @param id of the component that declares the relation; paths in keys are relative to it */
export function defineRelation(id: string, key: string, options: RelationOptions): Relation {
  const behavior = options.target === undefined ? undefined : findBehavior(options.target);
  return {
    ...options,
    key,
    target: behavior ?? resolvePath(typeof options.target === "string" ? options.target : key, id),
  };
}

/**
 * Links a component that was just attached to those around it: parents before ancestors. The outer one's callback runs
 * first.
 */
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

/** Calls `linkChanged` after the component moved within its list. */
export function relink(node: ComponentNode): void {
  for (const one of outward(node)) tell(node, one, "linkChanged");
}

/** Removes the links after the component was detached. */
export function unlink(node: ComponentNode): void {
  for (const one of outward(node)) {
    const { other, relation } = one;
    node.links = node.links?.filter((own) => own !== one);
    other.links = other.links?.filter((link) => link.other !== node || link.theirs !== relation);
    tell(node, one, "unlinked");
  }
}

/** Components linked under a key; descendants are in tree order. */
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

/** Finds the nearest component around that matches and declares the opposite relation. */
function findAround(node: ComponentNode, relation: Relation, type: keyof typeof opposite): Link | undefined {
  for (let at = node.host && parentElement(node.host); at; at = parentElement(at)) {
    const other = componentOf(at);
    const theirs = other && isTarget(other, relation.target) ? ownSide(other, node, opposite[type]) : undefined;
    if (other && theirs) return { relation, other, theirs };
    // Only the direct parent element counts.
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
