/**
 * Paths of `setData`: `a`, `a.b`, `a[0].b`, `x\.y`. Any string is accepted; parsing never throws.
 *
 * An assignment walks the data and records in a trie of changes (changes.ts) what it replaced. If a container on the
 * path is missing or of the wrong kind, it is replaced by a new one: an array if an index follows, an object if a name
 * follows.
 */
import { createChangeMap, sharedLists } from "./changes.ts";
import type { ChangeMap } from "./changes.ts";
import { defineField } from "./define-field.ts";

/** A name, or an index that was written in brackets. */
export type PathSegment = string | number;

type Container = Record<PathSegment, unknown>;

const DOT = 46;
const OPEN = 91;
const CLOSE = 93;
const BACKSLASH = 92;
const ESCAPED = ".[]\\";

/**
 * Splits a path. Stray dots are ignored. `\.`, `\[`, `\]` and `\\` stand for the characters themselves. Brackets that
 * contain anything but digits are part of the name, and the last `]` may be missing.
 */
export function parsePath(path: string): PathSegment[] {
  const segments: PathSegment[] = [];
  let name = "";
  let i = 0;
  while (i < path.length) {
    const c = path.charCodeAt(i);
    const next = path[i + 1];
    if (c === BACKSLASH && next !== undefined && ESCAPED.includes(next)) {
      name += next;
      i += 2;
    } else if (c === DOT) {
      if (name !== "") segments.push(name);
      name = "";
      i++;
    } else if (c === OPEN) {
      const end = indexEnd(path, i + 1);
      if (end < 0) {
        name += "[";
        i++;
        continue;
      }
      if (name !== "") segments.push(name);
      name = "";
      segments.push(Number(path.slice(i + 1, end)));
      i = end + 1;
    } else {
      name += path[i];
      i++;
    }
  }
  if (name !== "") segments.push(name);
  return segments;
}

/**
 * Assigns `value` at a path and records the change in `changes`, if given. Modifies `data` and the containers in it in
 * place. Returns false if the path is empty; nothing is assigned then.
 */
export function assignPath(
  data: Container,
  segments: readonly PathSegment[],
  value: unknown,
  changes: ChangeMap | undefined,
): boolean {
  const last = segments.length - 1;
  if (last < 0) return false;
  let target = data;
  let noted: ChangeMap | undefined = changes;
  for (let i = 0; i < last; i++) {
    const key = segments[i] as PathSegment;
    const fresh = containerFor(target, key, segments[i + 1] as PathSegment);
    if (fresh) {
      noted = replace(target, key, fresh, noted);
      target = fresh;
    } else {
      target = target[key] as Container;
      noted = below(noted, key);
      // A list that replaced another in this update. It is about to differ from the displayed one, so its rows must be
      // compared.
      if (changes && !noted) sharedLists.delete(target);
    }
  }
  replace(target, segments[last] as PathSegment, value, noted);
  return true;
}

/** The new container needed at `key`, or `undefined` if the existing one is of the right kind. */
function containerFor(target: Container, key: PathSegment, next: PathSegment): Container | undefined {
  const there = Object.hasOwn(target, key) ? target[key] : undefined;
  const wantArray = typeof next === "number";
  const fits = typeof there === "object" && there !== null && Array.isArray(there) === wantArray;
  if (fits) return undefined;
  return wantArray ? ([] as unknown as Container) : {};
}

/**
 * Sets one key and records it; if an array grew, records `length` too. Returns `undefined`, the trie for what is below:
 * the whole value is new.
 */
function replace(target: Container, key: PathSegment, value: unknown, noted: ChangeMap | undefined): undefined {
  const length = Array.isArray(target) ? target.length : -1;
  if (key === "__proto__") defineField(target, key, value);
  else target[key] = value;
  if (!noted) return undefined;
  noted[key] = true;
  if (length >= 0 && (target as unknown as unknown[]).length !== length) noted["length"] = true;
  return undefined;
}

function below(noted: ChangeMap | undefined, key: PathSegment): ChangeMap | undefined {
  if (!noted) return undefined;
  const there = noted[key];
  if (there === true) return undefined;
  if (there) return there;
  const made = createChangeMap();
  noted[key] = made;
  return made;
}

/** The index of the `]` that ends a number in brackets, or -1. */
function indexEnd(path: string, start: number): number {
  let i = start;
  while (i < path.length && path.charCodeAt(i) >= 48 && path.charCodeAt(i) <= 57) i++;
  return i > start && (i === path.length || path.charCodeAt(i) === CLOSE) ? i : -1;
}
