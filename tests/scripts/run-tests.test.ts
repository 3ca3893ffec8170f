/** How `npm test` runs and counts failing test files: once on a developer's machine, twice in CI. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { root, temporaryFolder } from "../build/program.ts";

const temporary = temporaryFolder();

/** Records that the file runs, and returns how often it has run. */
const counted = (name: string): string => `
import { appendFileSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
const notes = ${JSON.stringify(join(temporary, "notes"))} + process.env.SUITE;
appendFileSync(notes, "${name} ");
const runs = readFileSync(notes, "utf8").split(" ").filter((one) => one === "${name}").length;
`;

const good = `test("good", () => {});`;
const files: Readonly<Record<string, string>> = {
  steady: good,
  "second-time": `${good} test("late", () => expect(runs).toBe(2));`,
  never: `${good} test("bad", () => expect(1).toBe(2));`,
  unloadable: `import "./nothing-there.ts"; ${good}`,
  "second-end": `${good} afterAll(() => expect(runs).toBe(2));`,
  "second-quiet": `${good} if (runs < 2) test("loud", async () => {
    void Promise.reject(new Error("nobody waits for this"));
    await new Promise((resolve) => setTimeout(resolve, 50));
  });`,
  "second-alive": `test("alive", () => { if (runs < 2) process.kill(process.pid, "SIGKILL"); });`,
};

interface Outcome {
  readonly out: string;
  readonly passed: number;
  readonly failed: number;
  /** File names, once for each run. */
  readonly runs: readonly string[];
}

/** Runs some of the files as a separate suite. */
async function run(names: readonly string[], ci: string, ...args: readonly string[]): Promise<Outcome> {
  const cwd = mkdtempSync(join(temporary, "suite-"));
  const suite = cwd.slice(-6);
  symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
  writeFileSync(join(cwd, "package.json"), `{ "type": "module" }`);
  mkdirSync(join(cwd, "tests"));
  for (const name of names) writeFileSync(join(cwd, `tests/${name}.test.ts`), counted(name) + (files[name] ?? ""));
  const script = `
import { runTests } from ${JSON.stringify(pathToFileURL(join(root, "scripts/run-tests.mjs")).href)};
console.log(JSON.stringify(await runTests(${JSON.stringify(args)}, { cwd: ${JSON.stringify(cwd)} })));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, CI: ci, SUITE: suite, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  child.stdout.on("data", (part) => (out += String(part)));
  await new Promise((resolve) => child.once("close", resolve));
  const counts = JSON.parse(out.trimEnd().split("\n").at(-1) ?? "") as Pick<Outcome, "passed" | "failed">;
  const notes = join(temporary, `notes${suite}`);
  const runs = existsSync(notes) ? readFileSync(notes, "utf8").trim().split(" ").sort() : [];
  return { out, ...counts, runs };
}

test("in CI each failed file runs a second time, and that result counts", async () => {
  const { out, passed, failed, runs } = await run(Object.keys(files), "1");
  expect(out.slice(out.lastIndexOf("of 7 test files")).split("\n").slice(1, -2).sort()).toEqual([
    "  tests/never.test.ts: FAILED (1 passed, 1 failed); again: FAILED (1 passed, 1 failed)",
    "  tests/second-alive.test.ts: FAILED (0 passed, 1 failed); again: passed (1 passed, 0 failed)",
    "  tests/second-end.test.ts: FAILED (1 passed, 1 failed); again: passed (1 passed, 0 failed)",
    "  tests/second-quiet.test.ts: FAILED (2 passed, 1 failed); again: passed (1 passed, 0 failed)",
    "  tests/second-time.test.ts: FAILED (1 passed, 1 failed); again: passed (2 passed, 0 failed)",
    "  tests/unloadable.test.ts: FAILED (0 passed, 1 failed); again: FAILED (0 passed, 1 failed)",
  ]);
  expect({ passed, failed }).toEqual({ passed: 7, failed: 2 });
  const twice = ["never", "second-alive", "second-end", "second-quiet", "second-time"];
  expect(runs).toEqual([...twice, ...twice, "steady"].sort());
});

test("on a developer's machine nothing runs twice", async () => {
  const { out, passed, failed, runs } = await run(["never", "second-time", "steady", "unloadable"], "");
  expect(out).not.toContain("ran twice");
  expect({ passed, failed }).toEqual({ passed: 3, failed: 3 });
  expect(runs).toEqual(["never", "second-time", "steady"]);
});

test("nothing runs twice without a failure; filters and options are passed to vitest", async () => {
  const names = ["steady", "never", "second-time"];
  const { out, passed, failed, runs } = await run(names, "1", "steady", "second", "-t", "good");
  expect(out).not.toContain("ran twice");
  expect({ passed, failed }).toEqual({ passed: 2, failed: 0 });
  expect(runs).toEqual(["second-time", "steady"]);
});

test("a run without tests is a failure", async () => {
  const { passed, failed } = await run(["steady"], "1", "another");
  expect({ passed, failed }).toEqual({ passed: 0, failed: 1 });
});
