/**
 * `npm run test:s3`: what a place for a store must do, and several publishers at once, against a real S3 service on this
 * machine. Says so, and counts as passed, where there can be none.
 */
import { spawn } from "node:child_process";
import { installDependencies, root } from "./install.mjs";
import { prepareS3, startS3 } from "./s3-server.mjs";

installDependencies();
const reason = prepareS3();
if (reason !== undefined) {
  console.log(`NOT RUN: the tests against a real S3 service: ${reason}.`);
  process.exit(0);
}
const { env, address, stop } = await startS3();
let code = 1;
try {
  const args = [
    "--no-install",
    "vitest",
    "run",
    "tests/release/object-store.test.ts",
    "tests/release/concurrent.test.ts",
  ];
  const filter = ["-t", "a real S3 service"];
  const child = spawn("npx", [...args, ...filter, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env, MINIAPP_TEST_S3: address },
  });
  code = await new Promise((resolve) => child.once("exit", (status) => resolve(status ?? 1)));
} finally {
  await stop();
}
process.exit(code);
