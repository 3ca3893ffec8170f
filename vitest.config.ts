import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["scripts/generate-validators.mjs"],
    // What hangs ends; what is waited for comes as soon as it can. Neither says how fast anything is to be, and on a busy
    // machine all of it takes many times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 20_000 } },
    pool: "forks",
    // The default leaves a core idle, which is half of a small machine.
    maxWorkers: "100%",
  },
});
