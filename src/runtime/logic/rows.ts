/**
 * `wx:for`: creates, updates, moves and removes the rows of a loop (one block per item).
 *
 * The cost follows the change. A change of a path below the list runs only the rows that it names. A change of another
 * name that the body reads runs every row. Only a new list, or a change that can move rows, compares all rows.
 */
import type { Block } from "./block.ts";
import type { BlockDefinition, LoopDefinition } from "./definition.ts";
import { sharedLists } from "./changes.ts";
import type { Change, ChangeMap, LooseChange, SharedList } from "./changes.ts";
import { longestRun } from "./longest-run.ts";
import { findDuplicate, identity, matchKeys, matchPlaces } from "./row-keys.ts";
import { createBlock, placeOf, runBlock } from "./run.ts";
import { bitOf, SHARED_BIT } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { toText } from "./values.ts";

/** The value of a loop's slot: the list and its rows, in order. */
export class Rows {
  list: unknown;
  /** The keys if the list is an object, in order; `undefined` otherwise. */
  names: readonly string[] | undefined;
  blocks: Block[] = [];
}

/**
 * Updates a loop. Generated code calls it if anything that the loop reads has changed; it evaluates `list` only if
 * `change` is set.
 */
export function updateLoop(
  scope: Scope,
  owner: Block,
  slot: number,
  definition: BlockDefinition,
  change: LooseChange,
  list: unknown,
  mask: number,
): void {
  const state = owner.values[slot];
  const loop = definition.loop as LoopDefinition;
  // Keep the shared bit: it may stand for other names too, and code behind it also checks the register itself.
  const own = (bitOf(loop.item) | bitOf(loop.index)) & ~SHARED_BIT;
  const run: Run = { scope, owner, slot, definition, loop, mask: mask & ~own, all: (mask & loop.outer) !== 0 };
  if (!(state instanceof Rows)) {
    const rows = new Rows();
    setList(rows, list);
    createAll(run, rows);
    owner.values[slot] = rows;
    return;
  }
  if (!change) {
    if (run.all) runAll(run, state, undefined);
    return;
  }
  const below = change === true || list !== state.list ? undefined : (change as ChangeMap);
  if (below && staysInPlace(run, state, below)) runSome(run, state, below);
  else if (!below || run.all || !swapTwo(run, state, below)) reconcile(run, state, below, list);
}

interface Run {
  readonly scope: Scope;
  readonly owner: Block;
  readonly slot: number;
  readonly definition: BlockDefinition;
  readonly loop: LoopDefinition;
  /** Changes outside the loop. */
  readonly mask: number;
  /** The body reads some of them, so every row must run. */
  readonly all: boolean;
}

function setList(rows: Rows, list: unknown): void {
  rows.list = list;
  rows.names = typeof list === "object" && list !== null && !Array.isArray(list) ? Object.keys(list) : undefined;
}

function lengthOf({ list, names }: Rows): number {
  if (names) return names.length;
  if (typeof list === "string" || Array.isArray(list)) return list.length;
  return typeof list === "number" && list > 0 && Number.isFinite(list) ? Math.ceil(list) : 0;
}

function itemAt({ list, names }: Rows, i: number): unknown {
  if (names) return (list as Record<string, unknown>)[names[i] as string];
  return typeof list === "number" ? i : (list as ArrayLike<unknown>)[i];
}

function createAll(run: Run, rows: Rows): void {
  const length = lengthOf(rows);
  for (let i = 0; i < length; i++) rows.blocks.push(createRow(run, rows, i));
  if (run.loop.key !== "" && length > 1) warnOfDuplicates(run, rows.blocks);
}

function createRow({ scope, owner, definition, loop }: Run, rows: Rows, i: number): Block {
  const item = itemAt(rows, i);
  // Set the index last: if both variables have the same name, the index wins.
  scope.values[loop.item] = item;
  scope.values[loop.index] = rows.names ? rows.names[i] : i;
  const block = createBlock(scope, definition, owner);
  if (loop.key !== "") block.key = keyOf(rows, loop, item, scope);
  return block;
}

/** Sets the registers of the loop variables to the values for this row. */
export function loadRow(scope: Scope, row: Block): void {
  const { item, index } = row.definition.loop as LoopDefinition;
  for (const state of row.parent?.values ?? []) {
    if (!(state instanceof Rows)) continue;
    const i = state.blocks.indexOf(row);
    if (i < 0) continue;
    scope.values[item] = itemAt(state, i);
    scope.values[index] = state.names ? state.names[i] : i;
    return;
  }
}

/** Key of an item. Only items of arrays and objects have keys. */
function keyOf(rows: Rows, loop: LoopDefinition, item: unknown, scope: Scope): unknown {
  if (typeof rows.list !== "object") return undefined;
  return loop.key === "*this" ? item : scope.runtime.member(item, loop.key);
}

