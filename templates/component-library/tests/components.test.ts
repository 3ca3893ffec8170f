import { expect, test } from "vitest";
import { mount } from "miniapp/testing";

const component = (name: string, properties: Record<string, unknown> = {}) =>
  mount("miniprogram", `components/${name}/${name}`, { properties });

test("a collapsible panel", async () => {
  const panel = await component("panel", { heading: "Hours", folding: true });
  panel.dispatch(".panel__head", { type: "tap" });
  expect(panel.instance.data).toMatchObject({ folded: true });
  panel.dispatch(".panel__head", { type: "tap" });
  expect(panel.instance.data).toMatchObject({ folded: false });
});

test("a panel that is not collapsible stays open", async () => {
  const panel = await component("panel", { heading: "Hours" });
  panel.dispatch(".panel__head", { type: "tap" });
  expect(panel.instance.data).toMatchObject({ folded: false });
});

test("an empty list says so", async () => {
  const list = await component("data-list", { empty: "No branches" });
  expect(JSON.stringify(list.tree())).toContain("No branches");
});

test("a rating accepts taps, unless it is read-only", async () => {
  const rating = await component("rating", { value: 1, most: 3 });
  rating.dispatch(".rating__star--on", { type: "tap" });
  expect(rating.instance.data).toMatchObject({ value: 1 });
  expect(JSON.stringify(rating.tree()).match(/★/g)).toHaveLength(1);

  const fixed = await component("rating", { value: 2, readonly: true });
  fixed.dispatch(".rating__star", { type: "tap" });
  expect(fixed.instance.data).toMatchObject({ value: 2 });
});
