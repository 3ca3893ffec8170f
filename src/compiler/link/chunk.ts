/**
 * One classic script per package: every module wrapped in a function and registered under its id, none of them run.
 *
 * The script is sloppy-mode on purpose (real projects rely on it); modules that were ES modules carry their own
 * `"use strict"`. Each module begins on a line of its own, so that a chunk's source map is a plain list of sections,
 * and so that a change in one module leaves the text of the others alone: it is made once and kept.
 */
import { composeChunkMap } from "../source/source-map.ts";
import type { ChunkPart } from "../source/source-map.ts";

/** A compiled module as it is kept: in UTF-8, so that it can be copied from a cache into a chunk as it is. */
export interface ModuleCode {
  /** `body`: statements of a CommonJS module; `function`: a function expression that the registry calls. */
  readonly form: "body" | "function";
  /** Ends with a line end. */
  readonly code: Uint8Array;
  /** Line ends in `code`. */
  readonly lines: number;
  /** The module's own source map as JSON (`writePartMap`), relative to `code`. */
  readonly map?: Uint8Array;
}

export interface ChunkModule extends ModuleCode {
  readonly id: string;
  /** Specifier → module id. */
  readonly links: Readonly<Record<string, string>>;
}

/** A module as it stands in any chunk, in UTF-8: made once, and copied into chunks from then on. */
export interface ChunkText {
  readonly id: string;
  /** Whole lines; the module's own code begins on the second. */
  readonly text: Uint8Array;
  readonly lines: number;
  /** The module's own source map as JSON. */
  readonly map?: Uint8Array;
}

/** Both as pieces that follow each other; a piece that did not change is the same object as before. */
export interface Chunk {
  readonly code: readonly Uint8Array[];
  /** A source map as JSON. */
  readonly map?: readonly Uint8Array[];
}

export interface ChunkOptions {
  /** The chunk's path, for its source map. */
  readonly file: string;
  readonly sourceMap: boolean;
  /** An expression whose value every CommonJS module gets as `module.esm`. */
  readonly interop: string;
}

/** The global that a chunk calls; the runtime defines it before any chunk is loaded. */
export const defineName = "__miniapp_define__";

const encoder = new TextEncoder();

/** The code of a module in UTF-8, with the line end that every module has. */
export function encodeCode(code: string): Pick<ModuleCode, "code" | "lines"> {
  const whole = code.endsWith("\n") ? code : `${code}\n`;
  return { code: encoder.encode(whole), lines: countLines(whole) };
}

export function writeModule({ id, form, code, lines, map, links }: ChunkModule): ChunkText {
  const body = form === "body";
  const head = encoder.encode(`${JSON.stringify(id)}:[${body ? "function(require,module,exports){" : ""}\n`);
  const tail = encoder.encode(`${body ? "}" : ""}${writeLinks(links)}],\n`);
  const text = new Uint8Array(head.length + code.length + tail.length);
  text.set(head);
  text.set(code, head.length);
  text.set(tail, head.length + code.length);
  return { id, text, lines: lines + 2, ...(map ? { map } : {}) };
}

/**
 * @param packageName the package the chunk belongs to, told to the registry
 * @param modules in the order in which they are written
 */
export function writeChunk(packageName: string, modules: readonly ChunkText[], options: ChunkOptions): Chunk {
  const code: Uint8Array[] = [encoder.encode(`${defineName}(${JSON.stringify(packageName)},{\n`)];
  const mapped: ChunkPart[] = [];
  let line = 1;
  for (const { text, lines, map } of modules) {
    code.push(text);
    if (map) mapped.push({ line: line + 1, column: 0, part: map });
    line += lines;
  }
  code.push(encoder.encode(`},${options.interop});\n`));
  return { code, ...(options.sourceMap ? { map: composeChunkMap(options.file, mapped) } : {}) };
}

function writeLinks(links: Readonly<Record<string, string>>): string {
  const names = Object.keys(links).sort();
  if (names.length === 0) return "";
  return `,{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(links[name])}`).join(",")}}`;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
