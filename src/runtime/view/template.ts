/**
 * Builds from a skeleton of the package's file a DOM prototype to clone, and a program that walks through a clone to
 * find its dynamic nodes.
 *
 * A tag `x` always becomes the element `wx-x`, and neither a skeleton nor a value is ever parsed as markup: a package
 * cannot make a frame create a script, an iframe or an event handler.
 */
import { authorStyle } from "../components/author-style.ts";
import { DYNAMIC, EVENT, EVENT_STOP } from "./skeleton.ts";
import type { SkeletonChild, SkeletonElement } from "./skeleton.ts";
import { plainTags } from "../components/plain.ts";
import { HostKind } from "../protocol.ts";
import { classPart, stylePart } from "./attribute.ts";
import type { ClassScope, PartsPlan, SlotPlan } from "./attribute.ts";
import type { BuiltIns } from "./built-ins.ts";
import { PLACE } from "./marks.ts";
import { OperationError } from "./problem.ts";
import * as Kind from "./slot-kinds.ts";
import { walkThrough } from "./template-plan.ts";
import type { ElementPlan, LateProperty, Template } from "./template-plan.ts";
import { addListener, attributeSlot, hasTag, maxSkeletonDepth, nothing, setFixed } from "./template-parts.ts";
import type { TemplateRequest } from "./template-request.ts";
import { setText, TextMode, toText } from "./text.ts";
import * as Step from "./walk-steps.ts";

export function buildTemplate(request: TemplateRequest, builtIns: BuiltIns): Template {
  return new Builder(request, builtIns).build();
}

/** Has no window: cloning is faster in it, and built-in components are not upgraded. */
let inert: Document | undefined;
class Builder {
  readonly #request: TemplateRequest;
  readonly #builtIns: BuiltIns;
  readonly #document = (inert ??= document.implementation.createHTMLDocument(""));
  readonly #hosts = new Map<number, Host>();
  readonly #extras = new Map<number, number>();
  readonly #slots: SlotPlan[] = [];
  readonly #elements: (ElementPlan | undefined)[] = [];
  readonly #actions = new Map<Node, number[]>();
  readonly #late: LateProperty[] = [];
  readonly #trees: [template: Template, from: number][] = [];
  readonly #places: (number | undefined)[] = [];
  #operands = 0;
  readonly #scope: ClassScope;
  #held = 0;

  constructor(request: TemplateRequest, builtIns: BuiltIns) {
    this.#request = request;
    this.#builtIns = builtIns;
    this.#scope = { scope: request.scope, global: request.global, classes: new Map() };
    const { hosts, extras } = request;
    for (let i = 0; i + 2 < hosts.length; i += 3) {
      this.#hosts.set(Number(hosts[i]), { kind: Number(hosts[i + 1]), hostClass: toText(hosts[i + 2]) });
    }
    for (const extra of extras) if (Number(extra) >= 0) this.#extras.set(Number(extra), this.#extras.size);
    for (let slot = 0; slot < request.slots; slot++) {
      this.#places.push(extras.includes(~slot) ? undefined : this.#operands++);
    }
  }

