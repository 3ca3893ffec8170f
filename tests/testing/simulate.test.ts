/** Tests as they are written for miniprogram-simulate: its functions' counterparts, by the examples of its documentation. */
import { resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { createSimulate, simulate } from "../../src/testing/index.ts";

const stepper = resolve("fixtures/runtime/simulate/components/stepper/stepper");
const options = { rootPath: resolve("fixtures/runtime/simulate") };

test("load, render, querySelector, dispatchEvent, setData, match", async () => {
  const id = await simulate.load(stepper, options);
  const comp = simulate.render(id, { value: 3 });
  comp.attach();
  expect(comp.data).toMatchObject({ value: 3 });
  expect(comp.dom.tagName).toBe("MAIN");
  expect(
    simulate.match(
      comp.dom,
      `<wx-view class="main--row">
         <wx-view class="main--less">-</wx-view>
         <badge id="badge"><wx-text style="color: red" class="badge--text">3</wx-text></badge>
         <wx-view class="main--more">+</wx-view>
       </wx-view>
       <wx-scroll-view class="main--list"></wx-scroll-view>`,
    ),
  ).toBe(true);
  expect(simulate.match(comp.dom, "<wx-view></wx-view>")).toBe(false);

  const heard: unknown[] = [];
  const listener = (event: { detail: unknown }): unknown => heard.push(event.detail);
  comp.addEventListener("change", listener);
  comp.querySelector(".more")?.dispatchEvent("tap");
  expect(comp.data?.["value"]).toBe(4);
  expect(comp.querySelector("#badge")?.instance?.data).toEqual({ text: "4" });
  comp.removeEventListener("change", listener);
  comp.querySelector(".less")?.dispatchEvent("tap");
  expect(heard).toEqual([{ value: 4 }]);

  comp.querySelector("#badge")?.dispatchEvent("cleared", { bubbles: false });
  expect(comp.data?.["value"]).toBe(0);
  const called = vi.fn();
  comp.setData({ value: 9 }, called);
  await simulate.sleep(0);
  expect(called).toHaveBeenCalledOnce();
  expect(comp.querySelector("#badge")?.dom.innerHTML).toBe(
    '<wx-text class="badge--text" style="color: red">9</wx-text>',
  );
  expect(comp.querySelectorAll(".less, .more").map((one) => one.dom.textContent)).toEqual(["-", "+"]);
  expect(comp.querySelector(".none")).toBe(undefined);
  expect(comp.toJSON().children?.length).toBe(2);
  comp.detach();
});

test("a finger: touchstart and touchend make a tap, one that has moved does not", async () => {
  const comp = simulate.render(await simulate.load(stepper, "my-stepper", options));
  comp.attach();
  expect(comp.dom.tagName).toBe("MY-STEPPER");
  const more = comp.querySelector(".more");
  more?.dispatchEvent("touchstart", { touches: [{ x: 0, y: 0 }], changedTouches: [{ x: 0, y: 0 }] });
  more?.dispatchEvent("touchend", { touches: [], changedTouches: [{ x: 3, y: 0 }] });
  expect(comp.data?.["value"]).toBe(1);
  more?.dispatchEvent("touchstart", { touches: [{ x: 0, y: 0 }] });
  more?.dispatchEvent("touchend", { changedTouches: [{ x: 50, y: 0 }] });
  expect(comp.data?.["value"]).toBe(1);
});

test("triggerLifeTime and triggerPageLifeTime", async () => {
  const comp = simulate.render(await simulate.load(stepper, options));
  comp.attach();
  expect(comp.data?.["ready"]).toBe(true);
  comp.setData({ ready: false });
  comp.triggerLifeTime("ready");
  comp.triggerLifeTime("moved", { test: "xxx" });
  comp.triggerPageLifeTime("show", { test: "yyy" });
  expect(comp.data).toMatchObject({ ready: true, moved: { test: "xxx" }, shown: { test: "yyy" } });
});

test("scroll", async () => {
  const comp = simulate.render(await simulate.load(stepper, options));
  comp.attach();
  const list = comp.querySelector(".list");
  if (!list) throw new Error("no list");
  simulate.scroll(list, 100, 4);
  await simulate.sleep(20);
  expect(comp.data?.["scrolls"]).toEqual([25, 50, 75, 100]);
  expect(list.scrolled["scrollTop"]).toBe(100);
});

test("definitions: templates, behaviours, global ones, and one inside another", async () => {
  const own = createSimulate();
  const behavior = own.behavior({ data: { from: "behavior" } });
  await own.load({ id: "shout", tagName: "x-shout", template: "<view><slot/>!</view>" });
  const child = await own.load({
    tagName: "x-child",
    template: "<text>{{text}} {{from}}</text>",
    properties: { text: String },
    behaviors: [behavior],
  });
  const id = await own.load({
    tagName: "x-main",
    template: '<child class="c" text="{{n}}"/><shout>hey</shout>',
    usingComponents: { child },
    data: { n: 1 },
    methods: {
      more(this: { setData(v: object): void; data: { n: number } }) {
        this.setData({ n: this.data.n + 1 });
      },
    },
  });
  const comp = own.render(id);
  comp.attach();
  (comp.instance as unknown as { more(): void }).more();
  expect(comp.dom.outerHTML).toBe(
    '<x-main><child class="x-main--c"><wx-text>2 behavior</wx-text></child><shout><wx-view>hey!</wx-view></shout></x-main>',
  );
  expect(() => own.render("nothing")).toThrow("nothing was loaded");
  await expect(own.load({ template: "<view>" })).rejects.toThrow("template/");
});
