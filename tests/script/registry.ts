/** A minimal module registry in which tests run compiled scripts, in a realm of their own. */
import { createContext, runInContext } from "node:vm";
import { compileJson, compileScript, esmSource, scanScript } from "../../src/compiler/script/index.ts";
import type { CompiledScript, ScriptOptions } from "../../src/compiler/script/index.ts";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";

export const plain: ScriptOptions = { target: "es2020", minify: false, sourceMap: false, environment: {} };
export const minified: ScriptOptions = { ...plain, minify: true, sourceMap: true };

/** Compiles one text; fails the test if there is an error. */
export async function compileText(
  text: string,
  options: ScriptOptions = plain,
  path = "a.js",
): Promise<CompiledScript> {
  const { output, diagnostics } = await compileScript({ path, text }, options);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => `${path}: ${error.message}`).join("\n"));
  return output;
}

export async function diagnose(
  text: string,
  options: ScriptOptions = plain,
  path = "a.js",
): Promise<readonly Diagnostic[]> {
  const source = { path, text };
  const scan = scanScript(source);
  return [...scan.diagnostics, ...(await compileScript(source, options, scan)).diagnostics];
}

/**
 * Compiles all files, runs `entry` and returns its `module.exports` and what the code passed to `log`.
 *
 * @param files path → text; `./x` in a script names the file `x.js`, `x.ts` or `x.json` beside it
 */
export async function run(
  files: Readonly<Record<string, string>>,
  entry: string,
  options: ScriptOptions = plain,
): Promise<{ exports: unknown; logged: unknown[] }> {
  const logged: unknown[] = [];
  const context = createContext({ log: (...values: unknown[]) => logged.push(...values) });
  const bodies: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    bodies[path] = path.endsWith(".json")
      ? compileJson({ path, text }).output.code
      : (await compileText(text, options, path)).code;
  }
  const modules = Object.entries(bodies).map(
    ([path, code]) => `${JSON.stringify(path)}:function(require,module,exports){\n${code}\n}`,
  );
  const exports: unknown = runInContext(
    `(${registry})({${modules.join(",")}},${esmSource})(${JSON.stringify(entry)})`,
    context,
  );
  await new Promise((resolve) => setTimeout(resolve, 0));
  return { exports, logged };
}

const registry = `function (definitions, esm) {
  var loaded = {};
  function load(id) {
    if (loaded[id]) return loaded[id].exports;
    var module = (loaded[id] = { exports: {}, esm: esm });
    definitions[id].call(module.exports, require, module, module.exports);
    return module.exports;
  }
  function find(specifier) {
    var name = specifier.replace(/^\\.\\//, "");
    var id = [name, name + ".js", name + ".ts", name + ".json"].find(function (path) { return definitions[path]; });
    if (!id) throw new Error("no module " + specifier);
    return id;
  }
  function require(specifier) { return load(find(specifier)); }
  require.async = function (specifier) { return new Promise(function (resolve) { resolve(require(specifier)); }); };
  return load;
}`;
