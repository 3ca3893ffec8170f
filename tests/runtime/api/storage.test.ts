/** Storage, tested against its documentation ("数据缓存"): limits, values read back, and what the host must write. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { api, failure, fakeWx } from "./fake-host.ts";
import type { FakeHost, FakeOptions } from "./fake-host.ts";

const writing: FakeOptions = { handlers: { "storage.write": () => undefined } };

test("a value is available at once, and written asynchronously", async () => {
  const host = fakeWx(writing);
  api(host, "setStorageSync")("a", { b: [1] });
  expect(api(host, "getStorageSync")("a")).toEqual({ b: [1] });
  expect(host.calls).toEqual([["storage.write", { clear: false, entries: [["a", { text: 'j{"b":[1]}' }]] }]]);
  await expect(api(host, "getStorage")({ key: "a" })).resolves.toEqual({ data: { b: [1] }, errMsg: "getStorage:ok" });
});

test("a value is read back as a copy, also after a restart", () => {
  const host = fakeWx(writing);
  const given = { list: [1] };
  api(host, "setStorageSync")("a", given);
  given.list.push(2);
  expect(api(host, "getStorageSync")("a")).toEqual({ list: [1] });
  expect(api(restarted(host), "getStorageSync")("a")).toEqual({ list: [1] });
});

// "Only native types, Date, and what JSON.stringify can serialise."
test("JSON values, dates, undefined and unusual numbers round-trip", () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (key, value) => {
      const host = fakeWx(writing);
      api(host, "setStorageSync")(key, value);
      expect(api(restarted(host), "getStorageSync")(key)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 50 },
  );
  const host = fakeWx(writing);
  for (const value of [new Date(5), Number.NaN, Infinity, ""]) {
    api(host, "setStorageSync")("x", value);
    expect(api(host, "getStorageSync")("x")).toEqual(value);
  }
});

test("a missing value is an empty string, or fails", async () => {
  const host = fakeWx(writing);
  expect(api(host, "getStorageSync")("toString")).toBe("");
  expect(api(host, "getStorageSync")("__proto__")).toBe("");
  expect(await failure(api(host, "getStorage")({ key: "a" }))).toEqual({ errMsg: "getStorage:fail data not found" });
});

// "A single key may hold at most 1 MB, all data at most 10 MB."
test("enforces the limits; a write beyond them changes nothing", async () => {
  const host = fakeWx(writing);
  const megabyte = "x".repeat(1024 * 1024 - 10);
  expect(await failure(api(host, "setStorage")({ key: "big", data: `${megabyte}0123456789` }))).toEqual({
    errMsg: "setStorage:fail entry size limit reached",
  });
  for (let index = 0; index < 10; index++) api(host, "setStorageSync")(`k${index}`, megabyte);
  expect(() => api(host, "setStorageSync")("one more", megabyte)).toThrow(
    "setStorageSync:fail exceed storage max size 10Mb",
  );
  expect(api(host, "getStorageSync")("one more")).toBe("");
  expect(api(host, "getStorageInfoSync")()).toMatchObject({ currentSize: 10240, limitSize: 10240 });
  // Replacing or removing values frees space.
  api(host, "setStorageSync")("k0", "");
  api(host, "removeStorageSync")("k1");
  api(host, "setStorageSync")("one more", megabyte);
  api(host, "clearStorageSync")();
  expect(api(host, "getStorageInfoSync")()).toEqual({ keys: [], currentSize: 0, limitSize: 10240 });
});

test("a key that is not a string is refused with WeChat's message", () => {
  expect(() => api(fakeWx(), "getStorageSync")()).toThrow(
    "getStorageSync:fail parameter error: parameter should be String instead of Undefined;",
  );
});

// "If setStorage used encryption, getStorage must say so as well"
test("encrypted entries are returned only if encryption is requested", async () => {
  const host = fakeWx(writing);
  await api(host, "setStorage")({ key: "a", data: 1, encrypt: true });
  expect(host.calls.at(-1)).toEqual([
    "storage.write",
    { clear: false, entries: [["a", { text: "j1", encrypted: true }]] },
  ]);
  await expect(api(host, "getStorage")({ key: "a", encrypt: true })).resolves.toMatchObject({ data: 1 });
  expect(await failure(api(host, "getStorage")({ key: "a" }))).toMatchObject({
    errMsg: "getStorage:fail data not found",
  });
  expect(api(host, "getStorageSync")("a")).toBe("");
});

test("an asynchronous write fails if the host cannot write; a synchronous one succeeds", async () => {
  const host = fakeWx();
  expect(await failure(api(host, "setStorage")({ key: "a", data: 1 }))).toMatchObject({
    errMsg: "setStorage:fail not in this test's host",
  });
  api(host, "setStorageSync")("b", 2);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(api(host, "getStorageSync")("b")).toBe(2);
});

test("a batch is one write", async () => {
  const host = fakeWx(writing);
  await api(
    host,
    "batchSetStorage",
  )({
    kvList: [
      { key: "a", value: 1 },
      { key: "b", value: [2] },
    ],
  });
  expect(host.calls).toHaveLength(1);
  expect(api(host, "batchGetStorageSync")(["b", "c", "a"])).toEqual([[2], "", 1]);
  await expect(api(host, "batchGetStorage")({ keyList: ["a"] })).resolves.toMatchObject({ dataList: [1] });
  expect(() => api(host, "batchSetStorageSync")([{ value: 1 }])).toThrow("key should be String");
});

/** The same storage in a new run: its preloaded data is what the host had to write. */
function restarted(host: FakeHost): FakeHost {
  const storage = new Map<string, { text: string }>();
  for (const [, argument] of host.calls) {
    const { clear, entries } = argument as { clear: boolean; entries: [string, { text: string } | null][] };
    if (clear) storage.clear();
    for (const [key, entry] of entries) {
      if (entry) storage.set(key, entry);
      else storage.delete(key);
    }
  }
  return fakeWx({ ...writing, preloaded: { storage: [...storage] } });
}
