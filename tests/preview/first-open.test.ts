/** A project opened for the first time: a script that throws, an undeclared server, a syntax error. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Output } from "../../src/compiler/index.ts";
import { createCompiler } from "../../src/compiler/index.ts";
import { preprocessors } from "../../src/commands/preprocessors.ts";
import { hostOf } from "../runtime/app/app.ts";
import { openPreview } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="red"/></svg>';
const files = {
  "app.json": JSON.stringify({ pages: ["pages/home/home", "pages/site/site"] }),
  "app.js": "App({});\n",
  "pages/home/home.js": `const { hello } = require("../../lib/late");
Page({
  data: { hello: "", answer: "", picture: "" },
  onLoad() { this.setData({ hello }); },
  ask() {
    wx.request({
      url: "https://api.undeclared.test/balance?of=1",
      success: ({ data }) => this.setData({ answer: "balance " + data.balance }),
      fail: ({ errMsg }) => this.setData({ answer: errMsg }),
    });
  },
  clear() { this.setData({ answer: "" }); },
  loaded({ detail }) { this.setData({ picture: "picture of " + detail.width }); },
});
`,
  "pages/home/home.wxml": `<view id="hello">{{hello}}</view>
<view id="ask" bindtap="ask">ask</view>
<view id="answer">{{answer}}</view>
<view id="clear" bindtap="clear">clear</view>
<image src="http://pictures.undeclared.test/a.svg" bindload="loaded" style="width: 20px; height: 10px" />
<view id="width">{{picture}}</view>
`,
  "pages/site/site.js": "Page({});\n",
  "pages/site/site.wxml": '<web-view src="https://site.undeclared.test/" />\n',
};

let project: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ project, preview, shown, close } = await openPreview(files));
  const anyOrigin = { "access-control-allow-origin": "*" };
  await shown.page.route("https://api.undeclared.test/**", (route) =>
    route.fulfill({ json: { balance: 12 }, headers: anyOrigin }),
  );
  await shown.page.route("http://pictures.undeclared.test/**", (route) =>
    route.fulfill({ body: picture, contentType: "image/svg+xml" }),
  );
  await shown.page.route("https://site.undeclared.test/", (route) =>
    route.fulfill({ body: "<p>a page of the web</p>", contentType: "text/html" }),
  );
});

afterAll(() => close?.());

const home = async (selector: string): Promise<string> => {
  const frame = await shown.frame("pages/home/home");
  return (await frame.locator(selector).textContent()) ?? "";
};
const lines = (text: string) => shown.page.locator("#panel-console .line", { hasText: text });

test("a script that throws: the overlay lists the cause above the errors that follow from it", async () => {
  const cards = shown.page.locator(".overlay.crash section");
  await expect.poll(() => cards.count()).toBe(2);
  expect(await cards.first().locator(".message").innerText()).toBe('there is no module "../../lib/late"');
  expect(await cards.first().locator(".place").innerText()).toBe("pages/home/home.js:1:19");
  expect(await cards.nth(1).innerText()).toBe('Page "pages/home/home" has not been registered');
  expect(await shown.page.locator(".overlay.crash h2").innerText()).toBe("The app threw 2 errors");
  // The stack omits the function name that the engine invents for a module's wrapper.
  await expect.poll(() => lines("there is no module").innerText()).toContain("    at pages/home/home.js:1:19");
});

test("once the script runs, its page is created again", async () => {
  project.write("lib/late.js", 'exports.hello = "good morning";\n');
  await expect.poll(() => home("#hello")).toBe("good morning");
  await expect.poll(() => shown.page.locator(".overlay.crash").isVisible()).toBe(false);
  const marks = shown.page.locator("#panel-console .mark");
  expect(await marks.last().innerText()).toMatch(/^Started build \d: pages\/home\/home defines something now$/);
});

test("a component whose script threw appears in its page once the script runs", async () => {
  project.write("parts/card/card.json", '{ "component": true }');
  project.write("parts/card/card.wxml", "<view>card {{n}}</view>\n");
  project.write("parts/card/card.js", "Component({ data: { n: nowhere.n } });\n");
  const { "pages/home/home.wxml": template } = files;
  project.write("pages/home/home.json", JSON.stringify({ usingComponents: { card: "/parts/card/card" } }));
  project.write("pages/home/home.wxml", `${template}<view id="card"><card /></view>\n`);
  const crash = shown.page.locator(".overlay.crash");
  await expect.poll(() => crash.innerText()).toContain("nowhere is not defined");
  project.write("parts/card/card.js", "Component({ data: { n: 5 } });\n");
  await expect.poll(() => home("#card")).toBe("card 5");
  await expect.poll(() => crash.isVisible()).toBe(false);
});

test("an undeclared request domain: the console names it and the fix; the app gets WeChat's errMsg", async () => {
  const frame = await shown.frame("pages/home/home");
  for (let i = 0; i < 2; i++) {
    await frame.click("#ask");
    await expect.poll(() => home("#answer")).toBe("request:fail url not in domain list");
  }
  const told = lines("https://api.undeclared.test/balance?of=1");
  expect(await told.innerText()).toContain("https://api.undeclared.test is not in network.domains.request");
  expect(await told.innerText()).toContain('"urlCheck": false');
  await shown.page.click("#tab-network");
  const rows = shown.page.locator("#panel-network tbody tr", { hasText: "api.undeclared.test" });
  await expect.poll(() => rows.count()).toBe(2);
  expect(await rows.first().textContent()).toContain("not in network.domains.request");
  await shown.page.click("#tab-console");
  expect(await home("#width")).toBe("");
});

test("project.private.config.json can switch the domain check off", async () => {
  project.write("project.private.config.json", JSON.stringify({ setting: { urlCheck: false } }));
  await expect.poll(() => home("#width")).toBe("picture of 20");
  await (await shown.frame("pages/home/home")).click("#ask");
  await expect.poll(() => home("#answer")).toBe("balance 12");
});

test("a server that does not respond: the console suggests a cause, once", async () => {
  await shown.page.route("https://api.undeclared.test/**", (route) => route.abort("connectionrefused"));
  for (let i = 0; i < 2; i++) {
    await (await shown.frame("pages/home/home")).click("#ask");
    await expect.poll(() => home("#answer")).toMatch(/^request:fail /);
    await (await shown.frame("pages/home/home")).click("#clear");
    await expect.poll(() => home("#answer")).toBe("");
  }
  const told = lines("No response from https://api.undeclared.test");
  expect(await told.innerText()).toContain("miniapp preview --proxy");
});

test("only the preview reads project.private.config.json; project.config.json is the fallback", async () => {
  const config = (urlCheck: boolean): string => JSON.stringify({ setting: { urlCheck } });
  const own = { ...files, "lib/late.js": "", "project.private.config.json": config(false) };
  expect(await urlCheckOf(own, false)).toBe(true);
  expect(await urlCheckOf(own, true)).toBe(false);
  expect(
    await urlCheckOf({ ...own, "project.private.config.json": "{", "project.config.json": config(false) }, true),
  ).toBe(false);
});

async function urlCheckOf(project: Readonly<Record<string, string>>, readPrivateConfig: boolean): Promise<unknown> {
  const compiler = createCompiler(hostOf(project), {
    version: "test",
    sourceMaps: false,
    allowMissing: true,
    readPrivateConfig,
    preprocessors,
    digest: (data) => String(data),
  });
  const { output } = await compiler.build();
  const table = (output as Output).subpackages[0]?.files.find(({ path }) => path === "_miniapp/app.json");
  return (JSON.parse(new TextDecoder().decode(table?.content)) as { urlCheck: unknown }).urlCheck;
}

test("without the domain check, a web-view shows its web page", async () => {
  await shown.page.fill(".address input", "pages/site/site");
  await shown.page.press(".address input", "Enter");
  const frame = await shown.frame("pages/site/site");
  await expect.poll(() => frame.frameLocator("iframe").locator("p").textContent()).toBe("a page of the web");
});

test("with the domain check, a web-view shows a declared domain only", async () => {
  project.write("project.private.config.json", "{}");
  const refusal = async () => (await shown.frame("pages/site/site")).getByText("not in domain list").count();
  await expect.poll(refusal).toBe(1);
  const declared = { network: { domains: { webview: ["https://site.undeclared.test"] } } };
  project.write("miniapp.json", JSON.stringify(declared));
  const inside = async () => (await shown.frame("pages/site/site")).frameLocator("iframe").locator("p").textContent();
  await expect.poll(inside).toBe("a page of the web");
});

test("a syntax error: the overlay shows it once, without scrolling, and the toolbar says that an older build runs", async () => {
  const long = `<view class="${"wide ".repeat(30)}">{{ hello. }}</view>`;
  project.edit("pages/home/home.wxml", '<view id="hello">', `${long}\n<view id="hello">`);
  await preview.event((one) => one.event === "failed");
  const overlay = shown.page.locator(".overlay.errors");
  await expect.poll(() => overlay.isVisible()).toBe(true);
  expect((await overlay.innerText()).split("a name must follow the dot")).toHaveLength(2);
  const frame = overlay.locator(".frame");
  expect(await frame.innerText()).toContain("^");
  expect(await frame.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  const state = shown.page.locator(".toolbar .state");
  await expect.poll(() => state.getAttribute("data-kind")).toBe("bad");
  expect(await state.innerText()).toMatch(/^build \d.*, the newest build failed$/);
  project.edit("pages/home/home.wxml", `${long}\n`, "");
  await expect.poll(() => state.getAttribute("data-kind")).toBe("good");
});