  build(): Template {
    const { number, skeleton, directory, slots } = this.#request;
    for (let i = 0; i < slots; i++) this.#slots.push(nothing);
    const top = this.#document.createDocumentFragment();
    const isRange = !this.#isOneNode(skeleton, 0, 0);
    if (isRange) top.append(this.#document.createComment(""));
    const end = isRange ? this.#document.createComment("") : undefined;
    this.#addChildren(skeleton, 0, top, { depth: 0, text: TextMode.plain, canAppend: false, marks: true, end });
    if (end) top.append(end);
    const prototype = isRange ? top : (top.firstChild as Node);
    return {
      ...this.#scope,
      number,
      prototype,
      hasBuiltIns:
        hasTag(skeleton, 0, (tag) => this.#builtIns.has(tag)) || this.#trees.some(([tree]) => tree.hasBuiltIns),
      isRange,
      steps: walkThrough(top.firstChild, this.#actions),
      slots: this.#slots,
      places: this.#places,
      count: slots + this.#extras.size,
      late: this.#late,
      elements: this.#elements,
      extras: this.#extras,
      directory,
      trees: this.#trees,
      operands: this.#operands,
      request: this.#request,
    };
  }

  #addChildren(children: readonly unknown[], from: number, parent: Node, around: Around): void {
    if (around.depth > maxSkeletonDepth) throw new OperationError("a template nests too deep");
    for (let i = from; i < children.length; i++) {
      const child = children[i] as SkeletonChild;
      const index = this.#elements.push(undefined) - 1;
      if (typeof child === "object") this.#addElement(child, index, parent, around);
      else if (typeof child === "number" && child < 0) {
        this.#addHole(~child, index, parent, around, i === children.length - 1);
      } else this.#addText(child, index, parent, around);
    }
  }

  #addText(child: string | number, index: number, parent: Node, { text }: Around): void {
    const node = this.#document.createTextNode("");
    parent.appendChild(node);
    if (typeof child === "number") {
      this.#slots[child] = { kind: Kind.text, name: "", mode: text, parts: undefined };
      this.#take(node, child);
    } else setText(node, child, text);
    this.#takeExtra(node, index);
  }

  #addHole(slot: number, index: number, parent: Node, { canAppend, end }: Around, isLast: boolean): void {
    this.#addTree(parent, index);
    let node: Node;
    if (isLast && end) node = end;
    else if (isLast && canAppend) node = parent;
    else node = parent.appendChild(this.#document.createComment(""));
    this.#take(node, slot);
    this.#takeExtra(node, index);
  }

  #addElement(child: SkeletonElement, index: number, parent: Node, around: Around): void {
    const tag = String(child[0]).toLowerCase();
    if (tag === "slot") {
      this.#takeExtra(parent.appendChild(this.#document.createComment("")), index);
      this.#skipChildren(child, around.depth);
      return;
    }
    const host = this.#hosts.get(index);
    const plan: ElementPlan = {
      tag,
      listeners: new Map(),
      models: new Set(),
      isVirtual: isVirtual(host),
    };
    this.#elements[index] = plan;
    if (plan.isVirtual) this.#addVirtual(child, index, plan, parent, around);
    else this.#addReal(child, index, plan, parent, around, host);
  }

