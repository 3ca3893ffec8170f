/** Source maps of compiled scripts and of chunks made from them, and stack traces of real errors. */
import { createContext, runInContext } from "node:vm";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { describe, expect, test } from "vitest";
import { esmSource } from "../../src/compiler/script/index.ts";
import { composeChunkMap, shiftMappings, writePartMap } from "../../src/compiler/source/source-map.ts";
import type { ChunkPart, MappedSource, PartMap } from "../../src/compiler/source/source-map.ts";
import { symbolicate } from "../../src/compiler/source/symbolicate.ts";
import { compileText, minified } from "./registry.ts";

const sources: Record<string, string> = {
  "pages/plain.js": `var unused = "ü";\nfunction fail(value) {\n  throw new Error("plain " + value);\n}\nexports.fail = fail;\n`,
  "pages/esm.js": `import helper from "./plain";\nexport const one = 1;\nexport class Box {\n  field = 2;\n  fail() {\n    /* 名 */ throw new Error("esm " + this.field);\n  }\n}\nexport default () => helper;\n`,
  "pages/typed.ts": `interface A {\n  a: number;\n}\nexport function fail(a: A): never {\n  throw new Error("typed " + a.a);\n}\nexport * from "./plain";\n`,
  "pages/strict.js": `#!/usr/bin/env node\n"use strict";\n'other';\nexport const fail = () => {\n  throw new Error("strict");\n};\n`,
  "pages/old.js": `"use strict";\nexports.load = () => import("./esm");\nexports.fail = () => { throw new Error("old") };\n`,
  "pages/own.js": `const exports = {};\nmodule.exports = exports;\nexports.fail = () => { throw new Error("own") };\nlet require;\n`,
  "pages/later.js": `export const later = () => import("./esm");\nexport const fail = () => {\n  throw new Error("later");\n};\n`,
};

const variants = [
  { name: "minified", options: { ...minified, sourceMap: true } },
  { name: "plain", options: { ...minified, minify: false, sourceMap: true } },
  { name: "es2015", options: { ...minified, target: "es2015", sourceMap: true } },
];

describe.each(variants)("$name", ({ options }) => {
  test("every throw maps to its position in the source", async () => {
    for (const [path, text] of Object.entries(sources)) {
      const { code, map } = await compileText(text, options, path);
      const at = code.indexOf("throw ");
      expect(at, path).toBeGreaterThan(0);
      expect(originalOf(map as PartMap, code, at), path).toEqual(positionOf(text, text.indexOf("throw ")));
    }
  });

  test("every string literal maps to itself", async () => {
    const text = `import a from "./x";\nexport const list = ["s1", "s2",\n  "s3"], more = { k: "s4" };\nexport function f() { return a("s5") + "s6"; }\n`;
    const { code, map } = await compileText(text, options, "a.js");
    for (const literal of ["s1", "s2", "s3", "s4", "s5"]) {
      const found = originalOf(map as PartMap, code, code.indexOf(`"${literal}"`));
      expect(found, literal).toEqual(positionOf(text, text.indexOf(`"${literal}"`)));
    }
  });

  test("a stack trace of a chunk maps to the sources", async () => {
    const { code, map } = await chunk(options);
    const context = createContext({});
    const stacks = runInContext(code, context, { filename: "https://host.example/app/main.js?v=1" }) as string[];
    const texts = stacks.map((stack) => symbolicate(stack, new Map([["main.js", map]])));
    for (const [index, path] of Object.keys(sources).entries()) {
      const text = sources[path] as string;
      const { line, column } = positionOf(text, text.indexOf("new Error"));
      const first = texts[index]?.split("\n")[1];
      expect(first, path).toContain(`${path}:${line}:${column + 1}`);
    }
  });
});

const part = (source: MappedSource): Uint8Array => Buffer.from(writePartMap(source));
const chunkMap = (file: string, parts: readonly ChunkPart[]): string =>
  Buffer.from(composeChunkMap(file, parts)).toString();

