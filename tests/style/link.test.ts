/** Linking: order, deduplication, cycles, scopes, lengths, hosts, assets, source maps. */
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { describe, expect, test } from "vitest";
import { compileStyle, linkStyle, parseStyle, styleDependencies } from "../../src/compiler/style/index.ts";
import type { LinkableStyle, LinkStyleOptions, StyleOptions } from "../../src/compiler/style/index.ts";
import { compileFile, memoryHost } from "./compile-input.ts";

const built: LinkStyleOptions = { scope: "s-", rpx: { kind: "var" } };

/** Modules are keyed by the specifiers that import them. */
function link(files: Record<string, string>, options: Partial<LinkStyleOptions> = {}, how: Partial<StyleOptions> = {}) {
  const modules = new Map<string, LinkableStyle>();
  for (const [path, text] of Object.entries(files)) {
    const source = { path, text };
    const { ast } = parseStyle(source);
    const { output } = compileStyle(ast, source, { minify: true, sourceMap: false, component: false, ...how });
    const names = styleDependencies(ast).filter(({ kind }) => kind === "style-import");
    // A module must survive the serialization of the cache.
    const style = JSON.parse(JSON.stringify(output)) as typeof output;
    modules.set(path, { style, resolved: new Map(names.map(({ specifier }) => [specifier, specifier])) });
  }
  return linkStyle(Object.keys(files)[0] as string, (id) => modules.get(id), { ...built, ...options });
}

describe("imports", () => {
  test("keep their position, and each file is included once", () => {
    const files = {
      a: '.a{b:c}@import "b";.d{b:c}@import "c";@import "b";',
      b: '@import "c";.b{b:c}',
      c: ".c{b:c}",
    };
    expect(link(files).css).toBe(".s-a{b:c}.s-c{b:c}.s-b{b:c}.s-d{b:c}");
  });

  test("with a condition are wrapped in it, and do not count as the plain import", () => {
    const files = {
      a: '@import "b" screen and (min-width: 1px);@import url(b) layer(x) supports(display: grid);@import "b" layer;@import "b";',
      b: ".b{b:c}",
    };
    expect(link(files).css).toBe(
      "@media screen and (min-width: 1px){.s-b{b:c}}@layer x{@supports (display: grid){.s-b{b:c}}}@layer{.s-b{b:c}}.s-b{b:c}",
    );
  });

  test("in a cycle are an error that names the chain", () => {
    const { diagnostics, css } = link({ a: '@import "b";.a{b:c}', b: '@import "c";', c: '.c{b:c}\n@import "a";' });
    expect(css).toBe(".s-c{b:c}.s-a{b:c}");
    expect(diagnostics).toMatchObject([
      {
        code: "style/import-cycle",
        severity: "error",
        message: "Circular import of stylesheets: a → b → c → a.",
        location: { file: "c", start: { line: 2, column: 10 } },
      },
    ]);
    expect(link({ a: '@import "a";' }).diagnostics).toHaveLength(1);
  });

  test("that cannot be resolved leave nothing behind", () => {
    expect(link({ a: '@import "nope";.a{b:c}' })).toMatchObject({ css: ".s-a{b:c}", diagnostics: [] });
  });
});

describe("rpx", () => {
  test("becomes calc(), or a term in an existing one", () => {
    const css = ".a{w:10rpx -.5rpx 0rpx;x:calc(1rpx + (2rpx));y:var(--a,3rpx);z:calc(var(--a,4rpx));--v:5rpx}";
    expect(link({ a: css }).css).toBe(
      ".s-a{w:calc(var(--rpx)*10) calc(var(--rpx)*-0.5) 0px;x:calc((var(--rpx)*1) + ((var(--rpx)*2)));" +
        "y:var(--a,calc(var(--rpx)*3));z:calc(var(--a,calc(var(--rpx)*4)));--v:calc(var(--rpx)*5)}",
    );
  });

  test("becomes whole pixels for a given width", () => {
    const css = ".a{w:10rpx 1rpx 0rpx -1rpx .2rpx 3.5rpx 750rpx}";
    expect(link({ a: css }, { rpx: { kind: "px", deviceWidth: 375 } }).css).toBe(
      ".s-a{w:5px 1px 0px -1px 1px 1px 375px}",
    );
    expect(link({ a: css }, { rpx: { kind: "px", deviceWidth: 414 } }).css).toBe(
      ".s-a{w:5px 1px 0px -1px 1px 1px 414px}",
    );
  });
});

