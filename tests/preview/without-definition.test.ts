/** Which components count as having no definition: fixing the script of one restarts the app. */
import { expect, test } from "vitest";
import { Packages } from "../../src/runtime/logic/app/packages.ts";
import type { AppTable } from "../../src/runtime/logic/app/index.ts";
import type { ComponentDefinition } from "../../src/runtime/logic/component/definition.ts";
import type { ComponentSpace } from "../../src/runtime/logic/component/space.ts";
import { watchDefinitions } from "../../src/runtime/logic/preview/index.ts";

const app: AppTable = {
  entryPagePath: "pages/a",
  packages: [
    { name: "main", root: "", independent: false, pages: ["pages/a"] },
    { name: "shop", root: "shop", independent: false, pages: ["shop/b"] },
  ],
};

test("a component whose script threw counts until it is defined; one whose package has not arrived does not", async () => {
  let arrive = (): void => {};
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  const packages = new Packages(
    app,
    (name) => (name === "shop" ? arrival : undefined),
    () => {},
  );
  const definitions = new Map<string, ComponentDefinition>();
  const space = { definition: (id: string) => definitions.get(id) } as ComponentSpace;
  const without = watchDefinitions({ space, packages }, app);
  void packages.ensure(["main"]);
  expect(space.definition("parts/thrown")).toBeUndefined();
  expect(space.definition("shop/price")).toBeUndefined();
  expect([...without]).toEqual(["parts/thrown"]);
  const coming = packages.ensure(["shop"]);
  expect(space.definition("shop/price")).toBeUndefined();
  expect(without.has("shop/price")).toBe(false);
  arrive();
  await coming;
  expect(space.definition("shop/price")).toBeUndefined();
  expect([...without]).toEqual(["parts/thrown", "shop/price"]);
  definitions.set("shop/price", {} as ComponentDefinition);
  expect(space.definition("shop/price")).toBeDefined();
  expect([...without]).toEqual(["parts/thrown"]);
});
