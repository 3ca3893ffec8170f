/**
 * Runs every behaviour fixture of wxs and compares its exports: as written, minified, and in strict mode, which must all
 * give the same result. `UPDATE=1` rewrites expected/.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codes } from "../../src/compiler/diagnostics/index.ts";
import { runWxs } from "./run.ts";

const root = fileURLToPath(new URL("../../fixtures/wxs", import.meta.url));
const fixtures = readdirSync(root).filter((name) => name !== "errors");

describe("the exports of a module", () => {
  test.each(fixtures)("%s", (name) => {
    const code = readFileSync(join(root, name, "input.wxs"), "utf8");
    const plain = runWxs(code);
    expect(plain.log).toEqual([]);
    expect(plain.codes.filter((found) => codes[found].severity === "error")).toEqual([]);
    const printed = print(plain.exports);
    expect(print(runWxs(code, {}, { minify: true }).exports)).toBe(printed);
    expect(print(runWxs(code, {}, {}, "strict").exports)).toBe(printed);
    const path = join(root, name, "expected", "exports.json");
    if (process.env["UPDATE"] === "1") {
      mkdirSync(join(root, name, "expected"), { recursive: true });
      writeFileSync(path, printed);
    }
    expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(printed);
  });
});

/** JSON, with values that JSON lacks as `{"$": …}`. */
function print(value: unknown): string {
  const encode = (_key: string, part: unknown): unknown => {
    if (part === undefined) return { $: "undefined" };
    if (typeof part === "number" && !Number.isFinite(part)) return { $: String(part) };
    return typeof part === "function" ? { $: "function" } : part;
  };
  return `${JSON.stringify(value, encode, 2)}\n`;
}
