/**
 * Pages and navigation. The rules are from WeChat's "Page Routing" and the pages on the navigation functions, quoted in
 * our words beside each test.
 */
import { describe, expect, test } from "vitest";
import { hostOf, launchApp, loggingPage } from "./app.ts";
import type { Files } from "./app.ts";

/** A and B are tabs; C and D are not. */
const four: Files = {
  "app.json": JSON.stringify({
    pages: ["a/a", "b/b", "c/c", "d/d"],
    tabBar: {
      list: [
        { pagePath: "a/a", text: "A" },
        { pagePath: "b/b", text: "B" },
      ],
    },
  }),
  "app.js": "App({})",
  ...Object.fromEntries(
    ["a", "b", "c", "d"].flatMap((name) => [
      [`${name}/${name}.wxml`, `<view>${name}</view>`],
      [`${name}/${name}.js`, loggingPage(name.toUpperCase(), 'onTabItemTap(item) { log("tap", item) }')],
    ]),
  ),
};

/** The page functions that the documentation's table lists. */
function ways(lines: readonly string[]): string[] {
  return lines.filter((line) => !/onReady|onRouteDone/.test(line)).map((line) => line.replace(/ \{\}$/, ""));
}

async function fourPages(url?: string) {
  const app = await launchApp(four, url === undefined ? {} : { url });
  app.lines();
  return app;
}

describe("the table of routes and page functions", () => {
  test("start: the first page gets onLoad and onShow", async () => {
    const app = await launchApp(four);
    expect(ways(app.lines())).toEqual(["A.onLoad", "A.onShow"]);
    expect(app.pages.map(({ path }) => path)).toEqual(["a/a"]);
    expect(app.errors).toEqual([]);
  });

  test("navigateTo: the old page hides, the new one loads and shows", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c?x=1");
    expect(app.lines()).toEqual(["A.onHide", 'C.onLoad {"x":"1"}', "C.onShow", "C.onReady", "C.onRouteDone"]);
    expect(app.pages.map(({ path }) => path)).toEqual(["a/a", "c/c"]);
  });

  test("redirectTo: the old page unloads, the new one loads and shows in its place", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c");
    app.lines();
    await app.redirectTo("/d/d");
    expect(ways(app.lines())).toEqual(["C.onUnload", "D.onLoad", "D.onShow"]);
    expect(app.pages.map(({ path }) => path)).toEqual(["a/a", "d/d"]);
  });

  test("navigateBack: pages unload from the top down to the target page, which shows", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c");
    await app.navigateTo("/d/d");
    app.lines();
    await app.navigateBack(2);
    expect(ways(app.lines())).toEqual(["D.onUnload", "C.onUnload", "A.onShow"]);
    // "A delta larger than the number of pages there are returns to the first."
    await app.navigateTo("/c/c");
    await app.navigateTo("/d/d");
    await app.navigateBack(99);
    expect(app.pages.map(({ path }) => path)).toEqual(["a/a"]);
  });

  test("reLaunch: all pages unload, including hidden tabs; only the new one is left", async () => {
    const app = await fourPages();
    await app.switchTab("/b/b");
    await app.navigateTo("/c/c");
    app.lines();
    await app.reLaunch("/d/d?k=v");
    expect(ways(app.lines())).toEqual(["C.onUnload", "B.onUnload", "A.onUnload", 'D.onLoad {"k":"v"}', "D.onShow"]);
    expect(app.pages.map(({ path }) => path)).toEqual(["d/d"]);
    // "reLaunch can open any page": a tab too.
    await app.reLaunch("/a/a");
    expect(ways(app.lines())).toEqual(["D.onUnload", "A.onLoad", "A.onShow"]);
  });
});

