/** Less and Sass: the supported features, and that nothing leaves the project or runs code. */
import fs from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compileStyleModule, linkStyle } from "../../src/compiler/style/index.ts";
import type { StyleModule } from "../../src/compiler/style/index.ts";
import { compileFile, memoryHost, preprocessors } from "./compile-input.ts";

function print(module: StyleModule): string {
  return linkStyle("x", () => ({ style: module.style, resolved: new Map() }), { scope: "", rpx: { kind: "var" } }).css;
}

async function run(files: Record<string, string>, entry: string) {
  const host = memoryHost(files);
  const module = await compileFile(host, entry);
  const messages = module.diagnostics.map(
    ({ code, location }) => `${code} ${location?.file}:${location?.start.line}:${location?.start.column}`,
  );
  return { module, messages, css: print(module), host };
}

describe("less", () => {
  test("imports relative, absolute, bare and package files, and leaves wxss to the linker", async () => {
    const files = {
      "pages/a/a.less":
        '@import "./b";@import "/styles/c.less";@import "d";@import "~ui/e.less";@import "./f.wxss";\n.a{.mix();color:@c;width:10rpx*2}',
      "pages/a/b.less": "@c:red;.mix(){margin:0}",
      "styles/c.less": ".c{color:red}",
      "pages/a/d.less": ".d{color:red}",
      "node_modules/ui/e.less": '@import "./deep/g";',
      "node_modules/ui/deep/g.less": ".g{color:red}",
      "pages/a/f.wxss": ".f{width:1rpx}",
    };
    const { module, messages, css } = await run(files, "pages/a/a.less");
    expect(messages).toEqual([]);
    expect(css).toBe(".c{color:red}.d{color:red}.g{color:red}.a{margin:0;color:red;width:calc(var(--rpx)*20)}");
    const place = files["pages/a/a.less"].indexOf("./f.wxss");
    expect(module.dependencies).toMatchObject([
      { kind: "style-import", specifier: "f.wxss", span: { start: place + 2 } },
    ]);
    expect(module.inputs).toEqual([
      "node_modules/ui/deep/g.less",
      "node_modules/ui/e.less",
      "pages/a/b.less",
      "pages/a/d.less",
      "styles/c.less",
    ]);
  });

  test("embeds files of the project, binary and text", async () => {
    const files = {
      "a.less": '.a{b:data-uri("i/x.png");c:data-uri("i/y.svg")}',
      "i/x.png": "PNG",
      "i/y.svg": "<svg/>",
    };
    const { css, messages, module } = await run(files, "a.less");
    expect(messages).toEqual([]);
    expect(css).toBe('.a{b:url("data:image/png;base64,UE5H");c:url("data:image/svg+xml,%3Csvg%2F%3E")}');
    expect(module.inputs).toEqual(["i/x.png", "i/y.svg"]);
  });

  test("reports errors at their location, also in imported files", async () => {
    const { messages } = await run({ "a.less": '@import "b";', "b.less": ".b {\n  color: @nope;\n}" }, "a.less");
    expect(messages).toEqual(["style/preprocessor-error b.less:2:10"]);
  });

  test("divides only in parentheses, as WeChat's tools do: a stylesheet for Less 3 fails, and slashes are kept", async () => {
    const old = await run({ "a.less": "@a: 2;\n.a{\n  width: unit((@a - 2) / @a, em)}" }, "a.less");
    expect(old.messages).toEqual(["style/preprocessor-error a.less:3:10"]);
    const { css, messages } = await run({ "a.less": ".a{grid-area:1/2;width:(10px / 2)}" }, "a.less");
    expect([messages, css]).toEqual([[], ".a{grid-area:1/2;width:5px}"]);
  });

  test("an optional import may be missing", async () => {
    const { messages, css } = await run({ "a.less": '@import (optional) "nope";.a{b:c}' }, "a.less");
    expect(messages).toEqual([]);
    expect(css).toBe(".a{b:c}");
  });

  test("also resolves paths from the app's root, except in packages", async () => {
    const files = {
      "app/pages/a.less": '@import "styles/c";@import "./styles/d";@import "ui/e";@import (optional) "../../out";',
      "app/styles/c.less": ".c{color:red}",
      "app/styles/d.less": ".d{color:red}",
      "out.less": ".o{color:red}",
      "node_modules/ui/e.less": '@import (optional) "styles/c";.e{color:red}',
    };
    const module = await compileFile(memoryHost(files), "app/pages/a.less", { root: "app" });
    expect(module.diagnostics).toEqual([]);
    expect(print(module)).toBe(".c{color:red}.d{color:red}.e{color:red}.o{color:red}");
    expect(module.absent).toContain("app/pages/styles/c.less");
    expect(module.inputs).toEqual(["app/styles/c.less", "app/styles/d.less", "node_modules/ui/e.less", "out.less"]);
  });

  test("resolves a path into an unbuilt miniprogram_npm to the installed package", async () => {
    const files = {
      "pages/a/a.less":
        '@import "/miniprogram_npm/ui/theme/vars";@import "../../miniprogram_npm/@s/kit/b.less";@import "ui/theme/more";.a{color:@v}',
      "pages/a/b.scss": '@use "../../miniprogram_npm/ui/theme/t";.b{color:t.$v}',
      "node_modules/ui/package.json": '{ "name": "ui", "miniprogram": "packed" }',
      "node_modules/ui/packed/theme/vars.less": "@v: red;",
      "node_modules/ui/packed/theme/more.less": '@import "./vars";.m{color:@v}',
      "node_modules/ui/packed/theme/_t.scss": "$v: red;",
      "node_modules/@s/kit/miniprogram_dist/b.less": ".b{color:red}",
    };
    const less = await run(files, "pages/a/a.less");
    expect([less.messages, less.css]).toEqual([[], ".b{color:red}.m{color:red}.a{color:red}"]);
    const sass = await run(files, "pages/a/b.scss");
    expect([sass.messages, sass.css]).toEqual([[], ".b{color:red}"]);
    const escape = await run({ "a.less": '@import "miniprogram_npm/ui/../../../x";', "x.less": "" }, "a.less");
    expect(escape.messages).toEqual(["style/outside-project a.less:1:1"]);
  });

  test("a package's own stylesheet finds its files, and is reported under the package's id", async () => {
    const files = {
      "node_modules/ui/x.less": '@import "./parts/b";\n.x{color:@b}',
      "node_modules/ui/parts/b.less": "@b: red;\n.b{\n  width: @nope;\n}",
    };
    const host = memoryHost(files);
    const source = { path: "miniprogram_npm/ui/x.less", text: files["node_modules/ui/x.less"] };
    const options = { minify: true, sourceMap: false, component: false, root: "", preprocessors, host };
    const { diagnostics, inputs } = await compileStyleModule(source, { ...options, path: "node_modules/ui/x.less" });
    expect(inputs).toEqual(["node_modules/ui/parts/b.less"]);
    expect(diagnostics.map(({ location }) => [location?.file, location?.start.line])).toEqual([
      ["miniprogram_npm/ui/parts/b.less", 3],
    ]);
  });

  test("a missing import is reported by name", async () => {
    const { module, messages } = await run({ "a.less": '.a{b:c}\n@import "nope";' }, "a.less");
    expect(messages).toEqual(["graph/missing-style a.less:2:1"]);
    expect(module.diagnostics[0]?.message).toContain('"nope"');
    expect(module.absent).toContain("nope.less");
  });
});

