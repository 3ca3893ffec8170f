/** Every code of the table is triggered by some test. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageCodes, PackageError, quote } from "../../src/package/verify/error.ts";

test("every code occurs in a test", () => {
  const folder = new URL(".", import.meta.url);
  const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts") && name !== "codes.test.ts");
  const text = tests.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  expect(Object.keys(packageCodes).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});

test("messages are one line, in a uniform style", () => {
  for (const [code, message] of Object.entries(packageCodes)) {
    expect(code).toMatch(/^package\/[a-z0-9-]+$/);
    expect(message).toMatch(/^[a-z][^\n]*[^.]$/);
  }
});

test("text from a package cannot send control sequences to a terminal", () => {
  expect(quote('a"\\\u001b[2J\u202e\u{1f388}')).toBe('"a\\"\\\\\\u001b[2J\\u202e\\ud83c\\udf88"');
  expect(quote("x".repeat(500))).toHaveLength(123);
  expect(new PackageError("package/truncated", quote("\n")).message).not.toContain("\n");
});
