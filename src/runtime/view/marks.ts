/**
 * What the frame notes on nodes of its document. Clones share nothing of it; most nodes carry none of it.
 */
import type { Overrides } from "./override.ts";
import type { QueuedProperty } from "./built-ins.ts";
import type { Template } from "./template-plan.ts";

declare global {
  interface Node {
    /** Block that the node was made for: on a block's first node, and where the parent may belong to another block. */
    $base?: number;
    /** Of a comment that begins a block of several nodes: the comment that ends it. */
    $end?: ChildNode;
    /** Of a comment that ends a virtual host: the one that begins it, whose `$end` it is. */
    $begin?: ChildNode;
    /** Of the first node of something that `place` put elsewhere: the comment that stands where it belongs. */
    $home?: Comment | undefined;
    /** Of such a comment: the first node of what belongs there. */
    $away?: ChildNode;
    /** Of a component's host: first and last node of its content. */
    $content?: readonly [ChildNode, ChildNode];
    /** On a block's first node. */
    $template?: Template;
  }
  interface Element {
    /** Current values of a class or style attribute that is made of several parts. */
    $parts?: Map<object, unknown[]>;
    $overrides?: Overrides | undefined;
    /** For a component whose class is not there yet. */
    $queue?: QueuedProperty[] | undefined;
    /** Types of events that a handler chosen at run time catches now. */
    $caught?: Set<string>;
    /** What an override plays on it. */
    $animations?: Animation[];
  }
  interface Text {
    /** The text as it was sent, in an element whose `decode` or `space` can change. */
    $source?: string;
  }
}

/** `<template number>.<node index>` of every element of a template: clones share it. */
export const PLACE = "_n";

/** The block that an element was made for. */
export function baseOf(node: Node): number | undefined {
  for (let at: Node | null = node; at; at = at.parentNode) if (at.$base !== undefined) return at.$base;
  return undefined;
}

/** A virtual host is known by its last node. */
export function beginOf(node: ChildNode): ChildNode {
  return node.$begin ?? node;
}

/** What ends here, a virtual host or a block in another one, has begun so many siblings before. */
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

/** The node where a block stands in the order of its hole, or content in that of its host. */
export function homeOf(first: ChildNode): ChildNode {
  return first.$home ?? first;
}

/** Moves a block or content, with what blocks have been put into it since. */
export function moveRange(first: ChildNode, last: ChildNode | undefined, parent: Node, before: Node | null): void {
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
 * Takes a block out of the document. Its nodes stay together: content of a host may be among them that is shown again
 * elsewhere. What `place` put elsewhere of it leaves too.
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

export function removeAway(first: ChildNode, last: ChildNode): void {
  for (let node: ChildNode | null = first; node; node = node === last ? null : node.nextSibling) {
    const away = node.$away;
    if (!away) continue;
    away.$home = undefined;
    moveRange(away, away.$end, document.createDocumentFragment(), null);
  }
}
