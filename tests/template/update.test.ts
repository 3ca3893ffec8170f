/** An updated tree equals a freshly rendered one, for the conformance cases and for random templates. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/runtime/logic/block.ts";
import type { Root } from "../../src/runtime/logic/root.ts";
import { createChangeMap } from "../../src/runtime/logic/changes.ts";
import { assignPath, parsePath } from "../../src/runtime/logic/set-data.ts";
import { changesBetween, copy, decode, loopsOf, pathsBetween, treeText } from "./compare.ts";
import type { Data } from "./compare.ts";
import { loadProject } from "./project.ts";
import type { Files, Project } from "./project.ts";
import { dataArbitrary, templateArbitrary, updateArbitrary } from "./random-template.ts";

const folder = join(import.meta.dirname, "../conformance/cases");

/** The wxs modules of these cases count their own calls. */
const IMPURE = new Set(["wxs-src-shared-state", "wxs-functions"]);

interface Case {
  readonly name: string;
  readonly entry: string;
  readonly files: Files;
  readonly data: readonly unknown[];
}

describe("conformance cases", () => {
  const cases = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Case);
  test.each(cases.map((entry): [string, Case] => [entry.name, entry]))("%s", (name, { entry, files, data }) => {
    let project: Project;
    try {
      project = loadProject(files, entry);
      for (const set of data) project.createRoot(entry, decode(set) as Data);
    } catch {
      // Refused, or infinitely recursive: there is no tree to update.
      expect(ENDLESS.has(name) || isRefused(files, entry)).toBe(true);
      return;
    }
    if (IMPURE.has(name)) return;
    const sets = [...data.map((set) => decode(set) as Data), {}];
    for (const from of sets) {
      for (const to of sets) {
        const fresh = treeText(project.createRoot(entry, copy(to)));
        for (const changes of [changesBetween(from, to), pathsBetween(from, to)]) {
          const root = project.createRoot(entry, copy(from));
          root.setData(changes);
          expect(treeText(root)).toBe(fresh);
        }
      }
    }
  });
});

const ENDLESS = new Set(["template-recursive"]);

function isRefused(files: Files, entry: string): boolean {
  try {
    loadProject(files, entry);
    return false;
  } catch {
    return true;
  }
}

describe("random templates", () => {
  // 400 templates with 25 updates each.
  test("10,000 random updates give the same tree as a fresh render and keep keyed rows", () => {
    const updates = fc.array(updateArbitrary, { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(templateArbitrary, dataArbitrary, updates, (files, data, changes) => {
        const project = loadProject(files, "page.wxml");
        const model = copy(data);
        const root = project.createRoot("page.wxml", copy(data));
        for (const change of changes) {
          const before = uniqueRows(root);
          root.setData(copy(change));
          applyTo(model, copy(change));
          const fresh = project.createRoot("page.wxml", copy(model));
          expect(treeText(root)).toBe(treeText(fresh));
          expectKept(before, uniqueRows(root));
        }
      }),
      { numRuns: 400, seed: 20260729 },
    );
  });

  test("from any data to any other", () => {
    fc.assert(
      fc.property(templateArbitrary, dataArbitrary, dataArbitrary, (files, from, to) => {
        const project = loadProject(files, "page.wxml");
        const fresh = treeText(project.createRoot("page.wxml", copy(to)));
        for (const changes of [changesBetween(from, to), pathsBetween(from, to)]) {
          const root = project.createRoot("page.wxml", copy(from));
          root.setData(changes);
          expect(treeText(root)).toBe(fresh);
        }
      }),
      { numRuns: 300, seed: 20260730 },
    );
  });
});

function applyTo(model: Data, change: Data): void {
  for (const path of Object.keys(change)) assignPath(model, parsePath(path), change[path], createChangeMap());
}

/** Rows by loop and key, for unique keys. */
function uniqueRows(root: Root): Map<string, Block> {
  const rows = new Map<string, Block>();
  for (const [place, { blocks, list }] of loopsOf(root)) {
    if (typeof list !== "object" || place.includes("]")) continue;
    const keys = blocks.map((row) => String(row.key));
    blocks.forEach((row, i) => {
      const key = keys[i] as string;
      const known = row.key !== undefined && row.key !== null;
      if (known && keys.indexOf(key) === keys.lastIndexOf(key)) rows.set(`${place} ${key}`, row);
    });
  }
  return rows;
}

/** A key that exists before and after the update keeps its row, unless the loop itself was re-created. */
function expectKept(before: ReadonlyMap<string, Block>, after: ReadonlyMap<string, Block>): void {
  for (const [key, row] of after) {
    const old = before.get(key);
    if (old && old.parent === row.parent && old.definition === row.definition) expect(row).toBe(old);
  }
}