describe("sass", () => {
  test("hides Sass's own deprecation warnings, however many there are", async () => {
    const rules = Array.from({ length: 9 }, (_, n) => `.a${n}{color:darken(red,${n}%)}`).join("\n");
    const { messages, css } = await run({ "a.scss": rules }, "a.scss");
    expect(messages).toEqual([]);
    expect(css).toContain(".a8{");
  });

  test("uses partials, indexes, packages and the indented syntax", async () => {
    const files = {
      "pages/a/a.scss":
        '@use "./vars" as v;@use "../../styles";@use "~ui/e";@import "/base/old";\n.a{width:v.$w;&:hover{color:red}.b &{width:1rpx}}',
      "pages/a/_vars.scss": "$w: 10rpx * 2;",
      "styles/_index.scss": ".s{color:red}",
      "node_modules/ui/e.sass": ".e\n  color: red\n",
      "base/_old.scss": ".o{color:red}",
    };
    const { module, messages, css } = await run(files, "pages/a/a.scss");
    expect(messages).toEqual([]);
    expect(css).toBe(
      ".s{color:red}.e{color:red}.o{color:red}.a{width:calc(var(--rpx)*20)}.a:hover{color:red}.b .a{width:calc(var(--rpx)*1)}",
    );
    expect(module.inputs).toEqual([
      "base/_old.scss",
      "node_modules/ui/e.sass",
      "pages/a/_vars.scss",
      "styles/_index.scss",
    ]);
    expect(module.absent).toContain("styles.scss");
  });

  test("packages above the project can read their own files", async () => {
    const files = {
      "a.scss": '@use "ui/index";.a{color:red}',
      "../node_modules/ui/index.scss": '@use "sub/b";',
      "../node_modules/ui/sub/_b.scss": ".b{color:red}",
    };
    const { messages, css, module } = await run(files, "a.scss");
    expect(messages).toEqual([]);
    expect(css).toBe(".b{color:red}.a{color:red}");
    expect(module.inputs).toEqual(["../node_modules/ui/index.scss", "../node_modules/ui/sub/_b.scss"]);
  });

  test("reports errors at their location, also in used files", async () => {
    const { messages } = await run({ "a.scss": '@use "b";', "_b.scss": ".b {\n  color: $nope;\n}" }, "a.scss");
    expect(messages).toEqual(["style/preprocessor-error _b.scss:2:10"]);
  });

  test("a missing file is reported by name", async () => {
    const { module, messages } = await run({ "a.scss": '.a{b:c}\n@use "nope";' }, "a.scss");
    expect(messages[0]).toMatch(/^(?:graph\/missing-style|style\/preprocessor-error) a\.scss:2:1$/);
    expect(module.diagnostics).toHaveLength(1);
  });
});