describe("symbolicate", () => {
  const map = chunkMap("main.js", [
    // Line 2, column 4 of the chunk is line 1, column 0 of the source; the next segment starts ten columns later.
    { line: 1, column: 4, part: part({ source: "pages/a.js", map: { mappings: "AAAA,UACE", names: [] } }) },
  ]);
  const maps = new Map([["main.js", map]]);

  test("V8, JavaScriptCore and bare forms", () => {
    expect(symbolicate("    at f (https://h:8080/x/main.js:2:5)", maps)).toBe("    at f (pages/a.js:1:1)");
    expect(symbolicate("    at main.js:2:15", maps)).toBe("    at pages/a.js:2:3");
    expect(symbolicate("    at async Promise.all (index 0)", maps)).toBe("    at async Promise.all (index 0)");
    expect(symbolicate("f@https://h/main.js?v=2:2:15", maps)).toBe("f@pages/a.js:2:3");
    expect(symbolicate("@app://main.js:2:5\nglobal code@main.js:2:5", maps)).toBe(
      "@pages/a.js:1:1\nglobal code@pages/a.js:1:1",
    );
    expect(symbolicate("at eval (eval at f (main.js:2:5), <anonymous>:1:1)", maps)).toBe(
      "at eval (eval at f (pages/a.js:1:1), <anonymous>:1:1)",
    );
  });

  test("frames without a map stay unchanged", () => {
    for (const line of [
      "at f (other.js:2:5)",
      "at f (mymain.js:2:5)",
      "at f (main.js:1:1)",
      "at f (main.js:9:1)",
      "main.js:0:0",
      "Error: a:b",
      "",
    ]) {
      expect(symbolicate(line, maps)).toBe(line);
    }
  });

  test("the longer path wins", () => {
    const other = chunkMap("shop/main.js", [
      { line: 0, column: 0, part: part({ source: "shop/s.js", map: { mappings: "AAAA", names: [] } }) },
    ]);
    expect(symbolicate("a@x/shop/main.js:1:1", new Map([...maps, ["shop/main.js", other]]))).toBe("a@shop/s.js:1:1");
  });
});

test("mappings are shifted with their text", () => {
  expect(shiftMappings(";;;AAAA", 2, 0)).toBe(";AAAA");
  expect(shiftMappings("AAAA,CAAC", 0, 16)).toBe("gBAAA,CAAC");
  expect(shiftMappings("gBAAA,CAAC", 0, -16)).toBe("AAAA,CAAC");
  expect(shiftMappings(";AAAA", 0, 5)).toBe(";AAAA");
  expect(shiftMappings("", 3, 5)).toBe("");
});

/** A chunk as the linker writes it, which calls `fail` of every module and returns the stack traces. */
async function chunk(options: (typeof variants)[number]["options"]): Promise<{ code: string; map: string }> {
  const parts: ChunkPart[] = [];
  let code = "(function(definitions){\n";
  let line = 1;
  for (const [path, text] of Object.entries(sources)) {
    code += `definitions[${JSON.stringify(path)}]=function(require,module,exports){\n`;
    line++;
    const compiled = await compileText(text, options, path);
    parts.push({ line, column: 0, part: part({ source: path, content: text, map: compiled.map as PartMap }) });
    code += `${compiled.code}\n};\n`;
    line += compiled.code.split("\n").length + 1;
  }
  code += `var esm=${esmSource};return Object.keys(definitions).map(function(id){var m={exports:{},esm:esm};
    definitions[id](function(){return{}},m,m.exports);
    try{m.exports.Box?new m.exports.Box().fail():m.exports.fail({a:1})}catch(e){return e.stack}})})({})`;
  return { code, map: chunkMap("main.js", parts) };
}

function originalOf(map: PartMap, code: string, offset: number): { line: number | null; column: number | null } {
  const trace = new TraceMap({ version: 3, sources: ["a"], names: [...map.names], mappings: map.mappings });
  const { line, column } = positionOf(code, offset);
  const found = originalPositionFor(trace, { line, column });
  return { line: found.line, column: found.column };
}

/** 1-based line, 0-based column. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) as string).length };
}
