/**
 * Writing a package: the file is always the old package or the new one, and the next write removes what a killed writer
 * left.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writePackage } from "../../src/package/index.ts";
import { writeProgram } from "./program.ts";
import { sequence } from "./sample.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "miniapp-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("writes a package into a new folder, and over an old package", async () => {
  const path = join(folder, "dist", "deep", "app.mapkg");
  await writePackage(path, Buffer.from("old"));
  await writePackage(path, Buffer.from("new"));
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(join(folder, "dist", "deep"))).toEqual(["app.mapkg"]);
});

test("parallel writes leave one complete package and nothing else", async () => {
  const path = join(folder, "app.mapkg");
  const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
  await Promise.all(contents.map((content) => writePackage(path, Buffer.from(content))));
  expect(contents).toContain(readFileSync(path, "utf8"));
  expect(readdirSync(folder)).toEqual(["app.mapkg"]);
});

test("a failed write keeps the old state and leaves no temporary file", async () => {
  mkdirSync(join(folder, "app.mapkg"));
  writeFileSync(join(folder, "app.mapkg", "keep"), "");
  await expect(writePackage(join(folder, "app.mapkg"), Buffer.from("new"))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["app.mapkg"]);
  expect(readdirSync(join(folder, "app.mapkg"))).toEqual(["keep"]);
});

test("only files that a dead writer of this package left are removed", async () => {
  const path = join(folder, "app.mapkg");
  const mark = await ownMark();
  const dead = String(spawnSync(process.execPath, ["-e", ""]).pid);
  const kept = [
    `.app.mapkg.${mark}-${process.pid}-900.miniapp-tmp`,
    `.other.mapkg.${mark}-${dead}-0.miniapp-tmp`,
    `.app.mapkg.${mark}-${dead}-0.tmp`,
    `.app.mapkg.${mark}-${dead}-x.miniapp-tmp`,
    `app.mapkg.${mark}-${dead}-0.miniapp-tmp`,
    `.app.mapkg.0123456789abcdef-${dead}-0.miniapp-tmp`,
    "app.mapkg.bak",
  ];
  const removed = [`.app.mapkg.${mark}-${dead}-0.miniapp-tmp`, `.app.mapkg.fedcba9876543210-${dead}-1.miniapp-tmp`];
  for (const name of [...kept, ...removed]) writeFileSync(join(folder, name), "half");
  // From another machine, and two days old.
  const old = Date.now() / 1000 - 2 * 24 * 3600;
  utimesSync(join(folder, removed[1]!), old, old);
  const link = `.app.mapkg.${mark}-${dead}-7.miniapp-tmp`;
  symlinkSync("app.mapkg.bak", join(folder, link));
  await writePackage(path, Buffer.from("new"));
  expect(readdirSync(folder).toSorted()).toEqual([...kept, link, "app.mapkg"].toSorted());

  async function ownMark(): Promise<string> {
    // While a write is in progress, the name of its temporary file is visible.
    const probe = writePackage(join(folder, "probe"), Buffer.alloc(8_000_000));
    for (;;) {
      const name = readdirSync(folder).find((entry) => entry.startsWith(".probe."));
      if (name !== undefined) {
        await probe;
        rmSync(join(folder, "probe"));
        return name.split(".")[2]!.split("-")[0]!;
      }
      await setTimeout(0);
    }
  }
});

test("a writer killed at any moment leaves the old package or the new one, and the next write cleans up", async () => {
  const program = join(folder, "write.mjs");
  writeProgram(
    program,
    `import { writePackage } from "./src/package/store-file.ts";
        process.stdout.write("ready");
        for (let i = 0; ; i++) await writePackage(process.argv[2], Buffer.alloc(2_000_000, 65 + (i % 26)));`,
  );
  const dist = join(folder, "dist");
  const path = join(dist, "app.mapkg");
  await writePackage(path, Buffer.alloc(2_000_000, 97));
  const random = sequence(42);
  for (let i = 0; i < 12; i++) {
    const child = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await setTimeout(random(30));
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await closed;
    const content = readFileSync(path);
    expect(content.length).toBe(2_000_000);
    expect(content.equals(Buffer.alloc(2_000_000, content[0]))).toBe(true);
  }
  await writePackage(path, Buffer.from("next"));
  expect(readdirSync(dist)).toEqual(["app.mapkg"]);
});