function runRow(run: Run, rows: Rows, i: number, block: Block, itemChange: Change, indexChanged: boolean): void {
  const { scope, loop } = run;
  let mask = run.mask;
  if (itemChange !== undefined) mask |= bitOf(loop.item);
  if (indexChanged) mask |= bitOf(loop.index);
  if ((mask & run.definition.mask) === 0) return;
  scope.values[loop.item] = itemAt(rows, i);
  scope.changes[loop.item] = itemChange;
  scope.values[loop.index] = rows.names ? rows.names[i] : i;
  scope.changes[loop.index] = indexChanged ? true : undefined;
  runBlock(scope, block, mask);
}

/** Runs every row in its place; `change` is what changed below the list. */
function runAll(run: Run, rows: Rows, change: ChangeMap | undefined): void {
  for (let i = 0; i < rows.blocks.length; i++) {
    runRow(run, rows, i, rows.blocks[i] as Block, change?.[rows.names ? (rows.names[i] as string) : i], false);
  }
}

function runSome(run: Run, rows: Rows, change: ChangeMap): void {
  if (run.all) {
    runAll(run, rows, change);
    return;
  }
  for (const name in change) {
    const i = rowOf(rows, name);
    runRow(run, rows, i, rows.blocks[i] as Block, change[name], false);
  }
}

/** The row for a key of the list, or -1. */
function rowOf({ names, blocks }: Rows, name: string): number {
  if (names) return names.indexOf(name);
  const i = Number(name);
  return Number.isInteger(i) && i >= 0 && i < blocks.length ? i : -1;
}

/** True if the changes below the list neither add nor remove rows nor change their keys. */
function staysInPlace(run: Run, rows: Rows, change: ChangeMap): boolean {
  for (const name in change) {
    const i = rowOf(rows, name);
    if (i < 0) return false;
    if (run.loop.key === "") continue;
    if (keyOf(rows, run.loop, itemAt(rows, i), run.scope) !== (rows.blocks[i] as Block).key) return false;
  }
  return true;
}

/**
 * Fast path for the usual swap: two rows, with at least two others between them, have exchanged keys, and all others
 * kept theirs. (With fewer rows between them, another sequence may need fewer moves.) In any other case returns false
 * and does nothing.
 */
function swapTwo(run: Run, rows: Rows, change: ChangeMap): boolean {
  const { loop, scope, slot } = run;
  if (loop.key === "" || rows.names) return false;
  const moved: number[] = [];
  const keyAt = (i: number): unknown => keyOf(rows, loop, itemAt(rows, i), scope);
  for (const name in change) {
    const i = rowOf(rows, name);
    if (i < 0) return false;
    if (keyAt(i) !== (rows.blocks[i] as Block).key && moved.push(i) > 2) return false;
  }
  // Keys that are integers are enumerated in ascending order.
  const [i, j] = moved as [number, number];
  if (moved.length !== 2 || j - i < 3) return false;
  const a = rows.blocks[i] as Block;
  const b = rows.blocks[j] as Block;
  if (keyAt(i) !== b.key || keyAt(j) !== a.key) return false;
  rows.blocks[i] = b;
  rows.blocks[j] = a;
  for (const name in change) {
    const at = Number(name);
    const block = rows.blocks[at] as Block;
    const isMoved = at === i || at === j;
    if (isMoved) scope.runtime.operations.move(block, rows.blocks[at + 1], slot);
    runRow(run, rows, at, block, isMoved ? true : change[name], isMoved);
    block.key = keyAt(at);
  }
  return true;
}

