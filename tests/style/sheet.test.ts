/**
 * `compileSheet`, compared with the output of WeChat's compiler (tests/conformance/wxss), and how it resolves paths.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  compileSheet,
  compileStyle,
  componentSelectorDiagnostics,
  parseStyle,
} from "../../src/compiler/style/index.ts";
import { memoryHost, preprocessors } from "./compile-input.ts";

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
}

interface Expected {
  readonly css?: string;
  readonly cssAt375?: string;
  readonly hostCss?: string;
  readonly illegal?: string;
  readonly mayCompile?: boolean;
}

const conformance = new URL("../conformance/", import.meta.url);
const { normalCss } = (await import(new URL("lib/wcsc.mjs", conformance).href)) as {
  normalCss: (css: string) => string;
};
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`wxss/${name}`, conformance), "utf8"));
const cases = read("cases.json") as readonly Case[];
const expected = read("expected.json") as Readonly<Record<string, Expected>>;

const rendered = cases.filter(({ name }) => expected[name]?.css !== undefined);
const withoutLengths = rendered.filter(({ name }) => !expected[name]?.css?.includes("rpx("));

async function compile({ files, entry }: Case, prefix: string) {
  const { css, hostCss, diagnostics } = await compileSheet(memoryHost(files), entry, { prefix, deviceWidth: 375 });
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { css: normalCss(css), hostCss: normalCss(hostCss), failed };
}

describe("the output equals that of WeChat's compiler", () => {
  test.each(rendered)("$name", async (item) => {
    const { css, cssAt375 } = expected[item.name] as Expected;
    const result = await compile(item, "");
    expect(result.css).toBe(cssAt375 ?? css);
    expect(result.failed).toBe(false);
  });

  test.each(withoutLengths)("$name, with a prefix", async (item) => {
    const { css, hostCss = "" } = expected[item.name] as Expected;
    expect(await compile(item, "P--")).toEqual({ css, hostCss, failed: false });
  });

  const refused = cases.filter(
    ({ name }) => !expected[name]?.css && expected[name]?.css !== "" && !expected[name]?.mayCompile,
  );
  test.each(refused)("$name is refused", async (item) => {
    expect(await compile(item, "")).toMatchObject({ failed: true });
  });

  test.each(rendered)("$name, and whether a component may use it", ({ name, files, entry }) => {
    const source = { path: entry, text: files[entry] as string };
    const options = { minify: false, sourceMap: false, component: false };
    const { output } = compileStyle(parseStyle(source).ast, source, options);
    expect(componentSelectorDiagnostics(output, source).length > 0).toBe(expected[name]?.illegal !== undefined);
  });
});

describe("paths", () => {
  const codes = async (files: Record<string, string>, entry: string) => {
    const { css, diagnostics } = await compileSheet(memoryHost(files), entry, { preprocessors });
    return [normalCss(css), ...diagnostics.map(({ code, severity }) => `${severity} ${code}`)];
  };

  test("that go above the root are resolved from the root", async () => {
    const files = { "p/a.wxss": '@import "../../s/b";', "s/b.wxss": ".b{c:d}" };
    expect(await codes(files, "p/a.wxss")).toEqual([".b{c:d}", "warning graph/path-above-root"]);
  });

  test("that cannot be resolved are errors at their location", async () => {
    expect(await codes({ "a.wxss": '@import "./none";.a{c:d}' }, "a.wxss")).toEqual([
      ".a{c:d}",
      "error graph/missing-style",
    ]);
    expect(await codes({}, "a.wxss")).toEqual(["", "error graph/missing-style"]);
  });

  test("may refer to Less and Sass files", async () => {
    const files = {
      "a.wxss": '@import "b";@import "./c.scss";',
      "b.less": "@x:1rpx;.b{c:@x}",
      "c.scss": ".c{.d{e:f}}",
    };
    expect(await codes(files, "a.wxss")).toEqual([".b{c:calc(var(--rpx)*1)}\n.c .d{e:f}"]);
  });
});
