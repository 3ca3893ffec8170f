/** Creates and updates blocks. If an expression throws, finds its position in the WXML. */
import { Block, CREATE, EMPTY } from "./block.ts";
import type { BlockDefinition } from "./definition.ts";
import { TemplateError } from "./problem.ts";
import type { Scope } from "./scope.ts";

/** Creates a block and everything in it. */
export function createBlock(scope: Scope, definition: BlockDefinition, parent: Block | undefined): Block {
  const block = new Block(definition, parent);
  runBlock(scope, block, CREATE);
  return block;
}

/**
 * Runs the code of a block, then updates the slot content of components in it (dynamic slots).
 * @throws TemplateError with the position in the WXML if an expression throws
 */
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
 * Finds which expression threw. Creation fills slots in order, so it is the first empty slot. For an update, creates a
 * new block of the same definition, which throws at the same position.
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

/** `file:line:column` of the expression for a slot. */
export function placeOf(scope: Scope, block: Block, slot: number): string {
  const place = block.definition.places.split(" ")[slot];
  const { file } = scope.definition.module;
  return place ? `${file}:${place}` : file;
}
