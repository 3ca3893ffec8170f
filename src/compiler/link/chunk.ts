/**
 * Writes one classic script per package, which registers every module as a function under its id and runs none of them.
 * The script is in sloppy mode on purpose (real projects rely on it); former ES modules contain their own
 * `"use strict"`. Each module starts on its own line. So a chunk's source map is a plain list of sections, and a change
 * in one module leaves the cached text of all others valid.
 */
import { ByteWriter } from "../source/byte-writer.ts";
import { composeChunkMap } from "../source/source-map.ts";
import type { ChunkPart } from "../source/source-map.ts";

/** A compiled module in UTF-8, so that cached bytes can be copied into a chunk unchanged. */
export interface ModuleCode {
  /** `body`: statements of a CommonJS module; `function`: a function expression that the registry calls. */
  readonly form: "body" | "function";
  /** Ends in a newline. */
  readonly code: Uint8Array;
  /** Number of newlines in `code`. */
  readonly lines: number;
  /** The module's own source map as JSON (`writePartMap`), relative to `code`. */
  readonly map?: Uint8Array;
  /** Templates only: the skeletons that a page frame clones, as JSON. */
  readonly view?: Uint8Array;
}

export interface ChunkModule extends ModuleCode {
  readonly id: string;
  /** Specifier → module id. */
  readonly links: Readonly<Record<string, string>>;
}

/** A module's text, the same in every chunk: head, code and tail. */
export interface ChunkText {
  readonly id: string;
  readonly form: ModuleCode["form"];
  /** The line before the module's own code. */
  readonly head: string;
  readonly code: Uint8Array;
  readonly tail: string;
  /** Specifier → module id. */
  readonly links: Readonly<Record<string, string>>;
  /** Number of newlines in head, code and tail together. */
  readonly lines: number;
  /** The module's own source map as JSON. */
  readonly map?: Uint8Array;
  readonly view?: Uint8Array;
}

export interface Chunk {
  readonly code: Uint8Array;
  /** A source map as JSON. Created on first access: it may run while the package is compressed, or never be needed. */
  readonly map?: Uint8Array;
}

export interface ChunkOptions {
  /** The chunk's path, for its source map. */
  readonly file: string;
  readonly sourceMap: boolean;
  /** An expression whose value every CommonJS module gets as `module.esm`. */
  readonly interop: string;
}

/** The global function that a chunk calls; the runtime defines it before it loads any chunk. */
export const defineName = "__miniapp_define__";

const encoder = new TextEncoder();

/** A module's code in UTF-8, with a trailing newline. */
export function encodeCode(code: string): Pick<ModuleCode, "code" | "lines"> {
  const whole = code.endsWith("\n") ? code : `${code}\n`;
  return { code: encoder.encode(whole), lines: countLines(whole) };
}

/** The module as it appears in chunks. */
export function writeModule({ id, form, code, lines, map, view, links }: ChunkModule): ChunkText {
  return {
    id,
    form,
    head: moduleHead(id, form),
    code,
    tail: `${form === "body" ? "}" : ""}${writeLinks(links)}],\n`,
    links,
    lines: lines + 2,
    ...(map ? { map } : {}),
    ...(view ? { view } : {}),
  };
}

/** The line before a module's code. */
export function moduleHead(id: string, form: ModuleCode["form"]): string {
  return `${JSON.stringify(id)}:[${form === "body" ? "function(require,module,exports){" : ""}\n`;
}

/**
 * Concatenates modules into a chunk.
 * @param packageName the package that the chunk belongs to; passed to the registry
 * @param modules in the order in which they are written
 */
export function writeChunk(packageName: string, modules: readonly ChunkText[], options: ChunkOptions): Chunk {
  const size = modules.reduce((sum, { head, code, tail }) => sum + head.length + code.length + tail.length, 1024);
  const writer = new ByteWriter(size);
  const mapped: ChunkPart[] = [];
  let line = 1;
  writer.text(`${defineName}(${JSON.stringify(packageName)},{\n`);
  for (const { head, code, tail, lines, map } of modules) {
    writer.text(head);
    writer.bytes(code);
    writer.text(tail);
    if (map) mapped.push({ line: line + 1, column: 0, part: map });
    line += lines;
  }
  writer.text(`},${options.interop});\n`);
  const code = writer.finish();
  if (!options.sourceMap) return { code };
  let map: Uint8Array | undefined;
  return {
    code,
    get map() {
      return (map ??= composeChunkMap(options.file, mapped));
    },
  };
}

/** The table of template skeletons that page frames clone: module id → skeletons. */
export function writeView(modules: readonly ChunkText[]): Chunk {
  const writer = new ByteWriter(modules.reduce((size, { view }) => size + (view?.length ?? 0) + 256, 16));
  let between = "{";
  for (const { id, view } of modules) {
    if (!view) continue;
    writer.text(`${between}\n${JSON.stringify(id)}:`);
    writer.bytes(view);
    between = ",";
  }
  writer.text(between === "{" ? "{}\n" : "\n}\n");
  return { code: writer.finish() };
}

function writeLinks(links: Readonly<Record<string, string>>): string {
  const names = Object.keys(links).sort();
  if (names.length === 0) return "";
  return `,{${names.map((name) => `${propertyName(name)}:${JSON.stringify(links[name])}`).join(",")}}`;
}

/** In an object literal, a plain `__proto__` key would set the prototype. */
function propertyName(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
