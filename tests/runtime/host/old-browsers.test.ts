/**
 * Browsers at the minimum of docs/host.md, and older ones. A current browser stands in for them: features that are newer
 * are removed from every window and Worker before the first script runs.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostOf } from "../app/app.ts";
import { launchBrowser } from "../browser.ts";
import { openApp } from "./opened.ts";
import { compileFrom, packTest, readRuntime, startSite } from "./site.ts";
import type { TestPackage, TestSite } from "./site.ts";

/** Global object → its features that are newer than the minimum, and could be used by the runtime. */
const newer: Readonly<Record<string, string>> = {
  Array: "fromAsync",
  "Array.prototype": "toReversed toSorted toSpliced with",
  "Uint8Array.__proto__.prototype": "toReversed toSorted with",
  "Set.prototype": "union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom",
  Promise: "withResolvers try",
  Object: "groupBy",
  Map: "groupBy",
  "String.prototype": "isWellFormed toWellFormed",
  "ArrayBuffer.prototype": "transfer resize",
  URL: "canParse parse",
  AbortSignal: "any timeout",
  "HTMLElement.prototype": "popover showPopover hidePopover togglePopover inert",
  "Element.prototype": "checkVisibility ariaLabelledByElements role ariaLabel ariaChecked ariaDisabled ariaHidden",
  "ElementInternals.prototype": "ariaLabelledByElements role ariaLabel ariaChecked ariaDisabled states",
  "HTMLVideoElement.prototype": "requestVideoFrameCallback",
  "IDBFactory.prototype": "databases",
  "Navigator.prototype": "wakeLock virtualKeyboard userActivation",
  "Document.prototype": "startViewTransition exitPictureInPicture",
  globalThis:
    "CompressionStream DecompressionStream CloseWatcher Iterator VideoDecoder ImageDecoder scheduler navigation cookieStore requestIdleCallback cancelIdleCallback",
};

/** Removes those features, and Ed25519 as a browser without it does. Text of a script. */
const removal = `{
  const { importKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...more) {
    if (algorithm.name !== "Ed25519") return importKey.call(this, format, data, algorithm, ...more);
    return Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
  };
  for (const [path, names] of ${JSON.stringify(Object.entries(newer))}) {
    const holder = path.split(".").reduce((object, name) => object?.[name], globalThis);
    if (holder) for (const name of names.split(" ")) delete holder[name];
  }
}\n`;

let browser: Browser;
let site: TestSite;
let app: TestPackage;

beforeAll(async () => {
  const [started, runtime] = await Promise.all([launchBrowser(), readRuntime()]);
  browser = started;
  // Init scripts do not run in Workers.
  const worker = new TextDecoder().decode(runtime.get("worker.js"));
  site = await startSite(new Map(runtime).set("worker.js", new TextEncoder().encode(removal + worker)));
  app = await packTest(
    await compileFrom(
      hostOf({
        "app.json": JSON.stringify({ pages: ["a/a", "b/b"] }),
        "miniapp.json": JSON.stringify({ network: { domains: { request: ["https://bank.test"] } } }),
        "app.js": "App({})",
        "a/a.wxml": `<button bindtap="send">send</button><text>{{answer}}</text>
          <root-portal wx:if="{{lifted}}"><view>lifted {{lifted}}</view></root-portal>
          <view style="height: 40px; overflow: hidden"><video id="v" style="height: 20px"/></view>
          <view bindtap="fill">fill</view>
          <switch checked /><slider value="30" /><progress percent="20" /><navigator url="/b/b">next</navigator>`,
        "a/a.js": `Page({
          data: { answer: "", lifted: 0 },
          fill() { wx.createVideoContext("v").requestFullScreen(); },
          send() {
            const done = (answer) => this.setData({ answer, lifted: this.data.lifted + 1 });
            wx.request({ url: this.options.url, success: ({ data }) => done("got " + data), fail: ({ errMsg }) => done(errMsg), timeout: 500 });
          },
        })`,
        "b/b.wxml": `<swiper><swiper-item>one</swiper-item><swiper-item>two</swiper-item></swiper><share-element key="k">shared</share-element>`,
        "b/b.js": "Page({})",
      }),
    ),
  );
  site.add("old", app);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test("an app runs without every feature that is newer than the minimum", async () => {
  const context = await browser.newContext();
  await context.addInitScript(removal);
  await context.route("https://bank.test/fast", (route) =>
    route.fulfill({ body: "data", headers: { "Access-Control-Allow-Origin": "*" } }),
  );
  // Never answered.
  await context.route("https://bank.test/slow", () => {});
  try {
    for (const [path, expected] of [
      ["/fast", "got data"],
      ["/slow", "request:fail timeout"],
    ] as const) {
      const query = { url: `https://bank.test${path}` };
      const opened = await openApp(context as unknown as Browser, site, "old", app, {
        launch: { path: "a/a", query },
        mode: "",
      });
      const first = await opened.frame(1);
      expect(await first.evaluate("[typeof AbortSignal.any, 'showPopover' in document.body]")).toEqual([
        "undefined",
        false,
      ]);
      await first.getByText("send").click();
      await first.getByText(expected).waitFor();
      await first.getByText("lifted 1").waitFor();
      await first.getByText("fill").click();
      const box = (): Promise<unknown> =>
        first.evaluate(`(({ x, y, width, height }) => [x, y, width === innerWidth, height === innerHeight])(
          document.querySelector("wx-video").getBoundingClientRect())`);
      await expect.poll(box).toEqual([0, 0, true, true]);
      await first.press("wx-video", "Escape");
      await expect.poll(box).not.toEqual([0, 0, true, true]);
      await first.getByText("next").click();
      await (await opened.frame(2)).getByText("shared").waitFor();
      expect(await opened.events("problem")).toEqual([]);
      await opened.close();
    }
  } finally {
    await context.close();
  }
});

/** The message with which `mountMiniApp` rejects if this script ran before. */
async function refusal(script: string): Promise<unknown> {
  const page: Page = await browser.newPage();
  await page.goto(site.hostOrigin);
  await page.waitForFunction("globalThis.openApp");
  // The page imports host.js only when it opens an app.
  await page.evaluate(`{ ${script} }`);
  const options = JSON.stringify({ trust: app.trust, appOrigin: site.appOrigin });
  const message = await page.evaluate(`openApp("old", ${options}).then(() => "runs", String)`);
  const frames = page.frames().length;
  await page.close();
  return [message, frames];
}

test("a browser below the minimum is refused before anything loads, with the names of what it lacks", async () => {
  const minimum = "and Chrome 100, Safari 16.4 or Firefox 110 is needed";
  expect(
    await refusal(`
      delete Document.prototype.adoptedStyleSheets;
      delete HTMLElement.prototype.attachInternals;
      delete globalThis.OffscreenCanvas;`),
  ).toEqual([
    `Error: this browser cannot run mini-programs: it lacks adoptedStyleSheets, attachInternals, OffscreenCanvas, ${minimum}`,
    1,
  ]);
  expect(await refusal("delete globalThis.structuredClone; delete Object.hasOwn;")).toEqual([
    `Error: this browser cannot run mini-programs: it lacks structuredClone, hasOwn, ${minimum}`,
    1,
  ]);
});