describe("scopes", () => {
  test.each([
    [".a.b>.c~.d+.e .f:not(.g,.h)", ".s-a.s-b>.s-c~.s-d+.s-e .s-f:not(.s-g,.s-h)"],
    ["view, page, wx-text, Page", "wx-view,body,wx-text,body"],
    [".a:is(.b, view):where(.c):has(> .d)", ".s-a:is(.s-b,wx-view):where(.s-c):has(>.s-d)"],
    [".a:nth-child(2n+1 of .b)", ".s-a:nth-child(2n+1 of .s-b)"],
    [".a /deep/ .b .c, .d >>> .e", ".s-a .b .c,.s-d .e"],
    [".a::v-deep .b, ::v-deep .c, .d ::v-deep(.e)", ".s-a .b,.c,.s-d .e"],
    [":host, :host(.a), :host(.b) .c", ".s--host,.s-a.s--host,.s-b.s--host .s-c"],
    [":host:not(.a)::before", ".s--host:not(.s-a)::before"],
    [":host(.a, .b)", ":is(.s-a,.s-b).s--host"],
    [".a\\:b, .w-1\\/2, .\\31 0", ".s-a\\:b,.s-w-1\\/2,.s-\\31 0"],
    ["#a[b='.c']::after", "#a[b='.c']::after"],
    ["::-webkit-scrollbar", "::-webkit-scrollbar"],
    [":root", ":root"],
  ])("%s", (selector, wanted) => {
    expect(link({ a: `${selector}{b:c}` }).css).toBe(`${wanted}{b:c}`);
  });

  test("apply to nested rules and conditions, not to keyframes", () => {
    const css =
      "@media print{.a{b:c;&.d{e:f}>.g{h:i}}}@layer x{.a{b:c}}@container (width>1px){view{b:c}}@keyframes a{from{b:c}.5%{d:e}}@scope (.a) to (.b){.c{d:e}}";
    expect(link({ a: css }).css).toBe(
      "@media print{.s-a{b:c;&.s-d{e:f}>.s-g{h:i}}}@layer x{.s-a{b:c}}@container(width>1px){wx-view{b:c}}@keyframes a{from{b:c}.5%{d:e}}@scope(.s-a) to (.s-b){.s-c{d:e}}",
    );
  });

  test("restrict selectors without a class to the component", () => {
    const css = "view{b:c}.a view,#id,*{b:c}page,:root{b:c}:not(.a){b:c}.d{text{b:c}}";
    expect(link({ a: css }, { component: true }).css).toBe(
      ":where(.s--host) wx-view{b:c}.s-a wx-view,:where(.s--host) #id,:where(.s--host) *{b:c}body,:root{b:c}" +
        ":where(.s--host) :not(.s-a){b:c}.s-d{wx-text{b:c}}",
    );
  });

  test("separate the rules of the host element on request", () => {
    const linked = link(
      { a: ":host{b:c}.a{b:c}:host(.d){b:c}:host .e{b:c}" },
      { separateHost: true, host: '[is="a"]' },
    );
    expect(linked.css).toBe('.s-a{b:c}[is="a"] .s-e{b:c}');
    expect(linked.hostCss).toBe('[is="a"]{b:c}.s-d[is="a"]{b:c}');
  });
});

