/** `mount` of miniapp/testing, beyond the example in tests/docs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { mount } from "../../src/testing/index.ts";

const folder = mkdtempSync(join(tmpdir(), "miniapp-mount-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

function writeApp(files: Readonly<Record<string, string>>): string {
  const app = join(folder, String(count++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), text);
  }
  return app;
}

describe("mounting in an app", () => {
  test("uses components of app.json, but no pages and styles of the app", async () => {
    const app = writeApp({
      "app.json": '{ "pages": ["other"], "usingComponents": { "hello": "/hello" } }',
      "page.wxml": '<hello style="color: red" name="you" hidden/>',
      "page.ts": "Page({ data: {} as object });",
      "page.less": "@broken",
      "hello.json": '{ "component": true }',
      "hello.wxml": "Hello, {{name}}!",
      "hello.js": 'import { upper } from "./upper"; Component({ properties: { name: upper } });',
      "upper.js": "export const upper = String;",
    });
    const page = await mount(app, "/page");
    expect(page.tree()).toEqual({
      tag: "page",
      is: "page",
      children: [
        {
          tag: "hello",
          is: "hello",
          attrs: { style: "color: red", name: "you", hidden: true },
          children: ["Hello, you!"],
        },
      ],
    });
  });

  test("ready has run, and globals such as wx can be replaced", async () => {
    const app = writeApp({
      "page.wxml": "{{state}}",
      "page.js": 'Component({ data: { state: "" }, lifetimes: { ready() { this.setData({ state: wx.state() }) } } })',
    });
    const page = await mount(app, "page", { globals: { wx: { state: () => "ready" } } });
    expect(page.tree().children).toEqual(["ready"]);
  });
});

describe("errors", () => {
  test("an error in the app's code fails the test, or goes to report", async () => {
    const app = writeApp({
      "page.wxml": '<view id="v" bind:tap="go"/>',
      "page.js": 'Page({ go() { throw new Error("boom") } })',
    });
    const page = await mount(app, "page");
    expect(() => page.dispatch("#v", { type: "tap" })).toThrow("boom");
    const heard: unknown[] = [];
    const other = await mount(app, "page", { report: (error) => heard.push(error) });
    other.dispatch("#v", { type: "tap" });
    expect(heard.map(String)).toEqual(["Error: boom"]);
  });

  test("rejects what does not compile, does not exist or defines no component", async () => {
    const app = writeApp({
      "broken.wxml": "<view>",
      "broken.js": "Page({})",
      "silent.wxml": "",
      "silent.js": "",
      "page.wxml": "",
      "page.js": "Page({})",
    });
    await expect(mount(app, "broken")).rejects.toThrow("template/");
    await expect(mount(app, "nowhere")).rejects.toThrow("nowhere");
    await expect(mount(app, "silent")).rejects.toThrow('there is no component "silent"');
    const page = await mount(app, "page");
    expect(() => page.dispatch(["#a", "#b"], { type: "tap" })).toThrow('there is no element ["#a","#b"]');
  });
});
