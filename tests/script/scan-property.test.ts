/** The scanner on random programs, with real requires among decoys, and on libraries, compared with acorn. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import type { Node } from "acorn";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanScript } from "../../src/compiler/script/index.ts";

/** A part of a program: its text, with `@` where a real call goes. */
const decoys = [
  `// require("no")\n`,
  `/* require("no") */`,
  `var s = "require('no')";`,
  `var t = \`require("no") \${1} require("no")\`;`,
  `var r = /require("no")[/'"]/g;`,
  `x = a / b / c;`,
  `i++ / 2;`,
  `obj.require("no");`,
  `if (x) /"/.test(y);`,
  `var o = { require: 1, if: 2, a: { b: 3 } };`,
  `label: for (;;) { break label }`,
  `x = y ? /'/ : 4;`,
  `f(function () { return /[\\]"]/ });`,
  `s = 'it\\'s';`,
  `var g = (a, b) => ({ a, b });`,
  `class K { static m() { return \`\${this.n}\` } }`,
  `switch (x) { case /a"/.source: break; default: }`,
  `!function () { "use strict" }();`,
  `x = 0x1F / 1.5e-3 / .5;`,
];
const holes = [
  `@;`,
  `var a = @;`,
  `f(@, /'/);`,
  `x = 1 / @ / 2;`,
  `var t = \`a\${@}b\`;`,
  `var t = \`a\${\`b\${{ c: @ }}"\`}'\`;`,
  `if (@) { @ }`,
  `({ a: @, b: [@] });`,
  `const h = () => @;`,
  `function k() { return @ }`,
  `x = y ? @ : /"/;`,
  `new (@)();`,
  `for (const z of @) {}`,
  `@.then(/'/);`,
  `void @`,
];

const program = fc.array(
  fc.oneof(
    fc.constantFrom(...decoys).map((text) => ({ text, planted: 0 })),
    fc.constantFrom(...holes).map((text) => ({ text, planted: text.split("@").length - 1 })),
  ),
  { maxLength: 25 },
);

describe("programs assembled from parts", () => {
  test("exactly the inserted calls are found, in order", () => {
    fc.assert(
      fc.property(program, fc.constantFrom("\n", "\r\n", ";\n", "\n/* c */ "), (pieces, between) => {
        let count = 0;
        const text = pieces.map((piece) => piece.text.replaceAll("@", () => `require("./${count++}")`)).join(between);
        const { dependencies } = scanScript({ path: "a.js", text });
        expect(dependencies.map(({ specifier }) => specifier)).toEqual(
          Array.from({ length: count }, (_, n) => `./${n}`),
        );
        for (const { span, specifier } of dependencies) expect(text.slice(span.start, span.end)).toBe(specifier);
      }),
      { numRuns: 1500 },
    );
  });

  test("never throws, and all spans are inside the text", () => {
    const junk = fc.array(
      fc.constantFrom(
        "require",
        "(",
        ")",
        '"',
        "'",
        "`",
        "${",
        "}",
        "{",
        "/",
        "*",
        "import",
        "export",
        "from",
        "\\",
        "\n",
        "a",
        " ",
        ",",
        "x.ts",
        "=>",
        "function",
        "try",
        "<!--",
        "type",
        "as",
        "😀",
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(junk, fc.constantFrom("a.js", "a.ts"), (parts, path) => {
        const text = parts.join("");
        for (const { span } of scanScript({ path, text }).dependencies) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

const modulesFolder = fileURLToPath(new URL("../../node_modules", import.meta.url));

describe("libraries, compared with acorn", () => {
  test.each([
    "tdesign-miniprogram",
    "@vant/weapp",
    "weui-miniprogram",
    "wux-weapp",
    "weui-wxss",
    "ajv",
    "less",
    "postcss",
  ])("%s", (name) => {
    let files = 0;
    for (const path of scriptsIn(join(modulesFolder, name))) {
      const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
      const expected = judge(text);
      if (!expected) continue;
      files++;
      const { dependencies } = scanScript({ path, text });
      expect(
        dependencies.map(({ kind, specifier, span }) => [kind, specifier, span.start]),
        path,
      ).toEqual(expected);
    }
    expect(files).toBeGreaterThan(5);
  });
});

function scriptsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[mc]?js$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

type Found = [kind: string, specifier: string, start: number];
type AnyNode = Node & Readonly<Record<string, unknown>>;

/** The calls in acorn's tree, or `undefined` if acorn cannot parse the file. */
function judge(text: string): Found[] | undefined {
  const tree = parseEither(text);
  if (!tree) return undefined;
  const found: Found[] = [];
  walk(tree, (node) => {
    const { source, callee } = node as { source?: AnyNode; callee?: AnyNode };
    if (source && (node.type === "ImportDeclaration" || node.type.startsWith("Export"))) note("require", source);
    else if (source && node.type === "ImportExpression") note("dynamic-import", source);
    else if (callee && node.type === "CallExpression") {
      const [first, ...others] = node["arguments"] as AnyNode[];
      const name = callee.type === "Identifier" ? callee["name"] : undefined;
      const member = callee.type === "MemberExpression" ? (callee as { object?: AnyNode; property?: AnyNode }) : {};
      const property = member.property?.["name"];
      if (!first) return;
      if (name === "require") note(others.length > 0 ? "require-async" : "require", first);
      else if (property === "async" && member.object?.["name"] === "require") note("require-async", first);
      else if (name === "requirePlugin") note("plugin", first);
      else if (name === "createWorker" || property === "createWorker") note("worker", first);
    }
  });
  return found.sort((a, b) => a[2] - b[2]);

  function note(kind: string, node: AnyNode): void {
    const quasis = node.type === "TemplateLiteral" ? (node["quasis"] as { value: { cooked: string } }[]) : [];
    const value = node.type === "Literal" ? node["value"] : quasis.length === 1 ? quasis[0]?.value.cooked : undefined;
    if (typeof value === "string") found.push([kind, value, node.start + 1]);
  }
}

function parseEither(text: string): AnyNode | undefined {
  for (const sourceType of ["module", "script"] as const) {
    try {
      return parse(text, {
        ecmaVersion: "latest",
        sourceType,
        allowReturnOutsideFunction: true,
        allowHashBang: true,
      }) as unknown as AnyNode;
    } catch {
      continue;
    }
  }
  return undefined;
}

function walk(node: AnyNode, visit: (node: AnyNode) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof child === "object" && child !== null && "type" in child && "start" in child)
        walk(child as AnyNode, visit);
    }
  }
}
