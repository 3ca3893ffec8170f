import { expect, test } from "vitest";
import { launch } from "miniapp/testing";
import { byDay, search } from "../miniprogram/services/activity";

const textOf = (tree: object) => JSON.stringify(tree);

test("the home page shows open entries and links to all activity", async () => {
  const app = await launch("miniprogram");
  await app.settle();
  expect(textOf(app.page.tree())).toContain("2 things are waiting for you");
  app.page.dispatch(".all", { type: "tap" });
  await app.settle();
  expect(app.page.path).toBe("pages/activity/activity");
});

test("a search filters the activity, and says when nothing matches", async () => {
  const app = await launch("miniprogram", { url: "pages/activity/activity" });
  await app.settle();
  app.page.dispatch(".search", { type: "input", detail: { value: "card" } });
  expect(textOf(app.page.tree())).toContain("Card ordered");
  expect(textOf(app.page.tree())).not.toContain("Statement ready");
  app.page.dispatch(".search", { type: "input", detail: { value: "zebra" } });
  expect(textOf(app.page.tree())).toContain("Nothing found for “zebra”.");
});

test("large text applies to every page", async () => {
  const app = await launch("miniprogram", { url: "pages/profile/profile" });
  app.page.dispatch(".large-text", { type: "change", detail: { value: true } });
  expect(app.page.tree().children).toMatchObject([{ class: "page large" }]);
  const home = await app.switchTab("/pages/home/home");
  expect(home.tree().children).toMatchObject([{ class: "page large" }]);
});

test("days are ordered newest first", () => {
  const entry = { title: "A", note: "b", state: "open" } as const;
  const days = byDay([
    { ...entry, id: "1", day: "2026-01-01" },
    { ...entry, id: "2", day: "2026-02-01" },
  ]);
  expect(days.map(({ day }) => day)).toEqual(["2026-02-01", "2026-01-01"]);
  expect(search(days, " B ")).toEqual(days);
});
