/**
 * Every code of the table has a fixture that triggers it, and every fixture lists its diagnostics. `UPDATE=1` rewrites
 * the lists.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkBudgets } from "../../src/commands/budgets.ts";
import { checkNames } from "../../src/commands/portable-names.ts";
import { createCompiler } from "../../src/compiler/index.ts";
import { createDiskHost } from "../../src/disk/index.ts";
import { codes } from "../../src/compiler/diagnostics/index.ts";
import { findErrorFixtures, runErrorFixture } from "./run-fixture.ts";
import type { BuildApp } from "./run-fixture.ts";

const root = fileURLToPath(new URL("../../fixtures", import.meta.url));
const fixtures = findErrorFixtures(root);

const buildApp: BuildApp = async (appFolder, options) => {
  const compiler = createCompiler(createDiskHost(appFolder), {
    version: "test",
    sourceMaps: false,
    allowMissing: options["allowMissing"] === true,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
    ...(typeof options["mode"] === "string" ? { mode: options["mode"] } : {}),
  });
  const { diagnostics, output, project } = await compiler.build();
  if (!output || !project) return diagnostics;
  const names = checkNames(output, options["allowMissing"] === true);
  return [...diagnostics, ...names.diagnostics, ...checkBudgets(names.output, project.miniapp)];
};

describe("a fixture per code", () => {
  const have = new Map(fixtures.map(({ code, folder }) => [code, folder]));
  test.each(Object.keys(codes))("%s", (code) => {
    const folder = have.get(code);
    expect(folder, `fixtures/${code.replace("/", "/errors/")} is missing`).toBeDefined();
    const lines = readFileSync(join(folder as string, "diagnostics.txt"), "utf8").split("\n");
    expect(lines.map((line) => line.split(" ")[1])).toContain(code);
  });

  test("every fixture belongs to a code of the table", () => {
    expect(fixtures.map(({ code }) => code).filter((code) => !Object.hasOwn(codes, code))).toEqual([]);
  });
});

/** Rooms whose inputs need more than one source. They run their own fixtures: tests/manifest/fixtures.test.ts. */
const RUN_ELSEWHERE: ReadonlySet<string> = new Set(["manifest"]);

describe("error fixtures", () => {
  test.each(fixtures.filter(({ code }) => !RUN_ELSEWHERE.has(code.slice(0, code.indexOf("/")))))(
    "$code",
    async (fixture) => {
      const printed = await runErrorFixture(fixture, buildApp);
      const path = join(fixture.folder, "diagnostics.txt");
      if (process.env["UPDATE"] === "1") writeFileSync(path, printed);
      expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(printed);
    },
  );
});
