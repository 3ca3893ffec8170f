/** Closed pages are garbage-collected with all their components. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { launchApp } from "./app.ts";

test("fifty pages that were opened and closed are released", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const app = await launchApp({
    "app.json": '{ "pages": ["p", "q"] }',
    "p.wxml": "",
    "p.js": "Page({})",
    "c.json": '{ "component": true }',
    "c.wxml": "{{n}}",
    "c.js":
      "Component({ properties: { n: Number }, lifetimes: { attached() { this.createIntersectionObserver().relativeToViewport().observe('.x', () => {}) } } })",
    "q.json": '{ "usingComponents": { "c": "c" } }',
    "q.wxml": '<c wx:for="{{list}}" wx:key="*this" n="{{item}}" id="c{{item}}"/>',
    "q.js":
      "Page({ data: { list: [1, 2, 3] }, onLoad() { this.getOpenerEventChannel().on('x', () => this); wx.createSelectorQuery().select('#c1').fields({ id: true }, () => this).exec() } })",
  });
  const held: WeakRef<object>[] = [];
  for (let i = 0; i < 50; i++) {
    const { instance } = await app.navigateTo("/q");
    held.push(new WeakRef(instance), new WeakRef(instance.selectComponent("#c2") as object));
    await app.navigateBack();
  }
  (app.asked as unknown[]).length = 0;
  (app.calls as unknown[]).length = 0;
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  // The last one may still be referenced by a register of the loop.
  expect(held.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(2);
});
