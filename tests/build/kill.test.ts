/**
 * A build killed with SIGKILL at any moment leaves either the old package or the new one, complete, and the next
 * finished build removes its temporary files. Twenty seeded moments; `npm run test:soak` tries two hundred.
 */
import { randomFillSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sequence } from "../package/sample.ts";
import { miniapp, start, temporaryFolder } from "./program.ts";
import { openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";

const soak = process.env["SOAK"] === "1";
const moments = soak ? 200 : 20;
const temporary = temporaryFolder();
const folder = join(temporary, "out");
const out = join(folder, "app.mapkg");
const cache = join(temporary, "cache");
let keys: KeyFiles;
let project: string;
/** Durations of the last complete builds, in milliseconds. */
const durations: number[] = [];
/** Digest of the current package. */
let digest: string;
let version = 0;

beforeAll(async () => {
  keys = writeKeys(temporary);
  // Enough to write: a megabyte of incompressible data.
  project = writeFiles(join(temporary, "project"), sample, { "images/dot.png": randomFillSync(Buffer.alloc(1 << 20)) });
  digest = await complete();
  edit();
  digest = await complete();
});

function edit(): void {
  version++;
  writeFileSync(join(project, "pages/about/about.wxml"), `<view>version ${version}</view>\n`);
  writeFileSync(join(project, "pages/about/about.js"), `Page({ data: { version: ${version} } });\n`);
}

const buildArguments = () => ["build", project, "--out", out, "--key", keys.key, "--cache", cache, "--json"];

async function complete(): Promise<string> {
  const started = performance.now();
  const { code, out: printed, err } = await miniapp(buildArguments());
  expect([code, err], printed).toEqual([0, ""]);
  durations.push(performance.now() - started);
  return parseBuild(printed).package?.digest ?? "";
}

/** Result of a cold build, elsewhere, of the project's current state. */
async function expectedDigest(): Promise<string> {
  const elsewhere = join(temporary, "elsewhere/app.mapkg");
  const run = await miniapp(["build", project, "--out", elsewhere, "--key", keys.key, "--no-cache", "--json"]);
  return parseBuild(run.out).package?.digest ?? "";
}

/**
 * After the kill, the old package or the new one is there and verifies. After an edit and a complete build, no stray
 * files are left.
 */
async function expectSound(): Promise<"old" | "new"> {
  const found = await openPackage(out, keys.trust);
  const left = found.digest === digest ? "old" : "new";
  if (left === "new") expect(found.digest).toBe(await expectedDigest());
  // Its maps are there as well, because they are written first.
  expect(readdirSync(folder)).toContain(`app.${found.digest.slice(0, 16)}.maps.json`);
  const verified = await miniapp(["verify", out, "--trust", keys.trust]);
  expect(verified.code, verified.err).toBe(0);
  edit();
  digest = await complete();
  expect((await openPackage(out, keys.trust)).digest).toBe(digest);
  expect(readdirSync(folder).toSorted()).toEqual([`app.${digest.slice(0, 16)}.maps.json`, "app.mapkg"].toSorted());
  expect(readdirSync(cache)).toHaveLength(1);
  expect(readdirSync(cache)[0]).toMatch(/^[0-9a-f]{16}\.cache$/);
  return left;
}

test(
  `at ${moments} random moments`,
  async () => {
    const random = sequence(20_240_229);
    let killed = 0;
    for (let i = 0; i < moments; i++) {
      edit();
      const run = start(buildArguments());
      // In every second round, a moment in the last third of the build, where files are written.
      const share = i % 2 === 0 ? random(1000) / 1000 : 2 / 3 + random(350) / 1000;
      const timer = setTimeout(() => run.child.kill("SIGKILL"), share * Math.min(...durations.slice(-4)));
      const { signal } = await run.done;
      clearTimeout(timer);
      if (signal === "SIGKILL") killed++;
      await expectSound();
    }
    // Kills that came too late found a finished build. On a machine with varying load there are always some.
    expect(killed).toBeGreaterThan(moments / 4);
  },
  soak ? 1_800_000 : 300_000,
);

describe("at every externally visible step", () => {
  test.each([1, 2, 3, 4, 5, 6, 8, 10])("%i events after the first change in the package's folder", async (count) => {
    edit();
    const run = start(buildArguments());
    let events = 0;
    const watcher = watch(folder, () => {
      events++;
      if (events === count) run.child.kill("SIGKILL");
    });
    await run.done;
    watcher.close();
    await expectSound();
  });

  test.each([1, 2, 3])("%i events after the first change in the cache", async (count) => {
    edit();
    const run = start(buildArguments());
    let events = 0;
    const watcher = watch(cache, () => {
      events++;
      if (events === count) run.child.kill("SIGKILL");
    });
    await run.done;
    watcher.close();
    await expectSound();
  });
});

test("files left by a killed build of another machine or another package are not touched", async () => {
  mkdirSync(folder, { recursive: true });
  const foreign = [
    ".app.mapkg.0123456789abcdef-1-0.miniapp-tmp",
    `.other.mapkg.0123456789abcdef-${4_194_304}-0.miniapp-tmp`,
    "app.0123456789abcdef.maps.json",
    "app.mapkg.bak",
    ".app.0123456789abcdef.maps.json.0123456789abcdef-1-0.miniapp-tmp",
  ];
  for (const name of foreign) writeFileSync(join(folder, name), "not made by this build");
  edit();
  await complete();
  for (const name of foreign) {
    expect(existsSync(join(folder, name)), name).toBe(true);
    expect(readFileSync(join(folder, name), "utf8")).toBe("not made by this build");
  }
});
