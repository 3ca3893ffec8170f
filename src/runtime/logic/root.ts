/** One tree: a template module, its data, and the blocks made of both. */
import type { Block } from "./block.ts";
import type { DynamicContent } from "./component/dynamic-content.ts";
import { createChangeMap } from "./changes.ts";
import type { ChangeMap } from "./changes.ts";
import { silent } from "./operations.ts";
import type { Operations } from "./operations.ts";
import type { Problem } from "./problem.ts";
import type { TemplateRegistry } from "./registry.ts";
import { createBlock, runBlock } from "./run.ts";
import type { Runtime } from "./runtime.ts";
import { loadChanges, loadValues, Scope } from "./scope.ts";
import type { Data } from "./scope.ts";
import { assignPath, parsePath } from "./set-data.ts";
import type { PathSegment } from "./set-data.ts";
import type { ScopeDefinition, TemplateModule } from "./template-module.ts";

export interface Root {
  readonly block: Block;
  /**
   * Assigns each path (`a`, `a.b`, `a[0].b`) and brings the tree up to date. The values become the tree's own: whoever
   * goes on to change them hands in copies. Called while the tree is being updated, it assigns at once and updates
   * when that is done.
   *
   * @throws TemplateError if an expression throws; the tree may then be half updated
   */
  setData(values: Readonly<Record<string, unknown>>): void;
  /** The same with parsed paths. */
  assign(changes: readonly Assignment[]): void;
  /** What stands at a path, if all of it is shown as it is: who assigns there may use parts of it again. */
  shown(segments: readonly PathSegment[]): unknown;
  /** The registers of its outermost block. */
  scope(): Scope;
  /** Hands on what waits for the end of an update. */
  flush(): void;
  /** Of a component with dynamic slots. */
  readonly content?: DynamicContent;
}

export interface Assignment {
  readonly segments: readonly PathSegment[];
  readonly value: unknown;
}

/**
 * Makes a tree. `data` becomes the tree's own, as with `setData`.
 *
 * @throws TemplateError if an expression throws or templates nest without end
 */
export function createRoot(
  registry: TemplateRegistry,
  module: TemplateModule,
  data: Readonly<Data>,
  operations: Operations = silent,
): Root {
  return new PlainTree(registry, module, data, operations);
}

/** It is the runtime of its blocks as well, because there is one of both for each component. */
export abstract class Tree implements Root, Runtime {
  abstract readonly operations: Operations;
  declare readonly content?: DynamicContent;
  block!: Block;
  readonly #registry: TemplateRegistry;
  readonly #definition: ScopeDefinition;
  readonly #data: Data;
  #waiting: ChangeMap | undefined = undefined;
  #isUpdating = false;
  /** What is shown is the data; after an update that failed it may be older. */
  #isWhole = true;
  #said: Set<string> | undefined = undefined;

  /** Whoever extends this calls `make` once its operations are there. */
  constructor(registry: TemplateRegistry, module: TemplateModule, data: Readonly<Data>) {
    this.#registry = registry;
    // Only own names are data: `toString` is not.
    this.#data = Object.assign(new OwnData(), data);
    this.#definition = module.main;
  }

  /** @throws TemplateError if an expression throws or templates nest without end */
  protected make(): void {
    const definition = this.#definition;
    this.block = createBlock(this.scope(), definition.block, undefined);
  }

  /** Registers last as long as an update: a list of components would keep two objects for each. */
  scope(): Scope {
    const scope = new Scope(this.#definition, this, this.#data, undefined, undefined, 0);
    loadValues(scope);
    return scope;
  }

  flush(): void {}

  get member(): Runtime["member"] {
    return this.#registry.member;
  }

  /** A list that is updated often must not flood the console with one and the same message. */
  report(problem: Problem): void {
    const text = `${problem.place} ${problem.message}`;
    this.#said ??= new Set();
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#registry.report(problem);
  }

  setData(values: Readonly<Record<string, unknown>>): void {
    this.assign(Object.keys(values).map((path) => ({ segments: parsePath(path), value: values[path] })));
  }

  assign(assignments: readonly Assignment[]): void {
    this.#waiting ??= createChangeMap();
    for (const { segments, value } of assignments) assignPath(this.#data, segments, value, this.#waiting);
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    const isWhole = this.#isWhole;
    this.#isWhole = false;
    try {
      while (this.#waiting) {
        const changes: ChangeMap = this.#waiting;
        this.#waiting = undefined;
        const scope = this.scope();
        const mask = loadChanges(scope, changes);
        if (mask !== 0) runBlock(scope, this.block, mask);
      }
      this.#isWhole = isWhole;
    } finally {
      this.#isUpdating = false;
    }
  }

  shown(segments: readonly PathSegment[]): unknown {
    if (!this.#isWhole || this.#waiting) return undefined;
    let value: unknown = this.#data;
    for (const name of segments) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Data)[name];
    }
    return value;
  }
}

class PlainTree extends Tree {
  readonly operations: Operations;

  constructor(registry: TemplateRegistry, module: TemplateModule, data: Readonly<Data>, operations: Operations) {
    super(registry, module, data);
    this.operations = operations;
    this.make();
  }
}

/** Inherits nothing, and is still an object that engines keep small, unlike `Object.create(null)`. */
const OwnData = function () {} as unknown as new () => Data;
OwnData.prototype = Object.create(null);
