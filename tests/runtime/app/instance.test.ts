/**
 * What a component's `this` can do on a page: queries, observers, animations, tab bar, update statistics. Rules:
 * WeChat's pages on SelectorQuery, NodesRef, IntersectionObserver, MediaQueryObserver, animation and custom components.
 */
import { describe, expect, test } from "vitest";
import type { ElementFacts } from "../../../src/testing/index.ts";
import { launchApp } from "./app.ts";
import type { Files } from "./app.ts";

const rects: Readonly<Record<string, object>> = {
  a: { left: 1, top: 2, right: 11, bottom: 22, width: 10, height: 20, scrollTop: 5, scrollLeft: 0, color: "red" },
  b: { left: 3, top: 4, right: 33, bottom: 44, width: 30, height: 40 },
};

const measure = (element: ElementFacts | "viewport"): Readonly<Record<string, unknown>> =>
  element === "viewport"
    ? { left: 0, top: 0, right: 375, bottom: 600, width: 375, height: 600, scrollLeft: 0, scrollTop: 77 }
    : { ...rects[element.id] };

const files: Files = {
  "app.json": '{ "pages": ["p"] }',
  "p.json": '{ "usingComponents": { "c": "c" } }',
  "p.wxml":
    '<view id="a" class="x" data-n="{{1}}" mark:m="k"><view id="b" class="x y"/></view><scroll-view id="s"/><c id="c" class="host"/>',
  "p.js": "Page({})",
  "c.json": '{ "component": true }',
  "c.wxml": '<view id="b" class="x inner"/>',
  "c.js": "Component({ data: { n: 0 } })",
};

interface Query {
  select(s: string): Query;
  selectAll(s: string): Query;
  selectViewport(): Query;
  in(c: unknown): Query;
  boundingClientRect(callback?: (r: unknown) => void): Query;
  scrollOffset(callback?: (r: unknown) => void): Query;
  fields(f: object, callback?: (r: unknown) => void): Query;
  exec(callback?: (r: unknown[]) => void): Query;
}

interface Instance {
  createSelectorQuery(): Query;
  selectComponent(s: string): Instance;
  setData(values: object): void;
  getPageId(): string;
  [name: string]: unknown;
}

const open = async (given: Files = files) => {
  const app = await launchApp(given, { measure });
  return { app, page: app.page.instance as unknown as Instance, wx: app.wx as unknown as Instance };
};

const answers = (query: Query): Promise<unknown[]> => new Promise((resolve) => query.exec(resolve));

