/**
 * `npm run conformance`: compares this compiler's output (`miniapp/testing`) with trees and stylesheets made by
 * WeChat's own compilers. Passes its arguments on (`--cases RE`, `--show N`, `--strict`).
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
