/** The testing kit for apps and components: mocked `wx` APIs and services, a clock, measurements. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createClock, launch, mount, render } from "../../src/testing/index.ts";
import { writeApp } from "./write-app.ts";

afterEach(() => vi.useRealTimers());

describe("wx", () => {
  const app = () =>
    writeApp({
      "page.wxml": '<view id="v" bindtap="go">{{text}}</view>',
      "page.js": `Page({ data: { text: "" }, go() {
        const set = (text) => this.setData({ text });
        wx.scanCode({ success: (res) => set("ok " + res.result), fail: (res) => set(res.errMsg) });
      } })`,
    });

  test("an API that needs a host fails as documented, and every call is recorded", async () => {
    const page = await mount(app(), "page");
    page.dispatch("#v", { type: "tap" });
    await vi.waitFor(() => expect(page.tree().children).toMatchObject([{ children: ["scanCode:fail not supported"] }]));
    expect(page.calls.map(({ name }) => name)).toEqual(["scanCode"]);
  });

  test("a mock value is the result, a mock function replaces the API", async () => {
    const page = await mount(app(), "page", { wx: { scanCode: { result: "4711" } } });
    page.dispatch("#v", { type: "tap" });
    await vi.waitFor(() => expect(page.tree().children).toMatchObject([{ children: ["ok 4711"] }]));
    const scan = vi.fn(({ success }: { success(o: object): void }) => success({ result: "own" }));
    const other = await mount(app(), "page", { wx: { scanCode: scan, getSystemInfoSync: { model: "x" } } });
    other.dispatch("#v", { type: "tap" });
    expect(other.tree().children).toMatchObject([{ children: ["ok own"] }]);
    expect(scan).toHaveBeenCalledOnce();
    expect((other.wx["getSystemInfoSync"] as () => unknown)()).toEqual({ model: "x" });
  });

  test("storage works without a device; every API of the typings exists", async () => {
    const page = await mount(app(), "page");
    const { wx } = page as unknown as { wx: Record<string, (...values: unknown[]) => unknown> };
    wx["setStorageSync"]?.("key", { a: 1 });
    expect(wx["getStorageSync"]?.("key")).toEqual({ a: 1 });
    expect(typeof wx["startFacialRecognitionVerify"]).toBe("undefined");
    expect(() => wx["revokeBufferURL"]?.("x")).toThrow("revokeBufferURL:fail not supported");
    await expect(wx["requestFacialVerify"]?.({})).rejects.toEqual({ errMsg: "requestFacialVerify:fail not supported" });
  });

  test("services of the host can be mocked instead of single APIs", async () => {
    const heard: unknown[] = [];
    const page = await mount(app(), "page", {
      services: {
        "device.readClipboard": () => ({ data: "copied" }),
        "open.report": (argument: unknown) => void heard.push(argument),
      },
    });
    const { wx } = page as unknown as { wx: Record<string, (o: object) => Promise<unknown>> };
    expect(await wx["getClipboardData"]?.({})).toMatchObject({ data: "copied", errMsg: "getClipboardData:ok" });
  });
});

describe("time", () => {
  const app = () =>
    writeApp({
      "page.wxml": "{{n}}",
      "page.js": `Component({ data: { n: 0 }, lifetimes: { attached() {
        this.timer = setInterval(() => this.setData({ n: this.data.n + 1 }), 1000);
        setTimeout((text) => this.setData({ n: text }), 3500, "late");
      }, detached() { clearInterval(this.timer) } } })`,
    });

  test("the kit's own clock", async () => {
    const clock = createClock();
    const page = await mount(app(), "page", { clock });
    await clock.advance(999);
    expect(page.tree().children).toEqual(["0"]);
    await clock.advance(2001);
    expect(page.tree().children).toEqual(["3"]);
    await clock.advance(500);
    expect(page.tree().children).toEqual(["late"]);
    page.detach();
    expect(clock.pending).toBe(0);
  });

  test("a clock with a start time sets the app's time; otherwise the app has its own", async () => {
    const folder = writeApp({
      "page.wxml": "{{at}} {{day}}",
      "page.js": `Component({ data: { at: 0, day: "" }, lifetimes: { attached() {
        this.setData({ at: Date.now(), day: new Date().toISOString() });
        const kinds = [new Date() instanceof Date, typeof Date(), Date.UTC(2026, 0), new Date(0).getTime(), Date.length];
        setTimeout(() => this.setData({ at: kinds, day: new Date().toISOString() }), 1500);
      } } })`,
    });
    const clock = createClock({ date: "2026-02-28T23:59:59Z" });
    const page = await mount(folder, "page", { clock });
    expect(page.tree().children).toEqual([`${Date.UTC(2026, 1, 28, 23, 59, 59)} 2026-02-28T23:59:59.000Z`]);
    await clock.advance(2000);
    expect(page.tree().children).toEqual([
      `true,string,${Date.UTC(2026, 0)},0,${Date.length} 2026-03-01T00:00:00.500Z`,
    ]);
    expect(clock.now()).toBe(Date.UTC(2026, 2, 1, 0, 0, 1));
    // A Date made with the clock's constructor is also an instance of the test's Date.
    const made = new (clock.Date as DateConstructor)();
    expect([made instanceof Date, made.getTime()]).toEqual([true, clock.now()]);

    const machine = createClock();
    const before = Date.now();
    const other = await mount(folder, "page", { clock: machine });
    expect(other.instance["data"]).toMatchObject({ at: expect.toSatisfy((at: number) => at >= before) as number });
    expect(machine.now()).toBeGreaterThanOrEqual(before);
    expect(() => createClock({ date: "never" })).toThrow('"never" is not a valid date');
  });

  test("the fake timers of the test runner", async () => {
    const folder = app();
    const page = await mount(folder, "page");
    page.detach();
    vi.useFakeTimers();
    const other = await mount(folder, "page");
    vi.advanceTimersByTime(2000);
    expect(other.tree().children).toEqual(["2"]);
    other.detach();
  });
});

test("handlers in wxs and change: run as on a device", async () => {
  const app = writeApp({
    "page.wxml": `<wxs module="w">
        module.exports = {
          tap: function(event, owner) { owner.callMethod("fromWxs", { x: event.detail.x, id: event.instance.getDataset().id }) },
          changed: function(now, before, owner) { owner.callMethod("changed", [now, before]) },
        }
      </wxs>
      <view id="v" data-id="{{7}}" bindtap="{{w.tap}}" change:n="{{w.changed}}" n="{{n}}"/>`,
    "page.js": `Component({ data: { n: 1, said: [] }, methods: {
      fromWxs(v) { this.data.said.push(v) }, changed(v) { this.data.said.push(v) } } })`,
  });
  const page = await mount(app, "page");
  page.dispatch("#v", { type: "tap", detail: { x: 3 } });
  page.setData({ n: 2 });
  await vi.waitFor(() => expect(page.instance.data["said"]).toContainEqual([2, 1]));
  expect(page.instance.data["said"]).toContainEqual({ x: 3, id: 7 });
});

test("measurements: selector queries return the given values", async () => {
  const app = writeApp({
    "page.wxml": '<view class="card" style="width: 1px"/>',
    "page.js": `Component({ data: { w: 0 }, lifetimes: { ready() {
      this.createSelectorQuery().select(".card").boundingClientRect((rect) => this.setData({ w: rect.width })).exec();
    } } })`,
  });
  const page = await mount(app, "page", {
    measure: (element) => (element !== "viewport" && element.classes.includes("card") ? { width: 120 } : {}),
  });
  await vi.waitFor(() => expect(page.instance.data).toEqual({ w: 120 }));
});

test("a whole app: an error in a page rejects the navigation to it", async () => {
  const app = writeApp({
    "app.json": '{ "pages": ["a", "b"] }',
    "a.wxml": "",
    "a.js": "Page({})",
    "b.wxml": "",
    "b.js": 'Page({ onLoad() { throw new Error("boom") } })',
  });
  const launched = await launch(app);
  await expect(launched.navigateTo("/b")).rejects.toThrow("boom");
  await expect(launch(app, { url: "/b" })).rejects.toThrow("boom");
});

test("a require of a folder and a computed name finds the folder's scripts", async () => {
  const app = writeApp({
    "app.json": '{ "pages": ["pages/a"] }',
    "pages/a.wxml": "<view>{{text}}</view>",
    "pages/a.js": `const load = (name) => require("../plugins/" + name).text;
      Page({
        data: { text: "" },
        onLoad() {
          const names = ["one", "two.js", "three"];
          const texts = [...names.map(load), ...names.map((name) => require(\`../lang/\${name.slice(0, 3)}/text.js\`))];
          let failure = "";
          try { load("four"); } catch (error) { failure = error.message; }
          this.setData({ text: [...texts, failure].join() });
        },
      })`,
    "plugins/one.js": 'exports.text = "1"',
    "plugins/two.ts": 'export const text: string = "2"',
    "plugins/three/index.js": 'exports.text = "3"',
    "lang/one/text.js": 'module.exports = "eins"',
    "lang/two/text.js": 'module.exports = "zwei"',
    "lang/thr/text.js": 'module.exports = "drei"',
  });
  const { page } = await launch(app);
  expect(page.instance.data.text).toBe('1,2,3,eins,zwei,drei,there is no module "../plugins/four"');
});

describe("mount", () => {
  test("aliases of app.json apply, and >>> dispatches an event inside a component's own tree", async () => {
    const page = await mount(
      writeApp({
        "app.json": '{ "pages": ["page"], "resolveAlias": { "@parts/*": "/parts/*" } }',
        "page.json": '{ "usingComponents": { "counter": "@parts/counter" } }',
        "page.wxml": '<counter id="c" bind:counted="counted"/>',
        "page.js":
          'Page({ data: { n: 0 }, add() { throw new Error("not the page\'s") }, counted() { this.setData({ n: 1 }) } })',
        "parts/counter.json": '{ "component": true }',
        "parts/counter.wxml": '<view class="add" bindtap="add"/>',
        "parts/counter.js": 'Component({ methods: { add() { this.triggerEvent("counted") } } })',
      }),
      "page",
    );
    page.dispatch("#c >>> .add", { type: "tap" });
    expect(page.instance.data).toEqual({ n: 1 });
  });
});

describe("constants of an environment", () => {
  const files = {
    "app.json": '{ "pages": ["page"] }',
    "miniapp.json": '{ "env": { "uat": { "API_BASE": "https://uat.example" } } }',
    "page.wxml": "<text>{{MINIAPP_ENV.NAME}}: {{base}}</text>",
    "page.js": `Page({ data: { base: "" }, onLoad() { this.load(); }, load() { this.setData({ base: MINIAPP_ENV.API_BASE }); } })`,
  };
  const env = { NAME: "test", API_BASE: "https://test.example" };

  test("have the values that the test passes, in scripts and templates", async () => {
    const app = writeApp(files);
    const { page } = await launch(app, { env });
    expect(page.tree().children).toMatchObject([{ children: ["test: https://test.example"] }]);
    const mounted = await mount(app, "page", { env });
    (mounted.instance["load"] as () => void)();
    expect(mounted.tree().children).toMatchObject([{ children: ["test: https://test.example"] }]);
    const tree = await render(app, "page.wxml", { base: "x" }, { env });
    expect(tree.children).toMatchObject([{ children: [{ text: "test: x" }] }]);
  });

  test("are errors if the test does not pass them, as in a build", async () => {
    await expect(launch(writeApp(files), { env: { NAME: "test" } })).rejects.toThrow("no constant `API_BASE`");
    await expect(launch(writeApp(files))).rejects.toThrow("script/unknown-constant");
  });
});
