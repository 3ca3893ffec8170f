/** `store init` is killed with SIGKILL at random moments; the advice of the commands that follow leads to a store. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { miniapp, start, temporaryFolder } from "../build/program.ts";
import { newKey, sequence } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";

const home = temporaryFolder();
const folder = join(home, "store");
const env = { XDG_CONFIG_HOME: join(home, "config"), MINIAPP_STORE: "file:store" };
const run = (...args: string[]) => miniapp(args, { cwd: home, env });
const init = ["store", "init", "--root", "alice"];

/** Kills `store init` as soon as the store's folder has had this number of changes. */
async function killAfter(changes: number): Promise<void> {
  const running = start(init, { cwd: home, env });
  let count = 0;
  const watcher = watch(folder, { recursive: true }, () => {
    if (++count >= changes) running.child.kill("SIGKILL");
  });
  await running.done;
  watcher.close();
}

/** Follows the advice of an error message. Fails if it has none. */
function follow(err: string): void {
  expect(err).toMatch(/^miniapp: .+\(release\/[a-z-]+\)\n( {2}.+\n)?$/);
  if (err.includes("delete its files, and run `store init` again")) {
    rmSync(folder, { recursive: true });
  } else if (err.includes("copy the newest file of timestamps/ there")) {
    copyFileSync(join(folder, "timestamps/1.json"), join(folder, "metadata/timestamp.json"));
  } else {
    expect(err).toContain("create one with `miniapp store init`");
  }
}

test(
  "after `store init` was killed at any moment, one line says what to do, and it works",
  { timeout: 180_000 },
  async () => {
    expect((await run("keys", "new", "alice", "--no-passphrase")).code).toBe(0);
    expect((await run("keys", "new", "service", "--no-passphrase")).code).toBe(0);
    writeFileSync(join(home, "1.mapkg"), await packageOf(1, await newKey(), "com.kestrel.bank"));
    const random = sequence(7);
    let incomplete = 0;
    for (let round = 0; round < 10; round++) {
      rmSync(folder, { recursive: true, force: true });
      // Otherwise this machine would know the store of the round before.
      rmSync(join(home, "config/miniapp/stores"), { recursive: true, force: true });
      mkdirSync(folder);
      await killAfter(1 + random(40));
      const isWhole = existsSync(join(folder, "metadata/timestamp.json"));
      const roles = await run("store", "roles");
      if (!isWhole) {
        incomplete++;
        const state = readdirSync(folder, { recursive: true }).join(" ");
        const publish = await run("publish", "1.mapkg");
        expect([roles.code, publish.code], state).toEqual([3, 3]);
        expect(publish.err).toBe(roles.err);
        const again = await run(...init);
        // Nothing to do if the process died before it wrote the root.
        if (again.code !== 0) {
          expect(again.code).toBe(5);
          follow(roles.err);
          const fixed = await run(...init);
          expect(fixed.code === 0 || fixed.err.includes("(release/store-exists)"), fixed.err).toBe(true);
        }
      }
      const published = await run("publish", "1.mapkg");
      expect([published.code, published.err.replace(/^note: .*\n/, "")]).toEqual([0, ""]);
    }
    expect(incomplete).toBeGreaterThan(0);
  },
);
