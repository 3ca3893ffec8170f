/**
 * The Worker's description of how a frame displays a block (its "frame template", in `block.shown`): which slots are
 * displayed, where component hosts and `<slot>` elements are, and which nodes have node numbers besides those of the
 * slots.
 *
 * If a component has several slots, its slot content is placed piece by piece. A piece is a top-level node of the
 * content, including the nodes of blocks in its top-level holes.
 */
import { camelCase } from "../camel-case.ts";
import type { Block } from "../block.ts";
import type { BlockDefinition } from "../definition.ts";
import type { ComponentDefinition } from "../component/definition.ts";
import { slotOf, splitClasses } from "../component/element.ts";
import { attributeKinds, DYNAMIC, EVENT, EVENT_STOP } from "../skeleton.ts";
import type { AttributeKind, SkeletonChild, SkeletonElement } from "../skeleton.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { nodeIndex } from "./node-index.ts";
import * as Role from "./slot-roles.ts";
import { watchesOf } from "./watches.ts";

export interface FrameTemplate {
  readonly tree: ComponentDefinition;
  /** How many node numbers a block of it takes. */
  readonly size: number;
  /** Blocks of it are slot content of a component with several slots, so their top-level nodes are pieces. */
  readonly inPieces: boolean;
  /** By slot: what its value is used for; see slot-roles.ts. */
  readonly roles: Uint8Array;
  /** Slots whose values are not sent for a new block. */
  readonly unsent: readonly number[];
  /** Holes and component hosts in document order. */
  readonly steps: readonly FrameStep[];
  /** Elements whose classes the Worker computes. */
  readonly classed: readonly SkeletonElement[];
  /** Its `<slot>` elements. */
  readonly slots: readonly SkeletonElement[];
  readonly watches: readonly Watch[];
  /** Node index → node number, relative to the block's. */
  readonly extras: ReadonlyMap<number, number>;
  readonly module: string;
  readonly index: SkeletonIndex;
  /** The shapes of its blocks. The first one is that of a block without others in it. */
  readonly shapes: Shape[];
}

/** A template together with the templates of blocks in it that are created with it by one operation. */
export interface Shape {
  readonly template: FrameTemplate;
  /** By step: the shape of the block there; `undefined` if there is none or it is created by its own operation. */
  readonly parts: readonly (Shape | undefined)[];
  /** The number of the template in the frame. */
  readonly number: number;
  /** How many blocks of the template were created without others in them. */
  made: number;
}

/** The index of a skeleton in its module, or some children of an element in that skeleton. */
export type SkeletonIndex = number | readonly [SkeletonIndex, number, ...number[]];

export type FrameStep =
  | {
      readonly hole: number;
      /**
       * Set if blocks of this hole consist of pieces: the host around the content, or -1 if the hole is at the top
       * level of a block that itself consists of pieces.
       */
      readonly around: SkeletonElement | -1 | undefined;
    }
  /** A host. Blocks of one definition need different templates if their components differ. */
  | { readonly hole: -1; readonly host: SkeletonElement; readonly component: ComponentDefinition };

/** `change:name="{{handler}}"` with the property of the same name. */
export interface Watch {
  readonly element: SkeletonElement;
  readonly name: string;
  /** Slot of the handler. */
  readonly handler: number;
  /** Slot of the property; -1 if its value is a constant. */
  readonly slot: number;
  readonly constant: unknown;
}

export interface FrameTemplateInput {
  /** The component whose tree contains the block. */
  readonly tree: ComponentDefinition;
  readonly definition: BlockDefinition;
  readonly inPieces: boolean;
  componentAt(host: SkeletonElement): ComponentDefinition | undefined;
}

export function createFrameTemplate(input: FrameTemplateInput): FrameTemplate {
  return new Builder(input).finish();
}

/** True if the component's content is placed into its slots piece by piece. */
export function takesPieces({ slots }: ComponentDefinition): boolean {
  return slots === "multiple";
}

