/** Loads the program's own CommonJS files as Node.js would, with stored bytecode where there is some. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Script } from "node:vm";
import { digestOf } from "./bytecode.ts";
import type { Bytecode } from "./bytecode.ts";

interface Module {
  exports: unknown;
  /** The program's own way to packages that are ES modules. */
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
 * @param folder where the program's files are
 * @param requireOthers loads what is outside of it, packages for instance
 * @returns loads a file by its absolute path, once
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

/** Built-ins that take Node.js milliseconds, and that are named at the top of files which seldom need them. */
const slow: ReadonlySet<string> = new Set(["node:child_process", "node:fs/promises", "node:module"]);

/** Stands for a module that is loaded when something of it is asked for. */
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
