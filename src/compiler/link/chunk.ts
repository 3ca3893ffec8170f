/**
 * One classic script per package: every module wrapped in a function and registered under its id, none of them run.
 *
 * The script is sloppy-mode on purpose (real projects rely on it); modules that were ES modules carry their own
 * `"use strict"`. Each module begins on a line of its own, so that a chunk's source map is a plain list of sections,
 * and so that a change in one module leaves the bytes of the others alone.
 */
import { composeChunkMap } from "../source/source-map.ts";
import type { ChunkPart, PartMap } from "../source/source-map.ts";

export interface ChunkModule {
  readonly id: string;
  /** `body`: statements of a CommonJS module; `function`: a function expression that the registry calls. */
  readonly form: "body" | "function";
  readonly code: string;
  /** Relative to `code`, with the path and text of its one source. */
  readonly map?: { readonly map: PartMap; readonly source: string; readonly content: string };
  /** Specifier → module id, for every specifier that does not name its id by itself. */
  readonly links: Readonly<Record<string, string>>;
}

export interface Chunk {
  readonly code: string;
  /** A source map as JSON. */
  readonly map?: string;
}

/** The global that a chunk calls; the runtime defines it before any chunk is loaded. */
export const defineName = "__miniapp_define__";

/**
 * @param packageName the package the chunk belongs to, told to the registry
 * @param modules in the order in which they are written
 * @param options `interop`: an expression whose value every CommonJS module gets as `module.esm`
 */
export function writeChunk(
  packageName: string,
  modules: readonly ChunkModule[],
  options: { readonly file: string; readonly sourceMap: boolean; readonly interop: string },
): Chunk {
  const parts: string[] = [`${defineName}(${JSON.stringify(packageName)},{\n`];
  const mapped: ChunkPart[] = [];
  let line = 1;
  for (const module of modules) {
    const body = module.form === "body";
    const code = module.code.endsWith("\n") ? module.code : `${module.code}\n`;
    parts.push(`${JSON.stringify(module.id)}:[${body ? "function(require,module,exports){" : ""}\n`);
    line++;
    if (module.map) mapped.push({ line, column: 0, ...module.map });
    parts.push(code, body ? "}" : "", writeLinks(module.links), "],\n");
    line += countLines(code) + 1;
  }
  parts.push(`},${options.interop});\n`);
  return {
    code: parts.join(""),
    ...(options.sourceMap ? { map: composeChunkMap(options.file, mapped) } : {}),
  };
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
