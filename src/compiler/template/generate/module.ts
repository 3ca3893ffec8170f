/**
 * A file as code: one function expression, on one line.
 *
 *     function($){const{b,d,…}=$,b0=b([…],function(S,o,m,v,c,h){…},"…",2,3),…;return{file:…,main:d(…),…}}
 *
 * `$` is the runtime (src/runtime/logic/abi.ts has its names); `S` the scope, `o` the block, `m` the mask, `v` and `c`
 * the registers and their changes, `h` a local variable. Specifiers stay as written.
 */
import type { SourceText } from "../../source/text.ts";
import type { WxsNode } from "../ast.ts";
import type { FilePlan, ScopePlan } from "../transform/plan.ts";
import { generateBlock } from "./block.ts";
import { createPlaces } from "./places.ts";

export interface GeneratedModule {
  readonly code: string;
  /** Pairs of offsets: in the code, ascending, and in the WXML. */
  readonly mappings: readonly number[];
}

/** @param scripts the compiled functions of inline wxs, by module name */
export function generateModule(
  plan: FilePlan,
  source: SourceText,
  wxs: readonly WxsNode[],
  scripts: ReadonlyMap<string, string>,
): GeneratedModule {
  const out = new ModuleWriter(source);
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
  return { code: out.code, mappings: out.mappings };
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

const HEAD = "function($){const{b,d,x,s,g,t,a,p,u,k,I,F,T,N}=$";

/** Collects the code of a module and where each part of it comes from. */
export class ModuleWriter {
  code = "";
  readonly mappings: number[] = [];
  /** Head, body, tail and marks, again and again. */
  readonly #pieces: (string | readonly number[])[] = [];
  readonly #constants = new Map<string, string>();
  #blocks = 0;

  constructor(source: SourceText) {
    this.placeOf = createPlaces(source);
  }

  readonly placeOf: (offset: number) => string;

  /** A name for a block's variable. */
  nextBlock(): string {
    return `b${this.#blocks++}`;
  }

  /** A variable that holds a value for the whole module. */
  constant(code: string): string {
    let name = this.#constants.get(code);
    if (name === undefined) {
      name = `n${this.#constants.size}`;
      this.#constants.set(code, name);
    }
    return name;
  }

  /** Adds the declaration of a block; its marks count from the beginning of `body`. */
  addPiece(head: string, body: string, tail: string, marks: readonly number[]): void {
    this.#pieces.push(head, body, tail, marks);
  }

  /** Writes the head and everything that was added. */
  open(): void {
    this.code = HEAD;
    for (const [code, name] of this.#constants) this.code += `,${name}=${code}`;
    const pieces = this.#pieces;
    for (let i = 0; i < pieces.length; i += 4) {
      this.code += `,${pieces[i] as string}`;
      const base = this.code.length;
      const marks = pieces[i + 3] as readonly number[];
      for (let j = 0; j < marks.length; j += 2) {
        this.mappings.push(base + (marks[j] as number), marks[j + 1] as number);
      }
      this.code += (pieces[i + 1] as string) + (pieces[i + 2] as string);
    }
  }

  write(code: string): void {
    this.code += code;
  }

  /** What is written next comes from this offset. */
  mark(offset: number): void {
    this.mappings.push(this.code.length, offset);
  }
}
