/**
 * Applies batches of operations to the document. Nodes are looked up by number in a flat array: an invalid number finds
 * nothing, and the resulting error is caught once per batch.
 */
import * as Op from "../operation-codes.ts";
import { FIRST_BASE, Override } from "../protocol.ts";
import type { Operation } from "../protocol.ts";
import { setClass, setLate, setOwn, setValue } from "./attribute.ts";
import type { SlotPlan } from "./attribute.ts";
import { BatchParts } from "./batch-parts.ts";
import type { BuiltIns } from "./built-ins.ts";
import { baseOf, beginOf, homeOf, moveRange, noteEnd, PLACE, removeRange, siblingBefore } from "./marks.ts";
import { OperationError } from "./problem.ts";
import { overrideClass, overrideStyle } from "./override.ts";
import type { SkeletonChild } from "./skeleton.ts";
import * as Kind from "./slot-kinds.ts";
import { isPlainText, updateText } from "./text.ts";
import { buildTemplate } from "./template.ts";
import type { LateProperty, Template } from "./template-plan.ts";
import * as Step from "./walk-steps.ts";
import { asArray, readTemplate } from "./template-request.ts";

export interface ApplierOptions {
  /** The page's containers, by number. */
  readonly containers: readonly [number: number, element: () => HTMLElement][];
  readonly builtIns: BuiltIns;
  /** A skeleton from the packages' files; undefined if there is none. */
  skeleton(module: string, index: number): readonly SkeletonChild[] | undefined;
  /** Called after a template was built. */
  onTemplate(template: Template): void;
  /** Returns whether the following operations must wait for these stylesheets. */
  onSheets(paths: readonly unknown[]): boolean;
}

/** How far a block's number may be beyond those in use; limits the memory that a hostile Worker can claim. */
const maxGap = 1 << 20;

export class Applier {
  /** By number: an element, a text, or the comment of a hole or at the start of a block. */
  readonly #nodes: (ChildNode | undefined)[] = [];
  readonly #templates = new Map<number, Template>();
  readonly #options: ApplierOptions;
  readonly #containers = new Map<number, () => HTMLElement>();
  /** Hosts whose content has not been moved to a slot yet. */
  readonly #open = new Set<Node>();
  readonly #held: HTMLElement[] = [];
  /** Handles the parts of a batch that arrive before the rest. */
  readonly parts = new BatchParts({
    create: (operations, at) => at + this.#create(operations, at),
    isShown: (node) => this.#nodes[(node as number) | 0]?.isConnected !== false,
    apply: (operations, from, end) => void this.#applyAll(operations, from, end),
  });
  /** Whether a template has slots: hosts' content may then be among a list's nodes, and clearing must keep it. */
  #hasOpenSlots = false;

  constructor(options: ApplierOptions) {
    this.#options = options;
    for (const [number, element] of options.containers) this.#containers.set(number, element);
  }

