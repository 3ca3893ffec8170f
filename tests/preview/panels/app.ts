/** The app for the panel tests, in a preview that mocks its requests. Each test file starts its own. */
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { makeProject, openPreview } from "../preview-process.ts";
import type { OpenPreview } from "../preview-process.ts";

const files = {
  "app.json": JSON.stringify({ pages: ["pages/home/home", "pages/more/more", "pages/edit/edit"], darkmode: true }),
  "app.js": "App({});\n",
  "miniapp.json": JSON.stringify({
    appId: "com.example.panels",
    network: { domains: { request: ["https://api.example.com"] } },
  }),
  "pages/home/home.json": JSON.stringify({ usingComponents: { tick: "/components/tick/tick" } }),
  "pages/home/home.js": `Page({
  data: { word: "one", count: 3, deep: { inner: { at: 1 } } },
  grow() { this.setData({ "deep.inner.at": this.data.deep.inner.at + 1 }); },
  onLoad() { wx.setStorageSync("kept", { a: 1 }); console.log("hello from home", { deep: { er: true } }); console.warn("careful"); },
  ask() {
    wx.request({
      url: "https://api.example.com/accounts",
      success: ({ data, statusCode }) => this.setData({ word: statusCode + " " + data.name }),
      fail: ({ errMsg }) => this.setData({ word: errMsg }),
    });
  },
  read() { this.setData({ word: JSON.stringify(wx.getStorageSync("kept")) }); },
  who() {
    const { language, fontSizeSetting } = wx.getAppBaseInfo();
    this.setData({ word: language + " " + fontSizeSetting });
  },
  more() { wx.navigateTo({ url: "/pages/more/more?id=7" }); },
});
`,
  "pages/home/home.wxml": `<view id="word" class="big">{{word}}</view>
<view id="who" bindtap="who">who</view>
<view id="ask" bindtap="ask">ask</view>
<view id="read" bindtap="read">read</view>
<view id="more" bindtap="more">more</view>
<tick of="{{count}}" />
<image src="/missing.png" />
<view id="grow" bindtap="grow">grow</view>
`,
  "pages/home/home.wxss":
    ".big { color: rgb(1, 1, 1); padding-bottom: env(safe-area-inset-bottom, 3px); }\n@media (prefers-color-scheme: dark) { .big { color: rgb(9, 9, 9); } }\n",
  "pages/more/more.js": "Page({});\n",
  "pages/more/more.wxml": "<view>more</view>\n",
  "pages/edit/edit.js": `Page({
  data: { value: 10, name: "given", said: "plain", styled: "opacity: 1" },
  next() { this.setData({ value: this.data.value + 60, name: "next", said: "later" }); },
});
`,
  "pages/edit/edit.json": JSON.stringify({ usingComponents: { tick: "/components/tick/tick" } }),
  "pages/edit/edit.wxml": `<view id="next" bindtap="next">next</view>
<view id="fixed" class="one two" style="color: red; width: 10rpx" data-at="here">words</view>
<view id="bound" class="{{name}} stays" style="{{styled}}">{{said}}</view>
<progress id="bar" percent="{{value}}" show-info />
<progress id="still" percent="20" show-info />
<view id="away" hidden="{{false}}">away</view>
<tick id="ticker" of="{{value}}" word="kept" />
`,
  "pages/edit/edit.wxss": ".three { font-size: 31px; }\n",
  "components/tick/tick.json": JSON.stringify({ component: true }),
  "components/tick/tick.js": `Component({
  properties: { of: Number, word: String }, data: { own: "mine", double: 0 },
  observers: { of(value) { this.setData({ double: value * 2 }); } },
});
`,
  "components/tick/tick.wxml": "<view>tick {{of}} {{double}} {{word}}</view>\n",
};

const mocks = {
  "request.json": JSON.stringify([
    { when: { url: "/accounts" }, answer: { statusCode: 201, data: { name: "mocked" } } },
    { fail: "nothing fits" },
  ]),
};

export interface OpenPanels extends OpenPreview {
  /** Selects a panel's tab. */
  panel(id: string): Promise<Locator>;
  /** The current frame of the start page: changing the device restarts the app. */
  home(): Promise<Frame>;
  /** Restarts the app at a page, chosen in the panel Routes. */
  open(path: string): Promise<Frame>;
  /** Text of the start page's `#word`. */
  word(): Promise<string | null>;
  /** The arguments of the last editor launch; empty before the first. */
  openedInEditor(): string;
}

export async function openPanels(): Promise<OpenPanels> {
  const beside = makeProject(mocks);
  const opened = join(beside.folder, "opened");
  const editor = join(beside.folder, "code");
  beside.write("code", `#!/bin/sh\necho "$@" > "${opened}"\n`);
  chmodSync(editor, 0o755);
  process.env["MINIAPP_EDITOR"] = editor;
  const open = await openPreview(files, { args: ["--mock", beside.folder] }).finally(() => {
    delete process.env["MINIAPP_EDITOR"];
  });
  const { shown } = open;
  const panel = async (id: string): Promise<Locator> => {
    await shown.page.click(`#tab-${id}`);
    return shown.page.locator(`#panel-${id}`);
  };
  const home = (): Promise<Frame> => shown.frame("pages/home/home");
  await home();
  return {
    ...open,
    panel,
    home,
    async open(path) {
      await (await panel("routes")).locator(".pages button", { hasText: path }).click();
      return shown.frame(path);
    },
    word: async () => (await home()).textContent("#word"),
    openedInEditor() {
      try {
        return readFileSync(opened, "utf8").trim();
      } catch {
        return "";
      }
    },
    async close() {
      await open.close();
      beside.dispose();
    },
  };
}