describe("diagnostics of the generated CSS", () => {
  test("refer to the source", async () => {
    const files = {
      "a.scss": '@use "b";\n.a {\n  .c {\n    background: url(./x.png);\n  }\n}',
      "_b.scss": "\n.b {\n  background: url(./y.png);\n}",
    };
    const { messages, module } = await run(files, "a.scss");
    expect(messages.sort()).toEqual(["style/local-url _b.scss:3:19", "style/local-url a.scss:4:21"]);
    expect(module.dependencies.map(({ specifier, span }) => [specifier, span.start])).toEqual([
      ["./y.png", 0],
      ["./x.png", files["a.scss"].indexOf("./x.png")],
    ]);
  });

  test("report selectors that a component must not use", async () => {
    const files = { "a.scss": '@use "b";\n.a {\n  view { b: c }\n}', "_b.scss": "#b { c: d }" };
    const { module } = await run(files, "a.scss");
    const start = files["a.scss"].indexOf("view");
    expect(module.style.illegalInComponent).toEqual([
      { selector: "#b", span: { start: 0, end: 0 } },
      { selector: ".a view", span: { start, end: start + 1 } },
    ]);
    expect((await compileFile(memoryHost(files), "a.scss", { component: true })).diagnostics).toMatchObject([
      { code: "style/component-selector", location: { file: "_b.scss", start: { line: 1, column: 1 } } },
      { code: "style/component-selector", location: { file: "a.scss", start: { line: 3, column: 3 } } },
    ]);
  });

  test("imports that remain in the CSS are dependencies", async () => {
    const { module } = await run({ "a.less": '.a{b:c}\n@import (css) "./x.wxss";' }, "a.less");
    expect(module.dependencies).toMatchObject([{ kind: "style-import", specifier: "x.wxss" }]);
  });
});

const secret = "root:x:0:0";
const outside = {
  "../secret.less": `.s{content:"${secret}"}`,
  "../../etc/passwd": secret,
  "../outside.scss": `.s{content:"${secret}"}`,
};

