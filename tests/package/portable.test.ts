/** Compatibility: old packages still verify, `tar` reads the format, and the verifier runs without Node.js. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import Ajv from "ajv";
import { buildSync } from "esbuild";
import { extract, list } from "tar";
import { expect, test } from "vitest";
import { packOutput, PackageError, parseTrust, readUnverifiedPackage, verifyPackage } from "../../src/package/index.ts";
import type * as Verifier from "../../src/package/verify/index.ts";
import { defaultLimits } from "../../src/package/verify/limits.ts";
import { readManifest } from "../../src/package/verify/manifest.ts";
import { parseStrictJson } from "../../src/package/verify/strict-json.ts";
import { forge, trusted } from "./forge.ts";
import { goldenBuild, goldenOutput } from "./golden.ts";
import { newKey, sequence } from "./sample.ts";

const golden = readFileSync(fixture("app.mapkg"));
const expected = JSON.parse(readFileSync(fixture("expected.json"), "utf8")) as { digest: string; files: unknown };

test("a package of an earlier build verifies, and the same output still has the same digest", async () => {
  const trust = await parseTrust(readFileSync(fixture("trust.json"), "utf8"));
  const { digest, manifest, signedBy } = await verifyPackage(golden, trust);
  expect(signedBy).toHaveLength(2);
  expect(digest).toBe(expected.digest);
  expect(
    manifest.subpackages.map((s) => ({ name: s.name, digest: s.digest, files: s.files.map((f) => f.path) })),
  ).toEqual(expected.files);
  const again = await packOutput(goldenOutput(), { signers: [await newKey()], build: goldenBuild });
  expect(again.digest).toBe(expected.digest);
});

test("tar lists the package and the compressed archives in it", async () => {
  const outer = await listFile(fileURLToPath(fixture("app.mapkg")));
  const { manifest } = await readUnverifiedPackage(golden);
  expect(outer.map((entry) => entry.path)).toEqual([
    "manifest.dsse.json",
    ...manifest.subpackages.map(({ digest }) => `blobs/${digest}.tar.gz`),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "miniapp-tar-"));
  try {
    await extract({ file: fileURLToPath(fixture("app.mapkg")), cwd: folder, strict: true });
    for (const { digest, files } of manifest.subpackages) {
      const listed = await listFile(join(folder, "blobs", `${digest}.tar.gz`));
      expect(listed).toEqual(files.map(({ path, size }) => ({ path, size })));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the verifier runs with the globals that every browser has, without Node.js", async () => {
  const bundle = browserBundle();
  expect(bundle).not.toMatch(/\b(?:process|Buffer|require)\b[.(]/);
  const context = createContext({ crypto, TextEncoder, TextDecoder, btoa });
  const verifier = runInContext(`${bundle}\nverifier`, context, { timeout: 10_000 }) as typeof Verifier;
  const trust = await verifier.parseTrust(readFileSync(fixture("trust.json"), "utf8"));
  const verified = await verifier.verifyPackage(golden, trust);
  expect(verified.digest).toBe(expected.digest);
  expect(verified.subpackages[0]!.files.find((f) => f.path === "empty.txt")?.content.length).toBe(0);
  const damaged = Buffer.from(golden);
  damaged[damaged.length - 1500]! ^= 1;
  await expect(verifier.verifyPackage(damaged, trust)).rejects.toMatchObject({
    code: "package/blob-compressed-digest",
  });
});

test("a platform that lacks an algorithm refuses the package and says why", async () => {
  const importKey = () => Promise.reject(new DOMException("no Ed25519 here", "NotSupportedError"));
  const subtle = { digest: crypto.subtle.digest.bind(crypto.subtle), importKey };
  const context = createContext({ crypto: { subtle }, TextEncoder, TextDecoder, btoa });
  const verifier = runInContext(`${browserBundle()}\nverifier`, context, { timeout: 10_000 }) as typeof Verifier;
  const trust = await verifier.parseTrust(readFileSync(fixture("trust.json"), "utf8"));
  await expect(verifier.verifyPackage(golden, trust)).rejects.toMatchObject({ code: "package/algorithm-unavailable" });
});

test("the published schema accepts what the verifier accepts", async () => {
  const { manifest } = await verifyPackage(golden, await parseTrust(readFileSync(fixture("trust.json"), "utf8")));
  const validate = new Ajv.default().compile(
    JSON.parse(readFileSync(new URL("../../schemas/package-manifest.schema.json", import.meta.url), "utf8")),
  );
  const text = JSON.stringify(manifest);
  expect(validate(JSON.parse(text))).toBe(true);
  const random = sequence(23);
  let accepted = 0;
  for (let i = 0; i < 3000; i++) {
    // Both validate the result of a JSON round trip, because an array loses extra keys, and a hole becomes null.
    const changed: unknown = JSON.parse(JSON.stringify(changeValue(JSON.parse(text), random)));
    const fits = validate(changed);
    try {
      readManifest(parseStrictJson(Buffer.from(JSON.stringify(changed))), defaultLimits);
      expect(fits, JSON.stringify(validate.errors)).toBe(true);
      accepted++;
    } catch (error) {
      if (!(error instanceof PackageError)) throw error;
      const { code, message } = error;
      // Rules that a schema cannot express: order, sums, duplicate names. Paths have their own codes.
      const beyond = /is not sorted|unpackedSize of|is not `main`|have the name/.test(message);
      if (
        code === "package/manifest-format" ||
        code === "package/app-id" ||
        (code === "package/manifest-shape" && !beyond)
      ) {
        expect(fits, message).toBe(false);
      }
    }
  }
  expect(accepted).toBeGreaterThan(100);
});

test("verifying five megabytes takes a fraction of a second", async () => {
  const line = "Page({ data: { list: [] }, onLoad() { this.setData({ list: [1, 2, 3] }) } })\n";
  const files = Array.from({ length: 1000 }, (_, i) => ({
    path: `pages/${String(i).padStart(4, "0")}.js`,
    content: Array.from({ length: 65 }, (_unused, k) => line.replace("list", `list${i * k}`)).join(""),
  }));
  const bytes = forge({ files });
  await verifyPackage(bytes, trusted);
  const start = process.cpuUsage();
  const { manifest } = await verifyPackage(bytes, trusted);
  expect(manifest.subpackages[0]!.unpackedSize).toBeGreaterThan(5_000_000);
  // CPU time of all threads; the aim is 100 ms on an idle machine.
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(400);
});

/** Replaces, removes or adds one value at a random position. */
function changeValue(root: unknown, random: (bound: number) => number): unknown {
  let at = root as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(at);
    const key = keys[random(keys.length)];
    const value = key === undefined ? undefined : at[key];
    if (key !== undefined && typeof value === "object" && value !== null && random(4) > 0) {
      at = value as Record<string, unknown>;
      continue;
    }
    const kind = random(8);
    if (key === undefined || kind === 0) at["extra"] = 1;
    else if (kind === 1) delete at[key];
    else at[key] = [1, "x", "", null, true, [], {}, -1, "\u0001", "a".repeat(300), value][random(11)];
    return root;
  }
}

/** The verifier as one classic script that defines `verifier`. */
function browserBundle(): string {
  return buildSync({
    entryPoints: ["src/package/verify/index.ts"],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "verifier",
    target: "es2022",
  }).outputFiles[0]!.text;
}

async function listFile(path: string): Promise<{ path: string; size: number }[]> {
  const entries: { path: string; size: number }[] = [];
  await list({
    file: path,
    strict: true,
    onReadEntry: (entry) => void entries.push({ path: entry.path, size: entry.size }),
  });
  return entries;
}

function fixture(name: string): URL {
  return new URL(`../../fixtures/package/golden/${name}`, import.meta.url);
}
