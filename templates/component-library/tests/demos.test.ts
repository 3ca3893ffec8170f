import { expect, test } from "vitest";
import { launch } from "miniapp/testing";

const open = (page: string) => launch("miniprogram", { url: `pages/${page}/${page}` });

test("the index links to every demo", async () => {
  const app = await launch("miniprogram");
  app.page.dispatch(["#demos", ".list__row"], { type: "tap" });
  await app.settle();
  expect(app.page.path).toBe("pages/panel/panel");
});

test("the row follows the tabs inside, and one content is shown", async () => {
  const app = await open("tabs");
  const labels = () => JSON.stringify(app.page.tree()).match(/"(?:Today|Week|Month)"/g);
  const before = labels()?.length ?? 0;
  app.page.dispatch(".add", { type: "tap" });
  await app.settle();
  expect(labels()?.length).toBeGreaterThan(before);
  expect(app.page.instance.data).toMatchObject({ active: 0, third: true });
});

test("a list shows the rows chosen by the page", async () => {
  const app = await open("list");
  app.page.dispatch(["#branches", ".list__row"], { type: "tap" });
  expect(app.page.instance.data).toMatchObject({ chosen: "Old Town" });
  const text = JSON.stringify(app.page.tree());
  expect(text).toContain("14 Harbour Street");
  expect(text).toContain("There are no branches near you");
});

test("a rating keeps the page's data in sync", async () => {
  const app = await open("rating");
  app.page.dispatch(["#visit", ".rating__star"], { type: "tap" });
  expect(app.page.instance.data).toMatchObject({ stars: 1 });
  app.page.setData({ stars: 4 });
  expect(JSON.stringify(app.page.tree()).match(/★/g)).toHaveLength(4 + 2);
});