describe("createSelectorQuery", () => {
  test("a query of a component that is still being created is answered once the page is shown", async () => {
    const found: unknown[] = [];
    const app = await launchApp(
      {
        ...files,
        "p.wxml": '<c number="9787"/>',
        "c.wxml": '<view id="b"/>',
        "c.js": `Component({ properties: { number: String },
          observers: { number() { const id = this.getPageId(); this.createSelectorQuery().select("#b").boundingClientRect((rect) => log(id, rect)).exec() } } })`,
      },
      { measure, globals: { log: (...values: unknown[]) => found.push(values) } },
    );
    expect(found).toEqual([
      [(app.page.instance as unknown as Instance).getPageId(), expect.objectContaining({ id: "b", width: 30 })],
    ]);
  });

  test("results are in request order: each request's callback, then that of exec", async () => {
    // "exec: runs all requests; the results form an array in the order of the requests."
    const { page } = await open();
    const said: unknown[] = [];
    const query = page.createSelectorQuery();
    query.select("#a").boundingClientRect((rect) => said.push(rect));
    query.selectViewport().scrollOffset((offset) => said.push(offset));
    const all = await answers(query);
    expect(all).toEqual([
      { id: "a", dataset: { n: 1 }, left: 1, top: 2, right: 11, bottom: 22, width: 10, height: 20 },
      { id: "", dataset: {}, scrollLeft: 0, scrollTop: 77 },
    ]);
    expect(said).toEqual(all);
  });

  test("select returns the first element or null, selectAll a list", async () => {
    const { page } = await open();
    const query = page.createSelectorQuery();
    query.select(".none").boundingClientRect();
    query.selectAll(".none").boundingClientRect();
    query.selectAll(".x").fields({ id: true });
    query.select("#a > .y").fields({ id: true });
    query.selectAll("#s, .y").fields({ id: true });
    expect(await answers(query)).toEqual([
      null,
      [],
      [{ id: "a" }, { id: "b" }],
      { id: "b" },
      [{ id: "b" }, { id: "s" }],
    ]);
  });

  test("selectors match only in the component's own template; in() selects another component, >>> descends into components", async () => {
    // "At first a selector reaches the page's nodes and none inside custom components."
    const { page, wx } = await open();
    const component = page.selectComponent("#c");
    const inner = component.createSelectorQuery();
    inner.select(".x").fields({ dataset: true, id: true });
    inner.select("#a").fields({ id: true });
    expect(await answers(inner)).toEqual([{ id: "b", dataset: {} }, null]);
    const query = wx.createSelectorQuery();
    query.selectAll(".inner").fields({ id: true });
    query.selectAll(".host >>> .inner").fields({ id: true });
    query.in(component).selectAll(".inner").fields({ id: true });
    expect(await answers(query)).toEqual([[], [{ id: "b" }], [{ id: "b" }]]);
    // Frameworks copy this id to their own objects and pass those to queries.
    const { __wxExparserNodeId__ } = component;
    expect([typeof __wxExparserNodeId__, Object.hasOwn(component, "__wxExparserNodeId__")]).toEqual(["string", true]);
    expect(page["__wxExparserNodeId__"]).not.toBe(__wxExparserNodeId__);
    expect([component["__wxWebviewId__"], page["__wxWebviewId__"]]).toEqual([1, 1]);
    const own = wx.createSelectorQuery().in({ __wxExparserNodeId__ }).selectAll(".inner").fields({ id: true });
    expect(await answers(own)).toEqual([[{ id: "b" }]]);
  });

  test("fields returns only what was requested", async () => {
    const { page } = await open();
    const query = page.createSelectorQuery();
    query.select("#a").fields({ size: true, mark: true, computedStyle: ["color"], properties: ["scrollTop"] });
    query.select("#a").fields({ rect: true, dataset: true });
    query.select("#a").fields({});
    expect(await answers(query)).toEqual([
      { mark: { m: "k" }, width: 10, height: 20, color: "red", scrollTop: 5 },
      { dataset: { n: 1 }, left: 1, top: 2, right: 11, bottom: 22 },
      {},
    ]);
  });

  test("a query in onLoad waits until the page is displayed; one for a closed page is not answered", async () => {
    const app = await launchApp(
      {
        ...files,
        "p.js":
          'Page({ onLoad() { wx.createSelectorQuery().select("#a").boundingClientRect((r) => log("rect", r.width)).exec(); log("loaded") } })',
      },
      { measure },
    );
    expect(app.lines()).toEqual(["loaded", "rect 10"]);
    const gone = app.page.instance as unknown as Instance;
    await app.reLaunch("/p");
    app.lines();
    gone
      .createSelectorQuery()
      .select("#a")
      .fields({}, () => expect.unreachable())
      .exec();
    await app.settle();
    expect(app.lines()).toEqual([]);
  });

  test("an error in a callback is reported, and the other callbacks run", async () => {
    const { app, page } = await open();
    const query = page.createSelectorQuery();
    query.select("#a").fields({ id: true }, () => {
      throw new Error("mine");
    });
    expect(await answers(query)).toEqual([{ id: "a" }]);
    expect(app.errors.map(String)).toEqual(["Error: mine"]);
  });
});

describe("observers", () => {
  test("an intersection observer receives its elements until disconnected", async () => {
    const { app, page } = await open();
    const seen: unknown[] = [];
    const observer = (
      page["createIntersectionObserver"] as (o: object) => Record<string, (...v: unknown[]) => never>
    ).call(page, { thresholds: [0, 0.5], observeAll: true }) as unknown as {
      relativeToViewport(m: object): { observe(s: string, c: (r: unknown) => void): void };
      disconnect(): void;
    };
    observer.relativeToViewport({ bottom: 20 }).observe(".x", (result) => seen.push(result));
    app.page.intersect("#b", { intersectionRatio: 0.5, time: 1 });
    app.page.intersect("#s", { intersectionRatio: 1, time: 2 });
    expect(seen).toEqual([{ id: "b", dataset: {}, intersectionRatio: 0.5, time: 1 }]);
    observer.disconnect();
    app.page.intersect("#b", { intersectionRatio: 0, time: 3 });
    expect(seen.length).toBe(1);
  });

  test("a media query observer reports whether its query matches", async () => {
    const { app, page } = await open();
    const seen: unknown[] = [];
    const observer = (page["createMediaQueryObserver"] as () => unknown)() as {
      observe(d: object, c: (r: unknown) => void): void;
      disconnect(): void;
    };
    observer.observe({ minWidth: 300, orientation: "portrait" }, (result) => seen.push(result));
    app.page.matchMedia((query) => query["minWidth"] === 300);
    observer.disconnect();
    app.page.matchMedia(() => false);
    expect(seen).toEqual([{ matches: true }]);
  });
});

