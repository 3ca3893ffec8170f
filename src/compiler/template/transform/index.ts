/** The tree of a file → blocks, ready to be written as code. */
import { createRegisters } from "../analyze/names.ts";
import type { Environment } from "../analyze/names.ts";
import type { DefinitionNode, TemplateAst, TemplateNode } from "../ast.ts";
import { transformBlock } from "./block.ts";
import type { Binding, BlockPlan, FilePlan, ScopePlan } from "./plan.ts";

/** @param hasSlotValues some element may name values of slots, `slot:name` */
export function transformTemplate(ast: TemplateAst, environment: Environment, hasSlotValues: boolean): FilePlan {
  const modules = ast.wxs.length === 0 ? NO_MODULES : new Map(ast.wxs.map(({ module }, i) => [module, i]));
  const scope = (nodes: readonly TemplateNode[], seesData: boolean): ScopePlan => {
    const registers = createRegisters(modules, environment, seesData, hasSlotValues);
    return { registers, block: transformBlock(nodes, { registers, loop: undefined }) };
  };
  const main = scope(ast.children, true);
  const scopes = latest(ast.definitions).map(({ name, children }) => ({ name, scope: scope(children, false) }));
  const includes: string[] = [];
  collectIncludes(main.block, includes);
  for (const definition of scopes) collectIncludes(definition.scope.block, includes);
  return { main, definitions: scopes, imports: ast.imports.map(({ src }) => src), includes };
}

/** Most templates have none, and an empty map is not a small thing. */
const NO_MODULES: ReadonlyMap<string, number> = new Map();

/** Of two definitions with one name the later, in the place of the first. */
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
