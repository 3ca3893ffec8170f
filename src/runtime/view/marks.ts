/** Properties that the frame sets on DOM nodes. They are not copied by cloning, and most nodes have none. */
import type { Overrides } from "./override.ts";
import type { QueuedProperty } from "./built-ins.ts";
import type { Template } from "./template-plan.ts";

declare global {
  interface Node {
    /**
     * The block that the node was created for: on the first node of a block, and where the parent may belong to another
     * block.
     */
    $base?: number;
    /** On the comment that starts a block of several nodes: the comment that ends it. */
    $end?: ChildNode;
    /** On the comment that ends a virtual host: the comment that starts it, whose `$end` is this one. */
    $begin?: ChildNode;
    /** On the first node of something that `place` moved elsewhere: the comment at its original place. */
    $home?: Comment | undefined;
    /** On that comment: the first node of what was moved. */
    $away?: ChildNode;
    /** On a component's host: the first and last node of its content. */
    $content?: readonly [ChildNode, ChildNode];
    /** On a block's first node: its template. */
    $template?: Template;
  }
  interface Element {
    /** Current values of a class or style attribute with several parts. */
    $parts?: Map<object, unknown[]>;
    $overrides?: Overrides | undefined;
    /** Queued property changes of a component whose class is not defined yet. */
    $queue?: QueuedProperty[] | undefined;
    /** Event types currently caught by handlers that are chosen at run time. */
    $caught?: Set<string>;
    /** Animations started by an override. */
    $animations?: Animation[];
  }
  interface Text {
    /** The original text, if the element's `decode` or `space` can change. */
    $source?: string;
  }
}

/** Attribute with `<template number>.<node index>` on every element of a template; cloning copies it. */
export const PLACE = "_n";

/** The block that an element was created for. */
export function baseOf(node: Node): number | undefined {
  for (let at: Node | null = node; at; at = at.parentNode) if (at.$base !== undefined) return at.$base;
  return undefined;
}

/** The first node for a node that has a number; a virtual host has the number on its last node. */
export function beginOf(node: ChildNode): ChildNode {
  return node.$begin ?? node;
}

/** Links the end of a virtual host or nested block with its start, `distance` siblings before. */
export function noteEnd(end: ChildNode, distance: number): void {
  const begin = siblingBefore(end, distance);
  if (!begin) return;
  begin.$end = end;
  end.$begin = begin;
}

export function siblingBefore(node: ChildNode, distance: number): ChildNode | null {
  let at: ChildNode | null = node;
  for (let i = 0; i < distance && at; i++) at = at.previousSibling;
  return at;
}

/**
 * The node that marks the position of a block in its hole, or of content in its host, even if it was moved elsewhere.
 */
export function homeOf(first: ChildNode): ChildNode {
  return first.$home ?? first;
}

/** Moves a block or content, including blocks inserted between its nodes. */
export function moveRange(first: ChildNode, last: ChildNode | undefined, parent: Node, before: Node | null): void {
  // Built-in components must never move into a template's document: their shadow roots would lose their stylesheets.
  if (parent.ownerDocument !== document) document.adoptNode(parent.getRootNode());
  if (last === undefined || last === first) {
    parent.insertBefore(first, before);
    return;
  }
  const from = first.parentNode;
  // A new block of several nodes is alone in its fragment.
  if (from?.nodeType === 11 && from.firstChild === first && from.lastChild === last) {
    parent.insertBefore(from, before);
    return;
  }
  for (let node: ChildNode | null = first; node;) {
    const next: ChildNode | null = node === last ? null : node.nextSibling;
    parent.insertBefore(node, before);
    node = next;
  }
}

/**
 * Removes a block from the document. Its nodes stay together, because content of a host among them may be shown again
 * elsewhere. Parts that `place` moved elsewhere are removed too.
 */
export function removeRange(first: ChildNode, last: ChildNode | undefined): void {
  const home = first.$home;
  if (home) {
    first.$home = undefined;
    home.remove();
  }
  if (last === undefined || last === first) {
    first.remove();
    return;
  }
  removeAway(first, last);
  moveRange(first, last, document.createDocumentFragment(), null);
}

/** Removes what `place` moved elsewhere from between two siblings. */
export function removeAway(first: ChildNode, last: ChildNode): void {
  for (let node: ChildNode | null = first; node; node = node === last ? null : node.nextSibling) {
    const away = node.$away;
    if (!away) continue;
    away.$home = undefined;
    moveRange(away, away.$end, document.createDocumentFragment(), null);
  }
}
