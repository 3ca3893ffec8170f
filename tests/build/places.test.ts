/**
 * Where a build writes, and what it reads besides the sources: closed pipes, full disks, folders, keys, concurrent
 * builds.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { joinSourceMaps, prepareSourceMaps, readSourceMaps } from "../../src/commands/source-maps.ts";
import { prepareFile, writePackage } from "../../src/package/index.ts";
import { miniapp, program, temporaryFolder } from "./program.ts";
import { listFiles, openPackage, sample, writeFiles, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
let project: string;

beforeAll(() => {
  keys = writeKeys(join(temporary, "keys"));
  project = writeFiles(join(temporary, "project"), sample);
});

/** Runs a shell command line in which `$M` is the program; returns its exit code and standard error. */
function shell(line: string): Promise<{ readonly code: number; readonly err: string; readonly out: string }> {
  const M = `${process.execPath} ${program}`;
  return new Promise((resolve) => {
    execFile(
      "bash",
      ["-c", line],
      { env: { ...process.env, M, P: project, K: keys.key, T: temporary } },
      (error, out, err) =>
        resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, err, out }),
    );
  });
}

describe.skipIf(process.platform === "win32")("output that cannot be written", () => {
  test("a closed pipe ends the output silently; the exit code is that of the build", async () => {
    const flags = "--no-cache --key $K --out $T/pipe.mapkg --json";
    const whole = await shell(`$M build $P ${flags} | true; exit \${PIPESTATUS[0]}`);
    expect([whole.code, whole.err]).toEqual([0, ""]);
    expect(existsSync(join(temporary, "pipe.mapkg"))).toBe(true);
    const failed = await shell(`$M explain no/such-code | true; exit \${PIPESTATUS[0]}`);
    const unpiped = await shell("$M explain no/such-code");
    expect(failed.code).toBe(unpiped.code);
    expect(failed.err).toBe(unpiped.err);
    // The reader has closed both streams before anything is written.
    const both = await shell("(sleep 0.3; $M explain graph/missing-module; echo $? >$T/code) 2>&1 | true");
    expect(both.err).toBe("");
    expect(readFileSync(join(temporary, "code"), "utf8")).toBe("0\n");
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk: one line and exit code 3", async () => {
    const full = await shell("$M explain graph/missing-module >/dev/full");
    expect(full).toEqual({
      code: 3,
      out: "",
      err: "miniapp: cannot write to standard output: no space left on the device\n",
    });
    expect((await shell("$M explain graph/missing-module >/dev/full 2>/dev/full")).code).toBe(3);
    expect((await shell("$M build $T/nowhere 2>/dev/full")).code).toBe(3);
  });
});

describe("--out", () => {
  test("a folder is refused before anything is written", async () => {
    const folder = join(temporary, "out-folder/inner");
    mkdirSync(folder, { recursive: true });
    const { code, out, err } = await miniapp(["build", project, "--out", folder, "--key", keys.key, "--no-cache"]);
    expect([code, out]).toEqual([3, ""]);
    expect(err).toContain(`${folder} is a folder, so the package cannot be written there\n`);
    expect(listFiles(join(temporary, "out-folder"))).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a pipe is refused too", async () => {
    const { code, err } = await shell("mkfifo $T/out.pipe && $M build $P --out $T/out.pipe --key $K --no-cache");
    expect(code).toBe(3);
    expect(err).toContain("out.pipe is not a regular file, so the package cannot be written there\n");
  });
});

// Linux answers `mkdir` in /proc with ENOENT. Node.js's recursive `mkdir` takes that for a missing parent and retries
// forever.
describe.skipIf(process.platform !== "linux")("a folder that the file system refuses to create", () => {
  const refused = "miniapp: /proc/x: no folder can be created here\n";
  const store = "--root $K --publisher $K --approver $K --key $K --service-key $K --yes";

  test.each([
    { verb: "build --out", line: "$M build $P --no-cache --key $K --out /proc/x/y/app.mapkg" },
    { verb: "keys new", line: "XDG_CONFIG_HOME=/proc/x $M keys new alice --no-passphrase" },
    { verb: "store init", line: `$M store init file:/proc/x/store ${store}` },
    { verb: "run --folder", line: "mkdir -p $T/store && $M run $T/store bank --folder /proc/x/device --check" },
    { verb: "init", line: "$M init /proc/x/app --yes" },
  ])("$verb: one line and exit code 3", async ({ line }) => {
    expect(await shell(line)).toEqual({ code: 3, out: "", err: refused });
  });

  test("for the cache: the build continues without one", async () => {
    const built = await shell("$M build $P --cache /proc/x --key $K --out $T/uncached.mapkg --quiet");
    expect(built).toEqual({ code: 0, out: "", err: "" });
    expect(existsSync(join(temporary, "uncached.mapkg"))).toBe(true);
  });

  test("for a file in /proc itself: the message names the file, not the temporary one", async () => {
    const { code, err } = await shell("$M build $P --no-cache --key $K --out /proc/app.mapkg");
    expect(code).toBe(3);
    expect(err).toMatch(/^miniapp: \/proc\/app\.[0-9a-f]{16}\.maps\.json: no such file or folder\n$/);
  });
});

