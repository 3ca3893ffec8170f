/** Common stylesheets, which all others can use without an import, as in WeChat's developer tools. */
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { describe, expect, test } from "vitest";
import { linkStyle } from "../../src/compiler/style/index.ts";
import type { CommonSheets } from "../../src/compiler/style/index.ts";
import { compileFile, memoryHost } from "./compile-input.ts";

const common: CommonSheets = {
  less: { candidates: ["app.less"], except: ["app.less"] },
  scss: { candidates: ["global.scss", "global.sass"], except: ["global.scss", "global.sass"] },
  sass: { candidates: ["global.sass", "global.scss"], except: ["global.scss", "global.sass"] },
};

async function run(files: Readonly<Record<string, string>>, entry: string) {
  const module = await compileFile(memoryHost(files), entry, { common, sourceMap: true });
  const resolved = new Map<string, string>();
  const options = { scope: "", rpx: { kind: "var" }, sourceMap: { content: () => undefined } } as const;
  const { css, map } = linkStyle("x", () => ({ style: module.style, resolved }), options);
  const messages = module.diagnostics.map(
    ({ code, location }) => `${code} ${location?.file}:${location?.start.line}:${location?.start.column}`,
  );
  return { css, map, messages, inputs: module.inputs, absent: module.absent, module };
}

describe("app.less", () => {
  const app = '@brand: teal;\n.box() { margin: 0 }\n@import "styles/more";\n.app { color: red }';
  const files = { "app.less": app, "styles/more.less": "@more: 1rpx;" };

  test("provides its variables and mixins, but not its rules", async () => {
    const { css, messages, inputs } = await run(
      { ...files, "pages/a/a.less": ".a{.box();color:@brand;width:@more}" },
      "pages/a/a.less",
    );
    expect(messages).toEqual([]);
    expect(css).toBe(".a{margin:0;color:teal;width:calc(var(--rpx)*1)}");
    expect(inputs).toEqual(["app.less", "styles/more.less"]);
  });

  test("may import a WXSS file that only the linker finds", async () => {
    const vant = '@import "miniprogram_npm/ui/common.wxss";\n@brand: teal;';
    const { css, messages, module } = await run({ "app.less": vant, "a.less": ".a{color:@brand}" }, "a.less");
    expect([messages, css]).toEqual([[], ".a{color:teal}"]);
    expect(module.dependencies).toEqual([]);
    const own = await run({ "app.less": vant }, "app.less");
    expect(own.module.dependencies).toMatchObject([{ specifier: "miniprogram_npm/ui/common.wxss" }]);
  });

  test("is not prepended to itself", async () => {
    const { css, inputs } = await run(files, "app.less");
    expect(css).toBe(".app{color:red}");
    expect(inputs).toEqual(["styles/more.less"]);
  });

  test("is recorded as a missing input if it does not exist", async () => {
    const { messages, absent } = await run({ "pages/a.less": ".a{\n  color: @brand}" }, "pages/a.less");
    expect(messages).toEqual(["style/preprocessor-error pages/a.less:2:10"]);
    expect(absent).toContain("app.less");
  });

  test("does not shift locations of errors, CSS diagnostics, imports or source maps", async () => {
    const broken = await run({ ...files, "a.less": ".a{.box()}\n.b{color:@nope}" }, "a.less");
    expect(broken.messages).toEqual(["style/preprocessor-error a.less:2:10"]);
    const text = '.a{.box()}\n@import "./x.wxss";\n.b{\n  background:url(./y.png)}';
    const { messages, module, map, css } = await run({ ...files, "a.less": text, "x.wxss": "" }, "a.less");
    expect(messages).toEqual(["style/local-url a.less:4:18"]);
    expect(module.dependencies.map(({ specifier, span }) => [specifier, text.slice(span.start, span.end)])).toEqual([
      ["x.wxss", "x.wxss"],
      ["./y.png", "./y.png"],
    ]);
    expect(map?.sources).toEqual(["a.less", "app.less"]);
    const traced = originalPositionFor(new TraceMap(JSON.stringify(map)), { line: 1, column: css.indexOf(".b{") });
    expect([traced.source, traced.line]).toEqual(["a.less", 3]);
  });

  test("reports its own error at its own location", async () => {
    const { messages } = await run({ "app.less": "@a: red;\n.x{ color: @nope }\n.y{", "a.less": ".a{b:c}" }, "a.less");
    expect(messages).toEqual(["style/preprocessor-error app.less:3:4"]);
  });
});

describe("global.scss", () => {
  const files = { "global.scss": "$brand: teal; @mixin box { margin: 0 }" };

  test("is available under its file name as a namespace", async () => {
    const { css, messages, inputs } = await run(
      { ...files, "pages/a.scss": ".a{@include global.box;color:global.$brand}" },
      "pages/a.scss",
    );
    expect(messages).toEqual([]);
    expect(css).toBe(".a{margin:0;color:teal}");
    expect(inputs).toEqual(["global.scss"]);
  });

  test("works for the indented syntax and vice versa", async () => {
    const indented = await run({ ...files, "a.sass": ".a\n  color: global.$brand\n" }, "a.sass");
    expect([indented.messages, indented.css]).toEqual([[], ".a{color:teal}"]);
    const other = await run({ "global.sass": "$brand: teal\n", "a.scss": ".a{color:global.$brand}" }, "a.scss");
    expect([other.messages, other.css]).toEqual([[], ".a{color:teal}"]);
    expect(other.absent).toEqual(["global.scss"]);
  });

  test("may also be loaded by the stylesheet itself", async () => {
    const { css, messages } = await run(
      { ...files, "p/a.scss": '@use "../global";.a{color:global.$brand}' },
      "p/a.scss",
    );
    expect([messages, css]).toEqual([[], ".a{color:teal}"]);
  });

  test.each([
    ["a.scss", ".a{b:c}\n.b{color:$nope}", "style/preprocessor-error a.scss:2:10"],
    ["a.scss", ".a{b:c}\n.b{background:url(./y.png)}", "style/local-url a.scss:2:19"],
    ["a.scss", '\n@use "nope";', "graph/missing-style a.scss:2:1"],
    ["a.sass", ".a\n  b: c\n.b\n  color: $nope", "style/preprocessor-error a.sass:4:10"],
    ["a.sass", ".a\n  background: url(./y.png)", "style/local-url a.sass:2:19"],
  ])("does not shift locations in %s: %j", async (entry, text, message) => {
    expect((await run({ ...files, [entry]: text }, entry)).messages).toEqual([message]);
  });

  test("does not shift locations in the source map", async () => {
    const { css, map } = await run({ ...files, "a.scss": ".a{b:c}\n\n.b{color:red}" }, "a.scss");
    const traced = originalPositionFor(new TraceMap(JSON.stringify(map)), { line: 1, column: css.indexOf(".b{") });
    expect([traced.source, traced.line]).toEqual(["a.scss", 3]);
  });

  test("leaves WXSS imports to the linker", async () => {
    const text = '.a{b:c}\n@import "../x.wxss";';
    const { module, messages } = await run({ ...files, "p/a.scss": text, "x.wxss": ".x{}" }, "p/a.scss");
    expect(messages).toEqual([]);
    expect(module.dependencies).toMatchObject([
      { kind: "style-import", specifier: "../x.wxss", span: { start: text.indexOf("../"), end: text.indexOf('";') } },
    ]);
    expect(module.inputs).toEqual(["global.scss"]);
  });
});
