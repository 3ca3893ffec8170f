/** All static checks: types, lint, unused code, formatting. */
import { generateValidators } from "./generate-validators.mjs";
import { existsSync } from "node:fs";
import { installDependencies, root, run } from "./install.mjs";

installDependencies();
await generateValidators();
// publint needs it: package.json refers to files in dist/.
if (!existsSync(`${root}dist/cli.cjs`)) run(process.execPath, [`${root}scripts/build.mjs`]);
const steps = [
  ["types", ["tsc", "-p", "."]],
  // Code for documents has other globals than code for Node.js and Workers.
  ["types of pages", ["tsc", "-p", "tsconfig.dom.json"]],
  ["types of the client in browsers", ["tsc", "-p", "tsconfig.client.json", "--noEmit"]],
  ["lint", ["oxlint", "--deny-warnings"]],
  ["unused code", ["knip"]],
  ["package.json", ["publint", "--strict", "--pack", "false"]],
  ["formatting", ["oxfmt", "--check", "."]],
];
let failed = 0;
for (const [name, args] of steps) {
  const { status } = run("npx", ["--no-install", ...args], { allowFailure: true });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name}`);
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
