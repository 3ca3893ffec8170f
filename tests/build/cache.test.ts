/** The disk cache only saves time: damage, races and moved folders change neither the output nor the exit code. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "./program.ts";
import { listFiles, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { BuildJson, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
let project: string;
let reference: Buffer;
let total: number;

beforeAll(async () => {
  keys = writeKeys(temporary);
  project = writeFiles(join(temporary, "project"), sample);
  const built = await build("reference", ["--no-cache"]);
  reference = built.bytes;
  total = built.json.modules.total;
  expect(total).toBeGreaterThan(15);
});

async function build(
  name: string,
  args: readonly string[],
  folder = project,
): Promise<{ readonly json: BuildJson; readonly bytes: Buffer }> {
  const out = join(temporary, "out", `${name}.mapkg`);
  const run = await miniapp(["build", folder, "--out", out, "--key", keys.key, "--json", ...args]);
  expect([run.code, run.err], run.out).toEqual([0, ""]);
  return { json: parseBuild(run.out), bytes: readFileSync(out) };
}

/** Builds with a cache folder and checks the bytes against the reference. @returns how many modules were compiled */
async function compiledWith(cache: string, name: string): Promise<number> {
  const { json, bytes } = await build(name, ["--cache", cache]);
  expect(bytes.equals(reference)).toBe(true);
  expect(json.modules.total).toBe(total);
  return json.modules.compiled;
}

function cacheFile(cache: string): string {
  const names = readdirSync(cache);
  expect(names).toHaveLength(1);
  expect(names[0]).toMatch(/^[0-9a-f]{16}\.cache$/);
  return join(cache, names[0] as string);
}

async function freshCache(name: string): Promise<string> {
  const cache = join(temporary, `cache-${name}`);
  expect(await compiledWith(cache, name)).toBe(total);
  return cache;
}

