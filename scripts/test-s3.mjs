/**
 * `npm run test:s3`: runs the tests of release stores, and of concurrent publishers, against a real S3 service on this
 * machine. If that is not possible, says so and counts as passed.
 */
import { installDependencies } from "./install.mjs";
import { runTests } from "./run-tests.mjs";
import { prepareS3, startS3 } from "./s3-server.mjs";

installDependencies();
const reason = prepareS3();
if (reason !== undefined) {
  console.log(`NOT RUN: the tests against a real S3 service: ${reason}.`);
  process.exit(0);
}
const { env, address, stop } = await startS3();
let failed = 1;
try {
  const files = ["tests/release/object-store.test.ts", "tests/release/concurrent.test.ts"];
  const filter = ["-t", "a real S3 service"];
  const s3 = { ...env, MINIAPP_TEST_S3: address };
  ({ failed } = await runTests([...files, ...process.argv.slice(2), ...filter], { env: { ...process.env, ...s3 } }));
} finally {
  await stop();
}
process.exit(failed === 0 ? 0 : 1);
