/**
 * `npm run test:soak`: runs the tests that try many points in time or many inputs with all of them, instead of a seeded
 * few.
 */
import { installDependencies, root, run } from "./install.mjs";

installDependencies();
run(process.execPath, [`${root}scripts/build.mjs`]);
run(
  "npx",
  [
    "--no-install",
    "vitest",
    "run",
    "tests/build/kill.test.ts",
    "tests/package/damage.test.ts",
    "tests/preview/random-edits.test.ts",
    "tests/release/concurrent.test.ts",
    "tests/release/history.test.ts",
    "tests/release/mutations.test.ts",
    ...process.argv.slice(2),
  ],
  {
    env: { ...process.env, SOAK: "1" },
  },
);
