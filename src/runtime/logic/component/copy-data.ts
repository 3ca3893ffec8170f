/**
 * Deep copies of data, where it crosses from one component to another or to the view: arrays and objects are copied
 * with their own enumerable members, whatever kind they are (of a date nothing is left), functions pass through. A
 * circle stays a circle.
 */
import { sharedLists } from "../changes.ts";
import type { SharedList } from "../changes.ts";

export function copyData<T>(value: T): T {
  return copy(value, undefined) as T;
}

/** An object that is being copied, and those around it. */
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
  // Engines copy an object of a kind that they know at once; what is in it then changes in place.
  const made: Record<string, unknown> = { ...value };
  for (const key in made) {
    const inner = made[key];
    // Later assigned to another object, this name would change its prototype.
    if (key === "__proto__") delete made[key];
    else if (typeof inner === "object" && inner !== null && Object.hasOwn(made, key)) {
      made[key] = copy(inner, { from: value, made, outer });
    }
  }
  return made;
}

/**
 * A copy as well, but items that equal those of `old`, a copy made before, are the very ones of `old`. Some may have come
 * or gone in one place: items are compared from both ends.
 *
 * @param later calls back when the list has taken the other one's place
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

/** Deeper objects, and those that hold themselves, count as different. */
const MAX_DEPTH = 8;

/**
 * Of plain objects and lists; all others are different. Members in another order are a difference.
 *
 * Each object is gone through once, which engines do best. It costs them more to ask for a prototype than to compare a
 * member, and nothing to ask for a constructor.
 *
 * @param b a copy
 * @param names a list for the names of members, kept from one object to the next because they are mostly the same
 * @param values one for their values
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
