/**
 * The life of components: they are created, attached, moved, ready and detached as the trees of their owners change.
 */
import type { Block } from "../block.ts";
import type { Operations } from "../operations.ts";
import { TemplateError } from "../problem.ts";
import { Tree } from "../root.ts";
import type { Assignment } from "../root.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { TemplateModule } from "../template-module.ts";
import { copyData } from "./copy-data.ts";
import type { ComponentDefinition } from "./definition.ts";
import { DynamicContent } from "./dynamic-content.ts";
import type { ContentLife } from "./dynamic-content.ts";
import { componentOf } from "./element.ts";
import { resolveTag } from "./generic.ts";
import { ATTACHED, callLifetime, callSafely, ComponentNode, OPEN, PLACED, READY, REMOVED } from "./node.ts";
import { planOf, visitGiven } from "./plan.ts";
import type { Step } from "./plan.ts";
import { coerce } from "./property-type.ts";
import { link, relink, unlink } from "./relation.ts";
import type { ComponentSpace } from "./space.ts";
import { flushProperties, queueProperty, setProperties, viewData } from "./update.ts";
import { blocksIn, eachComponent } from "./walk.ts";

/**
 * Creates a component with everything in its tree, and calls `created`. It does not have its host's attributes yet.
 *
 * @throws TemplateError if an expression of its template throws
 */
export function createComponent(
  space: ComponentSpace,
  definition: ComponentDefinition,
  owner: ComponentNode | undefined,
  host: ElementReference | undefined,
): ComponentNode {
  const node = new ComponentNode(space, definition, owner, host);
  // A tree without components is created later, when the component has its first properties, instead of being created
  // now and then updated. The author's code cannot notice the difference.
  if (!owner || !isLeaf(definition)) makeTree(node);
  callLifetime(node, "created");
  return node;
}

/** True if its template cannot contain components. */
function isLeaf({ entry: { using, generics } }: ComponentDefinition): boolean {
  return isEmpty(using) && isEmpty(generics);
}

function isEmpty(table: object | undefined): boolean {
  for (const _name in table) return false;
  return true;
}

/** True if no code of the author runs for the component or for anything in its tree. */
function isUnheard(definition: ComponentDefinition): boolean {
  return definition.isQuiet && isLeaf(definition);
}

/** Calls `visit` with the component's outermost block, unless its tree cannot contain components. */
function ownTree(node: ComponentNode, visit: (owner: ComponentNode, block: Block) => void): void {
  if (node.root && !isLeaf(node.definition)) visit(node, node.root.block);
}

function newTree(node: ComponentNode, module: TemplateModule): Tree {
  return node.definition.slots === "dynamic" ? new DynamicTree(node, module) : new ComponentTree(node, module);
}

function makeTree(node: ComponentNode): void {
  const { space, definition } = node;
  const module = space.templates.template(definition.entry.template ?? "");
  if (!module) return;
  node.root = newTree(node, module);
  node.root.block.key = node;
  ownTree(node, createInside);
}

/**
 * Re-creates a component's tree from its template and data, replacing the current tree.
 *
 * @throws TemplateError if an expression throws; the old tree is still in place then
 */
export function remakeTree(node: ComponentNode): void {
  const { space, definition } = node;
  const old = node.root;
  const module = space.templates.template(definition.entry.template ?? "");
  const made = module && newTree(node, module);
  if (old) {
    old.content?.clear();
    removeInside(node, old.block);
    space.view?.vacateTree(node, old.block);
  }
  node.slots = undefined;
  node.root = made;
  if (made) {
    made.block.key = node;
    createInside(node, made.block);
    if (node.in(OPEN)) attachInside(node, made.block);
  }
  made?.content?.settle();
  if (old) space.view?.replaceTree(node, old.block);
  if (made && node.in(READY)) space.later(() => readyInside(node, made.block));
}

/**
 * Calls `attached` of the component, then of those in its tree. No-op if it is already attached, or was removed from
 * its owner's tree meanwhile.
 */
export function attach(node: ComponentNode): void {
  if (node.in(ATTACHED | REMOVED)) return;
  const end = node.space.updates.begin?.();
  node.enter(ATTACHED);
  callLifetime(node, "attached");
  if (node.definition.relations.size > 0) link(node);
  // Set `OPEN` only now, so that components which the author's functions just added to the tree are attached with the
  // others. This component may be detached again by now.
  if (node.in(ATTACHED)) {
    node.enter(OPEN);
    ownTree(node, attachInside);
    // There is no `ready` to call. In a list, one scheduled task per row takes a sixth of the time to create the rows.
    if (isUnheard(node.definition)) node.enter(READY);
  }
  end?.("attached", node);
}