/** Matches the rows with `list`. `change` is set if it is the same list object, modified in place. */
function reconcile(run: Run, rows: Rows, change: ChangeMap | undefined, list: unknown): void {
  const { scope, owner, slot, loop, definition } = run;
  const { operations } = scope.runtime;
  const before = Object.assign(new Rows(), rows);
  let old = rows.blocks;
  setList(rows, list);
  const length = lengthOf(rows);
  const keyed = loop.key !== "" && typeof list === "object";
  const shared = list !== before.list && !definition.holdsObjects ? sharedLists.get(list as object) : undefined;
  const isShown = (i: number, from: number): boolean => !!shared && itemAt(rows, i) === itemAt(before, from);
  const keyAt = (i: number): unknown => keyOf(rows, loop, itemAt(rows, i), scope);
  // Rows with an empty key are matched by their order.
  const ends = keyed && identity(old.at(-1)?.key) !== "";
  const [start, end, kept] = keepEnds(run, length, before, ends, shared);
  let oldEnd = kept;
  const sources = keyed ? matchKeys(old, keyAt, start, end, oldEnd, ends) : matchPlaces(start, oldEnd, end);
  let tail = length;
  if (end === length) while (tail > start && (sources[tail - 1 - start] as number) < 0) tail--;
  const clear = (arePlain: boolean): void => {
    const blocks = old;
    old = [];
    oldEnd = 0;
    if (blocks.length > 0) operations.clear(owner, slot, blocks, arePlain);
  };
  rows.blocks = [];
  if (tail === 0 && old.every((block) => operations.isPlain?.(block))) clear(true);
  // Create new rows at the end first and insert them at once, so that a frame can start on them early. Stop at the
  // first whose creation runs the author's code. Until the rest is done, the old rows are in front of them.
  const ahead = (rows.blocks = tail < length ? old.slice() : old);
  const shift = ahead.length - tail;
  let placed = tail;
  while (placed < length) {
    const block = createRow(run, rows, placed);
    ahead.push(block);
    if (!operations.isPlain?.(block)) break;
    operations.create(block);
    operations.insert(block, undefined, slot);
    placed++;
  }
  const keep = (block: Block, i: number, from: number): void => {
    const name = rows.names ? rows.names[i] : i;
    const same = from === i && (before.names ? before.names[from] : from) === name;
    const isSame = isShown(i, from);
    // A moved row, or one whose key changed, shows another item.
    runRow(run, rows, i, block, isSame ? undefined : same && change ? change[name as string] : true, !same);
    if (loop.key !== "" && !isSame) block.key = keyOf(rows, loop, itemAt(rows, i), scope);
  };
  // All rows exist before the author's functions run, because those may query any of them.
  const blocks = old.slice(0, start);
  for (let i = start; i < end; i++) {
    const there = old[sources[i - start] as number] ?? (i < tail ? undefined : ahead[i + shift]);
    blocks.push(there ?? createRow(run, rows, i));
  }
  rows.blocks = blocks.concat(old.slice(oldEnd));
  // Without keys, new rows are behind the others, which are updated first.
  if (!keyed) sources.forEach((from, i) => from >= 0 && keep(blocks[start + i] as Block, start + i, from));
  sources.forEach((from, i) => {
    if (from < 0 && (start + i < tail || start + i >= placed)) operations.create(blocks[start + i] as Block);
  });
  if (placed === 0) clear(false);
  arrange(run, rows.blocks, old, start, oldEnd, sources, tail, placed, keyed ? keep : undefined);
  if (keyed && sources.includes(-1)) warnOfDuplicates(run, rows.blocks);
}

/**
 * Skips rows at both ends whose items are shared with the old list, which saves time in long lists. Returns the index
 * of the first row to compare, and the end of the range to compare in the new and in the old rows.
 */
function keepEnds(
  { definition, loop, mask }: Run,
  length: number,
  { list, blocks }: Rows,
  keyed: boolean,
  shared: SharedList | undefined,
): readonly [start: number, end: number, oldEnd: number] {
  const oldLength = blocks.length;
  const old = shared?.old;
  if (!old || old !== list || old.length !== oldLength || (mask & definition.mask) !== 0) {
    return [0, length, oldLength];
  }
  // The rows after the change have a new index.
  const end = keyed && (bitOf(loop.index) & definition.mask) === 0 ? shared.end : length;
  return [shared.start, end, oldLength - length + end];
}

/**
 * Brings rows into their new order with the fewest moves. Before each row that stays in place, first removes the old
 * rows that are not needed, then inserts or moves rows there and updates them: the order in which WeChat calls the
 * author's functions. Rows from `tail` to `placed` (exclusive) are in their places already.
 */
function arrange(
  { scope, slot }: Run,
  blocks: readonly Block[],
  old: readonly Block[],
  start: number,
  oldEnd: number,
  sources: Int32Array,
  tail: number,
  placed: number,
  keep: ((block: Block, i: number, from: number) => void) | undefined,
): void {
  const { operations } = scope.runtime;
  const stays = longestRun(sources);
  stays.fill(1, tail - start, placed - start);
  const kept = new Uint8Array(oldEnd - start);
  for (const from of sources) if (from >= 0) kept[from - start] = 1;
  let next = -1;
  let gone = start;
  // One more step than there are rows: old rows behind the last one that stays are removed in it.
  for (let i = 0; i <= stays.length; i++) {
    if (i > next) {
      next = i;
      while (stays[next] === 0) next++;
      const end = sources[next] ?? -1;
      for (; gone < (end < 0 ? oldEnd : end); gone++) if (!kept[gone - start]) operations.remove(old[gone] as Block);
    }
    const block = blocks[start + i] as Block;
    const from = sources[i] as number;
    if (i < next) operations[from < 0 ? "insert" : "move"](block, blocks[start + next], slot);
    if (from >= 0) keep?.(block, start + i, from);
  }
}

function warnOfDuplicates({ scope, owner, slot }: Run, blocks: readonly Block[]): void {
  const found = findDuplicate(blocks);
  if (!found) return;
  const message = `wx:key: two items have the key ${JSON.stringify(toText(found.key))}; rows may be mixed up`;
  scope.runtime.report({ severity: "warning", message, place: placeOf(scope, owner, slot) });
}
