/** Compiles and runs every module of the component libraries: nothing throws, and minifying changes nothing. */
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { esmSource } from "../../src/compiler/script/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import { compileText, minified, plain } from "./registry.ts";

const modulesFolder = fileURLToPath(new URL("../../node_modules", import.meta.url));

interface Outcome {
  /** Module → its exports with their types. */
  readonly exports: Readonly<Record<string, string>>;
  /** Options of every defined component and behavior, by name. */
  readonly defined: readonly string[];
}

describe.each([
  { library: "tdesign-miniprogram/miniprogram_dist", components: 150 },
  { library: "@vant/weapp/lib", components: 90 },
  { library: "wux-weapp/packages/es", components: 120 },
  { library: "weui-miniprogram/miniprogram_dist", components: 20 },
])("$library", ({ library, components }) => {
  test("behaves the same with and without minification", async () => {
    const files = scriptsOf(join(modulesFolder, library));
    const small = await Promise.all(
      files.map(async ([path, text]) => [path, (await compileText(text, minified, path)).code] as const),
    );
    const large = await Promise.all(
      files.map(async ([path, text]) => [path, (await compileText(text, plain, path)).code] as const),
    );
    const outcome = runAll(new Map(large));
    expect(outcome.defined.length).toBeGreaterThan(components);
    expect(runAll(new Map(small))).toEqual(outcome);
  });
});

function scriptsOf(folder: string): (readonly [path: string, text: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(folder, path), createSource(path, readFileSync(path)).text] as const);
}

function runAll(codes: ReadonlyMap<string, string>): Outcome {
  const defined: string[] = [];
  const define = (kind: string) => (options: object) => defined.push(`${kind} ${Object.keys(options).sort().join()}`);
  const info = () => ({ SDKVersion: "3.0.0", platform: "ios", windowWidth: 375 });
  const wx = new Proxy({ canIUse: () => true }, { get: (target, name) => Reflect.get(target, name) ?? info });
  const context = createContext({
    wx,
    global: {},
    setTimeout,
    Component: define("Component"),
    Behavior: define("Behavior"),
    getApp: info,
  });
  const esm: unknown = runInContext(esmSource, context);
  const loaded = new Map<string, { exports: object; esm: unknown }>();
  const load = (path: string): object => {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {}, esm };
    loaded.set(path, module);
    const body = runInContext(`(function(require,module,exports){\n${codes.get(path)}\n})`, context, {
      filename: path,
    }) as (...values: unknown[]) => void;
    body.call(module.exports, (specifier: string) => load(find(codes, path, specifier)), module, module.exports);
    return module.exports;
  };
  const exports: Record<string, string> = {};
  for (const path of codes.keys()) {
    const names = Object.entries(load(path)).map(([name, value]) => `${name}:${typeof value}`);
    exports[path] = names.sort().join();
  }
  return { exports, defined: defined.sort() };
}

function find(codes: ReadonlyMap<string, string>, from: string, specifier: string): string {
  const base = specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : `miniprogram_npm/${specifier}`;
  const path = [base, `${base}.js`, `${base}/index.js`].find((candidate) => codes.has(candidate));
  if (path === undefined) throw new Error(`${from}: no module ${specifier}`);
  return path;
}
