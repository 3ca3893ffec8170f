/** The keys of `wx:for` rows: which new row an old one becomes, and whether two rows have the same key. */
import type { Block } from "./block.ts";
import { toText } from "./values.ts";

/** Without keys, the row at the same index is the match. Result: as of `matchKeys`. */
export function matchPlaces(start: number, oldEnd: number, end: number): Int32Array {
  const sources = new Int32Array(end - start);
  for (let i = start; i < end; i++) sources[i - start] = i < oldEnd ? i : -1;
  return sources;
}

/**
 * Matches rows by their keys. Common rows at the start and end need no table. Among equal keys, the first matches the
 * first. Rows with an empty key are matched by their order.
 *
 * @param keyAt returns the key of a new row
 * @returns for each new row from `from` to `end`: the index of the old row with the same key, or -1
 */
export function matchKeys(
  old: readonly Block[],
  keyAt: (i: number) => unknown,
  from: number,
  end: number,
  oldEnd: number,
  ends: boolean,
): Int32Array {
  const sources = new Int32Array(end - from).fill(-1);
  let start = from;
  while (start < end && start < oldEnd && (old[start] as Block).key === keyAt(start)) sources[start - from] = start++;
  const least = ends ? start : end;
  while (end > least && oldEnd > start && (old[oldEnd - 1] as Block).key === keyAt(end - 1)) {
    sources[--end - from] = --oldEnd;
  }
  if (start === end || start === oldEnd) return sources;
  // No table either if all new keys are numbers higher than any old one.
  let highest = -Infinity;
  for (let i = start; i < oldEnd; i++) highest = Math.max(highest, numberIn((old[i] as Block).key));
  let higher = start;
  while (higher < end && numberIn(keyAt(higher)) > highest) higher++;
  if (higher === end) return sources;
  const first = new Map<unknown, number>();
  const next = new Int32Array(oldEnd);
  for (let i = oldEnd - 1; i >= start; i--) {
    const id = identity((old[i] as Block).key);
    next[i] = first.get(id) ?? -1;
    first.set(id, i);
  }
  for (let i = start; i < end; i++) {
    const id = identity(keyAt(i));
    const match = (sources[i - from] = first.get(id) ?? -1);
    if (match >= 0) first.set(id, next[match] as number);
  }
  return sources;
}

function numberIn(key: unknown): number {
  return typeof key === "number" ? key : NaN;
}

/**
 * The form in which keys are compared. WeChat compares them as texts; `undefined` and `null` equal the empty text.
 * Numbers stand for their own text, which is cheaper than converting them.
 */
export function identity(key: unknown): unknown {
  if (typeof key === "number") return key;
  if (key === undefined || key === null) return "";
  const text = toText(key);
  const number = Number(text);
  return String(number) === text ? number : `=${text}`;
}

/** A row whose key an earlier row has, too. */
export function findDuplicate(blocks: readonly Block[]): Block | undefined {
  // Usually keys are ascending numbers, which need no table.
  const isNext = ({ key }: Block, i: number): boolean =>
    i === 0 || numberIn(key) > numberIn((blocks[i - 1] as Block).key);
  if (blocks.every(isNext)) return undefined;
  const seen = new Set<unknown>();
  return blocks.find(({ key }) => {
    const id = identity(key);
    // Adding a key that is in the set already does not change its size.
    return id !== "" && seen.size === seen.add(id).size;
  });
}