describe("the table of tab switches (A and B are tabs, C was opened from A, D from C)", () => {
  test("A to A: nothing happens", async () => {
    const app = await fourPages();
    await app.switchTab("/a/a");
    expect(app.lines()).toEqual([]);
  });

  test("A to B, and back: hide and load, then hide and show", async () => {
    const app = await fourPages();
    await app.switchTab("/b/b");
    expect(ways(app.lines())).toEqual(["A.onHide", "B.onLoad", "B.onShow"]);
    expect(app.pages.map(({ path }) => path)).toEqual(["b/b"]);
    await app.switchTab("/a/a");
    await app.switchTab("/b/b");
    expect(ways(app.lines())).toEqual(["B.onHide", "A.onShow", "A.onHide", "B.onShow"]);
  });

  test("C to A: C unloads, A shows", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c");
    app.lines();
    await app.switchTab("/a/a");
    expect(ways(app.lines())).toEqual(["C.onUnload", "A.onShow"]);
  });

  test("C to B: C unloads, B loads and shows", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c");
    app.lines();
    await app.switchTab("/b/b");
    expect(ways(app.lines())).toEqual(["C.onUnload", "B.onLoad", "B.onShow"]);
  });

  test("D to B: D and C unload, B loads and shows", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c");
    await app.navigateTo("/d/d");
    app.lines();
    await app.switchTab("/b/b");
    expect(ways(app.lines())).toEqual(["D.onUnload", "C.onUnload", "B.onLoad", "B.onShow"]);
  });

  test("D, entered from a shared card, to A or B: D unloads, the tab loads and shows", async () => {
    for (const [tab, name] of [
      ["/a/a", "A"],
      ["/b/b", "B"],
    ] as const) {
      const app = await fourPages("/d/d");
      await app.switchTab(tab);
      expect(ways(app.lines())).toEqual(["D.onUnload", `${name}.onLoad`, `${name}.onShow`]);
    }
  });

  test("a tap on a tab: its page receives index, path and text, after it shows", async () => {
    const app = await fourPages();
    await app.raise("tabTap", { index: 1, pagePath: "b/b", text: "B" });
    expect(ways(app.lines())).toEqual([
      "A.onHide",
      "B.onLoad",
      "B.onShow",
      'tap {"index":"1","pagePath":"b/b","text":"B"}',
    ]);
    await app.raise("tabTap", { index: 1, pagePath: "b/b", text: "B" });
    expect(app.lines()).toEqual(['tap {"index":"1","pagePath":"b/b","text":"B"}']);
  });

  test("a tab that cannot be opened is reported", async () => {
    const app = await fourPages();
    await app.raise("tabTap", { index: 1, pagePath: "c/c", text: "C" });
    expect(app.errors.map(String)).toEqual(["Error: can not switch to no-tabBar page"]);
    expect(ways(app.lines())).toEqual([]);
  });
});

describe("errors, with WeChat's messages", () => {
  test("unknown pages, tab pages where they are not allowed, and other pages where tabs are required", async () => {
    const app = await fourPages();
    const refused = (name: string, options: object): Promise<unknown> =>
      new Promise((fail, success) => (app.wx[name] as (options: object) => void)({ ...options, fail, success }));
    expect(await refused("navigateTo", { url: "/no/where" })).toEqual({
      errMsg: 'navigateTo:fail page "no/where" is not found',
    });
    expect(await refused("navigateTo", { url: "/b/b" })).toEqual({
      errMsg: "navigateTo:fail can not navigateTo a tabbar page",
    });
    expect(await refused("redirectTo", { url: "/b/b" })).toEqual({
      errMsg: "redirectTo:fail can not redirectTo a tabbar page",
    });
    expect(await refused("switchTab", { url: "/c/c" })).toEqual({
      errMsg: "switchTab:fail can not switch to no-tabBar page",
    });
    expect(await refused("navigateBack", {})).toEqual({
      errMsg: "navigateBack:fail cannot navigate back at first page",
    });
    expect(app.lines()).toEqual([]);
  });

  test("ten pages at most", async () => {
    const app = await fourPages();
    for (let i = 0; i < 9; i++) await app.navigateTo("/c/c");
    expect(app.pages.length).toBe(10);
    await expect(app.navigateTo("/d/d")).rejects.toThrow("webview count limit exceed");
    await app.redirectTo("/d/d");
    expect(app.pages.length).toBe(10);
  });
});

describe("concurrent navigations", () => {
  test("run in the order of the calls", async () => {
    // "If routes are started one after the other, later ones wait until the one before has been handled."
    const app = await fourPages();
    const both = [app.navigateTo("/c/c"), app.navigateTo("/d/d"), app.navigateBack(1)];
    await Promise.all(both);
    expect(ways(app.lines())).toEqual([
      "A.onHide",
      "C.onLoad",
      "C.onShow",
      "C.onHide",
      "D.onLoad",
      "D.onShow",
      "D.onUnload",
      "C.onShow",
    ]);
  });

  test("redirectTo in onUnload of a page that the user leaves by going back replaces the page below", async () => {
    const app = await launchApp({
      ...four,
      "c/c.js": loggingPage("C").replace(
        'onUnload(o) { log("C.onUnload") }',
        'onUnload() { log("C.onUnload"); wx.redirectTo({ url: "/d/d" }) }',
      ),
    });
    await app.navigateTo("/d/d");
    await app.navigateTo("/c/c");
    app.lines();
    await app.navigateBack();
    await app.settle();
    expect(ways(app.lines())).toEqual(["C.onUnload", "D.onShow", "D.onUnload", "D.onLoad", "D.onShow"]);
    expect(app.pages.map(({ path }) => path)).toEqual(["a/a", "d/d"]);
  });

  test("back navigation by the user", async () => {
    const app = await fourPages();
    await app.navigateTo("/c/c");
    app.lines();
    await app.raise("pageBack", { page: 2 });
    await app.raise("pageBack", { page: 2 });
    expect(ways(app.lines())).toEqual(["C.onUnload", "A.onShow"]);
    expect(app.pages.length).toBe(1);
  });
});

