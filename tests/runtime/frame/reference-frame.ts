/**
 * A page frame without a document: keeps what the operations say as plain objects, in the simplest way that can be
 * right, and checks all that a frame may rely on. Content is never moved: slots refer to it, and only printing follows.
 */
import { FIRST_BASE, HostKind, Op, Override } from "../../../src/runtime/protocol.ts";
import type { Operation, ToFrame } from "../../../src/runtime/protocol.ts";
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

interface Template {
  readonly number: number;
  readonly skeleton: readonly SkeletonChild[];
  readonly scope: string;
  readonly global: boolean;
  readonly hosts: ReadonlyMap<number, { readonly kind: number; readonly hostClass: string }>;
  readonly extras: readonly number[];
  readonly slots: number;
}

type Node = TextNode | ElementNode | HoleNode | SlotNode;

interface TextNode {
  readonly kind: "text";
  text: string;
}

interface ElementNode {
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

interface HoleNode {
  readonly kind: "hole";
  readonly blocks: Block[];
}

interface SlotNode {
  readonly kind: "slot";
  /** A host all of whose content stands here, or the pieces that do. */
  host: ElementNode | undefined;
  readonly pieces: (Node | Block)[];
  /** Copies of a host's content. */
  readonly blocks: Block[];
}

interface Block {
  readonly kind: "block";
  readonly template: Template;
  readonly values: unknown[];
  readonly nodes: Node[];
  /** By node index. */
  readonly all: Node[];
  hole: HoleNode | SlotNode | undefined;
}

/** `view.json` of the packages, together. */
export type View = Readonly<Record<string, readonly (readonly SkeletonChild[])[]>>;

export class ReferenceFrame {
  readonly #view: View;
  readonly #templates = new Map<number, Template>();
  /** Blocks, texts, elements of attributes, holes; attributes with the slot that they are. */
  readonly #numbers = new Map<number, { readonly node: Node | Block; readonly block: Block; readonly slot: number }>();
  readonly #containers = new Map<number, Block>();
  readonly #placed = new Map<Node | Block, SlotNode>();
  readonly sheets: string[] = [];
  readonly overrides: unknown[][] = [];
  batches = 0;
  readonly #begun: Operation[] = [];
  /** By code, of the last batch. */
  counts: number[] = [];

  constructor(view: View) {
    this.#view = view;
  }

  receive(message: ToFrame): void {
    if (message.type === "part") this.#begun.push(...(structuredClone(message.operations) as Operation[]));
    if (message.type !== "batch") return;
    expectThat(message.number === this.batches + 1, "batches come in order");
    this.batches = message.number;
    this.counts = [];
    // What a port does to it.
    const begun = this.#begun.splice(0);
    this.#apply([...begun, ...(structuredClone(message.operations) as readonly Operation[])]);
  }

  /** Numbers that are in use. */
  get size(): number {
    return this.#numbers.size;
  }

