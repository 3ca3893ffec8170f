/** Packing: files survive a round trip, the bytes are reproducible, and `tar` reads them. */
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Output } from "../../src/compiler/link/output.ts";
import {
  comparePackages,
  packOutput,
  readUnverifiedPackage,
  signPackage,
  verifyPackage,
} from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { identityText } from "../../src/package/verify/digest.ts";
import { verifyPackage as verifyAnywhere } from "../../src/package/verify/index.ts";
import { defaultLimits } from "../../src/package/verify/limits.ts";
import { paths } from "./paths.ts";
import { build, file, newKey, pack, sampleOutput, trustIn } from "./sample.ts";

let key: Signer;
beforeAll(async () => {
  key = await newKey();
});

const output: fc.Arbitrary<Output> = fc
  .record({
    files: paths.chain((list) =>
      fc.tuple(...list.map((p) => fc.tuple(fc.constant(p), fc.uint8Array({ maxLength: 2000 })))),
    ),
    split: fc.nat(),
    app: fc.record({
      versionName: fc.stringMatching(/^[0-9a-z.+-]{1,20}$/),
      versionCode: fc.nat(),
      permissions: fc.array(fc.stringMatching(/^[a-z.]{1,12}$/)),
      request: fc.array(fc.stringMatching(/^[a-z]{1,8}\.example$/)),
    }),
  })
  .map(({ files, split, app }): Output => {
    const list = files.map(([p, content]) => file(p, content));
    const cut = 1 + (split % list.length);
    const rest = list.slice(cut);
    return Object.assign(sampleOutput({ ...app, domains: { request: app.request } }), {
      subpackages: [
        { name: "main", root: "", independent: false, files: list.slice(0, cut) },
        ...(rest.length > 0 ? [{ name: "other", root: "other", independent: true, files: rest }] : []),
      ],
    });
  });

test("random outputs survive a round trip file by file, in Node and with WebCrypto only", async () => {
  await fc.assert(
    fc.asyncProperty(output, async (out) => {
      const { bytes, manifest, digest } = await pack(out, key);
      for (const verify of [verifyPackage, verifyAnywhere]) {
        const verified = await verify(bytes, trustIn([key]), { digest });
        expect(verified.manifest).toEqual(toPlain(manifest));
        expect(contents(verified.subpackages)).toEqual(contents(out.subpackages));
      }
    }),
    { numRuns: 150 },
  );
});

test("a package always has the same bytes, whatever the order of files, permissions and hosts", async () => {
  const out = sampleOutput({ permissions: ["a", "b", "a"], domains: { request: ["x.example", "a.example"] } });
  const turned: Output = {
    ...out,
    app: { ...out.app, permissions: ["b", "a"], domains: { request: ["a.example", "x.example", "a.example"] } },
    subpackages: out.subpackages.map((s) => ({ ...s, files: s.files.toReversed() })),
  };
  const [a, b, c] = [await pack(out, key), await pack(out, key), await pack(turned, key)];
  expect(Buffer.compare(a.bytes, b.bytes)).toBe(0);
  expect(Buffer.compare(a.bytes, c.bytes)).toBe(0);
  expect(a.digest).toBe(c.digest);
});

test("an envelope holds the exact payload and one signature per key, sorted by key id", async () => {
  const payload = Buffer.from('{"any": "bytes"}\n');
  const text = Buffer.from(await signPackage(payload, [key, await newKey("p256"), await newKey()])).toString();
  const envelope = JSON.parse(text) as {
    payloadType: string;
    payload: string;
    signatures: { keyid: string; sig: string }[];
  };
  expect(Buffer.from(envelope.payload, "base64").equals(payload)).toBe(true);
  expect(envelope.payloadType).toBe("application/vnd.miniapp.package+json");
  const ids = envelope.signatures.map((signature) => signature.keyid);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(3);
  expect(JSON.stringify(envelope)).toBe(text);
});

