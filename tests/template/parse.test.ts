/**
 * Parsing: golden trees, mistakes of other compilers, print and parse round trips, garbage, locations, and results
 * recorded from older compilers.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSource } from "../../src/compiler/source/index.ts";
import { templateDependencies } from "../../src/compiler/template/dependencies.ts";
import { parseExpression, parseTemplate } from "../../src/compiler/template/parse.ts";
import { printExpression } from "../../src/compiler/template/print-expression.ts";
import { printTemplate } from "../../src/compiler/template/print.ts";
import { anyExpression, anyTemplate } from "./arbitrary-tree.ts";

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const parse = (text: string) => parseTemplate(createSource("p.wxml", text));
const codesOf = (text: string) => parse(text).diagnostics.map(({ code }) => code);

/** The tree without locations, as later phases use it. */
function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (/span$/i.test(key) ? undefined : value)));
}

describe("golden trees", () => {
  const root = folder("fixtures/template/parse");
  test.each(readdirSync(root).sort())("%s", (name) => {
    const source = createSource("input.wxml", readFileSync(join(root, name, "input.wxml")));
    const { ast, diagnostics } = parseTemplate(source);
    const warnings = diagnostics.map(({ severity, code }) => `${severity} ${code}`);
    const printed = `${JSON.stringify(withoutSpans({ ...(warnings.length > 0 ? { warnings } : {}), ...ast }), null, 1)}\n`;
    const path = join(root, name, "expected", "tree.json");
    if (process.env["UPDATE"] === "1") writeFileSync(path, printed);
    expect(readFileSync(path, "utf8")).toBe(printed);
  });
});

describe("round trip", () => {
  test("a printed expression parses to the same tree", () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        const { expression: again, diagnostics } = parseExpression(createSource("e", printExpression(expression)));
        expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(withoutSpans(again)).toEqual(withoutSpans(expression));
      }),
      { numRuns: 2000 },
    );
  });

  test("a printed template parses to the same tree", () => {
    fc.assert(
      fc.property(anyTemplate, (ast) => {
        const { ast: again, diagnostics } = parse(printTemplate(ast));
        expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(withoutSpans(again)).toEqual(withoutSpans(ast));
      }),
      { numRuns: 1000 },
    );
  });

  test("a golden tree survives printing", () => {
    const root = folder("fixtures/template/parse");
    for (const name of readdirSync(root)) {
      const { ast } = parse(readFileSync(join(root, name, "input.wxml"), "utf8"));
      const again = parse(printTemplate(ast)).ast;
      expect(withoutSpans(again), name).toEqual(withoutSpans(ast));
    }
  });
});

