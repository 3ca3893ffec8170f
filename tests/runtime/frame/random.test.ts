/**
 * Random templates, data and updates. After each update, the frame matches the page's tree, and that matches the tree
 * of a fresh page.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Data } from "../../template/compare.ts";
import { dataArbitrary, templateArbitrary, updateArbitrary } from "../../template/random-template.ts";
import { buildPackage } from "../app.ts";
import type { BuiltPackage } from "../app.ts";
import { componentDataArbitrary, componentFiles, componentUpdateArbitrary, dynamicFiles } from "./component-app.ts";
import { openFramed } from "./framed-session.ts";
import type { FramedSession } from "./framed-session.ts";

function open(built: BuiltPackage, data: Data): FramedSession {
  const framed = openFramed(built, { scope: { data } });
  framed.session.create();
  framed.session.attach();
  check(framed);
  return framed;
}

function check(framed: FramedSession): void {
  framed.check();
  if (framed.failures[0] !== undefined) throw framed.failures[0];
}

function runUpdates(built: BuiltPackage, data: Data, updates: readonly Data[]): void {
  const page = open(built, structuredClone(data));
  for (const update of updates) {
    page.session.setData(page.session.root(), structuredClone(update));
    check(page);
    const fresh = open(built, structuredClone(page.session.data(page.session.root()) as Data));
    expect(page.frame.tree()).toEqual(fresh.frame.tree());
  }
}

test("components, slots and lists", async () => {
  const built = await buildPackage(componentFiles);
  fc.assert(
    fc.property(componentDataArbitrary, fc.array(componentUpdateArbitrary, { maxLength: 6 }), (data, updates) => {
      runUpdates(built, data, updates);
    }),
    { numRuns: 120, seed: 11 },
  );
}, 60_000);

test("dynamic slots", async () => {
  const built = await buildPackage(dynamicFiles);
  fc.assert(
    fc.property(componentDataArbitrary, fc.array(componentUpdateArbitrary, { maxLength: 5 }), (data, updates) => {
      runUpdates(built, data, updates);
    }),
    { numRuns: 15, seed: 13 },
  );
}, 60_000);

test("any template", async () => {
  await fc.assert(
    fc.asyncProperty(
      templateArbitrary,
      dataArbitrary,
      fc.array(updateArbitrary, { minLength: 1, maxLength: 6 }),
      async (files, data, updates) => {
        const { "page.wxml": page = "", ...others } = files;
        const built = await buildPackage({ ...others, "root.wxml": page, "root.js": "Component({ data })" });
        runUpdates(built, data, updates);
      },
    ),
    { numRuns: 100, seed: 12 },
  );
}, 60_000);

test("node numbers of removed blocks are reused", async () => {
  const built = await buildPackage(componentFiles);
  const row = (id: number) => ({ id, name: `n${id}`, on: true });
  const page = open(built, { list: [], on: true, text: "", which: "a" });
  const sizes: number[] = [];
  for (let round = 0; round < 5; round++) {
    page.session.setData(page.session.root(), { list: Array.from({ length: 20 }, (_, i) => row(round * 100 + i)) });
    check(page);
    sizes.push(page.frame.size);
    page.session.setData(page.session.root(), { list: [] });
    check(page);
  }
  expect(new Set(sizes).size).toBe(1);
  // Long batches were sent in parts, in the tests above too.
  expect(page.messages.some(({ type }) => type === "part")).toBe(true);
  expect(page.frame.highest).toBeLessThan(3000);
});
