/** One tree: a template module, its data, and the blocks made of both. */
import { createBlock, runBlock } from "./block.ts";
import type { Block } from "./block.ts";
import { createChangeMap } from "./changes.ts";
import { silent } from "./operations.ts";
import type { Operations } from "./operations.ts";
import type { TemplateRegistry } from "./registry.ts";
import type { Runtime } from "./runtime.ts";
import { loadChanges, loadValues, Scope } from "./scope.ts";
import type { Data } from "./scope.ts";
import { assignPath, parsePath } from "./set-data.ts";
import type { TemplateModule } from "./template-module.ts";

export interface Root {
  readonly block: Block;
  /**
   * Assigns each path (`a`, `a.b`, `a[0].b`) and brings the tree up to date. The values become the tree's own: whoever
   * goes on to change them hands in copies.
   *
   * @throws TemplateError if an expression throws; the tree may then be half updated
   */
  setData(values: Readonly<Record<string, unknown>>): void;
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
  const runtime: Runtime = { operations, report: registry.report, member: registry.member };
  // Only own names are data: `toString` is not.
  const own = Object.assign(Object.create(null) as Data, data);
  const scope = new Scope(module.main, runtime, own, undefined, undefined, 0);
  loadValues(scope);
  const block = createBlock(scope, module.main.block, undefined);
  return {
    block,
    setData(values) {
      const changes = createChangeMap();
      for (const path of Object.keys(values)) assignPath(own, parsePath(path), values[path], changes);
      loadValues(scope);
      const mask = loadChanges(scope, changes);
      if (mask !== 0) runBlock(scope, block, mask);
      scope.change = undefined;
      scope.changes = [];
    },
  };
}