describe("minified", () => {
  test.each([
    [".a{}", ""],
    ["@media print{.a{}}", ""],
    ["@layer a{}@font-face{}", "@layer a{}@font-face{}"],
    ['@charset "utf-8";.a{b:c}', ".s-a{b:c}"],
    [".a{;b:c;;d:e;}", ".s-a{b:c;d:e}"],
    [".a { b : c  d ,\n e ! important }", ".s-a{b:c d,e!important}"],
    [".a{b:rgba( 0 , 0 , 0 , .5 );c:calc( 1px + 2px )}", ".s-a{b:rgba(0,0,0,.5);c:calc(1px + 2px)}"],
    [".a{b:\"x  y\"  'z'/**/c}", ".s-a{b:\"x  y\" 'z' c}"],
    [".a{--x: { a : b } ;--y:}", ".s-a{--x:{ a : b };--y:}"],
    [".a{b:c;.d{}e:f}", ".s-a{b:c;e:f}"],
    [
      "@media  screen  and ( max-width : 100px ) , print{.a{b:c}}",
      "@media screen and (max-width:100px),print{.s-a{b:c}}",
    ],
    ["@supports selector(a :hover){.a{b:c}}", "@supports selector(a :hover){.s-a{b:c}}"],
    [".a{background:url( 'https://a.b/c' )}", ".s-a{background:url('https://a.b/c')}"],
    [".a{color red}", ""],
  ])("%s", (css, wanted) => {
    expect(link({ a: css }).css).toBe(wanted);
  });
});

test("the caller resolves asset paths relative to the stylesheet that contains them", () => {
  const files = { "x/a": '@import "y/b";.a{b:url("./p q.png")}', "y/b": ".b{b:url(../c.png) url(data:x) url(//h/d)}" };
  const assetUrl = (target: string, id: string) => `/${id}/${target}`;
  expect(link(files, { assetUrl }).css).toBe(
    '.s-b{b:url(/y/b/../c.png) url(data:x) url(//h/d)}.s-a{b:url("/x/a/./p q.png")}',
  );
});

describe("source maps", () => {
  const find = (css: string, map: object, text: string) => {
    const before = css.slice(0, css.indexOf(text)).split("\n");
    const trace = new TraceMap(map as never);
    const at = originalPositionFor(trace, { line: before.length, column: (before.at(-1) as string).length });
    return `${at.source}:${at.line}:${at.column}`;
  };

  test.each([true, false])("map rules and declarations, minified: %s", (minify) => {
    const files = {
      a: '\n.a {\n  width: 1rpx;\n  color: red;\n}\n@import "b" print;\n.c { margin: 0 }',
      b: "\n\n .b{\n top:0}",
    };
    const content = (path: string) => files[path as "a"];
    const plain = link(files, {}, { minify });
    const { css, map = {} } = link(files, { sourceMap: { content } }, { minify, sourceMap: true });
    expect(css).toBe(plain.css);
    expect(map).toMatchObject({ version: 3, sources: ["a", "b"], sourcesContent: [files.a, files.b] });
    expect(find(css, map, "color")).toBe("a:4:2");
    expect(find(css, map, ".s-b")).toBe("b:3:1");
    expect(find(css, map, "top")).toBe("b:4:1");
    expect(find(css, map, ".s-c")).toBe("a:7:0");
    expect(find(css, map, "margin")).toBe("a:7:5");
  });

  test("map through Less and Sass to the original source", async () => {
    const host = memoryHost({
      "a.scss": '@use "b";\n\n.a {\n  .c {\n    margin: 0;\n  }\n}',
      "_b.scss": "\n.b {\n  top: 0;\n}",
    });
    const { style } = await compileFile(host, "a.scss", { sourceMap: true });
    const { css, map = {} } = linkStyle("a", () => ({ style, resolved: new Map() }), { ...built, sourceMap: {} });
    expect(css).toBe(".s-b{top:0}.s-a .s-c{margin:0}");
    expect(find(css, map, "top")).toBe("_b.scss:3:2");
    expect(find(css, map, "margin")).toBe("a.scss:5:4");
    expect(find(css, map, ".s-a")).toBe("a.scss:4:2");
  });
});