describe("signing.key of miniapp.json", () => {
  const build = async (name: string, key: string, prepare: (folder: string) => void = () => {}) => {
    const folder = writeFiles(join(temporary, name), sample, { "miniapp.json": JSON.stringify({ signing: { key } }) });
    prepare(folder);
    const out = join(temporary, `${name}.mapkg`);
    return { ...(await miniapp(["build", folder, "--out", out, "--no-cache"])), path: out, folder };
  };

  test("may be a file of the project", async () => {
    const built = await build("key-inside", "keys/release.pem", (folder) => {
      mkdirSync(join(folder, "keys"));
      writeFileSync(join(folder, "keys/release.pem"), readFileSync(keys.key), { mode: 0o600 });
    });
    expect([built.code, built.err]).toEqual([0, ""]);
    await openPackage(built.path, keys.trust);
  });

  test("must not be a file elsewhere, however the path is written; --key may", async () => {
    const link = (folder: string) => symlinkSync(join(temporary, "keys"), join(folder, "keys"));
    for (const [name, key, prepare] of [
      ["key-absolute", keys.key, undefined],
      ["key-above", "../keys/key.pem", undefined],
      ["key-roundabout", "pages/../../keys/key.pem", undefined],
      ["key-linked", "keys/key.pem", link],
    ] as const) {
      const built = await build(name, key, prepare);
      expect(built.code, name).toBe(3);
      expect(built.err).toContain(`signing.key in miniapp.json points outside the project: ${key}\n`);
      expect(built.err).toContain("--key");
      expect(existsSync(built.path)).toBe(false);
    }
    const folder = join(temporary, "key-absolute");
    const out = join(temporary, "key-flag.mapkg");
    const { code } = await miniapp(["build", folder, "--out", out, "--no-cache", "--key", keys.key]);
    expect(code).toBe(0);
    await openPackage(out, keys.trust);
  });
});

describe("two concurrent builds of the same package", () => {
  const digests = ["a", "b"].map((letter) => letter.repeat(64)) as [string, string];
  const prepare = async (path: string, digest: string) => {
    const maps = await prepareSourceMaps(
      path,
      digest,
      joinSourceMaps([{ path: "app.js", map: Buffer.from('{"version":3}') }]),
    );
    return { maps, file: await prepareFile(path, Buffer.from(digest)) };
  };
  const folder = (name: string) => {
    const path = join(temporary, name);
    mkdirSync(path);
    return join(path, "app.mapkg");
  };

  test("the surviving package keeps its maps, whichever build cleans up last", async () => {
    const path = folder("both");
    const [first, second] = [await prepare(path, digests[0]), await prepare(path, digests[1])];
    for (const { maps, file } of [first, second]) {
      await maps.commit();
      await file.commit();
    }
    // The build whose package was replaced must not remove the other's maps.
    await first.maps.removeOld(first.file.isInPlace);
    expect([...(await readSourceMaps(second.maps.path, digests[1])).keys()]).toEqual(["app.js"]);
    await second.maps.removeOld(second.file.isInPlace);
    expect(listFiles(join(temporary, "both"))).toEqual(["app.bbbbbbbbbbbbbbbb.maps.json", "app.mapkg"]);
  });

  test("maps removed before their package was in place are restored", async () => {
    const path = folder("early");
    const [first, second] = [await prepare(path, digests[0]), await prepare(path, digests[1])];
    await second.maps.commit();
    await first.maps.commit();
    await first.file.commit();
    await first.maps.removeOld(first.file.isInPlace);
    expect(existsSync(second.maps.path)).toBe(false);
    await second.file.commit();
    await second.maps.removeOld(second.file.isInPlace);
    expect(listFiles(join(temporary, "early"))).toEqual(["app.bbbbbbbbbbbbbbbb.maps.json", "app.mapkg"]);
    await readSourceMaps(second.maps.path, digests[1]);
  });

  test("maps are restored if their package arrives while old maps are being removed", async () => {
    const path = folder("during");
    const [first, second] = [await prepare(path, digests[0]), await prepare(path, digests[1])];
    await second.maps.commit();
    const before = readFileSync(second.maps.path);
    await first.maps.commit();
    await first.file.commit();
    let asked = 0;
    // The third call comes right after the removal.
    await first.maps.removeOld(() => ++asked < 3 && first.file.isInPlace());
    expect(readFileSync(second.maps.path).equals(before)).toBe(true);
  });

  test("an identical file written by someone else does not count as the build's own", async () => {
    const path = folder("same");
    const { file, maps } = await prepare(path, digests[0]);
    await maps.commit();
    expect(file.isInPlace()).toBe(false);
    await file.commit();
    expect(file.isInPlace()).toBe(true);
    await writePackage(path, Buffer.from(digests[0]));
    utimesSync(path, new Date(0), new Date(0));
    expect(file.isInPlace()).toBe(false);
    rmSync(path);
    expect(file.isInPlace()).toBe(false);
  });
});
