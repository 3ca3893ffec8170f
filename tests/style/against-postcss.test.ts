/**
 * Our parsers for stylesheets, selectors and values, compared with PostCSS and its parsers: on real libraries and on
 * random stylesheets.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { parse } from "postcss";
import { describe, expect, test } from "vitest";
import { compileStyle, linkStyle, parseStyle } from "../../src/compiler/style/index.ts";
import { meaningOf } from "./reference.ts";

const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));
const libraries = ["tdesign-miniprogram", "@vant/weapp", "weui-miniprogram", "wux-weapp", "weui-wxss"];

/** A built stylesheet without its imports. */
function build(text: string, scope: string, minify: boolean): string {
  const source = { path: "a.wxss", text };
  const { output } = compileStyle(parseStyle(source).ast, source, { minify, sourceMap: false, component: false });
  return linkStyle("a.wxss", () => ({ style: output, resolved: new Map() }), {
    scope,
    rpx: { kind: "var" },
    host: ":host",
  }).css;
}

function sheetsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".wxss"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

describe.each(libraries)("%s", (name) => {
  // The linker handles imports; the host removes a byte order mark.
  const sheets = sheetsIn(join(packages, name)).map((text) =>
    text.replace(/^\uFEFF/, "").replace(/@import [^;]*;/g, ""),
  );

  test("a built stylesheet is equivalent to what PostCSS computes", () => {
    expect(sheets.length).toBeGreaterThan(20);
    for (const text of sheets) {
      const wanted = meaningOf(text, { scope: "P--" });
      expect(meaningOf(build(text, "P--", true))).toEqual(wanted);
      expect(meaningOf(build(text, "P--", false)).filter((line) => !line.startsWith("@charset"))).toEqual(
        meaningOf(text, { scope: "P--" }),
      );
    }
  });

  test("a minified stylesheet is smaller and has no errors", () => {
    for (const text of sheets) {
      const minified = build(text, "", true);
      expect(minified.length).toBeLessThanOrEqual(build(text, "", false).length);
      const { diagnostics } = parseStyle({ path: "a.wxss", text: minified });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });
});

const blank = fc.constantFrom("", " ", "\n  ", "\t", " /* c, d: e; */ ");
const name = fc.constantFrom("a", "b-c", "_d", "-e", "--f", "g1", "\u4e2d", "h\\:i", "j\\31 k", "L");
const compound = fc.oneof(
  name.map((n) => `.${n}`),
  fc.tuple(name, name).map(([m, n]) => `.${m}.${n}`),
  fc.constantFrom(
    "view",
    "page",
    "wx-text",
    "*",
    "#id",
    "[a]",
    '[a="x ] y"]',
    "view.a",
    ".a:hover",
    ".b::after",
    "::before",
  ),
  name.map((n) => `.a:not(.${n})`),
  name.map((n) => `.a:is(.${n}, view)`),
  fc.constantFrom(".a:nth-child(2n + 1)", ".a:nth-last-of-type(odd)", ".a:lang(zh)", ".a:not([b='c,)'])"),
);
const selector = fc
  .array(fc.tuple(compound, blank, fc.constantFrom(" ", ">", "+", "~", ","), blank), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([c, before, comb, after], i) => (i === 0 ? c : before + comb + after + c)).join(""));
const term = fc.constantFrom(
  "red",
  "10rpx",
  "-.5rpx",
  "+3rpx",
  "0rpx",
  "1e2rpx",
  "10RPX",
  "a10rpx",
  "#10aaaa",
  '"10rpx ; }"',
  "'it\\'s'",
  "calc( 100% - 2rpx )",
  "calc(1px + (2rpx*3))",
  "var( --x , 2rpx )",
  "translate(-50%, -10rpx)",
  "url(a10rpx.png)",
  "url( 'b;c.png' )",
  "url(data:image/png;base64,AA==)",
  "min(10rpx, 5vw)",
  "1px",
  "#fff",
);
const value = fc
  .array(fc.tuple(term, fc.constantFrom(" ", ", ", "  ", "\n", " , ", " /* x */ ")), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([t, gap], i) => (i === 0 ? t : gap + t)).join(""));