/** Detaches the components in its tree, then the component. The caller has detached its slot content. */
export function detach(node: ComponentNode): void {
  if (!node.in(ATTACHED)) return;
  ownTree(node, detachInside);
  node.leave(ATTACHED | OPEN);
  callLifetime(node, "detached");
  if (node.links) unlink(node);
}

/**
 * Calls `ready` where it has not been called: for the components in its tree, then for the component. No-op if
 * detached.
 */
export function becomeReady(node: ComponentNode): void {
  if (!node.in(ATTACHED)) return;
  ownTree(node, readyInside);
  if (node.in(READY)) return;
  node.enter(READY);
  callLifetime(node, "ready");
}

/**
 * Calls a page lifetime (`show`, `hide`, `resize`, `routeDone`) of the component, then of the components in its tree
 * and in their slot content.
 */
export function callPageLifetime(node: ComponentNode, name: string, values: readonly unknown[]): void {
  for (const callback of node.definition.pageLifetimes.get(name) ?? []) callSafely(node, callback, ...values);
  if (node.root) eachComponent(node, node.root.block, (inner) => callPageLifetime(inner, name, values));
}

/** The tree of a component. It receives its own operations and applies them to the components in it and to the view. */
class ComponentTree extends Tree implements Operations {
  readonly node: ComponentNode;

  constructor(node: ComponentNode, module: TemplateModule) {
    super(node.space.templates, module, viewData(node));
    this.node = node;
    this.make();
  }

  get operations(): Operations {
    return this;
  }

  create(block: Block): void {
    flushProperties(this.node);
    createInside(this.node, block);
  }

  isPlain(block: Block): boolean {
    const { node } = this;
    return node.space.view !== undefined && (isLeaf(node.definition) || isQuiet(node, block, stepsOf(node, block)));
  }

  insert(block: Block, before: Block | undefined, slot: number): void {
    const { node } = this;
    node.slots = undefined;
    flushProperties(node);
    if (node.in(OPEN) && hasComponents(node, block)) {
      attachLate(node, block);
    }
    // Insert into the view last, so that changes by lifetimes of its components are included.
    node.space.view?.insert(node, block, before, slot);
  }

  override flush(): void {
    flushProperties(this.node);
  }

  move(block: Block, before: Block | undefined, slot: number): void {
    const { node } = this;
    node.slots = undefined;
    flushProperties(node);
    node.space.view?.move(node, block, before, slot);
    if (node.in(OPEN)) moveInside(node, block);
  }

  remove(block: Block): void {
    const { node } = this;
    node.slots = undefined;
    flushProperties(node);
    removeInside(node, block);
    node.space.view?.remove(node, block);
  }

  clear(owner: Block, slot: number, blocks: readonly Block[], arePlain: boolean): void {
    const { node } = this;
    node.slots = undefined;
    flushProperties(node);
    const leave = (): void => blocks.forEach((block) => removeInside(node, block));
    // No code of the author runs, so send the operation to the frame before doing this work.
    if (arePlain) node.space.later(leave);
    else leave();
    node.space.view?.clear(node, owner, slot, blocks);
  }

  text(block: Block, slot: number, value: string): void {
    this.node.space.view?.text(block, slot, value);
  }

  attribute(block: Block, slot: number, value: unknown): void {
    const { node } = this;
    node.space.view?.attribute(node, block, slot, value);
    const given = planOf(node.definition, block.definition).given.get(slot);
    if (!given) return;
    const child = componentOf({ block, skeleton: given.host });
    if (child?.definition.properties.has(given.name)) queueProperty(node, child, given.name, value);
  }
}

const contentLife: ContentLife = {
  made: createInside,
  attached: attachLate,
  removed: removeInside,
};

/** The tree of a component with dynamic slots: changes of its slots update their content. */
class DynamicTree extends ComponentTree {
  override readonly content = new DynamicContent(this.node, contentLife);
  #depth = 0;

