/** What a run of vitest comes to, file by file: `MINIAPP_TEST_FILES` names the JSON file that `run-tests.mjs` reads. */
import { writeFileSync } from "node:fs";

/** For `--reporter`, which takes a module's default export. */
export default class FilesReporter {
  onTestRunEnd(modules, errors) {
    const files = modules.map((module) => fileOf(module, errors));
    // What happened outside of any file, and left all of them as they are.
    const others = errors.filter((error) => !files.some(({ path }) => path === error.VITEST_TEST_PATH));
    const elsewhere = files.every(({ isEnded }) => isEnded) ? others.length : 0;
    writeFileSync(process.env["MINIAPP_TEST_FILES"], JSON.stringify({ files, elsewhere }));
  }
}

function fileOf(module, errors) {
  const results = [...module.children.allTests()].map((one) => one.result().state);
  const count = (state) => results.filter((one) => one === state).length;
  const path = module.moduleId;
  // Not so if its process died.
  const isEnded = ["passed", "skipped", "failed"].includes(module.state());
  const isGood = isEnded && module.ok() && !errors.some((error) => error.VITEST_TEST_PATH === path);
  const failed = count("failed");
  // A file fails without a failed test in it as well: it cannot be loaded, or what it does last goes wrong.
  return { path, isEnded, isGood, passed: count("passed"), failed: isGood ? failed : Math.max(1, failed) };
}
