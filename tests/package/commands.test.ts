/** The verbs `verify`, `inspect` and `diff` on the command line, and their published JSON. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import type { ValidateFunction } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/commands/index.ts";
import { packOutput } from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { build, file, newKey, pemOf, sampleOutput } from "./sample.ts";

let folder: string;
let key: Signer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "miniapp-verbs-"));
  key = await newKey();
  const dependencies = [{ name: "dayjs", version: "1.0.0" }];
  const a = await packOutput(sampleOutput(), { signers: [key], build });
  const newer = sampleOutput({ versionName: "1.3.0", versionCode: 8, permissions: ["camera"], minPlatform: "2.1" });
  const [first, second] = newer.subpackages;
  const files = [...first!.files.slice(1), file("new.js", "x".repeat(3000))];
  const b = await packOutput(
    {
      ...newer,
      subpackages: [
        { ...first!, files },
        { ...second!, independent: false },
      ],
    },
    { signers: [key], build: { ...build, dependencies } },
  );
  writeFileSync(join(folder, "a.mapkg"), a.bytes);
  writeFileSync(join(folder, "b.mapkg"), b.bytes);
  const damaged = Buffer.from(a.bytes);
  damaged[damaged.length - 1200]! ^= 1;
  writeFileSync(join(folder, "damaged.mapkg"), damaged);
  writeFileSync(join(folder, "key.pub.pem"), pemOf(key));
  writeFileSync(join(folder, "other.pub.pem"), pemOf(await newKey()));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    cwd: folder,
    env: {},
    colour: false,
    interactive: false,
  });
  return { code, out, err };
}

describe("verify", () => {
  test("prints the signer and the signed content", async () => {
    const { code, out, err } = await run("verify", "a.mapkg", "--trust", "key.pub.pem");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /^a\.mapkg is valid: wx0123456789abcdef 1\.2\.3 \(7\)\n {2}digest {5}[0-9a-f]{64}\n {2}signed by {2}[0-9a-f]{64}\n/,
    );
    expect(out).toContain("2 packages, 4 files, 48 B");
  });

  test("refuses with code, reason and exit code 4", async () => {
    for (const [name, trust, reason] of [
      ["damaged.mapkg", "key.pub.pem", "package/"],
      ["a.mapkg", "other.pub.pem", "package/key-untrusted"],
    ] as const) {
      const { code, out, err } = await run("verify", name, "--trust", trust);
      expect([code, out]).toEqual([4, ""]);
      expect(err).toContain(`miniapp: ${name} is rejected (${reason}`);
      expect(err.trimEnd()).not.toContain("\n");
    }
    // The trust file's own fault is not blamed on the package.
    for (const verb of ["verify", "inspect"]) {
      expect(await run(verb, "a.mapkg", "--trust", "damaged.mapkg")).toEqual({
        code: 4,
        out: "",
        err: expect.stringMatching(
          /^miniapp: cannot check a\.mapkg with the trust file damaged\.mapkg \(package\/trust-file\): .+\n {2}Name a public key/,
        ),
      });
    }
    // A key file instead of the package.
    for (const args of [
      ["verify", "key.pub.pem", "--trust", "key.pub.pem"],
      ["inspect", "key.pub.pem"],
    ]) {
      const { code, err } = await run(...args);
      expect(code).toBe(4);
      expect(err).toContain("\n  It does not look like a package. Name a .mapkg file that `miniapp build` wrote.\n");
    }
    expect((await run("verify", "a.mapkg", "--trust", "key.pub.pem", "--app", "other")).err).toContain(
      "package/wrong-app",
    );
    expect((await run("verify", "a.mapkg", "--trust", "key.pub.pem", "--digest", "0")).err).toContain(
      "package/digest-mismatch",
    );
  });

  test("exits with 3 if a file cannot be read, with 2 without --trust", async () => {
    for (const args of [
      ["none.mapkg", "--trust", "key.pub.pem"],
      ["a.mapkg", "--trust", "none.pem"],
      [".", "--trust", "key.pub.pem"],
    ]) {
      const { code, err } = await run("verify", ...args);
      expect(code).toBe(3);
      expect(err).toMatch(/^miniapp: cannot read .*\n$/);
    }
    expect((await run("verify", "a.mapkg")).code).toBe(2);
  });

  test("prints JSON that matches its schema, also for a refusal", async () => {
    const passed = await run("verify", "a.mapkg", "--trust", "key.pub.pem", "--json");
    const failed = await run("verify", "damaged.mapkg", "--trust", "key.pub.pem", "--json");
    expect([passed.code, failed.code]).toEqual([0, 4]);
    expectSchema("verify-result", passed.out);
    expectSchema("verify-result", failed.out);
    expect(JSON.parse(failed.out)).toMatchObject({ ok: false, file: "damaged.mapkg" });
  });
});

describe("inspect", () => {
  test("shows a package, and that its signatures were not checked", async () => {
    const { code, out, err } = await run("inspect", "b.mapkg");
    expect(code).toBe(0);
    expect(err).toContain("signatures were not checked");
    expect(out).toContain("claims key");
    for (const text of [
      "1.3.0 (8)",
      "ABI 1.0, platform 2.1",
      "camera",
      "dayjs 1.0.0",
      "new.js",
      "shop in shop/: 1 file",
    ]) {
      expect(out).toContain(text);
    }
  });

  test("checks signatures if a trust file is given", async () => {
    const { code, out, err } = await run("inspect", "a.mapkg", "--trust", "key.pub.pem");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("signed by");
    expect((await run("inspect", "a.mapkg", "--trust", "other.pub.pem")).code).toBe(4);
    expect((await run("inspect", "damaged.mapkg")).code).toBe(4);
    expect((await run("inspect", "none.mapkg")).code).toBe(3);
  });

  test("prints JSON that matches its schema", async () => {
    const { out } = await run("inspect", "b.mapkg", "--json");
    expectSchema("inspect-result", out);
    expect(JSON.parse(out)).toMatchObject({ verified: false, manifest: { versionCode: 8 } });
  });
});

describe("diff", () => {
  test("shows the changes", async () => {
    const { code, out } = await run("diff", "a.mapkg", "b.mapkg");
    expect(code).toBe(0);
    expect(out.split("\n").slice(2)).toEqual([
      expect.stringMatching(/^size {2}.* -> .* \(.*\)$/),
      "versionName  1.2.3 -> 1.3.0",
      "versionCode  7 -> 8",
      "minPlatform  none -> 2.1",
      "- permission location",
      "+ dependency dayjs@1.0.0",
      "~ package main  2.9 KB (+2.9 KB)",
      "~ package shop  29 B (0 B), no longer independent",
      "- app.js  0 B (-8 B)",
      "+ new.js  2.9 KB (+2.9 KB)",
      "",
    ]);
  });

  test("reports that two packages are the same", async () => {
    const { code, out } = await run("diff", "a.mapkg", "a.mapkg");
    expect(code).toBe(0);
    expect(out).toContain("the packages are identical");
  });

  test("prints JSON that matches its schema, and refuses damaged packages", async () => {
    for (const [from, to] of [
      ["a", "b"],
      ["b", "a"],
      ["a", "a"],
    ]) {
      expectSchema("diff-result", (await run("diff", `${from}.mapkg`, `${to}.mapkg`, "--json")).out);
    }
    expect((await run("diff", "a.mapkg", "damaged.mapkg")).code).toBe(4);
    expect((await run("diff", "a.mapkg", "none.mapkg")).code).toBe(3);
  });
});

function expectSchema(name: string, text: string): void {
  const validate = compile(name);
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
}

function compile(name: string): ValidateFunction {
  const ajv = new Ajv.default({ allowUnionTypes: true });
  if (name !== "package-manifest") ajv.addSchema(readSchema("package-manifest"));
  return ajv.compile(readSchema(name));
}

function readSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;
}