test("the home button of the navigation bar opens the app's entry page", async () => {
  const app = await fourPages();
  await app.navigateTo("/c/c");
  await app.raise("homeTap", {});
  await app.settle();
  expect(app.pages.map(({ path }) => path)).toEqual(["a/a"]);
});

describe("URLs", () => {
  const files: Files = {
    "app.json": '{ "pages": ["x/index", "x/new", "pack/index", "pack/new"] }',
    ...Object.fromEntries(
      ["x/index", "x/new", "pack/index", "pack/new"].flatMap((path) => [
        [`${path}.wxml`, path === "x/index" ? "<sub id='sub'/>" : ""],
        [`${path}.json`, path === "x/index" ? '{ "usingComponents": { "sub": "/pack/sub" } }' : "{}"],
        [`${path}.js`, `Page({ onLoad(o) { log("${path}", o) } })`],
      ]),
    ),
    "pack/sub.json": '{ "component": true }',
    "pack/sub.wxml": "",
    "pack/sub.js": "Component({})",
  };

  test("relative to the page; the routers of instances are relative to theirs, also after the user moved on", async () => {
    // "In the page router relative paths always count from the page or component that `this` is."
    const app = await launchApp(files);
    interface Instance {
      readonly pageRouter: { navigateTo(o: object): Promise<unknown> };
      readonly router: { navigateTo(o: object): Promise<unknown> };
      selectComponent(s: string): Instance;
    }
    const first = app.page.instance as unknown as Instance;
    const sub = first.selectComponent("#sub");
    await app.navigateTo("../pack/index");
    app.lines();
    await app.navigateTo("./new");
    await app.navigateBack();
    await first.pageRouter.navigateTo({ url: "./new" });
    await app.navigateBack();
    await sub.router.navigateTo({ url: "new" });
    await app.navigateBack();
    await sub.pageRouter.navigateTo({ url: "new" });
    expect(app.lines()).toEqual(["pack/new {}", "x/new {}", "pack/new {}", "x/new {}"]);
    expect(first.router).toBe(first.pageRouter);
  });

  test("query values arrive as written", async () => {
    const app = await launchApp(files);
    app.lines();
    await app.navigateTo("/x/new?a=%20&b=1=2&c&d=ä?e=1");
    expect(app.lines()).toEqual(['x/new {"a":"%20","b":"1","c":"undefined","d":"ä"}']);
    expect(app.page.query).toEqual({ a: "%20", b: "1", c: "undefined", d: "ä" });
  });

  test("the query in route, options and properties of the page", async () => {
    // "A page made with Component gets parameters of the address as properties of the same name."
    const app = await launchApp({
      ...files,
      "x/new.js":
        "Component({ properties: { n: Number, s: String }, methods: { onLoad(o) { log(o, this.data, this.route, this.options) } } })",
    });
    app.lines();
    await app.navigateTo("/x/new?n=12&s=t&z=1");
    expect(app.lines()).toEqual(['{"n":"12","s":"t","z":"1"} {"n":12,"s":"t"} x/new {"n":"12","s":"t","z":"1"}']);
  });
});

describe("event channels between pages", () => {
  const files: Files = {
    "app.json": '{ "pages": ["a", "b"] }',
    "a.wxml": "",
    "b.wxml": "",
    "a.js": `Page({ open() {
      wx.navigateTo({
        url: "b",
        events: { fromOpened: (data) => log("a heard", data) },
        success: (res) => res.eventChannel.emit("fromOpener", { data: "test" }),
      })
    } })`,
    "b.js": `Page({ onLoad() {
      const channel = this.getOpenerEventChannel();
      channel.emit("fromOpened", { data: 1 });
      channel.on("fromOpener", (data) => log("b heard", data));
      channel.once("again", (n) => log("once", n));
      this.channel = channel;
    } })`,
  };

  test("events in both directions, with once and off", async () => {
    const app = await launchApp(files);
    (app.page.instance as unknown as { open(): void }).open();
    await app.settle();
    expect(app.lines()).toEqual(['a heard {"data":1}', 'b heard {"data":"test"}']);
    const opened = await app.navigateTo("b");
    expect(app.lines()).toEqual([]);
    expect(opened.path).toBe("b");
  });

  test("a page that no page opened has a channel without another side", async () => {
    const app = await launchApp({ ...files, "a.js": files["b.js"] as string });
    expect(app.errors).toEqual([]);
  });
});

