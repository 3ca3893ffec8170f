/** Transforms the AST of a file to blocks, from which code is generated. */
import { createRegisters } from "../analyze/names.ts";
import type { Environment } from "../analyze/names.ts";
import type { DefinitionNode, TemplateAst, TemplateNode } from "../ast.ts";
import { transformBlock } from "./block.ts";
import type { Binding, BlockPlan, FilePlan, ScopePlan } from "./plan.ts";

/**
 * Transforms a whole file.
 * @param hasSlotValues whether some element may name values of slots (`slot:name`)
 */
export function transformTemplate(ast: TemplateAst, environment: Environment, hasSlotValues: boolean): FilePlan {
  const modules = ast.wxs.length === 0 ? NO_MODULES : new Map(ast.wxs.map(({ module }, i) => [module, i]));
  const scope = (nodes: readonly TemplateNode[]): ScopePlan => {
    const registers = createRegisters(modules, environment, hasSlotValues);
    return { registers, block: transformBlock(nodes, { registers, loop: undefined }) };
  };
  const main = scope(ast.children);
  const scopes = latest(ast.definitions).map(({ name, children }) => ({ name, scope: scope(children) }));
  const includes: string[] = [];
  collectIncludes(main.block, includes);
  for (const definition of scopes) collectIncludes(definition.scope.block, includes);
  return { main, definitions: scopes, imports: ast.imports.map(({ src }) => src), includes };
}

/** Shared, because most templates have no modules and even an empty map costs memory. */
const NO_MODULES: ReadonlyMap<string, number> = new Map();

/** Of two definitions with the same name keeps the later one, at the position of the first. */
function latest(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  if (definitions.length < 2) return definitions;
  return [...new Map(definitions.map((definition) => [definition.name, definition])).values()];
}

function collectIncludes({ bindings }: BlockPlan, into: string[]): void {
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i] as Binding;
    if (binding.type === "include" && !into.includes(binding.src)) into.push(binding.src);
    else if (binding.type === "for") collectIncludes(binding.block, into);
    else if (binding.type === "if") for (const { block } of binding.branches) collectIncludes(block, into);
  }
}