  /**
   * Applies operations from index `from` on. Returns the index where it stopped: the end, or where the rest must wait
   * for stylesheets.
   *
   * @throws Error for an invalid operation; those before it have been applied
   */
  apply(operations: readonly Operation[], from: number): number {
    try {
      return this.#applyAll(operations, from, operations.length);
    } finally {
      if (this.#open.size > 0) {
        for (const host of this.#open) this.#hideContent(host);
        this.#open.clear();
      }
    }
  }

  template(number: number): Template | undefined {
    return this.#templates.get(number);
  }

  /** The element with this node index in a block; undefined if it is not in the tree. */
  element(base: number, index: number): HTMLElement | undefined {
    const first = this.#nodes[base | 0];
    const template = first?.$template;
    if (!first || !template) return undefined;
    const extra = template.extras.get(index);
    const known = extra === undefined ? undefined : this.#nodes[base + 1 + template.slots.length + extra];
    if (known) return known.nodeType === 1 ? (known as HTMLElement) : undefined;
    const wanted = `${template.number}.${index | 0}`;
    for (let node: ChildNode | null = first; node; node = node.nextSibling) {
      if (node.nodeType === 1) {
        if ((node as Element).getAttribute(PLACE) === wanted && baseOf(node) === base) return node as HTMLElement;
        for (const inner of (node as Element).querySelectorAll<HTMLElement>(`[${PLACE}="${wanted}"]`)) {
          if (baseOf(inner) === base) return inner;
        }
      }
      if (node === (first.$end ?? first)) break;
    }
    return undefined;
  }

  #applyAll(o: readonly Operation[], from: number, end: number): number {
    const nodes = this.#nodes;
    for (let i = from; i < end;) {
      switch (o[i]) {
        case Op.create:
          i += this.#create(o, i);
          break;
        case Op.insert:
        case Op.move:
          this.#insert(o[i + 1], o[i + 2], o[i + 3]);
          i += 4;
          break;
        case Op.text: {
          const node = nodes[(o[i + 1] as number) | 0] as Text;
          const text = o[i + 2];
          if (typeof text === "string" && node.$source === undefined && !text.includes("\\n")) node.data = text;
          else updateText(node, text);
          i += 3;
          break;
        }
        case Op.attribute: {
          const number = (o[i + 1] as number) | 0;
          // Find the block that the number belongs to: its first node is a few numbers before.
          let base = number - 1;
          while (base >= FIRST_BASE && nodes[base]?.$base !== base) base--;
          const template = nodes[base]?.$template;
          const slot = template?.slots[number - base - 1];
          const node = nodes[number] as HTMLElement | undefined;
          if (node?.nodeType !== 1 || !slot) throw new OperationError(`node ${number} is not an attribute`);
          // Fast path: most changes of a class set a value that was computed before, for other rows.
          const names = slot.parts?.cache.get(o[i + 2]);
          if (names !== undefined && node.$overrides === undefined) node.className = names;
          else this.#attribute(node, slot, number - base - 1, o[i + 2], template as Template);
          i += 3;
          break;
        }
        case Op.remove: {
          const first = this.#node(o[i + 1]);
          removeRange(first, first.$end);
          i += 2;
          break;
        }
        case Op.free:
          this.#free(o[i + 1], o[i + 2]);
          i += 3;
          break;
        case Op.clear:
          this.#clear(o[i + 1], o[i + 2]);
          i += 3;
          break;
        case Op.root:
          this.#root(o[i + 1], o[i + 2]);
          i += 3;
          break;
        case Op.sheets:
          i += 2;
          if (this.#options.onSheets(asArray(o[i - 1]))) return i;
          break;
        default:
          i = this.#applyRare(o, i);
      }
    }
    return end;
  }

  /** Applies operations sent once per template, component or gesture. Returns the index of the next operation. */
  #applyRare(o: readonly Operation[], i: number): number {
    switch (o[i]) {
      case Op.template:
        this.#addTemplate(o, i);
        return i + 8;
      case Op.classes:
        setClass(this.#element(o[i + 1], o[i + 2]), String(o[i + 3]));
        return i + 4;
      case Op.slot:
        this.#slot(o[i + 1], o[i + 2]);
        return i + 3;
      case Op.place:
        this.#place(o[i + 1], o[i + 2], o[i + 3]);
        return i + 4;
      case Op.override:
        override(this.#element(o[i + 1], o[i + 2]), o[i + 3], o[i + 4]);
        return i + 5;
      default:
        throw new OperationError(`unknown operation ${String(o[i])}`);
    }
  }

  #addTemplate(o: readonly Operation[], i: number): void {
    const number = o[i + 1] as number;
    if (this.#templates.has(number)) throw new OperationError(`template ${number} already exists`);
    const { skeleton, builtIns, onTemplate } = this.#options;
    const request = readTemplate(o.slice(i + 1, i + 8), skeleton, (tree) =>
      buildTemplate(this.#template(tree).request, builtIns),
    );
    const template = buildTemplate(request, builtIns);
    this.#templates.set(number, template);
    if (request.skeleton.some((child) => Array.isArray(child) && child[0] === "slot")) this.#hasOpenSlots = true;
    onTemplate(template);
  }

  /** Creates a block. Returns the length of the operation. */
  #create(o: readonly Operation[], i: number): number {
    const template = this.#template(o[i + 1]);
    this.#held.length = 0;
    // In the frame's document, built-in components are upgraded at once. Cloning in the prototype's own is faster.
    const { prototype, hasBuiltIns } = template;
    const clone = hasBuiltIns ? document.importNode(prototype, true) : prototype.cloneNode(true);
    this.#fill(template, (template.isRange ? clone.firstChild : clone) as ChildNode, o, i + 2);
    return 3 + template.operands;
  }

  /** Assigns numbers and values to a cloned block. @param at index of its number in the operations; values follow */
  #fill(template: Template, begin: ChildNode, o: readonly Operation[], at: number): void {
    const base = (o[at] as number) | 0;
    const nodes = this.#nodes;
    const { slots, steps, count, places } = template;
    const first = base + 1;
    const from = at + 1;
    const held = this.#held.length;
    if (base < FIRST_BASE || base > nodes.length + maxGap || nodes[base])
      throw new OperationError(`number ${base} is in use`);
    while (nodes.length <= base + count) nodes.push(undefined);
    let node = begin;
    nodes[base] = node;
    node.$base = base;
    node.$template = template;
    if (template.isRange) node.$end = node.parentNode?.lastChild as ChildNode;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as number;
      if (step >= 0) {
        nodes[first + step] = node;
        const place = places[step];
        if (place === undefined) continue;
        const slot = slots[step] as SlotPlan;
        if (slot.isLate === true) continue;
        const value = o[from + place];
        if (slot.kind === Kind.text && typeof value === "string" && isPlainText(slot.mode, value))
          (node as Text).data = value;
        else if (value !== slot.given) setOwn(slot, node, value, template);
      } else if (step === Step.next) node = node.nextSibling as ChildNode;
      else if (step === Step.down) node = node.firstChild as ChildNode;
      else if (step === Step.up) node = node.parentNode as Element;
      else if (step === Step.mark) node.$base = base;
      else if (step === Step.hold) this.#held.push(node as HTMLElement);
      else if (step === Step.tree) {
        const [tree, operands] = template.trees[steps[++i] as number] as (typeof template.trees)[number];
        this.#fill(tree, node, o, from + operands);
      } else if (step === Step.content) this.#noteContent(node, node.firstChild, node.lastChild);
      else if (step === Step.end) noteEnd(node, steps[++i] as number);
      else this.#noteContent(node, siblingBefore(node, steps[++i] as number), node.previousSibling);
    }
    if (template.late.length > 0) this.#setLate(template, this.#held.splice(held), o, from);
  }

