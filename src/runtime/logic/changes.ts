/**
 * Which parts of the data an update changed, as a trie of keys.
 *
 * `undefined`: nothing changed here. `true`: the value was replaced. A map of keys: the value is the same object, and
 * only what is under these keys changed. Guards in generated code read the trie with `step`, one key at a time.
 */
export type Change = undefined | true | ChangeMap;

export interface ChangeMap {
  [key: string]: Change;
}

/** The form that generated code passes: a falsy guard counts as `undefined`. */
export type LooseChange = Change | false | 0 | { readonly [key: string]: LooseChange };

/** The change at `key` below a value whose own change is `change`. */
export function step(change: Change, key: unknown): Change {
  return change === undefined || change === true ? change : change[key as string];
}

/** An empty trie. It has no prototype, because its keys are keys of the data (`toString`, …). */
export function createChangeMap(): ChangeMap {
  return Object.create(null) as ChangeMap;
}

/** Merges `from` into `into`; `true` wins over a map of keys. */
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

/** Describes a list that replaces an old one and contains the same item objects where the two lists are equal. */
export interface SharedList {
  /**
   * The old list; `undefined` once the new one has replaced it, so that lists do not keep all their predecessors alive.
   */
  old: readonly unknown[] | undefined;
  /** Items before this index are those of the old list at the same index. */
  readonly start: number;
  /** Items from this index on are the last items of the old list. */
  readonly end: number;
}

/**
 * By new list. `wx:for` skips rows whose item is the same object in both. wxs code cannot modify items: it gets copies.
 */
export const sharedLists = new WeakMap<object, SharedList>();
