/** What a strict reader refuses in a manifest, although the trusted key signed it. */
import { expect, test } from "vitest";
import type { PackageErrorCode } from "../../src/package/index.ts";
import { forge, refusal, trusted } from "./forge.ts";

const manifests: readonly { name: string; code: PackageErrorCode; payload: (text: string) => string | Uint8Array }[] = [
  { name: "a key twice", code: "package/json-duplicate-key", payload: (t) => t.replace("{", '{"appId":"evil",') },
  {
    name: "a key twice, once escaped",
    code: "package/json-duplicate-key",
    payload: (t) => t.replace("{", '{"\\u0061ppId":"evil",'),
  },
  { name: "__proto__", code: "package/json-proto-key", payload: (t) => t.replace("{", '{"__proto__":{"format":1},') },
  {
    name: "__proto__ inside",
    code: "package/json-proto-key",
    payload: (t) => t.replace('"domains":{', '"domains":{"__proto__":[],'),
  },
  { name: "byte order mark", code: "package/json-bom", payload: (t) => `\ufeff${t}` },
  { name: "lone surrogate", code: "package/json-surrogate", payload: (t) => t.replace("1.0.0", "\\ud800") },
  { name: "lone low surrogate", code: "package/json-surrogate", payload: (t) => t.replace("1.0.0", "\\udc00x") },
  {
    name: "integer over 2^53",
    code: "package/json-number",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":9007199254740993'),
  },
  {
    name: "2^53 itself",
    code: "package/json-number",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":9007199254740992'),
  },
  {
    name: "integer that overflows",
    code: "package/json-number",
    payload: (t) => t.replace('"versionCode":1', `"versionCode":1${"0".repeat(400)}`),
  },
  { name: "fraction", code: "package/json-number", payload: (t) => t.replace('"versionCode":1', '"versionCode":1.5') },
  { name: "exponent", code: "package/json-number", payload: (t) => t.replace('"versionCode":1', '"versionCode":1e3') },
  { name: "minus zero", code: "package/json-number", payload: (t) => t.replace('"versionCode":1', '"versionCode":-0') },
  {
    name: "leading zero",
    code: "package/json-syntax",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":01'),
  },
  { name: "trailing comma", code: "package/json-syntax", payload: (t) => t.replace(/\}$/, ",}") },
  { name: "comment", code: "package/json-syntax", payload: (t) => t.replace("{", "{/**/") },
  { name: "text after it", code: "package/json-syntax", payload: (t) => `${t}{}` },
  { name: "raw line break in a text", code: "package/json-syntax", payload: (t) => t.replace("1.0.0", "1\n0") },
  { name: "unknown escape", code: "package/json-syntax", payload: (t) => t.replace("1.0.0", "\\x41") },
  { name: "nothing", code: "package/json-syntax", payload: () => "" },
  { name: "cut short", code: "package/json-syntax", payload: (t) => t.slice(0, -1) },
  {
    name: "not UTF-8",
    code: "package/json-encoding",
    payload: (t) => Buffer.from(t.replace("1.0.0", "\xff"), "latin1"),
  },
  {
    name: "overlong UTF-8",
    code: "package/json-encoding",
    payload: (t) => Buffer.concat([Buffer.from(t.slice(0, -1)), Buffer.from([0xc0, 0xaf])]),
  },
  {
    name: "UTF-16",
    code: "package/json-encoding",
    payload: (t) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(t, "utf16le")]),
  },
  {
    name: "nested without end",
    code: "package/json-depth",
    payload: (t) => t.replace('"domains":{', `"domains":${"[".repeat(100_000)}{`),
  },
  { name: "another format", code: "package/manifest-format", payload: (t) => t.replace('"format":1', '"format":2') },
  { name: "a field missing", code: "package/manifest-shape", payload: (t) => t.replace('"abi":"1.0",', "") },
  {
    name: "a field that nobody knows",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"abi"', '"allow":true,"abi"'),
  },
  {
    name: "a field of another type",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":"1"'),
  },
  {
    name: "a version code below zero",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":-1'),
  },
  {
    name: "an inherited name as a kind of domain",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"request"', '"constructor"'),
  },
  {
    name: "permissions out of order",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"camera"', '"location","camera"'),
  },
  {
    name: "a permission twice",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"camera"', '"camera","camera"'),
  },
  {
    name: "escape sequences for a terminal",
    code: "package/manifest-shape",
    payload: (t) => t.replace("1.0.0", "\\u001b[2J"),
  },
  {
    name: "an app id that is a path",
    code: "package/app-id",
    payload: (t) => t.replace("wx0123456789abcdef", "../evil"),
  },
  {
    name: "no main package",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"name":"main"', '"name":"shop"'),
  },
  {
    name: "a digest in capitals",
    code: "package/manifest-shape",
    payload: (t) => t.replace(/"digest":"[0-9a-f]+"/, (m) => m.toUpperCase().replace("DIGEST", "digest")),
  },
  {
    name: "a sum that is wrong",
    code: "package/manifest-shape",
    payload: (t) => t.replace(/"unpackedSize":\d+/, '"unpackedSize":1'),
  },
  { name: "null", code: "package/manifest-shape", payload: () => "null" },
];

test.each(manifests)("signed manifest, $name: $code", async ({ code, payload }) => {
  expect(await refusal(forge({ payload }), trusted)).toBe(code);
});
