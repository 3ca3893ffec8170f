/**
 * `npm test`: installs what is missing, checks, builds, and runs every test. Arguments are passed to vitest as filters
 * (`npm test -- for-inside-if`). The last line is the count: `N passed, N failed`.
 */
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installChromium } from "./install-chromium.mjs";
import { installHsm } from "./install-hsm.mjs";
import { installShells } from "./install-shells.mjs";
import { installDependencies, root, run } from "./install.mjs";

const filters = process.argv.slice(2);
installDependencies();
installChromium();
installShells();
installHsm();
run(process.execPath, [`${root}scripts/build.mjs`]);
let failedSteps = 0;
if (filters.length === 0) {
  const check = run(process.execPath, [`${root}scripts/check.mjs`], { allowFailure: true });
  if (check.status !== 0) failedSteps++;
}
const report = join(tmpdir(), `miniapp-test-${process.pid}.json`);
const tests = run(
  "npx",
  ["--no-install", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...filters],
  { allowFailure: true },
);
const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(readFileSync(report, "utf8"));
rmSync(report, { force: true });
if (filters.length === 0) {
  const s3 = run(process.execPath, [`${root}scripts/test-s3.mjs`], { allowFailure: true });
  if (s3.status !== 0) failedSteps++;
}
// A file that cannot even be loaded fails without a failed test in it.
const failed = numFailedTests + (numFailedTests === 0 && !success ? Math.max(1, numFailedTestSuites) : 0) + failedSteps;
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exit(failed === 0 && tests.status === 0 ? 0 : 1);
