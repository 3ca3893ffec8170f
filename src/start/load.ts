/** Loads the program's own CommonJS files like Node.js, but with cached bytecode if available. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Script } from "node:vm";
import { digestOf } from "./bytecode.ts";
import type { Bytecode } from "./bytecode.ts";

interface Module {
  exports: unknown;
  /** How the program imports packages that are ES modules. */
  readonly import: (specifier: string) => Promise<unknown>;
}

type Body = (
  exports: unknown,
  require: (specifier: string) => unknown,
  module: Module,
  filename: string,
  folder: string,
) => void;

const head = "(function (exports, require, module, __filename, __dirname) { ";

/**
 * Creates the loader.
 * @param folder folder of the program's files
 * @param requireOthers loads everything outside of it, such as packages
 * @returns a function that loads a file by its absolute path, once
 */
export function createLoader(
  folder: string,
  bytecode: Bytecode | undefined,
  requireOthers: (specifier: string) => unknown,
): (path: string) => unknown {
  const modules = new Map<string, Module>();
  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module: Module = { exports: {}, import: (specifier) => import(specifier) };
    modules.set(path, module);
    const require = (specifier: string) => {
      if (specifier.startsWith(".")) return load(join(dirname(path), specifier));
      return slow.has(specifier) ? onDemand(() => requireOthers(specifier)) : requireOthers(specifier);
    };
    compile(path, relative(folder, path), bytecode)(module.exports, require, module, path, dirname(path));
    return module.exports;
  };
  return load;
}

/**
 * Built-in modules that take Node.js milliseconds to load, and that most runs do not use although files import them.
 */
const slow: ReadonlySet<string> = new Set(["node:child_process", "node:fs/promises", "node:module"]);

/** A placeholder that loads the module on first access. */
function onDemand(load: () => unknown): object {
  return new Proxy({}, { get: (_, name) => Reflect.get(load() as object, name) as unknown });
}

function compile(path: string, name: string, bytecode: Bytecode | undefined): Body {
  const text = readFileSync(path, "utf8");
  const digest = bytecode && digestOf(text);
  const cachedData = digest === undefined ? undefined : bytecode?.find(name, digest);
  const script = new Script(`${head}${text}\n})`, {
    filename: path,
    columnOffset: -head.length,
    ...(cachedData ? { cachedData } : {}),
  });
  if (digest !== undefined) bytecode?.add(name, digest, script);
  return script.runInThisContext() as Body;
}
