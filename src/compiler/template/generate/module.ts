/**
 * Generates the code of a file: one function expression, on one line.
 *
 *   function($){const{b,d,…}=$,b0=b([…],function(S,o,m,v,c,h){…},"…",2,3),…;return{file:…,main:d(…),…}}
 *
 * `$` is the runtime (src/runtime/logic/abi.ts explains its names). `S` is the scope, `o` the block, `m` the mask; `v`
 * and `c` are the registers and their changes, `h` is a local variable. Specifiers stay as written.
 */
import type { SourceText } from "../../source/text.ts";
import type { WxsNode } from "../ast.ts";
import type { FilePlan, ScopePlan } from "../transform/plan.ts";
import { generateBlock } from "./block.ts";
import { ModuleWriter } from "./writer.ts";

export interface GeneratedModule {
  readonly code: string;
  /** Pairs of offsets: in the code, ascending, and in the WXML. */
  readonly mappings: readonly number[];
  /** The skeletons of the blocks as a JSON list, in the order of the calls of `b`. */
  readonly view: string;
}

/**
 * Generates the code of a template file.
 * @param scripts the compiled functions of inline wxs, by module name
 * @param isMapped whether to fill `mappings`
 */
export function generateModule(
  plan: FilePlan,
  source: SourceText,
  wxs: readonly WxsNode[],
  scripts: ReadonlyMap<string, string>,
  isMapped: boolean,
): GeneratedModule {
  const out = new ModuleWriter(source, isMapped);
  const main = printScope(plan.main, out);
  const definitions = plan.definitions.map(({ name, scope }) => `[${JSON.stringify(name)},${printScope(scope, out)}]`);
  out.open();
  out.write(`;return{file:${JSON.stringify(source.path)},main:${main},definitions:[${definitions.join()}]`);
  out.write(`,imports:${JSON.stringify(plan.imports)},includes:${JSON.stringify(plan.includes)},wxs:[`);
  wxs.forEach(({ module, src, codeSpan }, i) => {
    out.write(`${i > 0 ? "," : ""}[${JSON.stringify(module)},`);
    if (src === undefined && codeSpan) out.mark(codeSpan.start);
    out.write(`${src === undefined ? scripts.get(module) : JSON.stringify(src)}]`);
  });
  out.write("]}}");
  return { code: out.code, mappings: out.mappings, view: `[${out.skeletons.join()}]` };
}

function printScope({ registers, block }: ScopePlan, out: ModuleWriter): string {
  const { name } = generateBlock(block, out);
  const modules: string[] = [];
  for (const [wxs, index] of registers.modules) {
    const register = registers.byName.get(wxs);
    if (register !== undefined) modules.push(`${register}:${index}`);
  }
  const names = JSON.stringify(registers.names);
  return `d(${names},${name}${modules.length > 0 ? `,{${modules.join()}}` : ""})`;
}