describe("an intact cache", () => {
  test("cold, warm and incremental builds produce the same bytes; an edit compiles one module", async () => {
    const cache = await freshCache("sound");
    expect(await compiledWith(cache, "warm")).toBe(0);

    const path = join(project, "pages/index/index.wxml");
    writeFileSync(path, `${sample["pages/index/index.wxml"] as string}<view>new</view>\n`);
    const edited = await build("edited", ["--cache", cache]);
    expect(edited.json.modules.compiled).toBe(1);
    const cold = await build("edited-cold", ["--no-cache"]);
    expect(edited.bytes.equals(cold.bytes)).toBe(true);
    expect(edited.bytes.equals(reference)).toBe(false);

    writeFileSync(path, sample["pages/index/index.wxml"] as string);
    // The replaced entry stays in the cache for a while.
    expect(await compiledWith(cache, "back")).toBe(0);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test.each([
    "pages/index/index.js",
    "lib/format.ts",
    "lib/tools.wxs",
    "styles/base.wxss",
    "components/card/card.wxml",
  ])("an edit of %s compiles only that module", async (path) => {
    const name = `edit-${path.replace(/\W/g, "-")}`;
    const copy = writeFiles(join(temporary, name), sample);
    const cache = join(temporary, `cache-${name}`);
    await build(name, ["--cache", cache], copy);
    writeFileSync(join(copy, path), `${sample[path] as string}\n`);
    const { json, bytes } = await build(name, ["--cache", cache], copy);
    expect(json.modules.compiled).toBe(1);
    const cold = await build(`${name}-cold`, ["--no-cache"], copy);
    expect(bytes.equals(cold.bytes)).toBe(true);
  });

  test("still works after the project and the cache have moved to other folders", async () => {
    const cache = await freshCache("moved");
    const elsewhere = join(temporary, "elsewhere");
    cpSync(cache, join(elsewhere, "restored"), { recursive: true });
    cpSync(project, join(elsewhere, "checkout"), { recursive: true });
    const { json, bytes } = await build(
      "moved-there",
      ["--cache", join(elsewhere, "restored")],
      join(elsewhere, "checkout"),
    );
    expect(json.modules.compiled).toBe(0);
    expect(bytes.equals(reference)).toBe(true);
  });

  test("is in node_modules/.cache by default, and moves with the project", async () => {
    const home = join(temporary, "default/a/app");
    cpSync(project, home, { recursive: true });
    mkdirSync(join(temporary, "default/a/node_modules"));
    await build("default", [], home);
    const cache = join(temporary, "default/a/node_modules/.cache/miniapp");
    expect(cacheFile(cache)).toContain(cache);
    cpSync(join(temporary, "default/a"), join(temporary, "default/b"), { recursive: true });
    const { json } = await build("default-moved", [], join(temporary, "default/b/app"));
    expect(json.modules.compiled).toBe(0);
  });

  test("builds with different options have separate entries and do not evict each other's", async () => {
    const cache = await freshCache("options");
    const plain = await build("plain", ["--cache", cache, "--no-minify"]);
    expect(plain.json.modules.compiled).toBe(total);
    expect(plain.bytes.equals(reference)).toBe(false);
    expect(await compiledWith(cache, "options-again")).toBe(0);
    expect((await build("plain-again", ["--cache", cache, "--no-minify"])).json.modules.compiled).toBe(0);
  });

  test("caches Less and Sass stylesheets too", async () => {
    const fixture = join(root, "fixtures/apps/branches");
    const copy = join(temporary, "around/branches");
    cpSync(fixture, copy, { recursive: true });
    symlinkSync(join(root, "node_modules"), join(temporary, "around/node_modules"));
    const cache = join(temporary, "cache-preprocessed");
    const cold = await build("preprocessed", ["--cache", cache], copy);
    expect(cold.json.modules.compiled).toBe(cold.json.modules.total);
    const warm = await build("preprocessed-warm", ["--cache", cache], copy);
    expect(warm.bytes.equals(cold.bytes)).toBe(true);
    expect(warm.json.modules.compiled).toBe(0);

    const partial = join(copy, "miniprogram/styles/_tokens.scss");
    writeFileSync(partial, `${readFileSync(partial, "utf8")}\n$cache-test: 1px;\n`);
    const edited = await build("preprocessed-edited", ["--cache", cache], copy);
    const users = listFiles(fixture).filter(
      (path) =>
        /\.s[ac]ss$/.test(path) &&
        !/\/_/.test(path) &&
        /@(?:use|import) .*(?:tokens|mixins)/.test(readFileSync(join(copy, path), "utf8")),
    );
    expect(users.length).toBeGreaterThan(2);
    expect(edited.json.modules.compiled).toBe(users.length);

    const file = cacheFile(cache);
    const bytes = readFileSync(file);
    const at = bytes.indexOf("_tokens.scss");
    expect(at).toBeGreaterThan(0);
    writeFileSync(file, bytes.with(at, (bytes[at] as number) ^ 1));
    const damaged = await build("preprocessed-damaged", ["--cache", cache], copy);
    expect(damaged.json.modules.compiled).toBe(damaged.json.modules.total);
    expect(damaged.bytes.equals(edited.bytes)).toBe(true);
  });

  test("--no-cache neither reads nor writes the cache", async () => {
    const copy = join(temporary, "none/app");
    cpSync(project, copy, { recursive: true });
    mkdirSync(join(copy, "node_modules"));
    const { json } = await build("none", ["--no-cache"], copy);
    expect(json.modules.compiled).toBe(total);
    expect(readdirSync(join(copy, "node_modules"))).toEqual([]);
  });
});

describe("a damaged cache is ignored", () => {
  const damages: (readonly [string, (file: string, bytes: Buffer) => void])[] = [
    ["empty", (file) => truncateSync(file, 0)],
    ["cut in the head", (file) => truncateSync(file, 9)],
    ["cut in the digest", (file) => truncateSync(file, 40)],
    ["cut in the middle", (file, bytes) => truncateSync(file, bytes.length >> 1)],
    ["one byte short", (file, bytes) => truncateSync(file, bytes.length - 1)],
    [
      "of another version",
      (file, bytes) => writeFileSync(file, Buffer.concat([Buffer.from("miniapp-cache 9\n"), bytes.subarray(16)])),
    ],
    ["not ours at all", (file) => writeFileSync(file, "SQLite format 3\0 and so on")],
  ];
  for (const share of [0.001, 0.01, 0.3, 0.6, 0.999]) {
    damages.push([
      `with a bit flipped at ${share * 100} %`,
      (file, bytes) => {
        const at = Math.floor(bytes.length * share);
        writeFileSync(file, bytes.with(at, (bytes[at] as number) ^ 1));
      },
    ]);
  }

  test.each(damages)("%s", async (name, damage) => {
    const cache = await freshCache(`damaged-${name.replace(/\W/g, "-")}`);
    const file = cacheFile(cache);
    damage(file, readFileSync(file));
    expect(await compiledWith(cache, "damaged")).toBe(total);
    // The next build has cache hits again.
    expect(await compiledWith(cache, "mended")).toBe(0);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test.each([
    ["bytes", () => Buffer.from("more\n")],
    ["half of what a killed build added", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ])(
    "%s at the end: entries before it are used, and the next build that adds an entry repairs the file",
    async (name, tail) => {
      const copy = writeFiles(join(temporary, `behind-${name.replace(/\W/g, "-")}`), sample);
      const cache = join(temporary, `cache-behind-${name.replace(/\W/g, "-")}`);
      await build("behind", ["--cache", cache], copy);
      const file = cacheFile(cache);
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes, tail(bytes)]));
      expect((await build("behind", ["--cache", cache], copy)).json.modules.compiled).toBe(0);
      writeFileSync(join(copy, "pages/index/index.wxml"), "<view>other</view>");
      const edited = await build("behind", ["--cache", cache], copy);
      expect(edited.json.modules.compiled).toBe(1);
      const again = await build("behind", ["--cache", cache], copy);
      expect(again.json.modules.compiled).toBe(0);
      expect(again.bytes.equals(edited.bytes)).toBe(true);
      expect(readdirSync(cache)).toHaveLength(1);
    },
  );

  test("the file size stays bounded after many edits", async () => {
    const copy = writeFiles(join(temporary, "many"), sample);
    const cache = join(temporary, "cache-many");
    const sizes: number[] = [];
    for (let i = 0; i < 36; i++) {
      writeFileSync(join(copy, "pages/index/index.wxml"), `<view>edit ${i}</view>`);
      const { json } = await build("many", ["--cache", cache], copy);
      expect(json.modules.compiled).toBe(i === 0 ? json.modules.total : 1);
      sizes.push(statSync(cacheFile(cache)).size);
    }
    expect(sizes.some((size, i) => i > 0 && size < (sizes[i - 1] as number))).toBe(true);
    expect(Math.max(...sizes)).toBeLessThan(4 * (sizes[0] as number));
  }, 60_000);

  test("a folder where the cache file belongs, or a file where the cache folder belongs", async () => {
    const cache = await freshCache("folder");
    const file = cacheFile(cache);
    rmSync(file);
    mkdirSync(join(file, "inside"), { recursive: true });
    expect(await compiledWith(cache, "folder-there")).toBe(total);
    expect(readdirSync(cache)).toHaveLength(1);
    const plain = join(temporary, "cache-is-a-file");
    writeFileSync(plain, "hands off");
    expect(await compiledWith(plain, "plain-file")).toBe(total);
    expect(readFileSync(plain, "utf8")).toBe("hands off");
  });

  test("a read-only folder", async () => {
    const cache = await freshCache("read-only");
    const before = readFileSync(cacheFile(cache));
    chmodSync(cache, 0o500);
    try {
      expect(await compiledWith(cache, "read-only-1")).toBe(0);
      // Root can write to any folder, but nobody can create a folder below a file.
      expect(await compiledWith(join(cacheFile(cache), "below-a-file"), "read-only-2")).toBe(total);
    } finally {
      chmodSync(cache, 0o700);
    }
    expect(readFileSync(cacheFile(cache)).equals(before)).toBe(true);
  });
});

test("parallel builds can share one cache", async () => {
  const cache = join(temporary, "cache-parallel");
  for (let round = 0; round < 2; round++) {
    const rounds = await Promise.all([0, 1, 2].map((n) => compiledWith(cache, `parallel-${round}-${n}`)));
    if (round === 1) expect(rounds).toEqual([0, 0, 0]);
    expect(readdirSync(cache)).toHaveLength(1);
  }
});

test("a temporary file left in the cache by a killed build is removed by the next build that saves", async () => {
  const cache = await freshCache("stray");
  const file = cacheFile(cache);
  // No process has the highest possible id.
  writeFileSync(`${file}.4194304.0123abcd`, "half a cache");
  const alive = `${file}.${process.pid}.0123abcd`;
  writeFileSync(alive, "half a cache, still being written");
  writeFileSync(join(cache, "someone-else.txt"), "not ours");
  const plain = join(temporary, "stray-project");
  cpSync(project, plain, { recursive: true });
  writeFileSync(join(plain, "pages/about/about.wxml"), "<view>changed</view>");
  await build("stray", ["--cache", cache], plain);
  expect(readdirSync(cache).sort()).toEqual([basename(file), basename(alive), "someone-else.txt"].sort());
});