  get highest(): number {
    return Math.max(0, ...this.#numbers.keys());
  }

  tree(container = 1): (FrameTree | string)[] {
    const root = this.#containers.get(container);
    return root ? this.#print(root.nodes) : [];
  }

  #apply(o: readonly Operation[]): void {
    let i = 0;
    const next = <T = number>(): T => {
      expectThat(i < o.length, "an operation is whole");
      return o[i++] as T;
    };
    while (i < o.length) {
      const code = next();
      this.counts[code] = (this.counts[code] ?? 0) + 1;
      switch (code) {
        case Op.template:
          this.#declare(next(), next<string>(), next(), next<string>(), next(), next<Operation[]>(), next<number[]>());
          break;
        case Op.create: {
          const template = this.#template(next());
          const base = next();
          this.#create(
            template,
            base,
            Array.from({ length: template.slots }, () => next<unknown>()),
          );
          break;
        }
        case Op.insert:
        case Op.move:
          this.#insert(next(), next(), next(), code === Op.move);
          break;
        case Op.remove:
          this.#leave(this.#block(next()));
          break;
        case Op.clear: {
          const hole = this.#hole(next());
          const at = hole.blocks.indexOf(this.#block(next()));
          expectThat(at >= 0, "what is cleared stands in the hole");
          for (const block of hole.blocks.slice(at)) {
            expectThat(!this.#isAway(block), "nothing of it was put elsewhere");
            this.#leave(block);
          }
          break;
        }
        case Op.free:
          this.#free(next(), next());
          break;
        case Op.text: {
          const { node } = this.#entry(next());
          expectThat(node.kind === "text", "a text");
          (node as TextNode).text = next<string>();
          expectThat(typeof (node as TextNode).text === "string", "the text is a text");
          break;
        }
        case Op.attribute: {
          const { block, slot, node } = this.#entry(next());
          expectThat(node.kind === "element" && slot >= 0, "an attribute");
          block.values[slot] = next<unknown>();
          break;
        }
        case Op.classes:
          this.#element(next(), next()).classes = next<string>();
          break;
        case Op.root:
          this.#root(next(), this.#block(next()));
          break;
        case Op.slot:
          this.#slot(this.#host(next()), next());
          break;
        case Op.place:
          this.#place(this.#entry(next()).node, next(), next());
          break;
        case Op.override:
          this.#override(this.#element(next(), next()), next(), next<unknown>());
          break;
        case Op.sheets:
          this.sheets.push(...next<string[]>());
          break;
        default:
          throw new Error(`no operation ${code}`);
      }
    }
  }

  #declare(
    number: number,
    module: string,
    index: SkeletonIndex,
    scope: string,
    global: number,
    triples: readonly Operation[],
    extras: readonly number[],
  ): void {
    const whole = this.#view[module]?.[wholeIndex(index)];
    if (!whole) throw new Error(`no template ${module} ${String(index)}`);
    const skeleton = partOf(whole, index);
    expectThat(!this.#templates.has(number), "a template is declared once");
    const hosts = new Map<number, { kind: number; hostClass: string }>();
    for (let i = 0; i < triples.length; i += 3) {
      hosts.set(triples[i] as number, { kind: triples[i + 1] as number, hostClass: triples[i + 2] as string });
    }
    const slots = countSlots(whole, 0);
    this.#templates.set(number, { number, skeleton, scope, global: global === 1, hosts, extras, slots });
  }

  #create(template: Template, base: number, values: unknown[]): void {
    expectThat(base >= FIRST_BASE, "numbers of blocks begin after those of containers");
    const all: Node[] = [];
    const bySlot: Node[] = [];
    const nodes = buildNodes(template, template.skeleton, 0, values, all, bySlot);
    const block: Block = { kind: "block", template, values, nodes, all, hole: undefined };
    const add = (number: number, node: Node | Block | undefined, slot: number): void => {
      expectThat(!this.#numbers.has(number), `number ${number} is free`);
      if (node) this.#numbers.set(number, { node, block, slot });
    };
    add(base, block, -1);
    for (let slot = 0; slot < template.slots; slot++) add(base + 1 + slot, bySlot[slot], slot);
    template.extras.forEach((index, i) => add(base + 1 + template.slots + i, all[index], -1));
  }

  #insert(base: number, hole: number, before: number, isMove: boolean): void {
    const block = this.#block(base);
    const into = this.#entry(hole).node.kind === "slot" ? this.#slotNode(hole) : this.#hole(hole);
    expectThat(isMove ? block.hole === into : block.hole === undefined, "only what stands there is moved");
    if (isMove) into.blocks.splice(into.blocks.indexOf(block), 1);
    block.hole = into;
    if (before === 0) into.blocks.push(block);
    else {
      const at = into.blocks.indexOf(this.#block(before));
      expectThat(at >= 0, "the block before which another goes stands there");
      into.blocks.splice(at, 0, block);
    }
  }

  #leave(block: Block): void {
    const { hole } = block;
    if (hole) hole.blocks.splice(hole.blocks.indexOf(block), 1);
    else expectThat(this.#leaveRoot(block), "what leaves stands somewhere");
    block.hole = undefined;
    for (const node of [block, ...block.all]) this.#unplace(node);
  }

  /** The tree of a container or a host, before another one comes. */
  #leaveRoot(block: Block): boolean {
    for (const [container, root] of this.#containers) {
      if (root === block) return this.#containers.delete(container);
    }
    for (const { node } of this.#numbers.values()) {
      if (node.kind !== "element" || node.root !== block) continue;
      node.root = undefined;
      return true;
    }
    return false;
  }

  #free(base: number, count: number): void {
    for (let number = base; number < base + count; number++) this.#numbers.delete(number);
  }

