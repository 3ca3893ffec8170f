/** An app whose pages are displayed in frames: the frames match the pages, and messages from frames arrive. */
import { expect, test } from "vitest";
import { createCanvasContext } from "../../../src/runtime/api/canvas/canvas-context.ts";
import { createAccess, createAppRuntime } from "../../../src/runtime/logic/app/index.ts";
import type { Page } from "../../../src/runtime/logic/app/index.ts";
import { PageView } from "../../../src/runtime/logic/frame/index.ts";
import { Op } from "../../../src/runtime/protocol.ts";
import type { ToFrame } from "../../../src/runtime/protocol.ts";
import { settlePromises } from "../../../src/testing/clock.ts";
import { compileApp } from "../../../src/testing/compile-app.ts";
import { createFakeHost } from "../../../src/testing/fake-host.ts";
import { runScript } from "../../../src/testing/run-chunk.ts";
import { expectedTree } from "../frame/expected-tree.ts";
import { ReferenceFrame } from "../frame/reference-frame.ts";
import { hostOf } from "./app.ts";
import type { Files } from "./app.ts";

async function openFramed(files: Files) {
  const built = await compileApp(hostOf(files));
  const templates = Object.assign(
    {},
    ...built.app.packages.map(({ root }) =>
      JSON.parse(built.file(root === "" ? "_miniapp/view.json" : `${root}/_miniapp/view.json`)),
    ),
  ) as ConstructorParameters<typeof ReferenceFrame>[0];
  const frames = new Map<
    number,
    { readonly frame: ReferenceFrame; readonly view: PageView; readonly sent: ToFrame[] }
  >();
  const late = new Map<string, () => void>();
  const said: string[] = [];
  const problems: string[] = [];
  const runtime = createAppRuntime({
    app: built.app,
    entries: built.entries,
    launch: { path: "", query: {}, scene: 1001 },
    host: createFakeHost(),
    createSurface(owner) {
      const frame = new ReferenceFrame(templates);
      const sent: ToFrame[] = [];
      const view = new PageView({ owner, sheets: [], report: rethrow, schedule: queueMicrotask });
      view.connect({
        postMessage(message) {
          sent.push(message);
          frame.receive(message);
          if (message.type === "batch") queueMicrotask(() => view.receive({ type: "applied", batch: message.number }));
        },
      });
      frames.set(owner.page, { frame, view, sent });
      return view;
    },
    loadPackage(name) {
      const { code, path } = built.scripts.get(name) as { code: string; path: string };
      const log = (line: string): unknown => said.push(line);
      const run = (): void =>
        runScript(code, { log, ...runtime.globals, __miniapp_define__: runtime.define.bind(runtime) }, path);
      if (name === "main") return run();
      return new Promise<void>((resolve) =>
        late.set(name, () => {
          run();
          resolve();
        }),
      );
    },
    problem: ({ message }) => problems.push(message),
    console: { log() {}, info() {}, warn() {}, error() {}, debug() {} },
    now: () => 0,
    later: queueMicrotask,
    after: (milliseconds, task) => void setTimeout(task, milliseconds),
  });
  await runtime.start();
  await settlePromises();
  const page = (): Page => {
    const current = runtime.currentPage();
    if (!current) throw new Error("there is no page");
    return current;
  };
  const shown = () => frames.get(page().number) as NonNullable<ReturnType<(typeof frames)["get"]>>;
  const check = (): void => {
    shown().view.flush();
    expect(shown().frame.tree()).toEqual(expectedTree(page().root));
  };
  return { runtime, page, shown, check, late, said, problems };
}

function rethrow(error: unknown): never {
  throw error;
}

