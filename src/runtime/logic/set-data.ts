/**
 * `setData`'s paths: `a`, `a.b`, `a[0].b`, `x\.y`. Parsed by character; no path makes it throw.
 *
 * An assignment walks the data and notes in a trie of changes (changes.ts) what it replaced. A missing or unfitting
 * container on the way is replaced by a new one: an array where an index follows, an object where a name follows.
 */
import { createChangeMap, sharedLists } from "./changes.ts";
import type { ChangeMap } from "./changes.ts";
import { defineField } from "./define-field.ts";

/** A name, or an index written in brackets. */
export type PathSegment = string | number;

type Container = Record<PathSegment, unknown>;

const DOT = 46;
const OPEN = 91;
const CLOSE = 93;
const BACKSLASH = 92;
const ESCAPED = ".[]\\";

/**
 * Splits a path. Stray dots are ignored, `\.`, `\[`, `\]` and `\\` are the characters themselves, brackets with
 * anything but digits inside belong to the name around them, and the last bracket may be missing.
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
 * Assigns at a path and notes the change, if there is a trie to note it in. Returns false if the path is empty and nothing happened. `data` and the
 * containers below it are written in place.
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
      // New altogether: its items are about to differ from those that are shown.
      if (changes && !noted) sharedLists.delete(target);
    }
  }
  replace(target, segments[last] as PathSegment, value, noted);
  return true;
}

/** The new container that must stand at `key`, or `undefined` if the one there fits what follows. */
function containerFor(target: Container, key: PathSegment, next: PathSegment): Container | undefined {
  const there = Object.hasOwn(target, key) ? target[key] : undefined;
  const wantArray = typeof next === "number";
  const fits = typeof there === "object" && there !== null && Array.isArray(there) === wantArray;
  if (fits) return undefined;
  return wantArray ? ([] as unknown as Container) : {};
}

/** Writes one key and notes it; an array that grew also has another `length`. Returns no trie: all below is new. */
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