  #root(host: number, block: Block): void {
    if (host < FIRST_BASE) {
      expectThat(!this.#containers.has(host), "a container has one root");
      this.#containers.set(host, block);
      return;
    }
    const element = this.#host(host);
    expectThat(element.root === undefined, "a host has one root");
    element.root = block;
  }

  #slot(host: ElementNode, number: number): void {
    for (const { node } of this.#numbers.values())
      if (node.kind === "slot" && node.host === host) node.host = undefined;
    if (number === 0) return;
    const slot = this.#slotNode(number);
    expectThat(slot.host === undefined && slot.pieces.length === 0, "a slot takes one host's content");
    slot.host = host;
  }

  #place(piece: Node | Block, number: number, before: number): void {
    this.#unplace(piece);
    if (number === 0) return;
    const slot = this.#slotNode(number);
    const at = before === 0 ? slot.pieces.length : slot.pieces.indexOf(this.#entry(before).node);
    expectThat(at >= 0, "the piece before which another goes stands in the slot");
    slot.pieces.splice(at, 0, piece);
    this.#placed.set(piece, slot);
  }

  #unplace(piece: Node | Block): void {
    const slot = this.#placed.get(piece);
    if (!slot) return;
    slot.pieces.splice(slot.pieces.indexOf(piece), 1);
    this.#placed.delete(piece);
  }

  #isAway(block: Block): boolean {
    return this.#placed.has(block) || block.nodes.some((node) => this.#placed.has(node));
  }

  #override(element: ElementNode, what: number, value: unknown): void {
    this.overrides.push([element.skeleton[0], what, value]);
    for (const name of what === Override.addClass ? String(value).split(" ") : []) {
      element.added.add(name);
      element.removed.delete(name);
    }
    for (const name of what === Override.removeClass ? String(value).split(" ") : []) {
      element.removed.add(name);
      element.added.delete(name);
    }
  }

  #print(nodes: readonly (Node | Block)[]): (FrameTree | string)[] {
    return nodes.flatMap((node): (FrameTree | string)[] => {
      switch (node.kind) {
        case "text":
          return node.text === "" ? [] : [node.text];
        case "block":
          return this.#print(node.nodes);
        case "hole":
          return node.blocks.flatMap((block) => this.#print(block.nodes));
        case "slot":
          return this.#print(node.host ? node.host.children : [...node.pieces, ...node.blocks]);
        case "element": {
          const children = this.#print(node.host ? (node.root?.nodes ?? []) : node.children);
          return (node.host?.kind ?? 0) & HostKind.virtual ? children : [printElement(node, children)];
        }
      }
    });
  }

  #entry(number: number) {
    const entry = this.#numbers.get(number);
    if (!entry) throw new Error(`nothing has the number ${number}`);
    return entry;
  }

  #template(number: number): Template {
    const template = this.#templates.get(number);
    if (!template) throw new Error(`no template has the number ${number}`);
    return template;
  }

  #block(number: number): Block {
    const { node } = this.#entry(number);
    if (node.kind !== "block") throw new Error(`${number} is no block`);
    return node;
  }

  #hole(number: number): HoleNode {
    const { node } = this.#entry(number);
    if (node.kind !== "hole") throw new Error(`${number} is no hole`);
    return node;
  }

  #slotNode(number: number): SlotNode {
    const { node } = this.#entry(number);
    if (node.kind !== "slot") throw new Error(`${number} is no slot`);
    return node;
  }

  #host(number: number): ElementNode {
    const { node } = this.#entry(number);
    if (node.kind !== "element" || !node.host) throw new Error(`${number} is no host`);
    return node;
  }

  #element(base: number, index: number): ElementNode {
    const node = this.#block(base).all[index];
    if (node?.kind !== "element") throw new Error(`${base} has no element ${index}`);
    return node;
  }
}

function wholeIndex(index: SkeletonIndex): number {
  return typeof index === "number" ? index : wholeIndex(index[0]);
}

function partOf(whole: readonly SkeletonChild[], index: SkeletonIndex): readonly SkeletonChild[] {
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

function buildNodes(
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

function printElement(node: ElementNode, children: readonly (FrameTree | string)[]): FrameTree {
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

function countSlots(children: readonly unknown[], from: number): number {
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

function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}