test("the first batch includes what onLoad and onShow set; onReady runs once it is applied", async () => {
  const app = await openFramed({
    "app.json": '{ "pages": ["p"] }',
    "p.wxml": '<view id="v" bindtap="tap">{{a}} {{b}} {{c}}</view>',
    "p.js": `Page({ data: { a: 0 },
      onLoad() { this.setData({ a: 1 }); log("load") }, onShow() { this.setData({ b: 2 }); log("show") },
      onReady() { this.setData({ c: 3 }); log("ready") }, tap(e) { log(e.type + " " + e.detail.x) } })`,
  });
  const batches = app.shown().sent.filter(({ type }) => type === "batch");
  expect(JSON.stringify(batches[0])).toContain("1 2 ");
  expect(batches.length).toBe(2);
  expect(app.said).toEqual(["load", "show", "ready"]);
  app.check();
  const { view } = app.shown();
  view.receive({
    type: "event",
    batch: 2,
    target: { base: 16, node: 0 },
    event: "tap",
    detail: { x: 7 },
    timeStamp: 1,
    bubbles: true,
  });
  expect(app.said.at(-1)).toBe("tap 7");
});

test("placeholders in blocks, lists and components are replaced in the frame too", async () => {
  const app = await openFramed({
    "app.json": '{ "pages": ["p"], "subpackages": [{ "root": "sub", "pages": ["q"] }] }',
    "p.json":
      '{ "usingComponents": { "late": "/sub/late", "plain": "/sub/plain", "stand": "/stand", "box": "/box" }, "componentPlaceholder": { "late": "stand", "plain": "view" } }',
    "p.wxml":
      '<view>first</view><late n="{{n}}"><text>slotted {{n}}</text></late><plain/><block wx:for="{{list}}" wx:key="*this"><view>{{item}}</view><late n="{{item}}">{{item}}</late></block><box><plain wx:if="{{n}}"/>last</box>',
    "p.js": "Page({ data: { n: 1, list: [1, 2, 3] } })",
    "stand.json": '{ "component": true }',
    "stand.wxml": "<view>stand-in <slot/></view>",
    "stand.js": "Component({})",
    "box.json":
      '{ "component": true, "usingComponents": { "plain": "/sub/plain" }, "componentPlaceholder": { "plain": "view" } }',
    "box.wxml": "<plain/><view><slot/></view>",
    "box.js": "Component({})",
    "sub/q.wxml": "",
    "sub/q.js": "Page({})",
    "sub/late.json": '{ "component": true }',
    "sub/late.wxml": "<view>came {{n}}</view><slot/>",
    "sub/late.js": "Component({ properties: { n: Number } })",
    "sub/plain.json": '{ "component": true }',
    "sub/plain.wxml": "plain",
    "sub/plain.js": "Component({})",
  });
  app.check();
  expect(JSON.stringify(app.shown().frame.tree())).toContain("stand-in");
  app.late.get("sub")?.();
  await settlePromises();
  app.check();
  const text = JSON.stringify(app.shown().frame.tree());
  expect(text).not.toContain("stand-in");
  expect(text.match(/came/g)?.length).toBe(4);
  expect(text.match(/plain"\]/g)?.length).toBe(3);
  const { instance } = app.page().root;
  instance.setData({ n: 2, list: [3, 4, 1] });
  app.check();
  instance.setData({ n: 0, list: [] });
  app.check();
  expect(app.problems).toEqual([]);
});

test("selector queries send the frame's references to elements, and return its answers", async () => {
  const app = await openFramed({
    "app.json": '{ "pages": ["p"] }',
    "p.wxml": '<view id="a"><view id="b"/></view>',
    "p.js": "Page({})",
  });
  const seen: unknown[] = [];
  const query = createAccess(app.runtime).createSelectorQuery();
  query
    .select("#b")
    .boundingClientRect((rect: unknown) => seen.push(rect))
    .exec();
  const { sent, view } = app.shown();
  const asked = sent.find((message) => message.type === "query");
  expect(asked).toMatchObject({ items: [{ rect: true, size: true, nodes: [{ base: 16, node: 1 }] }] });
  view.receive({ type: "queried", id: asked?.type === "query" ? asked.id : 0, results: [[{ left: 5, width: 10 }]] });
  await settlePromises();
  expect(seen).toEqual([{ id: "b", dataset: {}, left: 5, width: 10 }]);
});

test("a canvas that does not exist is a warning; one that is drawn while its page closes is nothing", async () => {
  const app = await openFramed({
    "app.json": '{ "pages": ["p"] }',
    "p.wxml": '<canvas canvas-id="c"/>',
    "p.js": "Page({})",
  });
  const access = createAccess(app.runtime);
  const said: string[] = [];
  const context = createCanvasContext({
    draw: (commands) => access.invoke("canvas", "c", undefined, "draw", [commands, false]),
    report: (error, during) => said.push(`${during}: ${String(error)}`),
    warn: (message) => said.push(message),
  }) as { draw(reserve: boolean, done: () => void): void };
  const missing = createCanvasContext({
    draw: () => access.invoke("canvas", "none", undefined, "draw", []),
    report: (error) => said.push(String(error)),
    warn: (message) => said.push(message),
  }) as typeof context;
  missing.draw(false, () => said.push("called back"));
  await settlePromises();
  expect(said.splice(0)).toEqual(['draw of a canvas: there is no canvas with the id "none"', "called back"]);
  context.draw(false, () => said.push("drawn"));
  await settlePromises();
  const { view, sent } = app.shown();
  expect(sent.at(-1)).toMatchObject({ type: "invoke", method: "draw" });
  view.destroy();
  await settlePromises();
  expect(said).toEqual([]);
});

test("a page-container that the user closed opens again when the page sets the same show again", async () => {
  const app = await openFramed({
    "app.json": '{ "pages": ["p"] }',
    "p.wxml": '<page-container id="show" show="{{open}}" />',
    "p.js": "Page({ data: { open: false } })",
  });
  const { view, sent } = app.shown();
  const open = (): unknown => {
    sent.length = 0;
    app.page().root.instance.setData({ open: true });
    view.flush();
    return sent.flatMap((one) => (one.type === "batch" ? one.operations : [])).slice(-3);
  };
  const guard = async (on: boolean): Promise<void> => {
    view.receive({ type: "act", id: 1, target: { base: 16, node: 0 }, name: "guardBack", argument: { on } });
    await settlePromises();
  };
  expect(open()).toEqual([Op.attribute, expect.any(Number), true]);
  await guard(true);
  expect(open()).toEqual([]);
  await guard(false);
  expect(open()).toEqual([Op.attribute, expect.any(Number), true]);
});

test("a navigator opens a page; scroll and reachBottom events reach the page", async () => {
  const app = await openFramed({
    "app.json": '{ "pages": ["x/p", "x/q"] }',
    "x/p.wxml": "<navigator url='q?a=1'/>",
    "x/p.js": 'Page({ onPageScroll(o) { log("scroll " + o.scrollTop) }, onReachBottom() { log("bottom") } })',
    "x/q.wxml": "",
    "x/q.js": 'Page({ onLoad(o) { log("q " + o.a) } })',
  });
  const { view, sent } = app.shown();
  expect(sent).toContainEqual({ type: "page", listens: { scroll: true, reachBottom: true } });
  view.receive({ type: "page", event: "scroll", detail: { scrollTop: 3 } });
  view.receive({ type: "page", event: "reachBottom", detail: {} });
  view.receive({
    type: "act",
    id: 1,
    target: { base: 16, node: 0 },
    name: "navigate",
    argument: { openType: "navigate", url: "q?a=1" },
  });
  await settlePromises();
  expect(app.said).toEqual(["scroll 3", "bottom", "q 1"]);
  expect(sent.at(-1)).toMatchObject({ type: "acted", id: 1 });
  view.receive({
    type: "act",
    id: 2,
    target: undefined,
    name: "navigate",
    argument: { openType: "switchTab", url: "q" },
  });
  await settlePromises();
  expect(sent.at(-1)).toMatchObject({ type: "acted", id: 2, error: "can not switch to no-tabBar page" });
});
