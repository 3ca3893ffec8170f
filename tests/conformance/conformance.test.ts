/**
 * Runs the conformance cases, whose expected results come from WeChat's own compilers, and compares those compilers
 * with ours on every template of four component libraries. The runners are separate programs (README.md in this
 * folder); `miniapp/testing` is the candidate.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const candidate = join(root, "dist/testing/index.js");
const work = mkdtempSync(join(tmpdir(), "miniapp-conformance-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/**
 * Cases where we follow the language documentation instead of the expected result; docs/compatibility.md explains each.
 */
const argued = ["expr-optional-chain", "syntax-bom"];

interface Outcome {
  readonly name: string;
  readonly pass?: string;
  readonly fail?: string;
}

function runCases(...args: string[]): readonly Outcome[] {
  const report = join(work, `${args.length}-${args.join("").replace(/\W/g, "").slice(-40)}.json`);
  const script = join(root, "tests/conformance/run.mjs");
  spawnSync(process.execPath, [script, "--module", candidate, ...args, "--json", report], { stdio: "ignore" });
  return JSON.parse(readFileSync(report, "utf8")) as Outcome[];
}

function failures(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.filter((outcome) => outcome.fail !== undefined).map(({ name, fail }) => `${name}: ${fail}`);
}

describe("cases", () => {
  test("templates", () => {
    const outcomes = runCases();
    expect(outcomes).toHaveLength(271);
    expect(outcomes.filter((outcome) => outcome.fail !== undefined).map((outcome) => outcome.name)).toEqual(argued);
  });

  test("stylesheets", () => {
    const outcomes = runCases("--wxss");
    expect(outcomes).toHaveLength(82);
    expect(failures(outcomes)).toEqual([]);
  });
});

test("every line in corners/ has the same meaning as with WeChat's compilers", () => {
  const script = join(root, "tests/conformance/corners.mjs");
  const { stdout } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  const { compared, differences } = JSON.parse(stdout) as { compared: number; differences: readonly unknown[] };
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});

describe("every template of a library renders as with WeChat's compiler", () => {
  // npm does not keep the executable bit of the binaries.
  for (const name of ["wcc", "wcsc"]) chmodSync(join(root, "node_modules/miniprogram-compiler/bin/linux", name), 0o755);

  test.each([
    ["tdesign-miniprogram", "node_modules/tdesign-miniprogram/miniprogram_dist", 900],
    ["@vant/weapp", "node_modules/@vant/weapp/dist", 600],
    ["weui-miniprogram", "node_modules/weui-miniprogram/miniprogram_dist", 200],
    ["wux-weapp", "node_modules/wux-weapp/example", 1700],
  ])("%s", (name, folder, atLeast) => {
    const corpus = join(work, name.replace("/", "-"));
    const app = join(root, folder);
    execFileSync(process.execPath, [join(root, "tests/conformance/corpus.mjs"), app, "--out", corpus], { stdio: "ignore" });
    const outcomes = runCases("--corpus", corpus, "--app", app);
    expect(outcomes.length).toBeGreaterThan(atLeast);
    expect(failures(outcomes)).toEqual([]);
  });
});
