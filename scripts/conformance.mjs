/**
 * `npm run conformance`: the cases with expected trees and sheets from WeChat's own compilers, against this compiler's
 * `miniapp/testing`. Arguments are passed on (`--cases RE`, `--show N`, `--strict`).
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installDependencies, root, run } from "./install.mjs";

installDependencies();
if (!existsSync(`${root}dist/testing/index.js`)) run(process.execPath, [`${root}scripts/build.mjs`]);
const candidate = `${root}dist/testing/index.js`;
const extra = process.argv.slice(2);
let status = 0;
for (const args of [[], ["--wxss"]]) {
  const result = spawnSync(
    process.execPath,
    [`${root}tests/conformance/run.mjs`, "--module", candidate, ...args, ...extra],
    { stdio: "inherit" },
  );
  status ||= result.status ?? 1;
}
process.exit(status);