describe("access outside the project is an error", () => {
  afterEach(() => vi.restoreAllMocks());

  test.each<[string, string, string]>([
    ["a.less", '@plugin "plugin";', "style/less-plugin"],
    ["a.less", '@plugin "./plugin.js";', "style/less-plugin"],
    ["a.less", '@import "with-plugin";', "style/less-plugin"],
    ["a.less", '@import (multiple, less) "with-plugin.less";', "style/less-plugin"],
    ["a.less", ".a{width:~`global.pwned=1`}", "style/less-javascript"],
    ["a.less", "@x:`global.pwned=1`;.a{width:@x}", "style/less-javascript"],
    ["a.less", '@import "with-javascript";', "style/less-javascript"],
    ["a.less", '.a{b:data-uri("../../etc/passwd")}', "style/outside-project"],
    ["a.less", '.a{b:data-uri("text/plain;base64","/../../etc/passwd")}', "style/outside-project"],
    ["a.less", '.a{b:data-uri("file:///etc/passwd")}', "style/outside-project"],
    ["a.less", '@import (inline) "../../etc/passwd";', "style/outside-project"],
    ["a.less", '@import (inline) "/etc/passwd";', "graph/missing-style"],
    ["a.less", '@import (inline) "file:///etc/passwd";', "style/outside-project"],
    ["a.less", '@import (less) "https://example.com/x.less";', "style/outside-project"],
    ["a.less", '@import "https://example.com/x.css";', "style/remote-import"],
    ["a.less", '@import "../secret";', "style/outside-project"],
    ["a.less", '@import "~ui/../../../secret";', "style/outside-project"],
    ["a.less", '@import "~../secret";', "graph/missing-style"],
    ["a.less", '@p:"../sec";@import "@{p}ret";', "style/outside-project"],
    ["a.less", '@import (optional) "../secret";.a{b:c}', "style/outside-project"],
    ["a.less", '.a{b:image-size("/etc/passwd")}', "style/less-image-size"],
    ["a.less", '.m() when (image-width("/etc/passwd") > 0px){a:b} .a{.m()}', "style/less-image-size"],
    ["a.less", '@import "C:\\\\secret";', "style/outside-project"],
    ["pages/a.scss", '@use "../../outside";', "style/outside-project"],
    ["pages/a.scss", '@import "../../outside";', "style/outside-project"],
    ["pages/a.scss", '@forward "../../outside";', "style/outside-project"],
    ["pages/a.scss", '@use "sass:meta";.a{@include meta.load-css("../../outside")}', "style/outside-project"],
    ["pages/a.scss", '@use "file:///etc/passwd";', "style/outside-project"],
    ["pages/a.scss", '@use "miniapp:///../outside";', "graph/missing-style"],
    ["pages/a.scss", '@use "~ui/../../../outside";', "style/outside-project"],
    ["pages/a.scss", '@use "%2e%2e/%2e%2e/outside";', "style/outside-project"],
    ["pages/a.scss", '@import "https://example.com/x.scss";', "style/remote-import"],
    ["pages/a.sass", '@use "../../outside"', "style/outside-project"],
  ])("%s: %s", async (entry, text, code) => {
    const reads = vi.spyOn(fs, "readFileSync");
    const opens = vi.spyOn(fs, "openSync");
    const files = {
      ...outside,
      [entry]: text,
      "plugin.js": "globalThis.pwned = 1;",
      "with-plugin.less": '@plugin "./plugin.js";',
      "with-javascript.less": "@x:`global.pwned=1`;.a{width:@x}",
      "node_modules/ui/index.less": ".u{color:red}",
    };
    const { module, host } = await run(files, entry);
    expect(module.diagnostics.map((d) => [d.severity, d.code])).toContainEqual(["error", code]);
    expect(JSON.stringify(module)).not.toContain(secret);
    expect(host.asked.filter((path) => path.startsWith(".."))).toEqual([]);
    expect(globalThis).not.toHaveProperty("pwned");
    const touched = [...reads.mock.calls, ...opens.mock.calls].map(([path]) => String(path));
    expect(touched.filter((path) => /passwd|secret|outside|plugin/.test(path))).toEqual([]);
  });
});
