/**
 * Compiles the functions of a mock folder into one script for a Worker in the browser. They never run in this process,
 * because a project's code must not run there.
 */
import { hash } from "node:crypto";
import { readFileSync, readdirSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { formatPretty } from "../compiler/diagnostics/index.ts";
import { compileJson, compileScript, esmSource, scanScript } from "../compiler/script/index.ts";
import type { Diagnostic } from "../compiler/diagnostics/index.ts";
import { createSource, dirname, joinPath } from "../compiler/source/index.ts";

export interface MockFunctions {
  /** Changes whenever a script changes. */
  readonly version: string;
  /** Code to append to the Worker's script. */
  readonly code: string;
}

/** A folder with more files is hardly a mock folder. */
const maxFiles = 500;

/** API name → path of the script in the folder that may answer it. */
export function functionNames(folder: string): Map<string, string> {
  const names = readdirSync(folder).flatMap((name): [string, string][] => {
    const api = /^(\w+)\.(js|ts)$/.exec(name)?.[1];
    return api === undefined ? [] : [[api, name]];
  });
  return new Map(names.sort(([, a], [, b]) => (a < b ? -1 : 1)));
}

/** Caches the compiled script until a source changes. */
export function createMockCompiler(folder: string): () => Promise<MockFunctions> {
  let last: Promise<MockFunctions> | undefined;
  let lastVersion = "";
  return () => {
    const files = readScripts(folder);
    const version = hash("sha256", JSON.stringify([...files]), "base64url");
    if (!last || version !== lastVersion) last = compile(files).then((code) => ({ version, code }));
    lastVersion = version;
    return last;
  };
}

/** Whether the path, with links resolved, is inside the folder. */
export function isInside(folder: string, path: string): boolean {
  return realpathSync(join(folder, path)).startsWith(realpathSync(folder) + sep);
}

/** Scripts and JSON files in the folder and its subfolders, by path. */
function readScripts(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const open = [""];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = joinPath(at, entry.name);
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) open.push(path);
      else if (/\.(js|ts|json)$/.test(entry.name) && isInside(folder, path)) {
        if (found.size === maxFiles) throw new Error(`${folder} has more than ${maxFiles} scripts`);
        found.set(path, readFileSync(join(folder, path), "utf8"));
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function compile(files: ReadonlyMap<string, string>): Promise<string> {
  const modules = await Promise.all(
    [...files].map(async ([path, text]) => `${JSON.stringify(path)}:${await compileModule(path, text, files)}`),
  );
  return `__miniapp_mocks__({${modules.join(",\n")}},${esmSource});\n`;
}

/** The text of a module: a factory and its resolved imports, or a string with the error. */
async function compileModule(path: string, text: string, files: ReadonlyMap<string, string>): Promise<string> {
  const source = createSource(path, new TextEncoder().encode(text));
  if (path.endsWith(".json")) {
    const { output, diagnostics } = compileJson(source);
    return moduleText(output.code, {}, diagnostics);
  }
  const options = { target: "es2022", minify: false, sourceMap: false, environment: {} } as const;
  const { output, diagnostics } = await compileScript(source, options, scanScript(source));
  const links = output.requires.flatMap((specifier): [string, string][] => {
    const target = resolveIn(files, path, specifier);
    return target === undefined ? [] : [[specifier, target]];
  });
  return moduleText(output.code, Object.fromEntries(links), diagnostics);
}

function moduleText(code: string, links: Readonly<Record<string, string>>, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return JSON.stringify(formatPretty(errors.slice(0, 1)).trim());
  return `[function(require,module,exports){${code}\n},${JSON.stringify(links)}]`;
}

/** Resolves only to files of the folder. The Worker reports other specifiers as unknown. */
function resolveIn(files: ReadonlyMap<string, string>, from: string, specifier: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const path = joinPath(dirname(from), specifier);
  const endings = ["", ".js", ".ts", ".json", "/index.js", "/index.ts"];
  const candidates = [...endings.map((ending) => path + ending), path.replace(/\.js$/, ".ts")];
  return candidates.find((one) => files.has(one));
}
