/** The third example of docs/testing.md; links.test.ts checks that the page shows this text. */
// example
import { expect, test } from "vitest";
import { createClock, launch } from "../../src/testing/index.ts";

const items = [{ id: "7", name: "Seven" }];

test("adding an item puts it into the cart and returns to the list", async () => {
  const clock = createClock();
  const shop = await launch("fixtures/docs/shop", {
    clock,
    wx: {
      request: ({ success }: { success: (res: object) => void }) => success({ data: items }),
      showToast: {},
    },
  });
  expect(shop.page.tree().children).toMatchObject([{ id: "item-7", children: ["Seven"] }]);

  shop.page.dispatch("#item-7", { type: "tap" });
  await shop.settle();
  expect(shop.pages.map(({ path }) => path)).toEqual(["pages/list/list", "pages/item/item"]);
  expect(shop.page.query).toEqual({ id: "7" });

  shop.page.dispatch("#add", { type: "tap" });
  expect(shop.app?.["cart"]).toEqual(["7"]);
  expect(shop.calls.at(-1)).toMatchObject({ name: "showToast", args: [{ title: "Added" }] });
  await clock.advance(500);
  expect(shop.page.path).toBe("pages/list/list");
});

test("without a network the list shows the error", async () => {
  const shop = await launch("fixtures/docs/shop", {
    wx: { request: ({ fail }: { fail: (res: object) => void }) => fail({ errMsg: "request:fail timeout" }) },
  });
  expect(shop.page.tree().children).toMatchObject([{ class: "failure", children: ["request:fail timeout"] }]);
  await expect(shop.navigateTo("/pages/nowhere")).rejects.toThrow('page "pages/nowhere" is not found');
});