test("animate and clearAnimation send the steps to the frame and call back when the time is over", async () => {
  const { app, page } = await open();
  const said: string[] = [];
  const frames = [{ opacity: 0 }, { opacity: 1 }];
  (page["animate"] as (...v: unknown[]) => void)("#a", frames, 20, () => said.push("animated"));
  expect(said).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(said).toEqual(["animated"]);
  (page["animate"] as (...v: unknown[]) => void)("#a", frames, 1000, { scrollSource: "#s", timeRange: 2000 });
  (page["clearAnimation"] as (...v: unknown[]) => void)("#a", { opacity: true }, () => said.push("cleared"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(said).toEqual(["animated", "cleared"]);
  expect(
    app.page.surfaceRecords.map((record) => record.type === "override" && [record.element.id, record.value]),
  ).toEqual([
    ["a", { keyframes: frames, duration: 20 }],
    ["a", { keyframes: frames, duration: 1000, timeline: { scrollSource: "#s", timeRange: 2000 } }],
    ["a", { clear: { opacity: true } }],
  ]);
});

test("getPageId differs between pages and is the same for all components of a page", async () => {
  const { app, page } = await open();
  const own = page.getPageId();
  expect(page.selectComponent("#c").getPageId()).toBe(own);
  await app.reLaunch("/p");
  expect((app.page.instance as unknown as Instance).getPageId()).not.toBe(own);
});

describe("a custom tab bar", () => {
  const tabs: Files = {
    "app.json": JSON.stringify({
      pages: ["a", "b", "c"],
      tabBar: {
        custom: true,
        list: [
          { pagePath: "a", text: "A" },
          { pagePath: "b", text: "B" },
        ],
      },
    }),
    "custom-tab-bar/index.json": '{ "component": true }',
    "custom-tab-bar/index.wxml": '<view id="now" bindtap="go">{{selected}}</view>',
    "custom-tab-bar/index.js":
      'Component({ data: { selected: -1 }, pageLifetimes: { show() { log("bar show", this.getPageId()) } }, methods: { go() { wx.switchTab({ url: "/b" }) } } })',
    ...Object.fromEntries(
      ["a", "b", "c"].flatMap((name, index) => [
        [`${name}.wxml`, ""],
        [
          `${name}.js`,
          `Page({ onShow() { const bar = this.getTabBar(); bar && bar.setData({ selected: ${index} }) } })`,
        ],
      ]),
    ),
  };

  test("each tab page has its own instance; other pages have none", async () => {
    // "The instance of the custom tab bar is another on each tab page; getTabBar gives that of the current page."
    const { app } = await open(tabs);
    const first = app.page.tabBar;
    expect(first?.tree().children).toEqual([{ tag: "view", id: "now", children: ["0"] }]);
    first?.dispatch("#now", { type: "tap" });
    await app.settle();
    expect(app.page.path).toBe("b");
    expect(app.page.tabBar?.instance).not.toBe(first?.instance);
    expect(app.page.tabBar?.instance.data).toEqual({ selected: 1 });
    expect(first?.instance.data).toEqual({ selected: 0 });
    expect(app.lines()).toEqual(["bar show pageId:1", "bar show pageId:2"]);
    const other = await app.navigateTo("/c");
    expect(other.tabBar).toBe(undefined);
    expect((other.instance as unknown as { getTabBar(): unknown }).getTabBar()).toBe(null);
  });
});

test("setUpdatePerformanceListener reports times and paths of each setData; nested updates name their parent", async () => {
  // "updateProcessId, parentUpdateProcessId of a sub-update, isMergedUpdate, dataPaths if asked for, three timestamps".
  const app = await launchApp({
    ...files,
    "p.wxml": '<c id="c" n="{{n}}"/>',
    "p.js": "Page({ data: { n: 0 } })",
    "c.js":
      'Component({ properties: { n: { type: Number, observer() { this.setData({ m: 1 }) } } }, observers: { "k": function() { this.setData({ l: 1 }) } } })',
  });
  const page = app.page.instance as unknown as Instance;
  const component = page.selectComponent("#c");
  const seen: Record<string, unknown>[] = [];
  const listen = (instance: Instance, options: object) =>
    (instance["setUpdatePerformanceListener"] as (o: object, l: unknown) => void)(
      options,
      (r: Record<string, unknown>) => seen.push(r),
    );
  listen(page, { withDataPaths: true });
  listen(component, {});
  page.setData({ n: 1, "x[0].y": 2 });
  const [inner, outer] = seen as [Record<string, number>, Record<string, unknown>];
  expect(inner["parentUpdateProcessId"]).toBe(outer["updateProcessId"]);
  expect(inner).not.toHaveProperty("dataPaths");
  expect(outer).toMatchObject({ isMergedUpdate: false, dataPaths: [["n"], ["x", 0, "y"]] });
  expect(outer["updateEndTimestamp"]).toBeGreaterThanOrEqual(outer["updateStartTimestamp"] as number);
  expect(inner["updateEndTimestamp"] as number).toBeLessThanOrEqual(outer["updateEndTimestamp"] as number);
  seen.length = 0;
  component.setData({ k: 1 });
  expect(seen.map(({ isMergedUpdate }) => isMergedUpdate)).toEqual([true, false]);
  expect(seen[0]?.["updateProcessId"]).toBe(seen[1]?.["updateProcessId"]);
  seen.length = 0;
  (page["setUpdatePerformanceListener"] as (o: object, l: unknown) => void)({}, null);
  page.setData({ x: 1 });
  expect(seen).toEqual([]);
});
