/** Making and updating blocks, and finding the place in the WXML of what goes wrong meanwhile. */
import { Block, CREATE, EMPTY } from "./block.ts";
import type { BlockDefinition } from "./definition.ts";
import { TemplateError } from "./problem.ts";
import type { Scope } from "./scope.ts";

/** Makes a block and all that is in it. */
export function createBlock(scope: Scope, definition: BlockDefinition, parent: Block | undefined): Block {
  const block = new Block(definition, parent);
  runBlock(scope, block, CREATE);
  return block;
}

/** Runs a block's code; what an expression throws gets its place in the WXML. */
export function runBlock(scope: Scope, block: Block, mask: number): void {
  const { definition } = block;
  const changes = mask < 0 ? scope.definition.everything : scope.changes;
  try {
    definition.run(scope, block, mask, scope.values, changes);
  } catch (error) {
    throw error instanceof TemplateError ? error : locate(scope, block, mask, error);
  }
  if (mask < 0) return;
  for (let one = block.component; one; one = one.beside) one.root?.content?.run(scope, mask);
}

/**
 * Finds which expression threw. Creation fills slots in order, so the first empty one is it; after an update a new
 * block of the same definition is tried, which throws at the same place.
 */
function locate(scope: Scope, block: Block, mask: number, error: unknown): TemplateError {
  let slot = 0;
  if (mask < 0) slot = Math.max(0, block.values.indexOf(EMPTY));
  else {
    try {
      createBlock(scope, block.definition, block.parent);
    } catch (again) {
      if (again instanceof TemplateError) return again;
    }
  }
  const message = error instanceof Error ? error.message : String(error);
  return new TemplateError(placeOf(scope, block, slot), message, error);
}

/** `file:line:column` of a slot. */
export function placeOf(scope: Scope, block: Block, slot: number): string {
  const place = block.definition.places.split(" ")[slot];
  const { file } = scope.definition.module;
  return place ? `${file}:${place}` : file;
}
