import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["scripts/generate-validators.mjs"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes as soon as it can; a second is not much on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    pool: "forks",
    // The default leaves a core idle, which is half of a small machine.
    maxWorkers: "100%",
  },
});
