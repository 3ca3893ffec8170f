/**
 * `npm test`: installs what is missing, checks, builds, and runs every test. Passes its arguments to vitest as filters
 * (`npm test -- for-inside-if`). The last line is the count: `N passed, N failed`. In CI, failed test files run once
 * more (run-tests.mjs).
 */
import { installChromium } from "./install-chromium.mjs";
import { installHsm } from "./install-hsm.mjs";
import { installShells } from "./install-shells.mjs";
import { installDependencies, root, run } from "./install.mjs";
import { runTests } from "./run-tests.mjs";

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
const { passed, failed } = await runTests(filters);
if (filters.length === 0) {
  const s3 = run(process.execPath, [`${root}scripts/test-s3.mjs`], { allowFailure: true });
  if (s3.status !== 0) failedSteps++;
}
console.log(`${passed} passed, ${failed + failedSteps} failed`);
process.exit(failed + failedSteps === 0 ? 0 : 1);
