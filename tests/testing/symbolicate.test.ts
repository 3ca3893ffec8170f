/**
 * From a crash of a packed app to its sources: `miniapp build` writes the package, the package's script runs, and
 * `miniapp symbolicate` maps the reported stack trace to the TypeScript source.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readUnverifiedPackage } from "../../src/package/index.ts";
import { startApp } from "../../src/testing/start-app.ts";
import type { BuiltApp } from "../../src/testing/compile-app.ts";
import { settlePromises } from "../../src/testing/clock.ts";
import { miniapp, root, temporaryFolder } from "../build/program.ts";

const out = temporaryFolder();

test("a stack trace of the built package maps to the source", async () => {
  const built = await miniapp(["build", join(root, "fixtures/runtime/crash"), "--out", join(out, "app.mapkg")]);
  expect(built.err + built.out).not.toContain("error");
  expect(readdirSync(out).some((name) => name.endsWith(".maps.json"))).toBe(true);

  const errors: unknown[] = [];
  const { runtime, problems } = startApp(
    await readBuilt(join(out, "app.mapkg")),
    { path: "", query: {}, scene: 1001 },
    { report: (error) => errors.push(error) },
  );
  await runtime.start();
  await settlePromises();
  const [problem] = problems;
  expect(problem).toMatchObject({ type: "problem", during: "onLoad of pages/index/index" });
  expect(problem?.message).toContain("TypeError");
  expect(problem?.stack).toMatch(/_miniapp\/logic\.js:\d+:\d+/);

  writeFileSync(join(out, "crash.txt"), problem?.stack ?? "");
  const told = await miniapp(["symbolicate", join(out, "crash.txt"), "--package", join(out, "app.mapkg")]);
  const source = readFileSync(join(root, "fixtures/runtime/crash/pages/index/index.ts"), "utf8").split("\n");
  const line = source.findIndex((text) => text.includes("account.owner!.name")) + 1;
  const call = source.findIndex((text) => text.includes("nameOf(account) });")) + 1;
  expect(told.out).toContain(`pages/index/index.ts:${line}:`);
  expect(told.out).toContain(`pages/index/index.ts:${call}:`);
});

async function readBuilt(path: string): Promise<BuiltApp> {
  const { subpackages } = await readUnverifiedPackage(readFileSync(path));
  const read = (name: string): string => {
    const file = subpackages.flatMap(({ files }) => files).find((one) => one.path === name);
    if (!file) throw new Error(`${name} is not in the package`);
    return new TextDecoder().decode(file.content);
  };
  return {
    app: JSON.parse(read("_miniapp/app.json")) as BuiltApp["app"],
    entries: { main: JSON.parse(read("_miniapp/entries.json")) as BuiltApp["entries"][string] },
    file: read,
    scripts: new Map([["main", { path: "_miniapp/logic.js", code: read("_miniapp/logic.js") }]]),
  };
}
