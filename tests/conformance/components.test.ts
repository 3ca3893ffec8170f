/**
 * Runs the scenarios of the component model. Their expected traces and trees come from two of WeChat's own engines. The
 * runner is a separate program (components/README.md); scenario-candidate.mjs builds each scenario with the compiler
 * and runs it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "miniapp-scenarios-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
}

test.each([".", "more"])("every scenario of components/%s passes", (folder) => {
  const report = join(work, "report.json");
  const args = ["components/run.mjs", "--module", "scenario-candidate.mjs", "--in", folder, "--json", report];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: here, encoding: "utf8" });
  const outcomes = JSON.parse(readFileSync(report, "utf8")) as readonly Outcome[];
  expect(outcomes).toHaveLength(readdirSync(`${here}components/${folder}/cases`).length);
  expect(
    outcomes.filter(({ ok }) => !ok).map(({ name }) => name),
    stdout + stderr,
  ).toEqual([]);
});
