/** A web page in a `web-view` and its mini-program, in Chromium, connected by `web-view.js`. */
import type { Server } from "node:http";
import type { Browser, Frame } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { openApp, packFiles } from "./opened.ts";
import type { OpenedApp } from "./opened.ts";
import { listen, originOf, readRuntime, startSite, stop } from "./site.ts";
import type { RuntimeFiles, TestSite } from "./site.ts";

let browser: Browser;
let runtime: RuntimeFiles;
let site: TestSite;
let web: Server;
/** The script element of the web page. */
let include = "";
let opened: OpenedApp;

beforeAll(async () => {
  browser = await launchBrowser();
  runtime = await readRuntime();
  site = await startSite(runtime);
  web = await listen((request, response) => {
    const isScript = request.url === "/web-view.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? runtime.get("web-view.js") : `<!doctype html><title>Open an account</title>${include}`);
  });
});

afterEach(() => opened.close());

afterAll(async () => {
  await browser?.close();
  await site?.close();
  if (web) await stop(web);
});

const page = (name: string) => `
Page({
  data: { src: "" },
  onLoad(query) { this.setData({ src: query.src ? decodeURIComponent(query.src) : "" }) },
  heard({ detail }) { console.log("message", JSON.stringify(detail.data)) },
  onShareAppMessage({ webViewUrl }) { console.log("share", String(webViewUrl)); return {} },
  remove() { this.setData({ src: "" }) },
  onUnload() { console.log("unload", "${name}") },
});`;

const view = `<web-view wx:if="{{src}}" src="{{src}}" bindmessage="heard"/>
<button id="share" open-type="share">share</button><button id="remove" bindtap="remove">remove</button>`;

/** Opens an app whose second page shows the web page. @returns the web page's frame */
async function openWebPage(id: string, script: string): Promise<Frame> {
  include = script;
  const built = await packFiles({
    "app.json": JSON.stringify({ pages: ["a", "b", "c"], window: { navigationBarTitleText: "bank" } }),
    "a.wxml": "<view>first</view>",
    "a.js": `Page({ onLoad() { wx.navigateTo({ url: "b?src=" + encodeURIComponent("${originOf(web)}/start") }) } })`,
    "b.wxml": view,
    "b.js": page("b"),
    "c.wxml": "<view>third</view>",
    "c.js": `Page({ onLoad({ from }) { console.log("opened", from) } })`,
  });
  const served = { ...built.served, webViews: [originOf(web)] };
  site.add(id, { ...built, served });
  opened = await openApp(browser, site, id, built);
  const find = (): Frame | undefined => opened.page.frames().find((frame) => frame.url().startsWith(originOf(web)));
  await expect
    .poll(() =>
      find()
        ?.evaluate("document.readyState")
        .catch(() => ""),
    )
    .toBe("complete");
  return find() as Frame;
}

const logged = async (): Promise<string[]> => (await opened.logged()).map((values) => values.join(" "));
const call = (frame: Frame, name: string, options: object) =>
  frame.evaluate(
    ([api, given]) =>
      new Promise((resolve) => {
        const { miniProgram } = (globalThis as unknown as { wx: { miniProgram: Record<string, (o: object) => void> } })
          .wx;
        miniProgram[api as string]?.({ ...(given as object), complete: resolve });
      }),
    [name, options] as const,
  );
const title = () =>
  opened.page.evaluate(
    `[...document.querySelector("#app").shadowRoot.querySelectorAll(".title-text")].map((one) => one.textContent)`,
  );

