/** The data of a page frame without a document: templates, nodes and blocks; how they are created and printed. */
import { attributeKinds, DYNAMIC, EVENT } from "../../../src/runtime/logic/skeleton.ts";
import type { SkeletonIndex } from "../../../src/runtime/logic/frame/frame-template.ts";
import type { SkeletonChild, SkeletonElement } from "../../../src/runtime/logic/skeleton.ts";
import { toText } from "../../../src/runtime/logic/values.ts";

export interface FrameTree {
  readonly tag: string;
  readonly id: string;
  /** Sorted. */
  readonly classes: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: readonly (FrameTree | string)[];
}

export interface Template {
  readonly number: number;
  readonly skeleton: readonly SkeletonChild[];
  readonly scope: string;
  readonly global: boolean;
  readonly hosts: ReadonlyMap<number, { readonly kind: number; readonly hostClass: string }>;
  readonly extras: readonly number[];
  /** Slots whose values are not sent for new blocks. */
  readonly unsent: ReadonlySet<number>;
  readonly slots: number;
}

export type Node = TextNode | ElementNode | HoleNode | SlotNode;

export interface TextNode {
  readonly kind: "text";
  text: string;
}

export interface ElementNode {
  readonly kind: "element";
  readonly template: Template;
  readonly skeleton: SkeletonElement;
  readonly values: unknown[];
  readonly children: Node[];
  readonly host: { readonly kind: number; readonly hostClass: string } | undefined;
  classes: string | undefined;
  readonly added: Set<string>;
  readonly removed: Set<string>;
  root: Block | undefined;
}

export interface HoleNode {
  readonly kind: "hole";
  readonly blocks: Block[];
}

export interface SlotNode {
  readonly kind: "slot";
  /** The host whose whole content is in this slot; otherwise the pieces in it. */
  host: ElementNode | undefined;
  readonly pieces: (Node | Block)[];
  /** Copies of a host's content (dynamic slots). */
  readonly blocks: Block[];
}

export interface Block {
  readonly kind: "block";
  readonly template: Template;
  readonly values: unknown[];
  readonly nodes: Node[];
  /** By node index. */
  readonly all: Node[];
  hole: HoleNode | SlotNode | undefined;
}

export function wholeIndex(index: SkeletonIndex): number {
  return typeof index === "number" ? index : wholeIndex(index[0]);
}

export function partOf(whole: readonly SkeletonChild[], index: SkeletonIndex): readonly SkeletonChild[] {
  if (typeof index === "number") return whole;
  const [outer, node, ...children] = index;
  const all: SkeletonChild[] = [];
  const visit = (some: readonly unknown[], from: number): void => {
    for (const child of some.slice(from) as SkeletonChild[]) {
      all.push(child);
      if (typeof child === "object") visit(child, 2);
    }
  };
  visit(partOf(whole, outer), 0);
  return children.map((child) => (all[node] as SkeletonElement)[2 + child] as SkeletonChild);
}

export function buildNodes(
  template: Template,
  children: readonly unknown[],
  from: number,
  values: unknown[],
  all: Node[],
  bySlot: Node[],
): Node[] {
  const out: Node[] = [];
  for (let i = from; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    const index = all.length;
    const node = ((): Node => {
      if (typeof child === "string") return { kind: "text", text: child };
      if (typeof child === "number" && child < 0) return { kind: "hole", blocks: [] };
      if (typeof child === "number") return { kind: "text", text: values[child] as string };
      if (child[0] === "slot") return { kind: "slot", host: undefined, pieces: [], blocks: [] };
      const host = template.hosts.get(index);
      const element = { template, skeleton: child, values, children: [], host, classes: undefined, root: undefined };
      return { kind: "element", ...element, added: new Set(), removed: new Set() };
    })();
    all.push(node);
    out.push(node);
    if (typeof child === "number") bySlot[child < 0 ? ~child : child] = node;
    if (typeof child !== "object") continue;
    const attributes = child[1] === 0 ? [] : child[1];
    for (let j = 0; j < attributes.length; j += 3) {
      if ((attributes[j] as number) & DYNAMIC) bySlot[attributes[j + 2] as number] = node;
    }
    const inner = buildNodes(template, child, 2, values, all, bySlot);
    if (node.kind === "element") node.children.push(...inner);
  }
  return out;
}

export function printElement(node: ElementNode, children: readonly (FrameTree | string)[]): FrameTree {
  const { template, skeleton, values, host, classes, added, removed } = node;
  const own: string[] = [];
  let id = "";
  const shown: Record<string, unknown> = {};
  const attributes = skeleton[1] === 0 ? [] : skeleton[1];
  for (let i = 0; i < attributes.length; i += 3) {
    const code = attributes[i] as number;
    if (code >= EVENT) continue;
    const kind = attributeKinds[code >> 1];
    const name = attributes[i + 1] as string;
    const value = code & DYNAMIC ? values[attributes[i + 2] as number] : attributes[i + 2];
    if (kind === "class") own.push(...(value === null ? "" : toText(value)).split(/[\s.,]+/).filter(Boolean));
    else if (kind === "class-toggle" && Boolean(value)) own.push(name);
    else if (kind === "property" && name === "id") id = value === null ? "" : toText(value);
    else if (kind === "style" || kind === "style-property") shown[`${kind}:${name}`] = value;
    else if ((kind === "property" || kind === "model") && !host && name !== "slot") shown[name] = value;
  }
  const names = new Set<string>();
  if (classes !== undefined) for (const name of classes.split(" ").filter(Boolean)) names.add(name);
  else {
    for (const name of own) {
      if (template.scope !== "") names.add(template.scope + name);
      if (template.global) names.add(name);
    }
    if (host && host.hostClass !== "") names.add(host.hostClass);
  }
  for (const name of added) names.add(name);
  for (const name of removed) names.delete(name);
  return { tag: skeleton[0], id, classes: [...names].sort(), attributes: shown, children };
}

export function countSlots(children: readonly unknown[], from: number): number {
  let count = 0;
  for (let i = from; i < children.length; i++) {
    const child = children[i] as SkeletonChild;
    if (typeof child === "number") count = Math.max(count, (child < 0 ? ~child : child) + 1);
    if (typeof child !== "object") continue;
    const attributes = child[1] === 0 ? [] : child[1];
    for (let j = 0; j < attributes.length; j += 3) {
      if ((attributes[j] as number) & DYNAMIC) count = Math.max(count, (attributes[j + 2] as number) + 1);
    }
    count = Math.max(count, countSlots(child, 2));
  }
  return count;
}
