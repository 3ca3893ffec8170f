/**
 * Which parts of the data an update touched, as a trie of keys.
 *
 * `undefined`: nothing here changed. `true`: the value was replaced. A map of keys: the value is the same object, and
 * only what lies under these keys changed. Guards in generated code read it with `step`, one key at a time.
 */
export type Change = undefined | true | ChangeMap;

export interface ChangeMap {
  [key: string]: Change;
}

/** As generated code writes it: a guard that does not hold counts as `undefined`. */
export type LooseChange = Change | false | 0 | { readonly [key: string]: LooseChange };

/** What changed at `key` below a place whose own change is `change`. */
export function step(change: Change, key: unknown): Change {
  return change === undefined || change === true ? change : change[key as string];
}

/** An empty trie; its keys are data's keys, so that it must inherit nothing. */
export function createChangeMap(): ChangeMap {
  return Object.create(null) as ChangeMap;
}

/** Adds what `from` says to `into`: of two statements on one key the wider wins. */
export function mergeChanges(into: ChangeMap, from: ChangeMap): void {
  for (const key in from) {
    const more = from[key];
    const have = into[key];
    if (!more || have === true) continue;
    if (more === true || have === undefined) into[key] = more;
    else {
      const both = createChangeMap();
      mergeChanges(both, have);
      mergeChanges(both, more);
      into[key] = both;
    }
  }
}

/** A list that took the place of an old one, with the very items of that one where they are equal. */
export interface SharedList {
  /** Until it has taken its place: each would keep the one before it, and so all there ever were. */
  old: readonly unknown[] | undefined;
  /** The old one's items up to here, */
  readonly start: number;
  /** and its last ones from here on. */
  readonly end: number;
}

/** A row that shows an item of both has nothing to do. wxs code cannot write to items: it gets copies. */
export const sharedLists = new WeakMap<object, SharedList>();
