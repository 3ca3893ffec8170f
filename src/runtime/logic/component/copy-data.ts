/**
 * Deep copies of data that passes from one component to another or to the view. Arrays and objects of any kind are
 * copied with their own enumerable properties (a date becomes an empty object). Functions are passed as they are.
 * Cycles are preserved.
 */
import { sharedLists } from "../changes.ts";
import type { SharedList } from "../changes.ts";

/** Returns a deep copy; see the top of this file. */
export function copyData<T>(value: T): T {
  return copy(value, undefined) as T;
}

/** An object that is being copied, with the objects around it, to detect cycles. */
interface Around {
  readonly from: object;
  readonly made: object;
  readonly outer: Around | undefined;
}

function copy(value: unknown, outer: Around | undefined): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (let at = outer; at; at = at.outer) if (at.from === value) return at.made;
  if (Array.isArray(value)) {
    const made: unknown[] = [];
    const around = { from: value, made, outer };
    for (let i = 0; i < value.length; i++) made.push(copy(value[i], around));
    return made;
  }
  // Engines have a fast path for the spread of an object with a known shape. Nested objects are then replaced in place.
  const made: Record<string, unknown> = { ...value };
  for (const key in made) {
    const inner = made[key];
    // Assigned to another object later, this name would change its prototype.
    if (key === "__proto__") delete made[key];
    else if (typeof inner === "object" && inner !== null && Object.hasOwn(made, key)) {
      made[key] = copy(inner, { from: value, made, outer });
    }
  }
  return made;
}

/**
 * Like `copyData`, but reuses the items of `old`, an earlier copy, that are equal to new ones, so that `wx:for` can
 * skip their rows. Compares from both ends, so it finds the items around one insertion or removal.
 *
 * @param later schedules a callback for the time when the new list has replaced the old one
 */
export function shareItems(
  value: readonly unknown[],
  old: readonly unknown[],
  later: (task: () => void) => void,
): readonly unknown[] {
  const names: string[] = [];
  const values: unknown[] = [];
  const same = (i: number, from: number): boolean => isEqual(value[i], old[from], MAX_DEPTH, names, values);
  const shorter = Math.min(value.length, old.length);
  const shift = old.length - value.length;
  let start = 0;
  while (start < shorter && same(start, start)) start++;
  let end = value.length;
  while (end > start && end + shift > start && same(end - 1, end - 1 + shift)) end--;
  const made = old.slice(0, start);
  for (let i = start; i < end; i++) made.push(shift === 0 && same(i, i) ? old[i] : copyData(value[i]));
  const all = made.concat(old.slice(end + shift));
  const shared: SharedList = { old, start, end };
  later(() => (shared.old = undefined));
  sharedLists.set(all, shared);
  return all;
}

/** Maximum depth of `isEqual`. Deeper objects and cyclic ones count as different. */
const MAX_DEPTH = 8;

/**
 * Compares plain objects and arrays; all other objects are different. The order of properties matters.
 *
 * Each object is enumerated once, which is fastest in engines. Checking a prototype costs more than comparing a
 * property; checking `constructor` costs nothing.
 *
 * @param b a copy, so its properties are all its own
 * @param names a buffer for property names, reused between objects because the names are usually the same
 * @param values a buffer for their values
 */
function isEqual(a: unknown, b: unknown, depth: number, names: string[], values: unknown[]): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || depth === 0) return false;
  const { constructor } = a;
  if (constructor !== b.constructor || (constructor !== Object && constructor !== Array)) return false;
  let count = 0;
  for (const name in b) {
    if (names[count] !== name) names[count] = name;
    values[count++] = (b as Fields)[name];
  }
  let at = 0;
  for (const name in a) {
    if (names[at] !== name) return false;
    const value = (a as Fields)[name];
    const other = values[at++];
    if (value !== other && !isEqual(value, other, depth - 1, [], [])) return false;
  }
  return at === count;
}

type Fields = Readonly<Record<string, unknown>>;
