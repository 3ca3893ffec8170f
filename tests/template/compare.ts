/** Serializes trees and data to strings that differ whenever the values do, also for values that JSON lacks. */
import type { Root } from "../../src/runtime/logic/root.ts";
import { Block } from "../../src/runtime/logic/block.ts";
import { Rows } from "../../src/runtime/logic/rows.ts";
import { normalTree } from "../../src/testing/tree.ts";

export type Data = Record<string, unknown>;

export function treeText({ block }: Root): string {
  return valueText(normalTree(block));
}

export function valueText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return { $: "undefined" };
    if (typeof inner === "function") return { $: "function" };
    if (typeof inner === "number" && !Number.isFinite(inner)) return { $: String(inner) };
    // The order of keys depends on when they were set; it does not count as a difference.
    return isPlain(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner;
  });
}

/** The data of a conformance case: `{"$":…}` stands for values that JSON lacks. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isPlain(value)) return value;
  switch (value["$"]) {
    case undefined:
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
    case "undefined":
      return undefined;
    case "function":
      return () => {};
    case "date":
      return new Date(value["v"] as number);
    default:
      return Number(value["$"]);
  }
}

/** Copies arrays and plain objects; shares everything else. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof RegExp) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)])) as T;
}

/** The `setData` argument that turns data `from` into data `to`. */
export function changesBetween(from: Data, to: Data): Data {
  const changes: Data = {};
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) changes[escapePath(key)] = undefined;
  for (const key of Object.keys(to)) changes[escapePath(key)] = copy(to[key]);
  return changes;
}

/** The same with a path for each changed leaf, if the containers on both sides have the same type. */
export function pathsBetween(from: Data, to: Data): Data {
  const changes: Data = {};
  const visit = (a: unknown, b: unknown, path: string): void => {
    if (valueText(a) === valueText(b) && path !== "") return;
    const arrays = Array.isArray(a) && Array.isArray(b) && a.length <= b.length;
    const objects = isPlain(a) && isPlain(b) && Object.keys(a).every((key) => Object.hasOwn(b, key));
    const into = (inner: string, key: string | number): void => {
      // A new key counts even if its value is undefined.
      if (!Object.hasOwn(a as object, key)) changes[inner] = copy((b as Data)[key]);
      else visit((a as Data)[key], (b as Data)[key], inner);
    };
    if (arrays) b.forEach((_, i) => into(`${path}[${i}]`, i));
    else if (objects) {
      for (const key of Object.keys(b)) into(path === "" ? escapePath(key) : `${path}.${escapePath(key)}`, key);
    } else if (path !== "") changes[path] = copy(b);
  };
  const missing = Object.fromEntries(Object.keys(from).map((key) => [key, undefined]));
  visit(from, { ...missing, ...to }, "");
  return changes;
}

function isPlain(value: unknown): value is Data {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function escapePath(key: string): string {
  return key.replace(/[.[\]\\]/g, "\\$&");
}

/** Every loop of a tree with its rows, keyed by the position of its slot. */
export function loopsOf({ block }: Root): Map<string, Rows> {
  const loops = new Map<string, Rows>();
  const visit = (inside: Block, path: string): void => {
    inside.values.forEach((state, slot) => {
      if (state instanceof Block) visit(state, `${path}/${slot}`);
      if (!(state instanceof Rows)) return;
      loops.set(`${path}/${slot}`, state);
      state.blocks.forEach((row, i) => visit(row, `${path}/${slot}[${String(row.key ?? i)}]`));
    });
  };
  visit(block, "");
  return loops;
}