  #addReal(
    child: SkeletonElement,
    index: number,
    plan: ElementPlan,
    parent: Node,
    around: Around,
    host: Host | undefined,
  ): void {
    const { tag } = plan;
    const isHost = host !== undefined;
    const isBuiltIn = !isHost && this.#builtIns.has(tag);
    if (isBuiltIn) this.#builtIns.need(tag);
    const element = this.#document.createElement(elementName(tag, isHost && this.#isTaken(tag)));
    parent.appendChild(element);
    element.setAttribute(PLACE, `${this.#request.number}.${index}`);
    if (around.marks) this.#act(element, Step.mark);
    this.#addAttributes(
      child,
      element,
      plan,
      isHost ? "host" : isBuiltIn ? "built-in" : "plain",
      host?.hostClass ?? "",
    );
    this.#takeExtra(element, index);
    const inner: Around = {
      depth: around.depth + 1,
      text: tag !== "text" || isHost ? TextMode.plain : textMode(element, child),
      canAppend: !isHost && !isBuiltIn,
      marks: isHost,
      end: undefined,
    };
    if (isHost && this.#isCopied(index)) {
      this.#skipChildren(child, around.depth);
      return;
    }
    if (!isHost || child.length <= 2) {
      this.#addChildren(child, 2, element, inner);
      this.#addTree(element, index);
      return;
    }
    this.#addContent(child, index, element, inner);
    this.#act(element, Step.content);
  }

  /** Adds the block that a host or hole is created with. */
  #addTree(parent: Node, index: number): void {
    const number = (this.#hosts.get(index)?.kind ?? 0) >> 2;
    if (number === 0) return;
    const tree = this.#request.tree(number);
    const { prototype, isRange } = tree;
    this.#act((isRange ? prototype.firstChild : prototype) as Node, Step.tree, this.#trees.length);
    if (isRange) this.#act(prototype.lastChild as Node, Step.end, prototype.childNodes.length - 1);
    parent.appendChild(prototype);
    // The tree's number precedes its values.
    this.#trees.push([tree, this.#operands]);
    this.#operands += 1 + tree.operands;
  }

  /** Adds the content of a component's tags so that it can be moved: a single node, or a comment at each end. */
  #addContent(child: SkeletonElement, index: number, parent: Node, around: Around): void {
    const isOneNode = this.#isOneNode(child, 2, index + 1);
    if (!isOneNode) parent.appendChild(this.#document.createComment(""));
    const end = isOneNode ? undefined : this.#document.createComment("");
    this.#addChildren(child, 2, parent, { ...around, end });
    if (end) parent.appendChild(end);
  }

  /** Adds a virtual host: two comments, the content between them, and later the component's tree before the second. */
  #addVirtual(child: SkeletonElement, index: number, plan: ElementPlan, parent: Node, around: Around): void {
    const { depth } = around;
    this.#addListeners(child, plan);
    parent.appendChild(this.#document.createComment(""));
    const before = parent.childNodes.length;
    const inner = { depth: depth + 1, text: TextMode.plain, canAppend: false, marks: true, end: undefined };
    const hasContent = child.length > 2 && !this.#isCopied(index);
    if (!hasContent) this.#skipChildren(child, depth);
    if (hasContent) this.#addContent(child, index, parent, inner);
    const end = parent.appendChild(this.#document.createComment(""));
    this.#takeExtra(end, index);
    const length = parent.childNodes.length - 1 - before;
    if (hasContent) this.#act(end, Step.virtualContent, length);
    // The whole host may itself be content that moves into a slot.
    if (around.marks) this.#act(end, Step.end, length + 1);
  }

  /** Walks through children that are never shown, because they still count for node indexes and slots. */
  #skipChildren(child: SkeletonElement, depth: number): void {
    const away = this.#document.createDocumentFragment();
    this.#addChildren(child, 2, away, { depth: depth + 1, text: 0, canAppend: false, marks: false, end: undefined });
  }

  #addListeners(child: SkeletonElement, plan: ElementPlan): void {
    this.#eachAttribute(child, (code, name, value) => {
      if (code & EVENT) addListener(plan, code, name, value);
    });
  }

  #addAttributes(
    child: SkeletonElement,
    element: HTMLElement,
    plan: ElementPlan,
    what: "host" | "built-in" | "plain",
    hostClass: string,
  ): void {
    const classes: PartsPlan = { fixed: "", after: hostClass, slots: [], cache: new Map() };
    const styles: PartsPlan = { fixed: "", after: "", slots: [], cache: new Map() };
    let held = -1;
    const late = (slot: SlotPlan, index: number, value: unknown) => {
      if (held < 0) {
        held = this.#held++;
        this.#act(element, Step.hold);
      }
      this.#late.push({ held, element: plan, slot, index, value });
    };
    this.#eachAttribute(child, (code, name, value) => {
      const isDynamic = (code & DYNAMIC) !== 0;
      if (code & EVENT) {
        addListener(plan, code, name, value);
        if (isDynamic && code & EVENT_STOP) this.#setSlot(element, value, Kind.caught, name);
        return;
      }
      // Slots of built-in components for the author's content.
      if (name === "slot" && (value === "refresher" || value === "callout")) element.slot = value;
      const slot = attributeSlot(code, name, what, plan);
      switch (slot.kind) {
        case Kind.none:
          break;
        case Kind.classes:
          if (isDynamic) classes.slots.push([slot, Number(value)]);
          else classes.fixed = join(classes.fixed, classPart(this.#scope, slot, value));
          break;
        case Kind.style:
          if (isDynamic) styles.slots.push([slot, Number(value)]);
          else styles.fixed += stylePart(slot, value);
          break;
        case Kind.builtIn:
        case Kind.animation:
        case Kind.hover:
          if (isDynamic) {
            this.#slots[Number(value)] = { ...slot, isLate: true };
            this.#take(element, Number(value));
            late(slot, Number(value), undefined);
          } else late(slot, -1, value);
          break;
        default:
          if (!isDynamic) setFixed(element, slot, plan, value);
          // The walk skips elements whose values are not sent, such as a `data-id` that is only for handlers.
          else if (!this.#request.extras.includes(~Number(value))) this.#setSlot(element, value, slot.kind, slot.name);
      }
    });
    this.#addParts(element, classes, Kind.classes);
    this.#addParts(element, styles, Kind.style);
  }

  /** Adds a class or style attribute: constant text, or several parts that change. */
  #addParts(element: HTMLElement, plan: PartsPlan, kind: number): void {
    const fixed = kind === Kind.classes ? join(plan.fixed, plan.after) : plan.fixed;
    if (fixed !== "") {
      if (kind === Kind.classes) element.className = fixed;
      else element.style.cssText = authorStyle(fixed);
    }
    // With several parts, the value depends on all of them, so cloning a value works only for a single part.
    plan.slots.forEach(([slot, index], part) => {
      const origin = plan.slots.length === 1 ? element : undefined;
      this.#slots[index] = { ...slot, kind, parts: plan, part, origin };
      this.#take(element, index);
    });
  }

  #eachAttribute(child: SkeletonElement, visit: (code: number, name: string, value: unknown) => void): void {
    const attributes = child[1];
    if (!Array.isArray(attributes)) return;
    for (let i = 0; i + 2 < attributes.length; i += 3) {
      visit(Number(attributes[i]), String(attributes[i + 1]), attributes[i + 2]);
    }
  }

  #setSlot(element: Element, slot: unknown, kind: number, name: string): void {
    this.#slots[Number(slot)] = { kind, name, parts: undefined };
    this.#take(element, Number(slot));
  }

  #take(node: Node, slot: number): void {
    if (!Number.isInteger(slot) || slot < 0 || slot >= this.#slots.length)
      throw new OperationError(`a template has no slot ${slot}`);
    this.#act(node, slot);
  }

  #takeExtra(node: Node, index: number): void {
    const extra = this.#extras.get(index);
    if (extra !== undefined) this.#act(node, this.#slots.length + extra);
  }

  #act(node: Node, ...steps: number[]): void {
    const there = this.#actions.get(node);
    if (there) there.push(...steps);
    else this.#actions.set(node, steps);
  }

  /** Whether the content is a single text, or an element with a real DOM element. */
  #isOneNode(children: readonly unknown[], from: number, firstIndex: number): boolean {
    if (children.length !== from + 1) return false;
    const child = children[from];
    if (typeof child === "number") return child >= 0;
    if (!Array.isArray(child)) return true;
    return String(child[0]).toLowerCase() !== "slot" && !isVirtual(this.#hosts.get(firstIndex));
  }

  #isCopied(host: number): boolean {
    return ((this.#hosts.get(host)?.kind ?? 0) & HostKind.copied) !== 0;
  }

  #isTaken(tag: string): boolean {
    return this.#builtIns.has(tag) || plainTags.has(tag);
  }
}

