/**
 * A vitest reporter that writes the result of each file to the JSON file named by `MINIAPP_TEST_FILES`; `run-tests.mjs`
 * reads it.
 */
import { writeFileSync } from "node:fs";

/** `--reporter` requires a default export. */
export default class FilesReporter {
  onTestRunEnd(modules, errors) {
    const files = modules.map((module) => fileOf(module, errors));
    // Errors that belong to no test file.
    const others = errors.filter((error) => !files.some(({ path }) => path === error.VITEST_TEST_PATH));
    const elsewhere = files.every(({ isEnded }) => isEnded) ? others.length : 0;
    writeFileSync(process.env["MINIAPP_TEST_FILES"], JSON.stringify({ files, elsewhere }));
  }
}

function fileOf(module, errors) {
  const results = [...module.children.allTests()].map((one) => one.result().state);
  const count = (state) => results.filter((one) => one === state).length;
  const path = module.moduleId;
  // False if the file's process died.
  const isEnded = ["passed", "skipped", "failed"].includes(module.state());
  const isGood = isEnded && module.ok() && !errors.some((error) => error.VITEST_TEST_PATH === path);
  const failed = count("failed");
  // A file can fail without a failed test: it cannot be loaded, or its teardown fails.
  return { path, isEnded, isGood, passed: count("passed"), failed: isGood ? failed : Math.max(1, failed) };
}
