/**
 * Lists: the operations that a sink receives turn the old rows into the new ones, and there are no unnecessary ones.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/runtime/logic/block.ts";
import { longestRun } from "../../src/runtime/logic/longest-run.ts";
import { silent } from "../../src/runtime/logic/operations.ts";
import type { Operations } from "../../src/runtime/logic/operations.ts";
import { loopsOf } from "./compare.ts";
import { loadProject } from "./project.ts";

/** Applies a sink's operations to a list of rows. */
class Mirror implements Operations {
  rows: Block[] = [];
  log: string[] = [];

  create(): void {}

  insert(block: Block, before: Block | undefined): void {
    this.log.push("insert");
    this.#put(block, before);
  }

  move(block: Block, before: Block | undefined): void {
    this.log.push("move");
    this.#take(block);
    this.#put(block, before);
  }

  remove(block: Block): void {
    this.log.push("remove");
    this.#take(block);
  }

  clear(_owner: Block, _slot: number, blocks: readonly Block[]): void {
    this.log.push("clear");
    expect(blocks).toEqual(this.rows);
    this.rows = [];
  }

  text(_block: Block, slot: number): void {
    this.log.push(`text ${slot}`);
  }

  attribute(_block: Block, slot: number): void {
    this.log.push(`attribute ${slot}`);
  }

  #take(block: Block): void {
    const at = this.rows.indexOf(block);
    expect(at).toBeGreaterThanOrEqual(0);
    this.rows.splice(at, 1);
  }

  #put(block: Block, before: Block | undefined): void {
    const at = before ? this.rows.indexOf(before) : this.rows.length;
    expect(at).toBeGreaterThanOrEqual(0);
    this.rows.splice(at, 0, block);
  }
}

function startList(page: string, data: Record<string, unknown>) {
  const mirror = new Mirror();
  const root = loadProject({ "page.wxml": page }, "page.wxml").createRoot("page.wxml", data, mirror);
  const shown = () => [...loopsOf(root).values()][0]?.blocks ?? [];
  mirror.rows = [...shown()];
  return { mirror, root, shown };
}

const KEYED = '<v wx:for="{{l}}" wx:key="id">{{item.id}}</v>';
const itemsOf = (keys: readonly unknown[]) => keys.map((id) => ({ id }));
const UNKEYED = '<v wx:for="{{l}}">{{item.id}}</v>';

describe("from any list to any other", () => {
  const keys = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(undefined)), { maxLength: 14 });
  test.each([
    ["with keys", KEYED],
    ["without", UNKEYED],
  ])("%s", (_, page) => {
    fc.assert(
      fc.property(keys, fc.array(keys, { minLength: 1, maxLength: 4 }), (first, others) => {
        const { mirror, root, shown } = startList(page, { l: itemsOf(first) });
        for (const next of others) {
          root.setData({ l: itemsOf(next) });
          expect(mirror.rows).toEqual(shown());
          expect(shown().map((row) => row.values[0])).toEqual(
            next.map((key) => (key === undefined ? "" : String(key))),
          );
        }
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});

describe("operations", () => {
  const start = () => startList(KEYED, { l: itemsOf([1, 2, 3, 4, 5, 6]) });
  const after = (keys: readonly number[]): string[] => {
    const { mirror, root } = start();
    root.setData({ l: itemsOf(keys) });
    return mirror.log;
  };

  test("an unchanged list needs none", () => {
    expect(after([1, 2, 3, 4, 5, 6])).toEqual([]);
  });

  test("inserting, removing and moving one row", () => {
    expect(after([1, 2, 9, 3, 4, 5, 6])).toEqual(["insert"]);
    expect(after([1, 2, 4, 5, 6])).toEqual(["remove"]);
    expect(after([6, 1, 2, 3, 4, 5])).toEqual(["move"]);
    expect(after([2, 3, 4, 5, 6, 1])).toEqual(["move"]);
    expect(after([1, 5, 3, 4, 2, 6])).toEqual(["move", "move"]);
  });

  test("all out at once", () => {
    expect(after([])).toEqual(["clear"]);
  });

  test("a path below the list updates only its row", () => {
    const { mirror, root, shown } = startList(
      '<v wx:for="{{l}}" wx:key="id" class="{{item.id === sel}}">{{item.name}}</v>',
      {
        l: itemsOf([1, 2, 3]),
        sel: 1,
      },
    );
    const rows = shown().map((row) => row.values);
    root.setData({ "l[1].name": "new" });
    expect(mirror.log).toEqual(["text 1"]);
    expect(rows[1]?.[1]).toBe("new");
    mirror.log = [];
    root.setData({ sel: 3 });
    expect(mirror.log).toEqual(["attribute 0", "attribute 0"]);
  });

  test("other data causes no work in the rows", () => {
    let reads = 0;
    const item = {
      id: 1,
      get name() {
        reads++;
        return "n";
      },
    };
    const page = '<v wx:for="{{l}}" wx:key="id">{{item.name}}</v>{{other}}{{user.name}}';
    const root = loadProject({ "page.wxml": page }, "page.wxml").createRoot(
      "page.wxml",
      { l: [item], user: {} },
      silent,
    );
    expect(reads).toBe(1);
    root.setData({ other: 1, "user.name": "x" });
    expect(reads).toBe(1);
    root.setData({ "l[0].id": 1 });
    expect(reads).toBe(1);
  });
});

test("data set during an update is part of the result", () => {
  const page = '<v wx:for="{{l}}" wx:key="id">{{item.id}}{{a}}</v>';
  const project = loadProject({ "page.wxml": page }, "page.wxml");
  const root = project.createRoot(
    "page.wxml",
    { l: itemsOf([1, 2]), a: "x" },
    {
      ...silent,
      insert: (block) => root.setData({ a: `after ${String(block.key)}` }),
    },
  );
  root.setData({ l: itemsOf([3, 1, 2, 4]) });
  const texts = [...loopsOf(root).values()][0]?.blocks.map((row) => row.values[0]);
  expect(texts).toEqual(["3after 4", "1after 4", "2after 4", "4after 4"]);
});

describe("the longest increasing run of rows, which stay in place", () => {
  /** By trying every subset. */
  function best(sources: readonly number[]): number {
    let most = 0;
    for (let subset = 0; subset < 1 << sources.length; subset++) {
      const chosen = sources.filter((from, i) => from >= 0 && (subset & (1 << i)) !== 0);
      const all = [...sources.keys()].filter((i) => (subset & (1 << i)) !== 0).length;
      if (chosen.length === all && chosen.every((from, i) => i === 0 || from > (chosen[i - 1] as number)))
        most = Math.max(most, all);
    }
    return most;
  }

  test("is increasing and as long as possible", () => {
    const sources = fc
      .uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 9 })
      .chain((list) =>
        fc
          .array(fc.boolean(), { minLength: list.length, maxLength: list.length })
          .map((fresh) => list.map((from, i) => (fresh[i] ? -1 : from))),
      );
    fc.assert(
      fc.property(sources, (list) => {
        const stays = longestRun(Int32Array.from(list));
        const kept = list.filter((_, i) => stays[i] === 1);
        expect(kept.every((from, i) => from >= 0 && (i === 0 || from > (kept[i - 1] as number)))).toBe(true);
        expect(kept.length).toBe(best(list));
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