  override assign(assignments: readonly Assignment[]): void {
    this.#depth++;
    try {
      super.assign(assignments);
    } finally {
      this.#depth--;
    }
    if (this.#depth === 0 && this.content.isSettled) this.content.settle();
  }

  override attribute(block: Block, slot: number, value: unknown): void {
    this.content.touch(block);
    super.attribute(block, slot, value);
  }
}

/** Blocks without components need no second visit. */
function hasComponents(owner: ComponentNode, block: Block): boolean {
  return stepsOf(owner, block).length > 0;
}

/** True if creating, attaching or detaching the components in the block runs no code of the author. */
function isQuiet(owner: ComponentNode, block: Block, steps: readonly Step[]): boolean {
  for (const step of steps) {
    if (step.type === "hole") {
      for (const inner of blocksIn(block.values[step.slot])) {
        if (!isQuiet(owner, inner, stepsOf(owner, inner))) return false;
      }
      continue;
    }
    const id = owner.definition.entry.using?.[step.skeleton[0]];
    const definition = typeof id === "string" ? owner.space.definition(id) : undefined;
    if (!definition || !isUnheard(definition) || !isQuiet(owner, block, step.children)) return false;
  }
  return true;
}

function stepsOf({ definition }: ComponentNode, block: Block): readonly Step[] {
  return planOf(definition, block.definition).steps;
}

function createInside(owner: ComponentNode, block: Block): void {
  createSteps(owner, block, stepsOf(owner, block));
}

function createSteps(owner: ComponentNode, block: Block, steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.type === "hole") {
      for (const inner of blocksIn(block.values[step.slot])) createInside(owner, inner);
      continue;
    }
    // It may exist already: a handler called by one of the first properties may have updated the owner.
    const host = { block, skeleton: step.skeleton };
    if (!componentOf(host)) createHost(owner, host);
    if (!componentOf(host)?.root?.content) createSteps(owner, block, step.children);
  }
}

/** Creates the component of a host element. If its template fails, reports the error and leaves a plain element. */
export function createHost(owner: ComponentNode, host: ElementReference): void {
  const definition = resolveTag(owner, host.skeleton[0]);
  if (!definition) return;
  const end = owner.space.updates.begin?.();
  let node: ComponentNode;
  try {
    node = createComponent(owner.space, definition, owner, host);
  } catch (error) {
    // Rethrow anything else: after endless recursion of a component there is no stack left to continue.
    if (!(error instanceof TemplateError)) throw error;
    owner.space.report(error);
    return;
  }
  node.beside = host.block.component;
  host.block.component = node;
  node.enter(PLACED);
  let values: Map<string, unknown> | undefined;
  visitGiven(host, (name, value) => {
    const property = definition.properties.get(name);
    if (!property) return;
    // No code of the author runs, and there is no tree yet that would need an update.
    if (definition.isQuiet && !node.root) node.data[name] = coerce(property, copyData(value));
    else (values ??= new Map()).set(name, value);
  });
  if (values) setProperties(node, values);
  if (!node.root) makeLeafTree(node, host);
  node.root?.content?.settle();
  end?.("created", node);
}

/**
 * Creates the tree of a component without components in it. If the template fails, only a plain element is left, as in
 * `createHost`.
 */
function makeLeafTree(node: ComponentNode, { block }: ElementReference): void {
  try {
    makeTree(node);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    takeFromBlock(node, block);
    node.space.report(error);
  }
}

/** Removes the component from its host element, which becomes a plain element. */
export function takeFromBlock(node: ComponentNode, block: Block): void {
  let before = block.component;
  if (before === node) block.component = node.beside;
  else {
    while (before && before.beside !== node) before = before.beside;
    if (before) before.beside = node.beside;
  }
  node.beside = undefined;
}

function attachInside(owner: ComponentNode, block: Block): void {
  eachComponent(owner, block, attach);
}

/**
 * Attaches components in a block that was inserted later, and schedules `ready`. If the owner is not ready itself, it
 * will make them ready with everything in its tree.
 */
function attachLate(owner: ComponentNode, block: Block): void {
  let areReady = true;
  eachComponent(owner, block, (node) => {
    attach(node);
    areReady &&= node.in(READY);
  });
  if (!areReady && owner.in(READY)) owner.space.later(() => readyInside(owner, block));
}

function detachInside(owner: ComponentNode, block: Block): void {
  eachComponent(owner, block, undefined, detach);
}

function removeInside(owner: ComponentNode, block: Block): void {
  eachComponent(owner, block, (node) => node.enter(REMOVED), detach);
}

function moveInside(owner: ComponentNode, block: Block): void {
  eachComponent(owner, block, undefined, (node) => {
    if (!node.in(ATTACHED)) return;
    ownTree(node, moveInside);
    callLifetime(node, "moved");
    if (node.links) relink(node);
  });
}

function readyInside(owner: ComponentNode, block: Block): void {
  eachComponent(owner, block, becomeReady);
}