  #setLate(template: Template, held: readonly HTMLElement[], o: readonly Operation[], from: number): void {
    for (const one of template.late) {
      const value = one.index < 0 ? one.value : o[from + (template.places[one.index] as number)];
      setLate(one.slot, held[one.held] as HTMLElement, one.element, value, template, this.#options.builtIns);
    }
  }

  #noteContent(host: ChildNode, first: ChildNode | null, last: ChildNode | null): void {
    host.$content = [first as ChildNode, last as ChildNode];
    this.#open.add(host);
  }

  #attribute(node: HTMLElement, slot: SlotPlan, index: number, value: unknown, template: Template): void {
    if (slot.isLate !== true) {
      setValue(slot, node, value, template);
      return;
    }
    const late = template.late.find((one) => one.index === index) as LateProperty;
    setLate(slot, node, late.element, value, template, this.#options.builtIns);
  }

  #insert(base: Operation, hole: Operation, before: Operation): void {
    const first = this.#node(base);
    const place = this.#container(hole);
    const next = before === 0 ? null : homeOf(this.#node(before));
    const home = first.$home;
    put(home ?? first, home ? undefined : first.$end, place, next);
  }

  #clear(hole: Operation, from: Operation): void {
    const place = this.#container(hole);
    const first = homeOf(this.#node(from));
    const isComment = place.nodeType === 8;
    const parent = (isComment ? place.parentNode : place) as Node;
    if (first.parentNode !== parent) throw new OperationError("the block has another parent");
    const last = isComment ? place.previousSibling : place.lastChild;
    const isAll = parent.firstChild === first && (!isComment || parent.lastChild === place);
    if (isAll && parent.nodeType === 1 && !this.#hasOpenSlots) {
      parent.textContent = "";
      if (isComment) parent.appendChild(place);
      return;
    }
    removeRange(first, last as ChildNode);
  }

  #free(base: Operation, count: Operation): void {
    const from = (base as number) | 0;
    const end = Math.min(from + ((count as number) | 0), this.#nodes.length);
    for (let i = Math.max(from, 0); i < end; i++) {
      this.#nodes[i] = undefined;
    }
  }

  #root(host: Operation, base: Operation): void {
    const place = this.#container(host);
    const first = this.#node(base);
    put(first, first.$end, place, null);
  }

  #slot(host: Operation, slot: Operation): void {
    const place = this.#node(host);
    if (!place.$content) return;
    if (slot === 0) {
      this.#hideContent(place);
      return;
    }
    const target = this.#comment(slot);
    const [first, last] = place.$content;
    this.#open.delete(place);
    moveRange(first, last, target.parentNode as Node, target);
  }

  /** Keeps content that is in no slot in a fragment, where it is not shown. */
  #hideContent(host: Node): void {
    const [first, last] = host.$content as readonly [ChildNode, ChildNode];
    if (!first) return;
    moveRange(homeOf(first), homeOf(last), document.createDocumentFragment(), null);
  }

  #place(content: Operation, slot: Operation, before: Operation): void {
    const first = beginOf(this.#node(content));
    const home = first.$home;
    if (slot === 0) {
      if (!home) return;
      first.$home = undefined;
      moveRange(first, first.$end, home.parentNode as Node, home);
      home.remove();
      return;
    }
    const target = this.#comment(slot);
    if (!home) {
      const comment = document.createComment("");
      comment.$away = first;
      first.before(comment);
      first.$home = comment;
    }
    const next = before === 0 ? target : beginOf(this.#node(before));
    moveRange(first, first.$end, next.parentNode as Node, next);
  }

  #template(number: Operation): Template {
    const template = this.#templates.get(number as number);
    if (!template) throw new OperationError(`unknown template ${String(number)}`);
    return template;
  }

  #node(number: Operation): ChildNode {
    const node = this.#nodes[(number as number) | 0];
    if (!node) throw new OperationError(`unknown node ${String(number)}`);
    return node;
  }

  #container(number: Operation): ChildNode {
    const node = this.#nodes[(number as number) | 0] ?? this.#containers.get(number as number)?.();
    if (!node) throw new OperationError(`unknown node ${String(number)}`);
    return node;
  }

  #comment(number: Operation): ChildNode {
    const node = this.#node(number);
    if (node.nodeType !== 8) throw new OperationError(`${String(number)} is not a slot`);
    return node;
  }

  #element(base: Operation, index: Operation): HTMLElement {
    const element = this.element(Number(base), Number(index));
    if (!element) throw new OperationError(`block ${String(base)} has no element ${String(index)}`);
    return element;
  }
}

/** Inserts nodes at a hole's comment or into an element, before another node or at the end. */
function put(first: ChildNode, last: ChildNode | undefined, place: ChildNode, before: ChildNode | null): void {
  const isComment = place.nodeType === 8;
  moveRange(first, last, (isComment ? place.parentNode : place) as Node, before ?? (isComment ? place : null));
}

function override(element: HTMLElement, what: Operation, value: Operation): void {
  if (what === Override.style) overrideStyle(element, value);
  else if (what === Override.animate) void import("./lazy.ts").then(({ animate }) => animate(element, value));
  else overrideClass(element, what, value);
}
