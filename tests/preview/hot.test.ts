/** How a save updates a running app: what it shows, and which state it keeps. docs/preview.md has the table. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { openPreview } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

const files = {
  "app.json": JSON.stringify({
    pages: ["pages/home/home", "pages/more/more"],
    window: { navigationBarTitleText: "Hot" },
  }),
  "app.js": 'App({ globalData: { label: "one" } });\n',
  "app.wxss": "page { background: rgb(250, 250, 250); }\n",
  "lib/words.js": 'module.exports = { greet: (name) => "Hello " + name };\n',
  "pages/home/home.json": JSON.stringify({ usingComponents: { counter: "/components/counter/counter" } }),
  "pages/home/home.js": `const { greet } = require("../../lib/words");
Page({
  data: { count: 0, text: "" },
  onLoad() { this.setData({ text: greet("you") }); },
  add() { this.setData({ count: this.data.count + 1 }); },
  say() { this.setData({ text: greet("all") }); },
  more() { wx.navigateTo({ url: "/pages/more/more?id=7" }); },
});
`,
  "pages/home/home.wxml": `<wxs module="f">module.exports = { mark: function (n) { return "<" + n + ">"; } };</wxs>
<view class="title">Title A</view>
<view id="add" bindtap="add">count {{f.mark(count)}}</view>
<view id="say" bindtap="say">{{text}}</view>
<counter id="counter" step="{{2}}" />
<view id="more" bindtap="more">more</view>
<view style="height: 2000px"></view>
`,
  "pages/home/home.wxss": ".title { color: rgb(1, 2, 3); }\n",
  "pages/more/more.js": "Page({ data: { id: '' }, onLoad({ id }) { this.setData({ id }); } });\n",
  "pages/more/more.wxml": '<view class="more">more {{id}}</view>\n',
  "components/counter/counter.json": JSON.stringify({ component: true }),
  "components/counter/counter.js": `Component({
  properties: { step: Number },
  data: { total: 0 },
  methods: { grow() { this.setData({ total: this.data.total + this.data.step }); } },
});
`,
  "components/counter/counter.wxml": '<view class="counter" bindtap="grow">total {{total}}</view>\n',
  "components/counter/counter.wxss": ".counter { font-weight: 700; }\n",
};

let project: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;
let close: () => Promise<void>;
let home: Frame;

beforeAll(async () => {
  ({ project, preview, shown, close } = await openPreview(files));
  home = await shown.frame("pages/home/home");
});

afterAll(() => close?.());

/** The page's visible text. */
async function text(frame = home): Promise<string> {
  return (await frame.evaluate<string>("document.body.innerText")).trim();
}

/** Text of the page's current frame: a restarted app has new frames. */
async function textOf(path: string): Promise<string> {
  try {
    return await text(await shown.frame(path));
  } catch {
    return "";
  }
}

/**
 * Saves, and waits until the app runs the resulting build.
 *
 * @param isNew whether new files were written just before, which may cause a build of their own
 */
async function save(
  change: () => void,
  isNew = false,
): Promise<{ readonly update: unknown; readonly reason: unknown }> {
  const before = Math.max(...preview.events.map((one) => (one.event === "built" ? Number(one["number"]) : 0)));
  change();
  // New files that nothing uses yet cause a build whose update is "none".
  const { number, update, reason } = await preview.event(
    (one) => one.event === "built" && Number(one["number"]) > before && (!isNew || one["update"] !== "none"),
  );
  await shown.build(Number(number));
  return { update, reason };
}

test("taps and a scroll give the app state to preserve", async () => {
  await home.click("#add");
  await home.click("#add");
  await home.click(".counter, [class*=counter]");
  await expect.poll(() => text()).toContain("count <2>");
  await expect.poll(() => text()).toContain("total 2");
  await home.evaluate("scrollTo(0, 300)");
});

test("a page's stylesheet: styles change; data and scroll are kept", async () => {
  const { update } = await save(() => project.edit("pages/home/home.wxss", "rgb(1, 2, 3)", "rgb(4, 5, 6)"));
  expect(update).toBe("hot");
  await expect
    .poll(() => home.evaluate("getComputedStyle(document.querySelector('.title')).color"))
    .toBe("rgb(4, 5, 6)");
  expect(await text()).toContain("count <2>");
  expect(await home.evaluate("scrollY")).toBe(300);
});

