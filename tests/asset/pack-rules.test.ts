import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPackFilter } from "../../src/compiler/asset/index.ts";
import type { PackRule } from "../../src/compiler/asset/index.ts";
import { matchesGlob } from "../../src/compiler/asset/glob.ts";
import { regExpDanger } from "../../src/compiler/asset/regexp-danger.ts";

const filterOf = (ignore: PackRule[], include: PackRule[] = []) =>
  createPackFilter({ ignore, include }, () => undefined);
const ignores = (type: PackRule["type"], value: string, path: string) =>
  filterOf([{ type, value }]).filter.ignores(path);

describe("packOptions", () => {
  test.each<[PackRule["type"], string, string, boolean]>([
    ["file", "test/a.js", "test/a.js", true],
    ["file", "/Test/A.js", "test/a.js", true],
    ["file", "a.js", "test/a.js", false],
    ["folder", "test", "test/deep/a.js", true],
    ["folder", "./test/", "test/a.js", true],
    ["folder", "test", "tests/a.js", false],
    ["folder", "test", "src/test/a.js", false],
    ["suffix", ".webp", "img/A.WEBP", true],
    ["suffix", ".test.js", "a.test.js", true],
    ["suffix", ".js", "a.jsx", false],
    ["prefix", "test-", "deep/test-a.js", true],
    ["prefix", "test-", "test-deep/a.js", false],
    ["glob", "test/**/*.js", "test/a/b/c.js", true],
    ["glob", "test/**/*.js", "test/c.js", true],
    ["glob", "*.md", "docs/a.md", false],
    ["glob", "**/*.md", "docs/a.md", true],
    ["regexp", "\\.jsx$", "a/b.JSX", true],
    ["regexp", "^/docs/", "docs/a", true],
    ["regexp", "^docs/", "docs/a", true],
    ["regexp", "^docs/", "x/docs/a", false],
  ])("%s %s on %s: %s", (type, value, path, expected) => {
    expect(ignores(type, value, path)).toBe(expected);
  });

  test("include wins over ignore", () => {
    const { filter } = filterOf([{ type: "folder", value: "docs" }], [{ type: "suffix", value: ".pdf" }]);
    expect([
      filter.ignores("docs/a.md"),
      filter.ignores("docs/a.pdf"),
      filter.includes("docs/a.pdf"),
      filter.includes("a.md"),
    ]).toEqual([true, false, true, false]);
  });

  test("a bad pattern is reported and left out", () => {
    const source = { path: "project.config.json", text: "0123456789" };
    const rules = [
      { type: "regexp", value: "(" },
      { type: "regexp", value: "a$" },
    ] as const;
    const { filter, diagnostics } = createPackFilter({ ignore: rules, include: [] }, (rule) => ({
      source,
      span: { start: rules.indexOf(rule as (typeof rules)[0]) + 1, end: 3 },
    }));
    expect(diagnostics).toMatchObject([{ code: "asset/bad-pattern", location: { start: { column: 2 } } }]);
    expect(filter.ignores("a")).toBe(true);
  });
});

describe("globs", () => {
  test.each<[string, string, boolean]>([
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[^a]x", "bx", true],
    ["{a,b}/c.{png,jpg}", "b/c.jpg", true],
    ["{a,b}", "{a,b}", false],
    ["{a}", "{a}", true],
    ["{a,{b,c}}d", "cd", true],
    ["**", "a/b/c", true],
    ["a/**", "a/b", true],
    ["a/**", "a", false],
    ["**/a", "a", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-b/c", false],
    ["a.b", "axb", false],
    ["[", "[", true],
    ["", "", true],
  ])("%s on %s: %s", (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  test("agree with the equivalent regular expression", () => {
    const pattern = fc
      .array(fc.constantFrom("a", "b", "/", "*", "**", "?", "**/"), { maxLength: 7 })
      .map((parts) => parts.join(""));
    const path = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(pattern, path, (glob, text) => {
        const parts = glob.match(/\*\*\/|\*\*|\*|\?|[ab/]/g) ?? [];
        const meaning: Record<string, string> = { "**/": ".*", "**": ".*", "*": "[^/]*", "?": "[^/]" };
        expect(matchesGlob(glob, text)).toBe(
          new RegExp(`^${parts.map((part) => meaning[part] ?? part).join("")}$`).test(text),
        );
      }),
      { numRuns: 3000 },
    );
  });

  test("match in less than exponential time", () => {
    const started = process.cpuUsage();
    expect(matchesGlob(`${"*a".repeat(40)}b`, "a".repeat(300))).toBe(false);
    expect(matchesGlob("{a,b}".repeat(40), "a")).toBe(false);
    expect(process.cpuUsage(started).user).toBeLessThan(5e6);
  });
});

describe("regular expressions", () => {
  test.each([
    "\\.jsx$",
    "^pages/(a|b)/.*\\.png$",
    "[+*]+\\.js",
    "\\(+",
    "(a*)?b",
    "x{2}",
    "(?:test|spec)\\.js$",
    "a+b+c+d+",
  ])("%s is accepted", (pattern) => {
    expect(regExpDanger(pattern)).toBeUndefined();
  });

  test.each([
    "(a+)+$",
    "(a|a)*b",
    "((a*)b)*",
    "(a{2,})+",
    "(.*)*",
    "(a)\\1+",
    "(?<n>a)\\k<n>",
    "a*b*c*d*e*",
    "x".repeat(300),
  ])("%s is refused", (pattern) => {
    expect(regExpDanger(pattern)).toBeTypeOf("string");
  });
});
