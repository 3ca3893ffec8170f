/** Budgets: how much a host must unpack before it shows a page. A build over budget writes nothing. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "./program.ts";
import { parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
const megabyte = 1024 * 1024;
let keys: KeyFiles;

beforeAll(() => {
  keys = writeKeys(temporary);
});

async function build(name: string, files: Files, args: readonly string[] = []) {
  const project = writeFiles(join(temporary, name), sample, files);
  const out = join(temporary, `${name}.mapkg`);
  const run = await miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", out, "--json", ...args]);
  const result = parseBuild(run.out);
  expect(result.ok).toBe(run.code === 0);
  expect(existsSync(out)).toBe(run.code === 0);
  return {
    code: run.code,
    result,
    errors: result.diagnostics.map(({ code, severity, message }) => ({ code, severity, message })),
  };
}

const picture = (size: number): Files => ({
  "images/dot.png": randomBytes(size),
  "pages/about/about.wxml": '<image src="/images/dot.png"/>\n',
});
const config = (value: object): Files => ({ "miniapp.json": JSON.stringify(value) });

test("a package over 2 MB fails, one just below passes", async () => {
  const small = await build("below", picture(2 * megabyte - 30_000));
  expect([small.code, small.errors]).toEqual([0, []]);
  const main = small.result.packages?.find((p) => p.name === "main");
  expect(main?.unpackedSize).toBeGreaterThan(2 * megabyte - 30_000);
  expect(main?.unpackedSize).toBeLessThanOrEqual(2 * megabyte);
  const large = await build("above", picture(2 * megabyte));
  expect(large.code).toBe(1);
  expect(large.errors).toEqual([
    {
      code: "build/package-over-budget",
      severity: "error",
      message: expect.stringMatching(/^The package "main" is 2\.0\d MB unpacked, .* over its budget of 2\.00 MB\.$/),
    },
  ]);
});

test("each package has its own budget", async () => {
  const files = (place: string): Files => ({
    [`${place}/big.png`]: randomBytes(2 * megabyte + 1),
    "shop/list/list.wxml": `<image src="/${place}/big.png"/>\n`,
  });
  const shop = await build("subpackage", files("shop/images"));
  expect(shop.errors.map((d) => d.code)).toEqual(["build/package-over-budget"]);
  expect(shop.errors[0]?.message).toContain('The package "shop" is 2.0');
  const both = await build("two", {
    ...picture(megabyte * 1.5),
    "shop/a.png": randomBytes(megabyte * 1.5),
    "shop/list/list.wxml": '<image src="../a.png"/>',
  });
  expect([both.code, both.errors]).toEqual([0, []]);
});

test("all packages together have a budget too", async () => {
  const budgets = { package: "2 MB", total: "2 MB" };
  const both = await build("total", {
    ...picture(megabyte * 1.5),
    "shop/a.png": randomBytes(megabyte * 1.5),
    "shop/list/list.wxml": '<image src="../a.png"/>',
    ...config({ budgets }),
  });
  expect(both.code).toBe(1);
  expect(both.errors.map((d) => [d.code, d.message])).toEqual([
    [
      "build/app-over-budget",
      expect.stringMatching(
        /^All packages together are 3\.0\d MB unpacked, 1\.0\d MB over the total budget of 2\.00 MB\.$/,
      ),
    ],
  ]);
});

test("budgets come from miniapp.json, as bytes or with a unit", async () => {
  for (const [name, value, code] of [
    ["bytes", 4096, 1],
    ["kilobytes", "4 KB", 1],
    ["larger", "3 MB", 0],
    ["fractions", "0.5 MB", 1],
  ] as const) {
    const files = {
      ...picture(value === "3 MB" ? 2.5 * megabyte : megabyte),
      ...config({ budgets: { package: value } }),
    };
    const run = await build(name, files);
    expect([name, run.code]).toEqual([name, code]);
    expect(run.errors.map((d) => d.code)).toEqual(code === 0 ? [] : ["build/package-over-budget"]);
  }
  const wrong = await build("wrong", config({ budgets: { package: "much" } }));
  expect(wrong.code).toBe(1);
  expect(wrong.errors[0]?.code).toMatch(/^manifest\//);
});

test("source maps do not count, and a warning does not hide the budget error", async () => {
  const code = `module.exports = [${Array.from({ length: 20_000 }, (_, i) => `function name${i}() { return ${i}; }`).join(",")}];\n`;
  const files = {
    "lib/large.js": code,
    "pages/about/about.js": 'require("../../lib/large");\nPage({});\n',
    "pages/about/about.wxml": "<viev/>",
  };
  const fits = await build("maps", { ...files, ...config({ budgets: { package: "1500 KB" } }) });
  expect([fits.code, fits.errors.map((d) => d.code)]).toEqual([0, ["graph/unknown-tag"]]);
  const over = await build("maps-over", { ...files, ...config({ budgets: { package: "100 KB" } }) });
  expect([over.code, over.errors.map((d) => d.code).toSorted()]).toEqual([
    1,
    ["build/package-over-budget", "graph/unknown-tag"],
  ]);
});
