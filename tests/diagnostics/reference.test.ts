/** docs/diagnostics.md is generated from the table of codes. `UPDATE=1` rewrites it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { CodeRow } from "../../src/compiler/diagnostics/codes/row.ts";
import { codes, diagnosticsReference, explain, similarCodes } from "../../src/compiler/diagnostics/index.ts";

const path = fileURLToPath(new URL("../../docs/diagnostics.md", import.meta.url));

test("docs/diagnostics.md is up to date", () => {
  const text = diagnosticsReference();
  if (process.env["UPDATE"] === "1") writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
});

test("the reference lists every code once, under its room", () => {
  const headings = diagnosticsReference()
    .split("\n")
    .filter((line) => line.startsWith("### "));
  expect(headings.map((line) => line.slice(4)).sort()).toEqual(Object.keys(codes).sort());
});

test("what to do is never only a placeholder", () => {
  const texts = diagnosticsReference().matchAll(/^\*\*What to do\.\*\* (.*)$/gm);
  expect([...texts].map(([, text]) => text).filter((text) => /^‹\w+›\.?$/.test(text ?? ""))).toEqual([]);
  for (const [code, { hint, generalHint }] of Object.entries<CodeRow>(codes))
    expect(generalHint !== undefined, code).toBe(/^\{\w+\}\.?$/.test(hint ?? ""));
});

test("explain accepts every code and nothing else", () => {
  for (const [code, row] of Object.entries(codes)) {
    const text = explain(code) as string;
    expect(text.startsWith(`${code} (${row.severity})\n`)).toBe(true);
    expect(text).toContain(row.explain);
    expect(text).not.toMatch(/\{\w+\}: /);
  }
  expect(explain("wxs/no-such-code")).toBeUndefined();
  expect(explain("toString")).toBeUndefined();
});

test("a mistyped code gets suggestions", () => {
  expect(similarCodes("syntax-error")).toContain("wxs/syntax-error");
  expect(similarCodes("template/dynamic-require")).toContain("wxs/dynamic-require");
  expect(similarCodes("zzzz")).toEqual([]);
});