test("app.wxss: styles change without a restart", async () => {
  const { update } = await save(() => project.edit("app.wxss", "250, 250, 250", "240, 240, 240"));
  expect(update).toBe("hot");
  await expect.poll(() => home.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(240, 240, 240)");
});

test("a template: data of the page and its components, and the scroll position, are kept", async () => {
  const { update } = await save(() => project.edit("pages/home/home.wxml", "Title A", "Title B"));
  expect(update).toBe("hot");
  await expect.poll(() => text()).toContain("Title B");
  expect(await text()).toContain("count <2>");
  expect(await text()).toContain("total 2");
  expect(await home.evaluate("scrollY")).toBe(300);
  await home.click("#add");
  await expect.poll(() => text()).toContain("count <3>");
});

test("a component's template: its data is kept, and the page's DOM nodes are not re-created", async () => {
  await home.evaluate("document.querySelector('.title').same = true");
  const { update } = await save(() => project.edit("components/counter/counter.wxml", "total", "sum"));
  expect(update).toBe("hot");
  await expect.poll(() => text()).toContain("sum 2");
  expect(await home.evaluate("document.querySelector('.title').same")).toBe(true);
  await home.click("[class*=counter]");
  await expect.poll(() => text()).toContain("sum 4");
});

test("wxs: templates show the new function's result", async () => {
  const { update } = await save(() => project.edit("pages/home/home.wxml", '"<" + n + ">"', '"[" + n + "]"'));
  expect(update).toBe("hot");
  await expect.poll(() => text()).toContain("count [3]");
});

test("a component's script: the definition is replaced, and the data is kept", async () => {
  const { update } = await save(() =>
    project.edit("components/counter/counter.js", "this.data.total + this.data.step", "this.data.total + 100"),
  );
  expect(update).toBe("hot");
  expect(await text()).toContain("sum 4");
  await home.click("[class*=counter]");
  await expect.poll(() => text()).toContain("sum 104");
});

test("a script that a page requires: the page's next call runs the new code", async () => {
  const { update } = await save(() => project.edit("lib/words.js", '"Hello "', '"Good day "'));
  expect(update).toBe("hot");
  expect(await text()).toContain("count [3]");
  await home.click("#say");
  await expect.poll(() => text()).toContain("Good day all");
});

test("a page's JSON: usingComponents maps a tag to another component", async () => {
  project.write("components/other/other.json", '{"component": true}');
  project.write("components/other/other.js", "Component({});\n");
  project.write("components/other/other.wxml", "<view>the other one</view>\n");
  const { update } = await save(
    () =>
      project.write(
        "pages/home/home.json",
        JSON.stringify({ usingComponents: { counter: "/components/other/other" } }),
      ),
    true,
  );
  expect(update).toBe("hot");
  await expect.poll(() => text()).toContain("the other one");
  expect(await text()).toContain("count [3]");
});

test("a syntax error: the overlay shows the file, the last good build keeps running, and a fix hides the overlay", async () => {
  project.edit("pages/home/home.wxml", "<view class=", "<view><view class=");
  await preview.event((one) => one.event === "failed");
  const overlay = shown.page.locator(".overlay.errors");
  await expect.poll(() => overlay.isVisible()).toBe(true);
  expect(await overlay.textContent()).toContain("home.wxml");
  expect(await text()).toContain("count [3]");
  await save(() => project.edit("pages/home/home.wxml", "<view><view class=", "<view class="));
  await expect.poll(() => overlay.isVisible()).toBe(false);
});

test("an error thrown by the app: the overlay shows the source position, the console also the message", async () => {
  await save(() => project.edit("pages/home/home.js", "add() {", 'add() { throw new Error("boom");'));
  await home.click("#add");
  const overlay = shown.page.locator(".overlay.crash");
  await expect.poll(() => overlay.isVisible()).toBe(true);
  await expect.poll(() => overlay.textContent()).toContain("pages/home/home.js:5:");
  // In Firefox and Safari, an error's stack does not contain its message.
  const line = shown.page.locator("#panel-console .line", { hasText: "pages/home/home.js:5:" });
  await expect.poll(() => line.first().textContent()).toContain("boom");
  await save(() => project.edit("pages/home/home.js", 'add() { throw new Error("boom");', "add() {"));
  await expect.poll(() => overlay.isVisible()).toBe(false);
});

test("app.js: the app restarts and the reason is reported; page stack and data are restored", async () => {
  await home.click("#add");
  await expect.poll(() => text()).toContain("count [4]");
  await home.click("#more");
  await shown.frame("pages/more/more");
  const { update, reason } = await save(() => project.edit("app.js", '"one"', '"two"'));
  expect(update).toBe("reload");
  expect(reason).toBe("app.js changed");
  await expect.poll(() => textOf("pages/more/more")).toBe("more 7");
  await shown.page.click(".toolbar [aria-label='Back']");
  await expect.poll(() => textOf("pages/home/home")).toContain("count [4]");
});

test("a page's JSON: the navigation bar changes without a restart", async () => {
  home = await shown.frame("pages/home/home");
  const title = shown.page.locator('.page[data-state="shown"] .title-text');
  const own = JSON.parse(project.read("pages/home/home.json")) as object;
  await home.evaluate("globalThis.mark = 1");
  for (const navigationBarTitleText of ["Own title", undefined]) {
    project.write("pages/home/home.json", JSON.stringify({ ...own, navigationBarTitleText }));
    await expect.poll(() => title.textContent()).toBe(navigationBarTitleText ?? "Hot");
  }
  expect(await home.evaluate("globalThis.mark")).toBe(1);
});

test("app.json: the app restarts with its data, and a new page can be opened", async () => {
  project.write("pages/new/new.js", "Page({});\n");
  project.write("pages/new/new.wxml", "<view>brand new</view>\n");
  const table = JSON.parse(project.read("app.json")) as { pages: string[] };
  const { update } = await save(
    () => project.write("app.json", JSON.stringify({ ...table, pages: [...table.pages, "pages/new/new"] })),
    true,
  );
  expect(update).toBe("reload");
  await expect.poll(() => textOf("pages/home/home")).toContain("count [4]");
  await shown.page.fill(".address input", "pages/new/new");
  await shown.page.press(".address input", "Enter");
  await expect.poll(() => textOf("pages/new/new")).toBe("brand new");
});

test("neither the simulator nor the server reported an error", () => {
  expect(shown.errors).toEqual([]);
  expect(preview.events.filter((one) => one.event === "trouble")).toEqual([]);
});