describe("arbitrary text", () => {
  const token = fc.constantFrom(
    "<view", "<view>", "</view>", "</", "/>", ">", "<", "<!--", "-->", "<wxs module='m'>", "</wxs>", "<block ", "<template ",
    "{{", "}}", "{", "}", "'", '"', "\\", "=", " ", "\n", "\r\n", "a", "b.c", "?", ":", "(", ")", "[", "]", ",", "...", "+", "?.",
    "wx:if=", "wx:else", "wx:for=", "name='t'", "is='t'", "data=", "class=", "1", "0x", "中", "\u200b", "\uFEFF", "/*", "*/", "😀",
  ); // prettier-ignore
  const garbage = fc.oneof(
    fc.array(token, { maxLength: 60 }).map((parts) => parts.join("")),
    fc.string({ maxLength: 200 }),
    fc.string({ unit: "binary", maxLength: 100 }),
  );

  test("never throws, and all locations are inside the text and inside their parents", () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const { ast, diagnostics } = parse(text);
        checkSpans(ast, { start: 0, end: text.length });
        for (const { location } of diagnostics) expect(location).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });

  test("any part of a real template keeps locations inside the text", () => {
    const text = readFileSync(join(folder("fixtures/template/parse/everything"), "input.wxml"), "utf8");
    for (let end = 0; end <= text.length; end += 3) {
      checkSpans(parse(text.slice(0, end)).ast, { start: 0, end });
    }
  });

  test.each([
    ["tags", "<view>", 200_000],
    ["end tags", "</view>", 200_000],
    ["mustaches", "{{", 300_000],
    ["nested mustaches", "{{a{{'", 100_000],
    ["quotes", "<a b=\"{{'", 60_000],
    ["comments in mustaches", "{{/*", 100_000],
    ["parentheses", "{{((((((((", 50_000],
    ["operators", `{{${"a+".repeat(200_000)}`, 1],
    ["members", `{{${"a.".repeat(200_000)}`, 1],
    ["attributes", `<view ${Array.from({ length: 30_000 }, (_, i) => `a${i}`).join(" ")} `, 1],
    ["conditions", '<view wx:if="x">', 30_000],
    ["angles", "< a ", 100_000],
    ["strays", '<a """" ', 30_000],
    ["scripts", "<wxs>", 100_000],
    ["orphans", "<view wx:else/>", 50_000],
  ])("unclosed %s take linear time", (_, unit, count) => {
    const before = process.cpuUsage();
    parse(unit.repeat(count));
    // CPU time in microseconds, because elapsed time means little on a busy machine.
    expect(process.cpuUsage(before).user).toBeLessThan(5e6);
  });
});

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Checks that every span is inside its parent's. */
function checkSpans(node: unknown, parent: Range): void {
  if (Array.isArray(node)) {
    for (const entry of node) checkSpans(entry, parent);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { span, ...rest } = node as Record<string, unknown> & { span?: Range };
  const own = span ?? parent;
  expectInside(own, parent);
  for (const [key, value] of Object.entries(rest)) {
    if (key.endsWith("Span")) expectInside(value as Range, own);
    else checkSpans(value, own);
  }
}

function expectInside(inner: Range, outer: Range): void {
  if (inner.start >= outer.start && inner.start <= inner.end && inner.end <= outer.end) return;
  throw new Error(`${JSON.stringify(inner)} is not inside ${JSON.stringify(outer)}`);
}

describe("results of WeChat's compilers", () => {
  interface Expected {
    readonly results: readonly { readonly wcc: { readonly tree?: unknown }; readonly accept: readonly string[] }[];
  }
  const root = folder("tests/conformance");
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8")) as unknown;
  // Refused only by later phases (a missing wxs file, the wxs compiler), or accepted on purpose (`?.`).
  const decidedElsewhere = new Set([
    "wxs-src-missing",
    "wxsreject-destructuring",
    "wxsreject-throw",
    "expr-optional-chain",
  ]);
  const names = readdirSync(join(root, "cases")).map((file) => file.replace(/\.json$/, ""));

  test.each(names)("%s", (name) => {
    const { files } = read(`cases/${name}.json`) as { files: Record<string, string> };
    const { results } = read(`expected/${name}.json`) as Expected;
    const result = results[0] as Expected["results"][number];
    const errors = Object.entries(files)
      .filter(([path]) => path.endsWith(".wxml"))
      .flatMap(([path, text]) => parseTemplate(createSource(path, text)).diagnostics)
      .filter(({ severity }) => severity === "error");
    if (result.wcc.tree) expect(errors).toEqual([]);
    else if (!result.accept.includes("glassEasel") && !decidedElsewhere.has(name)) expect(errors).not.toEqual([]);
  });
});

describe("error recovery", () => {
  test("a missing end tag is one error, and the rest is still parsed", () => {
    const { ast, diagnostics } = parse("<view><text>a</view><image/>");
    expect(diagnostics.map(({ code }) => code)).toEqual(["template/unclosed-tag"]);
    expect(diagnostics[0]?.location?.start).toEqual({ line: 1, column: 7 });
    expect(diagnostics[0]?.related?.[0]?.location.start).toEqual({ line: 1, column: 14 });
    expect(ast.children.map((node) => node.type === "element" && node.tag)).toEqual(["view", "image"]);
  });

  test("a wrong end tag refers to the location of the start tag", () => {
    const { diagnostics } = parse("<view>\n  <text>\n</txt>\n</text></view>");
    expect(diagnostics.map(({ code }) => code)).toEqual(["template/wrong-end-tag"]);
    expect(diagnostics[0]?.related?.[0]?.location.start).toEqual({ line: 2, column: 3 });
  });

  test("an unclosed mustache ends with its value", () => {
    expect(codesOf('<view a="{{x" b="{{y}}"/>{{z}}')).toEqual(["template/unclosed-mustache"]);
    expect(codesOf("<view>{{x</view><text>{{y}}</text>")).toEqual(["template/unclosed-mustache"]);
  });

  test("all errors of a file are found in one run", () => {
    expect(codesOf("<view a='{{+}}'/><text wx:else/>{{b(}}</block>")).toEqual([
      "template/bad-expression",
      "template/else-without-if",
      "template/bad-expression",
      "template/end-without-start",
    ]);
  });

  test("an error is kept even after hundreds of warnings", () => {
    expect(codesOf('<view a="1" a="2"/>'.repeat(600) + "</view>").at(-1)).toBe("template/end-without-start");
  });

  test("CRLF counts as one line ending in locations", () => {
    const { diagnostics } = parse("<view>\r\n</text>\r\n</view>");
    expect(diagnostics[0]?.location?.start).toEqual({ line: 2, column: 1 });
  });
});

describe("expressions", () => {
  const shape = (text: string) => {
    const { expression, diagnostics } = parseExpression(createSource("e", text));
    return expression && diagnostics.every(({ severity }) => severity === "warning")
      ? printExpression(expression)
      : "error";
  };

  test.each([
    ["a || b && c", "a || (b && c)"],
    ["a ? b : c ? d : e", "a ? b : (c ? d : e)"],
    ["a + b * c - d", "(a + (b * c)) - d"],
    ["-a.b[0](1, x).c", "- (a.b[0](1,x)).c"],
    ["!a === b", "(! a) === b"],
    ["a--b", "a - (- b)"],
    ["a?.5:1", "a ? (0.5) : (1)"],
    ["a ?.b", "a.b"],
    ["a?.[0]?.(x)", "a[0](x)"],
    ["010 + 08 + 1. + .5 + 0x1f + 1e3", "(((((8) + (8)) + (1)) + (0.5)) + (31)) + (1000)"],
    ["'it\\'s \\u4e2d\\x41\\n\\q'", "'it\\'s 中A\\u000aq'"],
    ["typeof", "typeof"],
    ["typeof a", "typeof a"],
    ["typeof - a", "typeof - a"],
    ["in + new.class", "in + new.class"],
    ["a /* } */ + b", "a + b"],
    ["{a, b: c, ...d, class: 1,}", "{a: a,b: c,...d,class: (1)} "],
  ])("%s", (text, printed) => {
    expect(shape(text)).toBe(printed);
  });

  test.each([
    "a +", "a = b", "a == = b", "a ** b", "a++", "a,b", "a;b", "a in b", "a instanceof b", "new A()", "`x`", "/x/", "a => b",
    "a b", "(a", "a)", "[a", "f(", "f(,)", "a[]", "a.", "a.1", "1a", "1.2.3", "0b1", "0x", "1n", "1_0", "a ? b", "a ?", "{'a': 1}",
    "{[a]: 1}", "{1: 2}", "a:b", "...a", "f(...a)", "'a", "a // c", "a\u00a0", "中文", "a \\ b", "#a", "@", "!", "*", "()",
  ])("%s is refused", (text) => {
    expect(shape(text)).toBe("error");
  }); // prettier-ignore
});

describe("dependencies", () => {
  test("are listed as written, with their locations", () => {
    const text = `<import src="./t.wxml"/><include src="/h"/><wxs module="m" src="../m.wxs"/>
<image src="/img/a.png"/><image src="{{on ? './b.png' : c}}"/><video poster="p.jpg" src="https://x.com/v.mp4"/>
<image src="data:image/png;base64,xx"/><image src="//cdn.com/x.png"/><my-card icon="/img/i.svg" name="/pages/x"/>`;
    const found = templateDependencies(parse(text).ast);
    expect(found.map(({ kind, specifier }) => `${kind} ${specifier}`)).toEqual([
      "template-import ./t.wxml",
      "wxs ../m.wxs",
      "template-include /h",
      "asset /img/a.png",
      "asset ./b.png",
      "asset p.jpg",
      "asset /img/i.svg",
    ]);
    for (const { specifier, span } of found) expect(text.slice(span.start, span.end)).toBe(specifier);
  });
});
