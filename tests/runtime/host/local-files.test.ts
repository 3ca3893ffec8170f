/** Files of the package that styles and attributes refer to, in a whole app: what is requested, and what never is. */
import type { Browser, Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { openFiles } from "./opened.ts";
import { readRuntime, startSite } from "./site.ts";
import type { TestSite } from "./site.ts";

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="red"/></svg>`;

/** A `data:` URL that contains quotes and a `url()` of its own. */
const drawn = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(%23a)'>(a)</rect></svg>`;

const files = {
  "app.json": JSON.stringify({ pages: ["pages/home/home"], usingComponents: { card: "/parts/card/card" } }),
  "pages/home/home.json": "{}",
  "pages/home/home.js": `Page({
    data: {
      absolute: "/images/data.svg",
      relative: "../../images/relative.svg",
      whole: "width: 75rpx; background: url('/images/whole.svg') no-repeat, url(images/beside.svg)",
      drawn: ${JSON.stringify(`background-image: url("${drawn}")`)},
    },
    later() { this.setData({ absolute: "/images/later.svg" }) },
    attack() {
      this.setData({ urls: [
        "/../../other/p/images/a.svg", "/%2e%2e/%2e%2e/other/p/images/a.svg", "/..%2f..%2fother/p/images/a.svg",
        "../../../../../page.html", "/\\\\2e\\\\2e/worker.js", "/images/a.svg?secret", "/images/b.svg#secret",
        "/%27);background:url(/images/injected.svg", "//%2e%2e/worker.js",
      ] })
    },
  })`,
  "pages/home/home.wxml": `
<wxs module="m">module.exports = { set: function (e, owner) {
  owner.selectComponent(".wxs").setStyle({ "background-image": "url(/images/wxs.svg)" }) } }</wxs>
<view class="fixed" style="background-image: url(/images/fixed.svg)" bindtap="later"/>
<view class="bare" style="background-image: url( 'images/bare.svg' )"/>
<view class="absolute" style="background-image: url({{absolute}})"/>
<view class="relative" style="background-image: url('{{relative}}')"/>
<view class="whole" style="{{whole}}"/>
<view class="drawn" style="{{drawn}}"/>
<view class="network" style="background-image: url(//images.example/a.png), url(HTTPS://images.example/b.png)"/>
<view class="variable" style="--picture: url(/images/variable.svg)"/>
<view class="wxs" bindtap="{{m.set}}"/>
<card/>
<rich-text nodes="<p style='background: url(/images/rich.svg)'>rich</p>"/>
<image src="../../images/image.svg"/>
<cover-image src="/images/cover.svg"/>
<view class="attack" bindtap="attack">attack</view>
<view wx:for="{{urls}}" wx:key="*this" class="attacked" style="background-image: url({{item}})"/>
<view wx:for="{{urls}}" wx:key="*this" class="attacked" style="background-image: url('{{item}}')"/>`,
  "pages/home/home.wxss": `view { height: 10px } .variable { background-image: var(--picture) }
.fixed::after { content: ""; background-image: url(/images/sheet.svg); display: block; height: 4px }
.bare::after { content: ""; background-image: url(../../images/near.svg); display: block; height: 4px }`,
  "parts/card/card.json": '{ "component": true }',
  "parts/card/card.js": "Component({})",
  "parts/card/card.wxml": `<view class="card" style="background-image: url(../../images/card.svg)"/><image src="own.svg"/>`,
  "parts/card/card.wxss": ".card { height: 10px }",
  "parts/card/own.svg": picture,
  "pages/home/images/bare.svg": picture,
  "pages/home/images/beside.svg": picture,
  ...Object.fromEntries(
    [
      "fixed",
      "data",
      "later",
      "relative",
      "whole",
      "variable",
      "wxs",
      "card",
      "rich",
      "image",
      "cover",
      "sheet",
      "near",
    ]
      .concat("a", "b", "injected")
      .map((name) => [`images/${name}.svg`, picture]),
  ),
};

let browser: Browser;
let site: TestSite;
let frame: Frame;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite(await readRuntime());
  const app = await openFiles(browser, site, "mine", files);
  const element = await app.page.waitForSelector('.page[data-state="shown"] iframe');
  frame = (await element.contentFrame()) as Frame;
  await frame.locator(".attack").waitFor();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Computed backgrounds of the elements with a class, as paths from the package's root for files of the package. */
async function backgrounds(name: string): Promise<string[]> {
  const all = await frame.evaluate(
    `[...document.querySelectorAll("[class~='${name}'], [class$='${name}']")].map((one) => getComputedStyle(one).backgroundImage)`,
  );
  return (all as string[]).map((text) => text.replaceAll(`${site.appOrigin}/a/mine/p/`, "/"));
}

const asked = (path: string): boolean => site.asked.includes(`/a/mine/p/${path}`);

describe("url() in template styles", () => {
  test.each([
    ["fixed", 'url("/images/fixed.svg")'],
    ["bare", 'url("/pages/home/images/bare.svg")'],
    ["absolute", 'url("/images/data.svg")'],
    ["relative", 'url("/images/relative.svg")'],
    ["whole", 'url("/images/whole.svg"), url("/pages/home/images/beside.svg")'],
    ["variable", 'url("/images/variable.svg")'],
    ["card", 'url("/images/card.svg")'],
    ["network", 'url("https://images.example/a.png"), url("https://images.example/b.png")'],
    ["drawn", `url("${drawn}")`],
  ])("%s", async (name, background) => {
    expect(await backgrounds(name)).toEqual([background]);
  });

  test("updates by data and by wxs", async () => {
    await frame.locator("[class$='fixed']").click();
    await expect.poll(() => backgrounds("absolute")).toEqual(['url("/images/later.svg")']);
    await frame.locator("[class$='wxs']").click();
    await expect.poll(() => backgrounds("wxs")).toEqual(['url("/images/wxs.svg")']);
  });

  test("all of them are loaded, as are the files in attributes, stylesheets and rich text", async () => {
    const names = Object.keys(files).filter((path) => path.endsWith(".svg") && !/\/(?:a|b|injected)\.svg$/.test(path));
    await expect.poll(() => names.filter((path) => !asked(path))).toEqual([]);
  });

  test("none refers to a file outside the package, has a query or adds declarations to the style", async () => {
    await frame.locator(".attack").click();
    await expect.poll(async () => (await backgrounds("attacked")).length).toBe(18);
    const found = await backgrounds("attacked");
    // A refused URL becomes an empty one, which no browser loads.
    for (const background of found) expect(background).toMatch(/^(?:none|url\("(?:\/[^"?#()]*|https:\/\/[^"]*|)"\))$/);
    expect(found.filter((one) => one === `url("/images/a.svg")`)).toHaveLength(2);
    await expect.poll(() => asked("images/a.svg") && asked("images/b.svg")).toBe(true);
    expect(site.asked.filter((path) => /secret|\?|worker\.js\?|\/a\/(?!mine\/)/.test(path))).toEqual([]);
  });
});
