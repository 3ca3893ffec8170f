/** Frame and Worker read the same skeletons, but neither may import the other's table. */
import { expect, test } from "vitest";
import * as logic from "../../../src/runtime/logic/skeleton.ts";
import * as view from "../../../src/runtime/view/skeleton.ts";

test("attribute kinds and event codes are the same in both", () => {
  const camelCase = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const kinds = new Map(logic.attributeKinds.map((name, kind) => [camelCase(name), kind]));
  // An enum also lists its names by number.
  const own = Object.entries(view.AttributeKind).filter(([, kind]) => typeof kind === "number");
  expect(own.length).toBe(7);
  for (const [name, kind] of own) expect([name, kind]).toEqual([name, kinds.get(name)]);
  expect([view.EVENT, view.EVENT_STOP, view.DYNAMIC]).toEqual([logic.EVENT, logic.EVENT_STOP, logic.DYNAMIC]);
});