describe("the digest", () => {
  test("does not depend on the signers", async () => {
    const other = await newKey("p256");
    expect((await pack(sampleOutput(), key)).digest).toBe((await pack(sampleOutput(), other)).digest);
  });

  test("does not depend on the compression", async () => {
    const { manifest } = await pack(sampleOutput(), key);
    const subpackages = manifest.subpackages.map((s) => ({ ...s, size: s.size + 1, compressedDigest: "0".repeat(64) }));
    expect(identityText({ ...manifest, subpackages })).toBe(identityText(manifest));
  });

  test("depends on everything else", async () => {
    const { manifest } = await pack(sampleOutput({ minPlatform: "2.0" }), key);
    const [main, shop] = manifest.subpackages;
    const changes = [
      { appId: "other" },
      { versionName: "2" },
      { versionCode: 8 },
      { abi: "2.0" },
      { minPlatform: "3.0" },
      { permissions: [] },
      { permissions: ["camera location"] },
      { domains: {} },
      { domains: { socket: manifest.domains.request! } },
      { subpackages: [main!] },
      { subpackages: [main!, { ...shop!, independent: false }] },
      { subpackages: [main!, { ...shop!, root: "x" }] },
      { subpackages: [main!, { ...shop!, digest: main!.digest }] },
      { build: { ...manifest.build, compiler: "miniapp 9" } },
      { build: { ...manifest.build, target: "es2022" } },
      { build: { ...manifest.build, mode: "uat" } },
      { build: { ...manifest.build, dependencies: [{ name: "a", version: "1" }] } },
    ];
    const texts = [{}, ...changes].map((change) => identityText(Object.assign({}, manifest, change)));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

test("an output that hosts would refuse is not packed", async () => {
  const withFile = (p: string): Output => ({
    ...sampleOutput(),
    subpackages: [{ name: "main", root: "", independent: false, files: [file(p, "")] }],
  });
  await expect(pack(withFile("aux.js"), key)).rejects.toMatchObject({ code: "package/path-device" });
  await expect(pack(withFile("a/../b.js"), key)).rejects.toMatchObject({ code: "package/path-climbs" });
  await expect(pack(withFile("a\ud800.js"), key)).rejects.toMatchObject({ code: "package/json-surrogate" });
  await expect(pack(sampleOutput({ appId: "a b" }), key)).rejects.toMatchObject({ code: "package/app-id" });
  const limits = { ...defaultLimits, files: 3 };
  await expect(packOutput(sampleOutput(), { signers: [key], build, limits })).rejects.toMatchObject({
    code: "package/too-many-files",
  });
  await expect(packOutput(sampleOutput(), { signers: [], build })).rejects.toThrow(RangeError);
});

test("a signer that returns an invalid signature is detected before the package is written", async () => {
  const broken: Signer = { ...key, sign: async () => new Uint8Array(64) };
  const short: Signer = { ...key, sign: async () => new Uint8Array(70) };
  await expect(pack(sampleOutput(), broken)).rejects.toMatchObject({ code: "package/signature-invalid" });
  await expect(pack(sampleOutput(), short)).rejects.toMatchObject({ code: "package/signature-malformed" });
  await expect(pack(sampleOutput(), key, key)).rejects.toMatchObject({ code: "package/trust-threshold" });
});

test("two packages are compared field by field", async () => {
  const before = (await pack(sampleOutput(), key)).manifest;
  const base = sampleOutput({
    versionName: "2.0.0",
    versionCode: 8,
    permissions: ["camera", "record"],
    domains: { socket: ["s.example"] },
  });
  const main = {
    ...base.subpackages[0]!,
    files: [file("app.js", "App({ changed: 1 })"), file("app.json", "{}"), file("new.js", "1")],
  };
  const after = (
    await packOutput(
      { ...base, subpackages: [main] },
      { signers: [key], build: { ...build, dependencies: [{ name: "dayjs", version: "1.0.0" }] } },
    )
  ).manifest;
  expect(comparePackages(before, before)).toEqual({
    fields: [],
    permissions: { added: [], removed: [] },
    domains: {},
    dependencies: { added: [], removed: [] },
    subpackages: [],
    files: [],
  });
  const comparison = comparePackages(before, after);
  expect(comparison.fields).toEqual([
    { field: "versionName", from: "1.2.3", to: "2.0.0" },
    { field: "versionCode", from: 7, to: 8 },
  ]);
  expect(comparison.permissions).toEqual({ added: ["record"], removed: ["location"] });
  expect(comparison.domains).toEqual({
    request: { added: [], removed: ["https://api.example.com"] },
    socket: { added: ["s.example"], removed: [] },
  });
  expect(comparison.dependencies).toEqual({ added: ["dayjs@1.0.0"], removed: [] });
  expect(comparison.subpackages.map((s) => [s.name, s.change])).toEqual([
    ["main", "changed"],
    ["shop", "removed"],
  ]);
  expect(comparison.files).toEqual([
    { subpackage: "main", path: "app.js", change: "changed", size: { from: 8, to: 19 } },
    { subpackage: "main", path: "new.js", change: "added", size: { from: 0, to: 1 } },
    { subpackage: "main", path: "pages/index/index.js", change: "removed", size: { from: 9, to: 0 } },
    { subpackage: "shop", path: "shop/list.js", change: "removed", size: { from: 29, to: 0 } },
  ]);
});

test("an unverified package can be read, with the ids of the keys that it claims", async () => {
  const packed = await pack(sampleOutput(), key);
  const read = await readUnverifiedPackage(packed.bytes);
  expect(read.digest).toBe(packed.digest);
  expect(read.claimedKeys).toHaveLength(1);
  expect("signedBy" in read).toBe(false);
});

function contents(subpackages: readonly { name: string; files: readonly { path: string; content: Uint8Array }[] }[]) {
  return subpackages.map(({ name, files }) => [
    name,
    Object.fromEntries(files.map(({ path: p, content }) => [p, Buffer.from(content).toString("hex")])),
  ]);
}

/** Without prototypes, like the objects of the strict JSON reader. */
function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
