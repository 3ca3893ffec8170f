/** One tree: a template module, its data, and the blocks created from both. */
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
   * Assigns each path (`a`, `a.b`, `a[0].b`) and updates the tree. The tree takes over the values: a caller that will
   * modify them must pass copies. If called during an update, it assigns at once and the running update continues with
   * the new values.
   *
   * @throws TemplateError if an expression throws; the tree may then be partly updated
   */
  setData(values: Readonly<Record<string, unknown>>): void;
  /** Like `setData`, with parsed paths. */
  assign(changes: readonly Assignment[]): void;
  /**
   * The value at a path if the tree displays the current data, otherwise `undefined`. Callers reuse parts of it that
   * did not change.
   */
  shown(segments: readonly PathSegment[]): unknown;
  /** A scope with the current registers of the outermost block. */
  scope(): Scope;
  /** Processes what was deferred to the end of an update. */
  flush(): void;
  /** Only for a component with dynamic slots. */
  readonly content?: DynamicContent;
}

export interface Assignment {
  readonly segments: readonly PathSegment[];
  readonly value: unknown;
}

/**
 * Creates a tree. It takes over `data`, as `setData` does with its values.
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

/**
 * The implementation of `Root`. It is also the `Runtime` of its blocks: each component has one of both, and one object
 * is cheaper.
 */
export abstract class Tree implements Root, Runtime {
  abstract readonly operations: Operations;
  declare readonly content?: DynamicContent;
  block!: Block;
  readonly #registry: TemplateRegistry;
  readonly #definition: ScopeDefinition;
  readonly #data: Data;
  #waiting: ChangeMap | undefined = undefined;
  /** The blocks show the current data. False after an update that failed, `undefined` during an update. */
  #isWhole: boolean | undefined = true;
  #said: Set<string> | undefined = undefined;

  /** Subclasses set `operations` and then call `make`. */
  constructor(registry: TemplateRegistry, module: TemplateModule, data: Readonly<Data>) {
    this.#registry = registry;
    // Copy own properties only, so that `toString` is not a name of the data.
    this.#data = Object.assign(new OwnData(), data);
    this.#definition = module.main;
  }

  /**
   * Creates the blocks.
   * @throws TemplateError if an expression throws or templates nest without end
   */
  protected make(): void {
    const definition = this.#definition;
    this.block = createBlock(this.scope(), definition.block, undefined);
  }

  /** Created per update, not kept: in a list of components that would be two more objects for each. */
  scope(): Scope {
    const scope = new Scope(this.#definition, this, this.#data, undefined, undefined, 0);
    loadValues(scope);
    return scope;
  }

  flush(): void {}

  get member(): Runtime["member"] {
    return this.#registry.member;
  }

  /** Reports each message once per tree: a list that is updated often must not flood the console. */
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
    const before = this.#isWhole;
    if (before === undefined) return;
    let isWhole = false;
    this.#isWhole = undefined;
    try {
      while (this.#waiting) {
        const changes: ChangeMap = this.#waiting;
        this.#waiting = undefined;
        const scope = this.scope();
        const mask = loadChanges(scope, changes);
        if (mask !== 0) runBlock(scope, this.block, mask);
      }
      isWhole = before;
    } finally {
      this.#isWhole = isWhole;
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

/** Has no prototype members, but engines still store it compactly, unlike `Object.create(null)`. */
const OwnData = function () {} as unknown as new () => Data;
OwnData.prototype = Object.create(null);