describe("page not found at the start", () => {
  const base: Files = {
    "app.json": '{ "pages": ["a", "b"] }',
    "a.wxml": "",
    "b.wxml": "",
    "a.js": loggingPage("A"),
    "b.js": loggingPage("B"),
  };

  test("onPageNotFound may navigate elsewhere, synchronously", async () => {
    // "Redirecting must happen synchronously in the callback; done later it has no effect."
    const app = await launchApp(
      { ...base, "app.js": 'App({ onPageNotFound(o) { log(o); wx.redirectTo({ url: "b" }) } })' },
      { url: "/gone/page?x=1" },
    );
    await app.settle();
    expect(ways(app.lines())).toEqual([
      '{"path":"gone/page","query":{"x":"1"},"isEntryPage":true}',
      "B.onLoad",
      "B.onShow",
    ]);
    // For the host it is the launch page, not a replacement.
    expect(app.asked).toMatchObject([{ service: "page.open", argument: { page: 1, path: "b", how: "launch" } }]);
  });

  test("without a handler the entry page opens, and the host gets the error", async () => {
    const app = await launchApp({ ...base, "app.js": "App({})" }, { url: "/gone/page" });
    expect(ways(app.lines())).toEqual(["A.onLoad", "A.onShow"]);
    expect(app.problems.map(({ message, during }) => [message, during])).toEqual([
      ['page "gone/page" is not found', "launch"],
    ]);
  });
});

test("calls to the host: opening, showing and closing pages", async () => {
  const app = await fourPages();
  await app.navigateTo("/c/c");
  await app.navigateBack();
  await app.switchTab("/b/b");
  await app.switchTab("/a/a");
  const told = app.asked.map(({ service, argument }) => {
    const { page, pages, how, canGoBack } = argument as Record<string, unknown>;
    return [service, page ?? pages, how, canGoBack].filter((one) => one !== undefined);
  });
  expect(told).toEqual([
    ["page.open", 1, "launch", false],
    ["page.open", 2, "navigate", true],
    ["page.show", 1, "back"],
    ["page.close", [2]],
    ["page.open", 3, "tab", false],
    ["page.show", 1, "tab"],
  ]);
});

describe("enableAlertBeforeUnload", () => {
  const asking: Files = {
    ...four,
    "c/c.js": loggingPage("C", 'onLoad() { wx.enableAlertBeforeUnload({ message: "Leave?" }) }'),
  };

  test("asks on every kind of back navigation, and stays if the user declines", async () => {
    const answers = [false, false, true];
    const app = await launchApp(asking, {
      services: { "ui.modal": () => ({ confirm: answers[0], cancel: !answers.shift() }) },
    });
    const { page } = await app.navigateTo("/c/c").then(() => app.asked.at(-1)?.argument as { page: number });
    await expect(app.navigateBack()).rejects.toThrow("cancel");
    await app.raise("pageBack", { page });
    expect(app.page.path).toBe("c/c");
    await app.raise("pageBack", { page });
    expect(app.page.path).toBe("a/a");
    const asked = app.asked.filter(({ service }) => service === "ui.modal");
    expect(asked.map(({ argument }) => (argument as { content: string }).content)).toEqual(Array(3).fill("Leave?"));
    expect(app.errors).toEqual([]);
  });

  test("does not ask for other navigations, nor after disableAlertBeforeUnload", async () => {
    const app = await launchApp(asking);
    await app.navigateTo("/c/c");
    await app.redirectTo("/d/d");
    await app.navigateBack();
    await app.navigateTo("/c/c");
    await (app.wx["disableAlertBeforeUnload"] as () => Promise<unknown>)();
    expect((await app.navigateBack()).path).toBe("a/a");
    expect(app.asked.filter(({ service }) => service === "ui.modal")).toEqual([]);
  });
});

test("hostOf lists folders", () => {
  expect(hostOf({ "a/b": "" }).list("")).toEqual([{ name: "a", kind: "folder" }]);
});
