/**
 * Storage: kept in memory and written behind through the host. Limits as documented: 1 MB per key, 10 MB in all.
 * Asynchronous writes complete when the host has written.
 */
import type { StoredEntry } from "../../services/storage.ts";
import { ApiFailure, real, sync } from "../definition.ts";
import type { ApiContext, ApiDefinition } from "../definition.ts";
import { isRecord, typeName } from "../parameters.ts";

const keyLimit = 1024 * 1024;
const allLimit = 10 * 1024 * 1024;

export function storageArea(context: ApiContext): ApiDefinition[] {
  const store = createStore(context);
  const key = { key: "String" };
  const get = (name: string, encrypted: boolean): { data: unknown } => {
    const found = store.get(name);
    if (!found || (found.encrypted === true) !== encrypted) throw new ApiFailure("data not found");
    return { data: decode(found.text) };
  };
  return [
    real("setStorage", { ...key, encrypt: "Boolean?" }, ({ key, data, encrypt }) =>
      store.set([[key as string, data]], encrypt === true),
    ),
    real("getStorage", { ...key, encrypt: "Boolean?" }, ({ key, encrypt }) => get(key as string, encrypt === true)),
    real("removeStorage", key, ({ key }) => store.remove(key as string)),
    real("clearStorage", {}, () => store.clear()),
    real("getStorageInfo", {}, () => store.info()),
    real("batchSetStorage", { kvList: "Array" }, ({ kvList }) => store.set(pairs(kvList), false)),
    real("batchGetStorage", { keyList: "Array" }, ({ keyList }) => ({
      dataList: (keyList as unknown[]).map((key) => store.read(String(key))),
    })),
    sync("setStorageSync", (key?: unknown, data?: unknown) =>
      behind(store.set([[checkedKey("setStorageSync", key), data]], false, "setStorageSync:fail ")),
    ),
    sync("getStorageSync", (key?: unknown) => store.read(checkedKey("getStorageSync", key))),
    sync("removeStorageSync", (key?: unknown) => behind(store.remove(checkedKey("removeStorageSync", key)))),
    sync("clearStorageSync", () => behind(store.clear())),
    sync("getStorageInfoSync", () => store.info()),
    sync("batchSetStorageSync", (list?: unknown) => behind(store.set(pairs(list), false, "batchSetStorageSync:fail "))),
    sync("batchGetStorageSync", (keys?: unknown) =>
      Array.isArray(keys) ? keys.map((key) => store.read(String(key))) : [],
    ),
  ];
}

function createStore({ link, preloaded }: ApiContext) {
  const entries = new Map<string, StoredEntry>(preloaded.storage);
  let size = 0;
  for (const [key, { text }] of entries) size += weight(key, text);
  const write = (changed: readonly (readonly [string, StoredEntry | null])[], clear = false): Promise<void> =>
    link.call("storage.write", { clear, entries: changed });
  const drop = (key: string): void => {
    const before = entries.get(key);
    if (before) size -= weight(key, before.text);
    entries.delete(key);
  };
  return {
    get: (key: string) => entries.get(key),
    /** Like `getStorageSync`: an empty string for a missing (or encrypted) key. */
    read(key: string): unknown {
      const entry = entries.get(key);
      return !entry || entry.encrypted ? "" : decode(entry.text);
    },
    /** @throws ApiFailure before it changes anything */
    set(list: readonly (readonly [string, unknown])[], encrypted: boolean, prefix = ""): Promise<void> {
      const changed = list.map(
        ([key, data]) => [key, { text: encode(data, prefix), ...(encrypted ? { encrypted } : {}) }] as const,
      );
      let after = size;
      for (const [key, { text }] of changed) {
        if (text.length > keyLimit) throw new ApiFailure(`${prefix}entry size limit reached`);
        after += weight(key, text) - weight(key, entries.get(key)?.text);
      }
      if (after > allLimit) throw new ApiFailure(`${prefix}exceed storage max size 10Mb`);
      for (const [key, entry] of changed) {
        drop(key);
        entries.set(key, entry);
        size += weight(key, entry.text);
      }
      return write(changed);
    },
    remove(key: string): Promise<void> {
      if (!entries.has(key)) return Promise.resolve();
      drop(key);
      return write([[key, null]]);
    },
    clear(): Promise<void> {
      entries.clear();
      size = 0;
      return write([], true);
    },
    info: () => ({ keys: [...entries.keys()], currentSize: Math.ceil(size / 1024), limitSize: allLimit / 1024 }),
  };
}

/**
 * A synchronous write has already taken effect in memory, so its failure in the host is ignored here: the host reports
 * it.
 */
function behind(written: Promise<void>): void {
  written.catch(() => undefined);
}

function checkedKey(name: string, key: unknown): string {
  if (typeof key === "string") return key;
  throw new Error(`${name}:fail parameter error: parameter should be String instead of ${typeName(key)};`);
}

function pairs(list: unknown): (readonly [string, unknown])[] {
  if (!Array.isArray(list)) throw new ApiFailure("parameter error: parameter should be Array;");
  return list.map((one: unknown) => {
    if (!isRecord(one) || typeof one["key"] !== "string")
      throw new ApiFailure("parameter error: key should be String;");
    return [one["key"], one["value"]] as const;
  });
}

function weight(key: string, text: string | undefined): number {
  return text === undefined ? 0 : key.length + text.length;
}

/** Encodes a value as one letter for its type (for values that JSON cannot express) and a text, usually JSON. */
function encode(data: unknown, prefix: string): string {
  if (data === undefined) return "u";
  if (data instanceof Date) return `d${data.getTime()}`;
  if (typeof data === "number" && !Number.isFinite(data)) return `n${data}`;
  if (typeof data === "function" || typeof data === "symbol" || typeof data === "bigint") {
    throw new ApiFailure(`${prefix}parameter error: data of type ${typeName(data)} cannot be stored;`);
  }
  try {
    return `j${JSON.stringify(data)}`;
  } catch (error) {
    throw new ApiFailure(`${prefix}${error instanceof Error ? error.message : String(error)}`);
  }
}

function decode(text: string): unknown {
  const rest = text.slice(1);
  switch (text[0]) {
    case "j":
      return JSON.parse(rest);
    case "d":
      return new Date(Number(rest));
    case "n":
      return Number(rest);
    default:
      return "";
  }
}