/** The node number of an element in `extras`. */
export function numberOf({ block, skeleton }: ElementReference): number {
  const { extras } = block.shown as FrameTemplate;
  return block.id + (extras.get(nodeIndex(block.definition).ofElement.get(skeleton) as number) as number);
}

/** The class for `:host` in the component's stylesheet; `""` if it has no host element or no class prefix. */
export function hostClass({ scope, virtualHost }: ComponentDefinition): string {
  return virtualHost || scope === "" ? "" : `${scope}-host`;
}

class Builder {
  readonly #input: FrameTemplateInput;
  readonly #roles: Uint8Array;
  readonly #extras = new Map<number, number>();
  readonly #steps: FrameStep[] = [];
  readonly #classed: SkeletonElement[] = [];
  readonly #slots: SkeletonElement[] = [];
  readonly #watches: Watch[] = [];
  #next: number;

  constructor(input: FrameTemplateInput) {
    this.#input = input;
    this.#roles = new Uint8Array(input.definition.empty.length);
    this.#next = 1 + input.definition.empty.length;
  }

  finish(): FrameTemplate {
    const { tree, definition, inPieces } = this.#input;
    const { skeleton, module } = definition;
    this.#visit(skeleton, 0, inPieces ? -1 : undefined);
    return {
      tree,
      size: this.#next,
      inPieces,
      roles: this.#roles,
      unsent: [...this.#roles.keys()].filter((slot) => (this.#roles[slot] as number) < Role.caught),
      steps: this.#steps,
      classed: this.#classed,
      slots: this.#slots,
      watches: this.#watches,
      extras: this.#extras,
      module,
      index: indexOf(definition),
      shapes: [],
    };
  }

  /** @param around see `FrameStep` */
  #visit(children: readonly unknown[], from: number, around: SkeletonElement | -1 | undefined): void {
    for (let i = from; i < children.length; i++) {
      const child = children[i] as SkeletonChild;
      if (typeof child === "number") {
        if (child >= 0) this.#roles[child] = Role.shown;
        else this.#steps.push({ hole: ~child, around });
      } else if (typeof child === "object") this.#element(child, around !== undefined);
    }
    if (around === undefined) return;
    const { ofElement } = nodeIndex(this.#input.definition);
    // A single element is the block itself, and dynamic texts have the numbers of their slots.
    if (around === -1 && children.length === 1 && typeof children[0] === "object") return;
    let at = around === -1 ? 0 : (ofElement.get(around) as number) + 1;
    for (let i = from; i < children.length; i++) {
      const child = children[i] as SkeletonChild;
      if (typeof child !== "number") this.#extra(at);
      at += typeof child === "object" ? 1 + countNodes(child) : 1;
    }
  }

  #extra(node: number): void {
    if (!this.#extras.has(node)) this.#extras.set(node, this.#next++);
  }

  #element(element: SkeletonElement, isPiece: boolean): void {
    const node = nodeIndex(this.#input.definition).ofElement.get(element) as number;
    const component = this.#input.componentAt(element);
    const isSlot = element[0] === "slot";
    if (isSlot) this.#slots.push(element);
    if (component || isSlot) this.#extra(node);
    const isClassed = this.#attributes(element, component, isSlot, isPiece);
    // Virtual hosts and slots have no element to set classes on.
    if (isClassed && !isSlot && !component?.virtualHost) {
      this.#classed.push(element);
      // Identified by number, because content that is in no slot is not in the document and cannot be found there.
      this.#extra(node);
    }
    // The content of a `<slot>` is never displayed.
    if (isSlot) return;
    if (component?.slots !== "dynamic")
      this.#visit(element, 2, component && takesPieces(component) ? element : undefined);
    if (component) {
      this.#steps.push({ hole: -1, host: element, component });
    }
  }

  /** Sets the roles of the slots of an element's attributes. Returns true if the Worker must compute its classes. */
  #attributes(element: SkeletonElement, component: ComponentDefinition | undefined, isSlot: boolean, isPiece: boolean) {
    const attributes = element[1];
    if (attributes === 0) return false;
    const classed = this.#isClassed(attributes);
    for (let i = 0; i < attributes.length; i += 3) {
      const code = attributes[i] as number;
      if ((code & DYNAMIC) === 0) continue;
      const slot = attributes[i + 2] as number;
      // Virtual hosts and `<slot>` have no element that could display attributes.
      const isElement = !isSlot && !component?.virtualHost;
      if (code >= EVENT) {
        if (code & EVENT_STOP && isElement) this.#roles[slot] = Role.caught;
        continue;
      }
      const kind = attributeKinds[code >> 1] as AttributeKind;
      const name = attributes[i + 1] as string;
      const isStyled = kind === "data" && this.#input.tree.entry.data?.includes(name);
      const role = isStyled ? Role.shown : roleOf(kind, name, component, isSlot, isPiece, classed);
      if (isElement || role !== Role.shown) this.#roles[slot] = role;
      if (kind === "change") this.#watches.push(...watchesOf(element, name, slot));
    }
    return classed;
  }

