/** One tree: a template module, its data, and the blocks made of both. */
import type { Block } from "./block.ts";
import { createChangeMap } from "./changes.ts";
import type { ChangeMap } from "./changes.ts";
import { silent } from "./operations.ts";
import type { Operations } from "./operations.ts";
import type { Report } from "./problem.ts";
import type { TemplateRegistry } from "./registry.ts";
import { createBlock, runBlock } from "./run.ts";
import type { Runtime } from "./runtime.ts";
import { loadChanges, loadValues, Scope } from "./scope.ts";
import type { Data } from "./scope.ts";
import { assignPath, parsePath } from "./set-data.ts";
import type { PathSegment } from "./set-data.ts";
import type { TemplateModule } from "./template-module.ts";

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
  const runtime: Runtime = { operations, report: reportOnce(registry.report), member: registry.member };
  // Only own names are data: `toString` is not.
  const own = Object.assign(Object.create(null) as Data, data);
  const scope = new Scope(module.main, runtime, own, undefined, undefined, 0);
  loadValues(scope);
  const block = createBlock(scope, module.main.block, undefined);
  let waiting: ChangeMap | undefined;
  let isUpdating = false;
  const assign = (assignments: readonly Assignment[]): void => {
    waiting ??= createChangeMap();
    for (const { segments, value } of assignments) assignPath(own, segments, value, waiting);
    if (isUpdating) return;
    isUpdating = true;
    try {
      while (waiting) {
        const changes: ChangeMap = waiting;
        waiting = undefined;
        update(scope, block, changes);
      }
    } finally {
      isUpdating = false;
    }
  };
  return {
    block,
    assign,
    setData: (values) =>
      assign(Object.keys(values).map((path) => ({ segments: parsePath(path), value: values[path] }))),
  };
}

function update(scope: Scope, block: Block, changes: ChangeMap): void {
  loadValues(scope);
  const mask = loadChanges(scope, changes);
  if (mask !== 0) runBlock(scope, block, mask);
  scope.change = undefined;
  scope.changes = [];
}

/** A list that is updated often must not flood the console with one and the same message. */
function reportOnce(report: Report): Report {
  const said = new Set<string>();
  return (problem) => {
    const text = `${problem.place} ${problem.message}`;
    if (said.has(text)) return;
    said.add(text);
    report(problem);
  };
}
