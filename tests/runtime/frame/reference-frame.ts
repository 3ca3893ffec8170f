/**
 * A page frame without a document: applies operations to plain objects in the simplest possible way, and checks
 * everything that a frame may rely on. It never moves content: slots refer to it, and only printing follows the
 * references.
 */
import { FIRST_BASE, HostKind, Op, Override } from "../../../src/runtime/protocol.ts";
import type { Operation, ToFrame } from "../../../src/runtime/protocol.ts";
import type { SkeletonIndex } from "../../../src/runtime/logic/frame/frame-template.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { buildNodes, countSlots, partOf, printElement, wholeIndex } from "./reference-nodes.ts";
import type { Block, ElementNode, FrameTree, HoleNode, Node, SlotNode, Template, TextNode } from "./reference-nodes.ts";

/** `view.json` of all packages, merged. */
export type View = Readonly<Record<string, readonly (readonly SkeletonChild[])[]>>;

export class ReferenceFrame {
  readonly #view: View;
  readonly #templates = new Map<number, Template>();
  /** Blocks, texts, elements of attributes, and holes by number; attributes with their slot. */
  readonly #numbers = new Map<number, { readonly node: Node | Block; readonly block: Block; readonly slot: number }>();
  readonly #containers = new Map<number, Block>();
  readonly #placed = new Map<Node | Block, SlotNode>();
  readonly sheets: string[] = [];
  readonly overrides: unknown[][] = [];
  batches = 0;
  readonly #begun: Operation[] = [];
  /** Number of operations by code, in the last batch. */
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
    // A port clones messages too.
    const begun = this.#begun.splice(0);
    this.#apply([...begun, ...(structuredClone(message.operations) as readonly Operation[])]);
  }

  /** How many numbers are in use. */
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
        case Op.create:
          this.#createWhole(this.#template(next()), next);
          break;
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
      const tree = Math.floor((triples[i + 1] as number) / HostKind.tree);
      expectThat(tree === 0 || this.#templates.has(tree), "a tree's template is there before");
    }
    const slots = countSlots(whole, 0);
    const unsent = new Set(extras.filter((extra) => extra < 0).map((extra) => ~extra));
    const numbered = extras.filter((extra) => extra >= 0);
    const isGlobal = global === 1;
    this.#templates.set(number, { number, skeleton, scope, global: isGlobal, hosts, extras: numbered, unsent, slots });
  }

  /** Creates a block with the blocks that are part of its template: trees of components, and blocks in holes. */
  #createWhole(template: Template, next: <T = number>() => T): number {
    const base = next();
    this.#create(
      template,
      base,
      Array.from({ length: template.slots }, (_, slot) => (template.unsent.has(slot) ? undefined : next<unknown>())),
    );
    for (const [node, { kind }] of template.hosts) {
      if (kind < HostKind.tree) continue;
      const place = this.#block(base).all[node] as Node;
      const inside = this.#block(this.#createWhole(this.#template(Math.floor(kind / HostKind.tree)), next));
      if (place.kind === "hole") {
        place.blocks.push(inside);
        inside.hole = place;
        continue;
      }
      const host = place as ElementNode;
      expectThat((kind & HostKind.virtual) === 0 && host.children.length === 0, "an element without content");
      host.root = inside;
    }
    return base;
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

  /** Removes a block if it is the tree of a container or a host. */
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

function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}
