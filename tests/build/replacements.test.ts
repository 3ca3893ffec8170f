/**
 * The `browser` field of package.json: replacements for a package's own files or for other packages, or empty modules.
 */
import { createHash } from "node:crypto";
import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import { defineName } from "../../src/compiler/link/index.ts";
import { memoryHost } from "../style/compile-input.ts";

type Factory = (require: (specifier: string) => unknown, module: { exports: unknown }, exports: unknown) => void;
type Definitions = Readonly<Record<string, readonly [Factory, Readonly<Record<string, string>>?]>>;

const app = {
  "app.json": '{ "pages": ["a"] }',
  "app.js": "App({});",
  "a.wxml": "<view/>",
};

/** Builds the app, runs the page's script and returns what it passed to `log`. */
async function run(files: Readonly<Record<string, string>>) {
  const compiler = createCompiler(memoryHost({ ...app, ...files }), {
    version: "test",
    sourceMaps: false,
    allowMissing: false,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  });
  const { output, diagnostics, unused } = await compiler.build();
  const messages = diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
  const chunk = output?.subpackages[0]?.files.find(({ path }) => path === "_miniapp/logic.js");
  if (!chunk) return { messages, logged: [], unused, ids: [] };
  let definitions: Definitions = {};
  let esm: unknown;
  const logged: unknown[] = [];
  const context = createContext({
    [defineName]: (_: string, modules: Definitions, interop: unknown) => {
      definitions = modules;
      esm = interop;
    },
    log: (...values: unknown[]) => logged.push(...values),
    Page: () => {},
  });
  runInContext(new TextDecoder().decode(chunk.content), context);
  const loaded = new Map<string, { exports: unknown }>();
  const load = (id: string): unknown => {
    const known = loaded.get(id);
    if (known) return known.exports;
    const definition = definitions[id];
    if (!definition) throw new Error(`no module ${id}`);
    const module = { exports: {}, esm };
    loaded.set(id, module);
    const [factory, links = {}] = definition;
    factory((specifier) => load(links[specifier] ?? `? ${specifier} in ${id}`), module, module.exports);
    return module.exports;
  };
  load("a.js");
  return { messages, logged, unused, ids: Object.keys(definitions).filter((id) => !id.endsWith(".wxml")) };
}

function named(browser: unknown, main = "index.js"): string {
  return JSON.stringify({ name: "lib", version: "1.0.0", main, browser });
}

describe("within a package", () => {
  const page = { "a.js": 'log(require("lib"));' };

  test("a file replaces another, for every importer and spelling of the path", async () => {
    const { messages, logged, ids } = await run({
      "a.js": 'log(require("lib"), require("lib/adapters/http"));',
      "node_modules/lib/package.json": named({
        "./adapters/http.js": "./adapters/xhr.js",
        "./deep/index": "./flat.js",
      }),
      "node_modules/lib/index.js":
        'module.exports = [require("./adapters/http"), require("./deep"), require("./deep/")];',
      "node_modules/lib/adapters/http.js": 'module.exports = require("http");',
      "node_modules/lib/adapters/xhr.js": 'module.exports = "xhr";',
      "node_modules/lib/deep/index.js": 'module.exports = require("fs");',
      "node_modules/lib/flat.js": 'module.exports = "flat";',
    });
    expect(messages).toEqual([]);
    expect(logged).toEqual([["xhr", "flat", "flat"], "xhr"]);
    expect(ids.toSorted()).toEqual([
      "a.js",
      "app.js",
      "miniprogram_npm/lib/adapters/xhr.js",
      "miniprogram_npm/lib/flat.js",
      "miniprogram_npm/lib/index.js",
    ]);
  });

  test("the main file can be replaced too", async () => {
    const { messages, logged } = await run({
      ...page,
      "node_modules/lib/package.json": named({ "./lib/index.js": "./lib/web" }, "./lib"),
      "node_modules/lib/lib/index.js": 'module.exports = require("fs");',
      "node_modules/lib/lib/web.js": 'module.exports = "web";',
    });
    expect([messages, logged]).toEqual([[], ["web"]]);
  });

  test("a package or a file replaces a package; a replacement is not replaced again", async () => {
    const { messages, logged } = await run({
      ...page,
      "node_modules/lib/package.json": named({ events: "emitter", url: "./url.js", emitter: "nowhere" }),
      "node_modules/lib/index.js": 'module.exports = [require("events"), require("url")];',
      "node_modules/lib/url.js": 'module.exports = "own url";',
      "node_modules/emitter/package.json": '{ "name": "emitter", "version": "1.0.0", "main": "e.js" }',
      "node_modules/emitter/e.js": 'module.exports = "emitter";',
    });
    expect(messages.filter((message) => message.includes("error"))).toEqual([]);
    expect(logged).toEqual([["emitter", "own url"]]);
  });

  test("false means an empty module, which all share", async () => {
    const { messages, logged, ids, unused } = await run({
      ...page,
      "node_modules/lib/package.json": named({ fs: false, "./node-only.js": false, "nowhere/at/all": false }),
      "node_modules/lib/index.js":
        'module.exports = [require("fs"), require("./node-only"), require("nowhere/at/all")];',
      "node_modules/lib/node-only.js": 'module.exports = require("child_process");',
    });
    expect(messages).toEqual([]);
    expect(logged).toEqual([[{}, {}, {}]]);
    expect(ids.filter((id) => id.startsWith("_miniapp/"))).toEqual(["_miniapp/empty.js"]);
    expect(unused).toEqual([]);
  });

  test("ES imports of an empty module", async () => {
    const { messages, logged } = await run({
      "a.js": 'import { value } from "lib"; log(value);',
      "node_modules/lib/package.json": named({ fs: false }, "index.mjs"),
      "node_modules/lib/index.mjs":
        'import fs, { readFile } from "fs"; export const value = [typeof fs, typeof readFile];',
    });
    expect(messages).toEqual([]);
    expect(logged).toEqual([["object", "undefined"]]);
  });
});

describe("scope of the table", () => {
  test("it applies neither to the app nor to other packages", async () => {
    const { messages } = await run({
      "a.js": 'require("lib"); require("fs");',
      "node_modules/lib/package.json": named({ fs: false }),
      "node_modules/lib/index.js": 'require("fs"); require("other");',
      "node_modules/other/package.json": '{ "name": "other", "version": "1.0.0" }',
      "node_modules/other/index.js": 'require("fs");',
    });
    expect(messages.map((message) => message.split(" ").slice(0, 2).join(" "))).toEqual([
      "error script/node-builtin",
      "error script/node-builtin",
    ]);
  });

  test("it has no inherited properties, and cannot refer to files outside the package", async () => {
    const { messages } = await run({
      "a.js": 'require("lib");',
      "node_modules/lib/package.json": named({ "./x.js": "../other/secret.js", "./y.js": "./missing.js" }),
      "node_modules/lib/index.js": 'require("./x"); require("constructor"); require("./y");',
      "node_modules/lib/x.js": "",
      "node_modules/lib/y.js": "",
      "node_modules/other/secret.js": "",
    });
    expect(messages.map((message) => message.split(" ").slice(0, 2).join(" "))).toEqual([
      "error graph/missing-module",
      "error graph/missing-module",
    ]);
  });
});