interface Host {
  readonly kind: number;
  readonly hostClass: string;
}

function isVirtual(host: { readonly kind: number } | undefined): boolean {
  return ((host?.kind ?? 0) & HostKind.virtual) !== 0;
}

/** What children inherit while a template is built. */
interface Around {
  readonly depth: number;
  readonly text: number;
  /** Whether a hole in last position needs no comment, because its blocks can be appended to the element. */
  readonly canAppend: boolean;
  /** Whether the parent may belong to another block, so that elements must record their own block. */
  readonly marks: boolean;
  /** The comment after the children; it also serves as comment of a hole in last position. */
  readonly end: Comment | undefined;
}

/** How texts in this element are processed: `decode` and `space` affect them. */
function textMode(element: Element, child: SkeletonElement): number {
  if (element.hasAttribute("decode") || element.hasAttribute("space")) return TextMode.decoded;
  const attributes = child[1];
  if (!Array.isArray(attributes)) return TextMode.text;
  const isDecoded = attributes.some((name, i) => i % 3 === 1 && (name === "decode" || name === "space"));
  return isDecoded ? TextMode.decoded : TextMode.text;
}

/** The element name for a tag. A component named like a built-in one must have neither its class nor its styles. */
function elementName(tag: string, isTaken: boolean): string {
  const name = tag.startsWith("wx-") ? tag.slice(3) : tag;
  return `wx-${name.replace(/[^a-z0-9._-]/g, "-")}${isTaken ? "--host" : ""}`;
}

function join(a: string, b: string): string {
  return a === "" || b === "" ? a + b : `${a} ${b}`;
}
