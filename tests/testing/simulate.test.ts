/**
 * Tests in the style of miniprogram-simulate: counterparts of its functions, with the examples of its documentation.
 */
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

test("touchstart and touchend make a tap, unless the finger has moved", async () => {
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

test("definitions: templates, behaviors, global components, and nested ones", async () => {
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
  expect(() => own.render("nothing")).toThrow("no component was loaded");
  await expect(own.load({ template: "<view>" })).rejects.toThrow("template/");
});

test("a definition uses components on disk, also from several roots, and one outside its own root", async () => {
  const own = createSimulate();
  const step = await own.load(stepper, "my-stepper", options);
  // Without a root, its own folder is the root, and the components it uses are outside.
  const lone = await own.load(stepper, "lone");
  const badge = await own.load(resolve("fixtures/runtime/simulate/components/badge/badge"), "my-badge");
  const id = await own.load({
    template: '<step id="s" value="{{4}}" bind:change="changed"/><lone id="l"/><mark id="m" text="new"/>',
    usingComponents: { step, lone, mark: badge },
    data: { changes: 0 },
    methods: {
      changed(this: { setData(v: object): void; data: { changes: number } }) {
        this.setData({ changes: this.data.changes + 1 });
      },
    },
  });
  const comp = own.render(id);
  comp.attach();
  comp.querySelector("#s >>> .more")?.dispatchEvent("tap");
  expect(comp.data?.["changes"]).toBe(1);
  expect(comp.querySelector("#s")?.data?.["value"]).toBe(5);
  expect(comp.querySelector("#l >>> #badge")?.data).toEqual({ text: "0" });
  // Classes have the name under which the component was loaded as a prefix.
  expect(comp.querySelector("#m")?.dom.innerHTML).toContain('class="my-badge--text"');
  expect(comp.querySelector("#s >>> .more")?.dom.className).toBe("my-stepper--more");
});

test("dom: the properties that tests read, in their current state", async () => {
  const own = createSimulate();
  const id = await own.load({
    tagName: "x",
    template: `<view wx:if="{{shown}}" id="v" class="a {{name}}" style="{{style}}"><text>{{name}}</text>!</view><text/>`,
    data: { shown: true, name: "b", style: "margin-right: 8rpx; background-image: url(data:x;y); --gap:2px" },
  });
  const comp = own.render(id);
  comp.attach();
  const [first] = comp.dom.children;
  if (!first) throw new Error("no child");
  expect(first.tagName).toBe("WX-VIEW");
  expect([first.getAttribute("id"), first.getAttribute("title")]).toEqual(["v", null]);
  expect(first.classList.contains("x--b")).toBe(true);
  expect(first.style["marginRight"]).toBe("8px");
  expect(first.style["backgroundImage"]).toBe("url(data:x;y)");
  expect(first.style["--gap"]).toBe("2px");
  expect(first.style["display"]).toBe("");
  comp.setData({ name: "c", style: "" });
  expect(first.className).toBe("x--a x--c");
  expect(first.getAttribute("style")).toBe("");
  expect(first.textContent).toBe("c!");
  expect(first.children.map(({ outerHTML }) => outerHTML)).toEqual(["<wx-text>c</wx-text>"]);
  comp.setData({ shown: false });
  expect(comp.dom.children).toHaveLength(1);
});

test("toJSON has the format of miniprogram-simulate's snapshots", async () => {
  const own = createSimulate();
  const child = await own.load({ tagName: "x-child", template: "<slot/>", properties: { n: Number, style: String } });
  const id = await own.load({
    template: `<child n="{{1}}" style="color: red" custom-class="c" data-aB="{{[1]}}" id="" bind:tap="go" catchlongpress="stay">
      <view hidden="{{none}}" capture-bind:tap="first">{{empty}}</view> and more
    </child>`,
    usingComponents: { child },
    data: { empty: "" },
  });
  const comp = own.render(id, { given: 2 });
  comp.attach();
  const json = comp.toJSON();
  expect(json).toEqual({
    tagName: "main",
    attrs: [{ name: "given", value: 2 }],
    event: {},
    children: [
      {
        tagName: "x-child",
        attrs: [
          { name: "customClass", value: "c" },
          { name: "data-ab", value: [1] },
          { name: "id", value: "" },
        ],
        event: {
          tap: { name: "tap", handler: "go", isCapture: false, isMutated: false, isCatch: false },
          longpress: { name: "longpress", handler: "stay", isCapture: false, isMutated: false, isCatch: true },
        },
        children: [
          {
            tagName: "wx-view",
            attrs: [{ name: "hidden", value: "" }],
            event: { tap: { name: "tap", handler: "first", isCapture: true, isMutated: false, isCatch: false } },
            children: [""],
          },
          expect.stringMatching(/^\s*and more\s*$/),
        ],
      },
    ],
  });
  expect((json as unknown as Record<string, unknown>)["$$typeof"]).toBe(Symbol.for("j-component.json"));
  expect(Object.keys(json)).not.toContain("$$typeof");
});

test("listeners receive events dispatched inside the component; touches have the properties that handlers read", async () => {
  const own = createSimulate();
  const touched: unknown[] = [];
  const id = await own.load({
    template: `<view class="out"><view class="in" bindtouchend="end" bindblur="lost"/></view>`,
    methods: {
      end: (event: { changedTouches: { clientY: number; pageX: number; identifier: number }[] }) =>
        touched.push(event.changedTouches[0]),
      lost: (event: { detail: unknown }) => touched.push(event.detail),
    },
  });
  const comp = own.render(id);
  comp.attach();
  const heard: string[] = [];
  const inside = comp.querySelector(".in");
  comp.addEventListener("blur", () => heard.push("root"));
  comp.querySelector(".out")?.addEventListener("blur", () => heard.push("out"));
  inside?.dispatchEvent("blur", { detail: { value: "x" } });
  expect(heard).toEqual(["out", "root"]);
  inside?.dispatchEvent("blur", { bubbles: false });
  comp.removeEventListener("blur");
  inside?.dispatchEvent("blur");
  expect(heard).toEqual(["out", "root", "out"]);
  inside?.dispatchEvent("touchend", { changedTouches: [{ x: 3, y: 7 }] });
  inside?.dispatchEvent("touchend");
  expect(touched.filter((one) => typeof one === "object" && one && "identifier" in one)).toMatchObject([
    { identifier: 0, pageX: 3, clientY: 7 },
    { identifier: 0, pageX: 0, clientY: 0 },
  ]);
});
