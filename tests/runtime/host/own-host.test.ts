/** Another host than this project's, written from docs/host.md, runs an app in Chromium. */
import type { Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answer } from "../../../src/runtime/host/serve.ts";
import { hostOf } from "../app/app.ts";
import { launchBrowser } from "../browser.ts";
import { bundle } from "./fakes.ts";
import { compileFrom, listen, originOf, packTest, readRuntime, stop } from "./site.ts";

interface StyleWindow {
  getComputedStyle(element: unknown): { readonly fontSize: string };
}

let browser: Browser;
let page: Page;
let appOrigin = "";
const servers: Server[] = [];

beforeAll(async () => {
  const [started, runtime, script, { served }] = await Promise.all([
    launchBrowser(),
    readRuntime(),
    bundle("tests/runtime/host/own-host.dom.ts"),
    compileFrom(
      hostOf({
        "app.json": JSON.stringify({ pages: ["a/a", "b/b"] }),
        "app.wxss": ".big { font-size: 30px }",
        "app.js": `App({ onHide() { wx.setStorageSync("hidden", "yes") } })`,
        "a/a.wxml": `<view class="big" bindtap="pay">{{saved}}, {{model}}, {{rate}}</view><view bindtap="next">next</view><text>{{paid}}</text>`,
        "a/a.js": `Page({
          data: { saved: "", model: "", rate: "", paid: "" },
          onLoad() {
            this.setData({ saved: wx.getStorageSync("hidden"), model: wx.getDeviceInfo().model });
            wx.request({ url: "https://bank.example/rates", success: ({ data }) => this.setData({ rate: data.method + data.rate }) });
          },
          pay() { wx.showModal({ content: "Pay?", success: ({ confirm }) => this.setData({ paid: confirm ? "paid" : "not paid" }) }) },
          next() { wx.navigateTo({ url: "/b/b?x=1" }) },
        })`,
        "b/b.wxml": "<view>second {{x}}</view>",
        "b/b.js": `Page({ data: { x: "" }, onLoad({ x }) { this.setData({ x }); wx.setStorageSync("x", x) } })`,
      }),
    ).then(packTest),
  ]);
  browser = started;
  const host = await listen((request, response) => {
    const url = request.url ?? "/";
    const inPackage = /^\/package\/(.+)$/.exec(url)?.[1];
    const body = inPackage === undefined ? undefined : served.files.get(inPackage);
    if (url === "/host.js") response.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
    else if (body) response.writeHead(200, { "Content-Type": "application/json" }).end(body);
    else response.writeHead(200, { "Content-Type": "text/html" }).end(`<body><script src="/host.js"></script>`);
  });
  const app = await listen((request, response) => {
    const site = { origin: originOf(app), hosts: [originOf(host)], runtime, app: () => served };
    const { status, headers, body } = answer(site, request.method ?? "", request.url ?? "");
    response.writeHead(status, headers).end(body);
  });
  servers.push(host, app);
  page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  page.setDefaultTimeout(10_000);
  await page.goto(originOf(host));
  appOrigin = originOf(app);
  await run();
});

function run(): Promise<unknown> {
  const manifest = { appId: "own.app", versionName: "1.0.0", versionCode: 1 };
  return page.evaluate(`host.run(${JSON.stringify(appOrigin)}, ${JSON.stringify(manifest)})`);
}

afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map(stop));
});

const shown = () => page.frameLocator("iframe:not([hidden])");

test("it shows a page with its own storage, device and network", async () => {
  await shown().getByText(", Phone, GET7").waitFor();
  const size = (): Promise<string> =>
    shown()
      .locator("[class$='big']")
      .evaluate((one) => (globalThis as unknown as StyleWindow).getComputedStyle(one).fontSize);
  await expect.poll(size).toBe("30px");
});

test("it draws dialogs, opens pages, goes back and writes storage", async () => {
  await shown().getByText("GET7").click();
  await shown().getByText("paid", { exact: true }).waitFor();
  await shown().getByText("next").click();
  await shown().getByText("second 1").waitFor();
  await expect.poll(() => page.evaluate(`host.stored.has("x")`)).toBe(true);
  await page.evaluate(`host.emit("pageBack", { page: 2 })`);
  await shown().getByText("next").waitFor();
  const calls = (await page.evaluate("host.calls.map(([name]) => name)")) as string[];
  const ofPages = calls.filter((name) => name.startsWith("page."));
  expect(ofPages).toEqual(["page.open", "page.open", "page.show", "page.close"]);
});

test("it ends the run after the app has stored what it stores in onHide, and the next run reads it", async () => {
  await page.evaluate("host.end()");
  expect(await page.locator("iframe").count()).toBe(0);
  await run();
  await shown().getByText("yes, Phone, GET7").waitFor();
  expect(await page.evaluate("host.problems")).toEqual([]);
});