const declaration = fc
  .tuple(
    fc.constantFrom("color", "margin", "--v", "-webkit-box-flex", "*zoom"),
    blank,
    value,
    fc.constantFrom("", " !important", "!important"),
  )
  .filter(([prop, , , important]) => important === "" || !prop.startsWith("--"))
  .map(([prop, gap, v, important]) => `${prop}:${prop.startsWith("--") ? " " : gap}${v}${important}`);
const rule = fc
  .tuple(selector, fc.array(declaration, { maxLength: 3 }), blank)
  .map(([s, declarations, gap]) => `${s}${gap}{${gap}${declarations.join(`;${gap}`)}${gap}}`);
const sheet = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: rule },
      fc
        .tuple(
          fc.constantFrom("@media (min-width : 10px)", "@supports (a:b)", "@layer x", "@media screen , print"),
          rule,
        )
        .map(([head, r]) => `${head}{${r}}`),
      fc.constantFrom(
        "@keyframes k{from{top:0}50.5%{top:5rpx}to{top:1px}}",
        "@font-face{font-family:x;src:url(//a.b/c.ttf)}",
        "@layer a, b;",
      ),
    ),
    { maxLength: 5 },
  )
  .map((rules) => rules.join("\n"));

describe("random stylesheets", () => {
  test("mean the same to us and to PostCSS", () => {
    fc.assert(
      fc.property(sheet, fc.boolean(), (text, minify) => {
        expect(meaningOf(unlocal(build(text, "P--", minify)))).toEqual(meaningOf(unlocal(text), { scope: "P--" }));
      }),
      { numRuns: 800, seed: 1 },
    );
  });

  test("keep their class names if the prefix is empty", () => {
    const classes = (css: string) => css.match(/\.(?:[\w-]|[\u0080-\uffff]|\\[^])+/g) ?? [];
    fc.assert(
      fc.property(selector, (text) => {
        const bare = text.replace(/\/\*.*?\*\//g, " ");
        expect(classes(build(`${text}{color:red}`, "", true))).toEqual(classes(`${bare}{color:red}`));
      }),
      { numRuns: 2000, seed: 2 },
    );
  });

  test("can always be parsed and printed, and no marker is left", () => {
    const noise = fc.string({
      unit: fc.constantFrom(
        ..."{}()[];:,.#@\\\"'/*- \n\r\tabrpx0159%!&>+~|\u0001\u0004\u4e2d",
        "url(",
        "@import ",
        ":host",
        ":not(",
        "//",
        "/deep/",
        "::v-deep",
        "@media ",
        "--x:",
        "calc(",
        "10rpx",
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(noise, fc.boolean(), (text, minify) => {
        const css = build(text, "P--", minify);
        // oxlint-disable-next-line no-control-regex
        expect(css).not.toMatch(/[\u0001-\u0007]/);
      }),
      { numRuns: 5000, seed: 3 },
    );
  });

  test("that we accept without errors are accepted by PostCSS", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."{};:.ab \n\"'()/*", "url(", "@media "), maxLength: 40 });
    fc.assert(
      fc.property(noise, (text) => {
        const { diagnostics } = parseStyle({ path: "a.wxss", text });
        if (diagnostics.length > 0) return;
        expect(() => parse(text)).not.toThrow();
      }),
      { numRuns: 5000, seed: 4 },
    );
  });
});

/** Quotes and blanks in `url()` may be removed. */
function unlocal(css: string): string {
  return css.replace(/url\(\s*(["']?)([^"')]*)\1\s*\)/g, "url($2)").replace(/url\(b;c.png\)/g, "url(bc.png)");
}