  #isClassed(attributes: readonly (string | number | boolean)[]): boolean {
    const { externalClasses } = this.#input.tree;
    if (externalClasses.size === 0) return false;
    for (let i = 0; i < attributes.length; i += 3) {
      const code = attributes[i] as number;
      const kind = code < EVENT ? attributeKinds[code >> 1] : undefined;
      if (kind === "class") {
        if (code & DYNAMIC || splitClasses(attributes[i + 2]).some((name) => externalClasses.has(name))) return true;
      } else if (kind === "class-toggle" && externalClasses.has(attributes[i + 1] as string)) return true;
    }
    return false;
  }
}

function indexOf({ content, index }: BlockDefinition): SkeletonIndex {
  if (!content) return index;
  const { of, host, positions } = content;
  return [indexOf(of), nodeIndex(of).ofElement.get(host) as number, ...positions.map((at) => at - 2)];
}

/** False if a block in an outermost hole of a copy of slot content asks for another slot than the copy's. */
export function isAsked({ definition }: Block, hole: number, inner: Block): boolean {
  const { content } = definition;
  if (!content || !definition.skeleton.includes(~hole)) return true;
  const first = inner.definition.skeleton.find((child) => typeof child === "object");
  return (first ? slotOf({ block: inner, skeleton: first as SkeletonElement }) : "") === content.slot;
}

function roleOf(
  kind: AttributeKind,
  name: string,
  component: ComponentDefinition | undefined,
  isSlot: boolean,
  isPiece: boolean,
  classed: boolean,
): number {
  if (isSlot) return kind === "property" && name === "name" ? Role.slotName : Role.none;
  if (kind === "class" || kind === "class-toggle") return classed ? Role.classes : Role.shown;
  if (kind === "style" || kind === "style-property") return Role.shown;
  if (kind !== "property" && kind !== "model") return Role.none;
  if (kind === "property" && name === "slot") return isPiece ? Role.slotOf : Role.none;
  if (!component || (kind === "property" && (name === "id" || name === "hidden" || name === "animation")))
    return Role.shown;
  return kind === "property" && isExternalClass(component, name) ? Role.externalClass : Role.none;
}

/** @param name an attribute name as the compiler writes it */
export function isExternalClass({ externalClasses }: ComponentDefinition, name: string): boolean {
  if (externalClasses.size === 0) return false;
  for (const one of externalClasses) {
    if (one === name || camelCase(one) === name) return true;
  }
  return false;
}

function countNodes(element: SkeletonElement): number {
  let count = 0;
  for (let i = 2; i < element.length; i++) {
    const child = element[i] as SkeletonChild;
    count += typeof child === "object" ? 1 + countNodes(child) : 1;
  }
  return count;
}
