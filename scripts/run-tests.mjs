/**
 * Runs vitest and counts the results. If `CI` is set, failed files run once more, alone, because the machine may have
 * been busy; a file that fails twice fails. Whole files are repeated, because the tests of a file share a preview or a
 * browser and cannot start in the middle. Locally nothing runs twice.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./install.mjs";

/** More failures than this are not caused by a busy machine. */
const maxRepeated = 20;

/**
 * @param args vitest's arguments: filters, then options
 * @param options `env` for the tests, `cwd` with a vitest.config.ts
 * @returns number of passed and failed tests; for a repeated file, those of its second run
 */
export async function runTests(args, { env = process.env, cwd = root } = {}) {
  const first = await runOnce(args, env, cwd);
  const bad = first.files.filter(({ isGood }) => !isGood);
  if (!env["CI"] || bad.length === 0 || bad.length > maxRepeated) return total(first.files, first.elsewhere);

  const option = args.findIndex((one) => one.startsWith("-"));
  const options = option < 0 ? [] : args.slice(option);
  const second = await runOnce([...bad.map(({ path }) => path), ...options, "--maxWorkers=1"], env, cwd);
  console.log(`\n${bad.length} of ${first.files.length} test files failed and ran twice:`);
  const ended = first.files.map((file) => {
    if (file.isGood) return file;
    const again = second.files.find(({ path }) => path === file.path) ?? file;
    console.log(`  ${relative(cwd, file.path)}: ${words(file)}; again: ${words(again)}`);
    return again;
  });
  return total(ended, first.elsewhere + second.elsewhere);
}

/** Runs vitest in a separate process. */
async function runOnce(args, env, cwd) {
  const report = join(tmpdir(), `miniapp-test-${process.pid}.json`);
  const reporter = fileURLToPath(new URL("files-reporter.mjs", import.meta.url));
  const reporters = ["--reporter=default", `--reporter=${reporter}`];
  rmSync(report, { force: true });
  const child = spawn(process.execPath, [`${root}node_modules/vitest/vitest.mjs`, "run", ...reporters, ...args], {
    cwd,
    stdio: "inherit",
    env: { ...env, MINIAPP_TEST_FILES: report },
  });
  const status = await new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  // It crashed, or did not even start.
  if (!existsSync(report)) return { files: [], elsewhere: 1 };
  const { files, elsewhere } = JSON.parse(readFileSync(report, "utf8"));
  rmSync(report);
  const isTold = elsewhere > 0 || files.some(({ isGood }) => !isGood);
  return { files, elsewhere: status === 0 || isTold ? elsewhere : 1 };
}

function total(files, elsewhere) {
  const sum = (name) => files.reduce((all, file) => all + file[name], 0);
  return { passed: sum("passed"), failed: sum("failed") + elsewhere };
}

function words({ isGood, passed, failed }) {
  return `${isGood ? "passed" : "FAILED"} (${passed} passed, ${failed} failed)`;
}