describe("a web page with web-view.js", () => {
  const script = `<script src="web-view.js"></script>`;

  test("knows that it is in a mini-program, and gives the page its title, now and later", async () => {
    const frame = await openWebPage("title", script);
    expect(
      await frame.evaluate("new Promise((resolve) => wx.miniProgram.getEnv(resolve)).then((e) => e.miniprogram)"),
    ).toBe(true);
    expect(await frame.evaluate("__wxjs_environment")).toBe("miniprogram");
    expect(await frame.evaluate("typeof WeixinJSBridge + navigator.userAgent.includes('MicroMessenger')")).toBe(
      "undefinedfalse",
    );
    await expect.poll(title).toContain("Open an account");
    await frame.evaluate("document.title = 'Confirm'");
    await expect.poll(title).toContain("Confirm");
  });

  test("its messages arrive in one event when the page is left, before the page is unloaded", async () => {
    const frame = await openWebPage("messages", script);
    expect(await call(frame, "postMessage", { data: { step: 1 } })).toEqual({ errMsg: "postMessage:ok" });
    await call(frame, "postMessage", { data: "second" });
    expect(await logged()).toEqual([]);
    void call(frame, "navigateBack", {}).catch(() => {});
    await expect.poll(logged).toEqual(['message [{"step":1},"second"]', "unload b"]);
  });

  test("its messages arrive when the page is shared, once, and the page's function gets its URL", async () => {
    const frame = await openWebPage("share", script);
    await frame.evaluate("history.pushState(null, '', '/next?step=2')");
    await call(frame, "postMessage", { data: 1 });
    const page = await opened.frame(2);
    await page.locator("#share").dispatchEvent("click");
    await expect.poll(logged).toEqual(["message [1]", `share ${originOf(web)}/next?step=2`]);
    await page.locator("#share").dispatchEvent("click");
    await expect.poll(logged).toHaveLength(3);
    expect((await logged())[2]).toMatch(/^share/);
  });

  test("its messages arrive when the component is removed", async () => {
    const frame = await openWebPage("removed", script);
    await call(frame, "postMessage", { data: { last: true } });
    await (await opened.frame(2)).locator("#remove").dispatchEvent("click");
    await expect.poll(logged).toEqual(['message [{"last":true}]']);
  });

  test("navigates, and learns why it cannot", async () => {
    const frame = await openWebPage("navigates", script);
    expect(await call(frame, "navigateTo", { url: "/none" })).toEqual({
      errMsg: 'navigateTo:fail page "none" is not found',
    });
    expect(await call(frame, "navigateTo", { url: "c?from=web" })).toEqual({ errMsg: "navigateTo:ok" });
    await expect.poll(logged).toEqual(["opened web"]);
  });

  test("sends nothing to an app of another origin than data-app-origin", async () => {
    const frame = await openWebPage(
      "origin",
      `<script src="web-view.js" data-app-origin="https://apps.example"></script>`,
    );
    await frame.evaluate("wx.miniProgram.postMessage({ data: 1 }); wx.miniProgram.navigateTo({ url: '/c' })");
    // Messages to the frame arrive in order: if this one has arrived, the others would have.
    await frame.evaluate(`parent.postMessage({ miniProgram: "navigateTo", url: "/c?from=later" }, "*")`);
    await expect.poll(logged).toEqual(["opened later"]);
    expect(await title()).not.toContain("Open an account");
  });
});

test("with data-wechat, the functions that WeChat's JSSDK calls work", async () => {
  const frame = await openWebPage("jssdk", `<script src="web-view.js" data-wechat></script>`);
  expect(await frame.evaluate("navigator.userAgent")).toMatch(/MicroMessenger.* miniProgram/);
  const invoke = (name: string, options: object) =>
    frame.evaluate(
      `new Promise((resolve) => WeixinJSBridge.invoke(${JSON.stringify(name)}, ${JSON.stringify(options)}, resolve))`,
    );
  const to = { name: "navigateTo", arg: { url: "/c?from=jssdk" } };
  expect(await invoke("invokeMiniProgramAPI", to)).toEqual({ err_msg: "navigateTo:ok" });
  expect(await invoke("preVerifyJSAPI", {})).toEqual({ err_msg: "preVerifyJSAPI:fail not supported" });
  await expect.poll(logged).toEqual(["opened jssdk"]);
});

test("outside of a web-view, web-view.js says so, and does not wait for answers", async () => {
  include = `<script src="web-view.js" data-wechat></script>`;
  opened = { page: await browser.newPage(), close: () => opened.page.close() } as OpenedApp;
  await opened.page.goto(`${originOf(web)}/alone`);
  const { wx } = { wx: "globalThis.wx.miniProgram" };
  expect(await opened.page.evaluate(`new Promise((resolve) => ${wx}.getEnv(resolve))`)).toEqual({
    miniprogram: false,
  });
  expect(
    await opened.page.evaluate(`new Promise((resolve) => ${wx}.navigateTo({ url: "/c", fail: resolve }))`),
  ).toEqual({ errMsg: "navigateTo:fail not in a mini-program" });
  expect(await opened.page.evaluate("typeof WeixinJSBridge + typeof __wxjs_environment")).toBe("undefinedundefined");
});
