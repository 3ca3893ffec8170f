/**
 * Writes the trees of one page as operations for its frame: new blocks with everything in them, and changes of
 * displayed blocks. Blocks that are not displayed (number 0) cost nothing; they are written as a whole when they are
 * inserted into a displayed block.
 */
import type { Block } from "../block.ts";
import { slotAround } from "../component/content-copy.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ViewSink } from "../component/view-sink.ts";
import { blocksIn } from "../component/walk.ts";
import * as Op from "../../operation-codes.ts";
import type { Operation } from "../../protocol.ts";
import { isHandler } from "../shadow-tree.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { SkeletonElement } from "../skeleton.ts";
import { hasSlot, holdsSlots, holeStep } from "./block-facts.ts";
import { rewriteExternalClass, writeClasses } from "./class-text.ts";
import { isAsked, numberOf } from "./frame-template.ts";
import type { FrameStep, FrameTemplate, Shape } from "./frame-template.ts";
import { FrameTemplates } from "./frame-templates.ts";
import { nodeIndex } from "./node-index.ts";
import { Numbers } from "./numbers.ts";
import { SlotPlaces } from "./slot-places.ts";
import * as Role from "./slot-roles.ts";
import type { TreeWriterOptions } from "./tree-writer-options.ts";

export class TreeWriter implements ViewSink {
  readonly numbers = new Numbers();
  readonly handle: ViewSink["handle"];
  readonly #options: TreeWriterOptions;
  #operations: Operation[] = [];
  /** The number of the batch being written. */
  batch = 1;
  /** By block number. */
  readonly #blocks: (Block | undefined)[] = [];
  readonly #templates: FrameTemplates;
  readonly #sheets = new Set<string>();
  /** Containers of the trees that are in no other tree. */
  readonly #containers = new Map<ComponentNode, number>();
  /** Outermost blocks that were displayed and are being replaced. */
  readonly #replaced = new Set<Block>();
  readonly #slots = new SlotPlaces((...operation) => this.#out().push(...operation));
  /** The array for the next operation. */
  readonly #out = (): Operation[] => {
    this.#flushFree();
    const operations = this.#operations;
    if (operations.length === 0) this.#options.onWrite();
    return operations;
  };
  /** How many parts of this batch were sent ahead. */
  #parts = 0;
  /**
   * Rows of cleared lists. Their numbers are released at the end of the batch, so that later operations do not wait for
   * that.
   */
  #cleared: (readonly [tree: ComponentNode, blocks: readonly Block[]])[] = [];
  /** A range of released numbers that the frame does not know about yet. */
  #freeBase = 0;
  #freeCount = 0;

  constructor(options: TreeWriterOptions) {
    this.#options = options;
    this.handle = options.handle;
    this.#templates = new FrameTemplates(options.many, this.#out);
  }

  /** Ends the batch and returns its remaining operations. */
  take(): Operation[] {
    const cleared = this.#cleared;
    this.#cleared = [];
    for (const [tree, blocks] of cleared) for (const block of blocks) this.#free(tree, block);
    this.#slots.settle();
    this.#flushFree();
    this.numbers.endBatch();
    if (this.#operations.length === 0 && this.#parts === 0) return [];
    this.#parts = 0;
    this.batch++;
    return this.#takeAll();
  }

  /** Ends a batch without operations, sent only for its answer. Returns its number. */
  takeNothing(): number {
    return this.batch++;
  }

  #takeAll(): Operation[] {
    const operations = this.#operations;
    this.#operations = [];
    return operations;
  }

  /** The displayed block with this number. */
  blockAt(base: number): Block | undefined {
    return this.#blocks[base];
  }

  /** Displays a tree in a container of the page. */
  show(root: ComponentNode, container: number): void {
    if (this.#sheets.size === 0) this.#addSheets(this.#options.sheets);
    root.space.view = this;
    this.#containers.set(root, container);
    this.#writeTree(root, container);
  }

  /** Removes a component's tree, which is about to be replaced. */
  vacateTree(node: ComponentNode, old: Block): void {
    if (old.id === 0) return;
    this.#replaced.add(old);
    this.remove(node, old);
  }

  replaceTree(node: ComponentNode, old: Block): void {
    if (!this.#replaced.delete(old)) return;
    const place = node.host ? numberOf(node.host) : this.#containers.get(node);
    if (place !== undefined) this.#writeTree(node, place);
  }

  insert(tree: ComponentNode, block: Block, before: Block | undefined, slot: number): void {
    const parent = block.parent;
    if (!parent || parent.id === 0 || block.id !== 0) return;
    const step = holeStep(parent, slot);
    if (!step || !isAsked(parent, slot, block)) return;
    const owner = this.#contentOwner(parent, step.around);
    this.#writeBlock(tree, block, owner);
    const operations = this.#out();
    operations.push(Op.insert, block.id, parent.id + 1 + slot, before?.id ?? 0);
    // The first parts are small, because the frame is still idle: a 16th, a quarter, twice a half.
    if (operations.length >= this.#options.partSize >> (4 / (this.#parts + 1))) {
      this.#options.onPart(() => {
        this.#parts++;
        return this.#takeAll();
      });
    }
  }

  move(tree: ComponentNode, block: Block, before: Block | undefined, slot: number): void {
    const { parent } = block;
    if (!parent || block.id === 0) return;
    this.#out().push(Op.move, block.id, parent.id + 1 + slot, before?.id ?? 0);
    this.#slots.touchAround(block);
    if (holdsSlots(block)) this.#slots.touch(tree);
  }

  remove(tree: ComponentNode, block: Block): void {
    if (block.id === 0) return;
    const base = block.id;
    this.#vacate(tree, block);
    this.#out().push(Op.remove, base);
    this.#free(tree, block);
  }

  clear(tree: ComponentNode, owner: Block, slot: number, blocks: readonly Block[]): void {
    const first = blocks.find(({ id }) => id !== 0);
    if (!first || owner.id === 0) return;
    if ((first.shown as FrameTemplate).inPieces) {
      for (const block of blocks) this.remove(tree, block);
      return;
    }
    for (const block of blocks) this.#vacate(tree, block);
    this.#out().push(Op.clear, owner.id + 1 + slot, first.id);
    this.#cleared.push([tree, blocks]);
  }

  /** Removes a block, calls `change`, and inserts the block again in the same place. */
  replace(tree: ComponentNode, block: Block, change: () => void): void {
    if (block.id === 0) {
      change();
      return;
    }
    const { parent } = block;
    if (!parent) {
      this.vacateTree(tree, block);
      change();
      this.replaceTree(tree, block);
      return;
    }
    for (const step of (parent.shown as FrameTemplate).steps) {
      if ("host" in step) continue;
      const blocks = blocksIn(parent.values[step.hole]);
      const at = blocks.indexOf(block);
      if (at < 0) continue;
      this.remove(tree, block);
      change();
      this.insert(tree, block, blocks[at + 1], step.hole);
      return;
    }
  }

  /** Displays the copies of content in displayed slots of a component (dynamic slots). */
  showContent(owner: ComponentNode, component: ComponentNode): void {
    for (const block of component.root?.content?.blocks ?? []) {
      const slot = slotAround(block);
      if (!slot || slot.block.id === 0 || block.id !== 0) continue;
      this.#writeBlock(owner, block, undefined);
      this.#out().push(Op.insert, block.id, numberOf(slot), 0);
    }
  }

  text(block: Block, slot: number, value: string): void {
    if (block.id !== 0 && (block.shown as FrameTemplate).roles[slot] === Role.shown) {
      this.#out().push(Op.text, block.id + 1 + slot, value);
    }
  }

  attribute(tree: ComponentNode, block: Block, slot: number, value: unknown): void {
    if (block.id === 0) return;
    const template = block.shown as FrameTemplate;
    switch (template.roles[slot]) {
      case Role.shown:
        this.#out().push(Op.attribute, block.id + 1 + slot, value as Operation);
        break;
      case Role.caught:
        this.#out().push(Op.attribute, block.id + 1 + slot, isHandler(value));
        break;
      case Role.classes:
        for (const skeleton of template.classed) {
          if (hasSlot(skeleton, slot)) writeClasses(this.#out, tree, { block, skeleton });
        }
        break;
      case Role.slotName:
        this.#slots.touch(tree);
        this.#options.onWrite();
        break;
      case Role.slotOf:
        this.#touchContent(block, template, slot);
        this.#options.onWrite();
        break;
      case Role.externalClass:
        rewriteExternalClass(this.#out, block, slot);
        break;
    }
    if (template.watches.length > 0) this.#options.onWatched(tree, block, slot);
  }

  /** A change of an element by a wxs function or an animation. */
  override({ block, skeleton }: ElementReference, what: number, value: Operation): void {
    if (block.id === 0) return;
    this.#out().push(Op.override, block.id, nodeIndex(block.definition).ofElement.get(skeleton) as number, what, value);
  }

  #addSheets(paths: readonly string[]): void {
    const fresh = paths.filter((path) => !this.#sheets.has(path));
    if (fresh.length === 0) return;
    for (const path of fresh) this.#sheets.add(path);
    // Insert at the front: a frame loads these before it applies the batch, so that it never displays unstyled content.
    const operations = this.#out();
    let end = 0;
    while (operations[end] === Op.sheets) end += 2;
    operations.splice(end, 0, Op.sheets, fresh);
  }

  /** Writes a component's own tree into its host or a container. */
  #writeTree(node: ComponentNode, host: number): void {
    this.#addSheets(node.definition.entry.style ?? []);
    if (!node.root) return;
    const { block } = node.root;
    this.#writeBlock(node, block, undefined);
    this.#out().push(Op.root, host, block.id);
  }

  /** @param content if the block consists of pieces (see frame-template.ts): the component that it is content of */
  #writeBlock(tree: ComponentNode, block: Block, content: ComponentNode | undefined): void {
    const shape = this.#templates.shapeOf(tree, block, content !== undefined);
    this.#out().push(Op.create, shape.number);
    this.#writeValues(block, shape);
    this.#writeRest(tree, block, shape.template, content);
  }

  /** Writes what follows a block's values: blocks in it, classes, slots. */
  #writeRest(tree: ComponentNode, block: Block, template: FrameTemplate, content: ComponentNode | undefined): void {
    const { steps } = template;
    if (steps.length > 0) this.#writeInside(tree, block, template, content);
    for (const skeleton of template.classed) writeClasses(this.#out, tree, { block, skeleton });
    if (content) this.#slots.own(block, content);
    if (template.slots.length > 0) {
      if (tree.owner && tree.root?.content) this.showContent(tree.owner, tree);
      else this.#slots.touch(tree);
    }
    if (template.watches.length > 0) this.#options.onWatched(tree, block, undefined);
  }

  /** Assigns the block's number and writes its values, then those of the blocks that are created with it. */
  #writeValues(block: Block, { template, parts }: Shape): void {
    const id = this.numbers.take(block, template.size, this.batch);
    block.shown = template;
    this.#blocks[id] = block;
    const operations = this.#operations;
    operations.push(id);
    const { values } = block;
    const { roles, steps } = template;
    for (let i = 0; i < values.length; i++) {
      const role = roles[i] as number;
      if (role >= Role.caught) operations.push(role === Role.shown ? (values[i] as Operation) : isHandler(values[i]));
    }
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      const step = steps[i] as FrameStep;
      if (!part) continue;
      const inner = "host" in step ? componentOf({ block, skeleton: step.host })?.root?.block : values[step.hole];
      this.#writeValues(inner as Block, part);
    }
  }

  #writeInside(tree: ComponentNode, block: Block, { steps }: FrameTemplate, content: ComponentNode | undefined): void {
    for (const step of steps) {
      if (step.hole >= 0 && "around" in step) {
        const state = block.values[step.hole];
        if (state === undefined) continue;
        const owner = step.around === -1 ? content : this.#contentOwner(block, step.around);
        for (const inner of blocksIn(state)) {
          if (!isAsked(block, step.hole, inner)) continue;
          if (inner.id === 0) {
            this.#writeBlock(tree, inner, owner);
            this.#out().push(Op.insert, inner.id, block.id + 1 + step.hole, 0);
          } else this.#writeRest(tree, inner, inner.shown as FrameTemplate, owner);
        }
      } else if ("host" in step) {
        const host = { block, skeleton: step.host };
        const component = componentOf(host);
        if (!component) continue;
        const inner = component.root?.block;
        if (inner && inner.id !== 0) this.#writeRest(component, inner, inner.shown as FrameTemplate, undefined);
        else this.#writeTree(component, numberOf(host));
        this.#slots.settleOne(component);
      }
    }
  }

  /** If blocks of a hole consist of pieces: the component that they are content of. */
  #contentOwner(block: Block, around: SkeletonElement | -1 | undefined): ComponentNode | undefined {
    if (around === undefined) return undefined;
    return around === -1 ? this.#slots.ownerOf(block) : componentOf({ block, skeleton: around });
  }

  /** The `slot` attribute of an element in a component's content changed. */
  #touchContent(block: Block, template: FrameTemplate, slot: number): void {
    this.#slots.touchAround(block);
    for (const step of template.steps) {
      if (!("host" in step)) continue;
      const component = componentOf({ block, skeleton: step.host });
      const asks = step.host.some(
        (child) => Array.isArray(child) && hasSlot(child as unknown as SkeletonElement, slot),
      );
      if (component && asks) this.#slots.touch(component);
    }
  }

  /** Before a block is removed: moves out content of outer components that is in slots of the block. */
  #vacate(tree: ComponentNode, block: Block): void {
    if (block.id === 0) return;
    const template = block.shown as FrameTemplate;
    if (template.slots.length > 0) this.#slots.vacate(tree, block);
    for (const step of template.steps) {
      if ("host" in step) continue;
      for (const inner of blocksIn(block.values[step.hole])) this.#vacate(tree, inner);
    }
  }

  /** Releases the numbers of a block and of everything in it. */
  #free(tree: ComponentNode, block: Block): void {
    const base = block.id;
    if (base === 0) return;
    const template = block.shown as FrameTemplate;
    if (template.inPieces) this.#slots.forgetPieces(block);
    if (template.slots.length > 0 && tree.owner) {
      for (const copy of tree.root?.content?.in(block) ?? []) this.#free(tree.owner, copy.block);
    }
    block.id = 0;
    block.shown = undefined;
    this.#blocks[base] = undefined;
    this.#options.onGone(block);
    if (base !== this.#freeBase + this.#freeCount) {
      this.#flushFree();
      this.#freeBase = base;
    }
    this.#freeCount += template.size;
    this.numbers.release(base, template.size);
    for (const step of template.steps) {
      if ("host" in step) {
        const component = componentOf({ block, skeleton: step.host });
        if (!component) continue;
        this.#slots.forget(component);
        if (component.root) this.#free(component, component.root.block);
      } else for (const inner of blocksIn(block.values[step.hole])) this.#free(tree, inner);
    }
  }

  #flushFree(): void {
    if (this.#freeCount > 0) this.#operations.push(Op.free, this.#freeBase, this.#freeCount);
    this.#freeCount = 0;
  }
}
