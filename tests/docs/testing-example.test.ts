/** The example of docs/testing.md; links.test.ts checks that the page shows this text. */
// example
import { expect, test } from "vitest";
import { compileWxss, mountTemplate, render } from "../../src/testing/index.ts";

const app = "fixtures/docs/greeting";

test("greets everybody", async () => {
  const tree = await render(app, "pages/index/index.wxml", { names: ["Ada", "Grace"] });
  expect(tree).toEqual({
    tag: "#root",
    children: [
      {
        tag: "view",
        attrs: { class: "list" },
        children: [
          { tag: "text", events: { "bind:tap": "greet" }, key: "Ada", children: [{ text: "Hello, Ada!" }] },
          { tag: "text", events: { "bind:tap": "greet" }, key: "Grace", children: [{ text: "Hello, Grace!" }] },
        ],
      },
    ],
  });
});

test("an update gives the same tree as a fresh render", async () => {
  const page = await mountTemplate(app, "pages/index/index.wxml", { names: ["Ada", "Grace"] });
  page.root.setData({ "names[1]": "Edith" });
  expect(page.tree()).toEqual(await render(app, "pages/index/index.wxml", { names: ["Ada", "Edith"] }));
});

test("the stylesheet on a screen 375 pixels wide", async () => {
  const css = await compileWxss(app, "pages/index/index.wxss", { deviceWidth: 375 });
  expect(css).toContain("padding: 10px;");
});

test("a missing file is reported", async () => {
  await expect(compileWxss(app, "pages/missing.wxss")).rejects.toThrow("graph/missing-style");
});
