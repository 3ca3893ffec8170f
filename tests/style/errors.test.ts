/**
 * This room's error fixtures, and the location that each one reports. tests/diagnostics runs the fixtures of all rooms.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { styleCodes } from "../../src/compiler/diagnostics/codes/style.ts";
import { findErrorFixtures, runErrorFixture } from "../diagnostics/run-fixture.ts";

const root = fileURLToPath(new URL("../../fixtures", import.meta.url));
const fixtures = findErrorFixtures(root).filter(({ code }) => code.startsWith("style/"));

test("every code has a fixture", () => {
  expect(fixtures.map(({ code }) => code)).toEqual(Object.keys(styleCodes).sort());
});

describe("error fixtures", () => {
  // An app needs the whole compiler, so tests/diagnostics runs it.
  const alone = fixtures.filter(({ folder }) => !existsSync(join(folder, "app")));
  test.each(alone)("$code", async (fixture) => {
    const printed = await runErrorFixture(fixture, () => []);
    const path = join(fixture.folder, "diagnostics.txt");
    if (process.env["UPDATE"] === "1") writeFileSync(path, printed);
    expect(readFileSync(path, "utf8")).toBe(printed);
    expect(printed).toContain(` ${fixture.code} input.`);
    expect(printed).not.toMatch(/\{\w+\}|undefined/);
  });
});
