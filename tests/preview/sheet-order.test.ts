/** A stylesheet added by a hot update takes the same place in the cascade as after a reload. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPreview } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

const component = (name: string, inside = ""): Readonly<Record<string, string>> => ({
  [`components/${name}.json`]: JSON.stringify({ component: true, usingComponents: { last: "/components/last" } }),
  [`components/${name}.js`]: 'Component({ options: { styleIsolation: "shared" } });\n',
  [`components/${name}.wxml`]: `<view>${name}</view>${inside}<slot />\n`,
});

/** Stylesheets in cascade order. Sheet n (from 1) sets the properties from the nth on to n. */
const sheets = ["pages/home/home", "components/inner", "components/first", "components/last"];
const properties = ["order", "z-index", "flex-grow", "flex-shrink"];
const beginning = ["0", "auto", "0", "4"];

function sheet(place: number): string {
  const lines = properties.map((name, i) => (i >= place ? `${name}: ${place + 1};` : ""));
  return `.mark { position: relative; ${lines.join(" ")} }\n`;
}

let project: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ project, preview, shown, close } = await openPreview({
    "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
    "app.js": "App({});\n",
    "pages/home/home.json": JSON.stringify({
      usingComponents: { first: "/components/first", inner: "/components/inner", last: "/components/last" },
    }),
    "pages/home/home.js": "Page({});\n",
    "pages/home/home.wxml": '<view class="mark">mark</view><first><inner /></first><last />\n',
    ...component("first"),
    ...component("inner"),
    ...component("last"),
    "components/last.wxss": sheet(3),
  }));
});

afterAll(() => close?.());

async function computed(): Promise<string> {
  const frame = await shown.frame("pages/home/home");
  await frame.waitForSelector(".mark");
  const styles = `getComputedStyle(document.querySelector(".mark"))`;
  return frame.evaluate<string>(
    `${JSON.stringify(properties)}.map((name) => ${styles}.getPropertyValue(name)).join(" ")`,
  );
}

test("stylesheets added out of cascade order apply in cascade order", async () => {
  await expect.poll(computed).toBe(beginning.join(" "));
  // First the page's own, then one between it and the last, then one between those two.
  for (const [at, expected] of [
    [0, [1, 1, 1, 4]],
    [2, [1, 1, 3, 4]],
    [1, [1, 2, 3, 4]],
  ] as const) {
    project.write(`${sheets[at]}.wxss`, sheet(at));
    await expect.poll(computed).toBe(expected.join(" "));
  }
  const { events } = preview;
  expect(events.filter((one) => one.event === "built" && one["update"] === "reload")).toEqual([]);
  await shown.page.reload();
  await expect.poll(computed).toBe("1 2 3 4");
  expect(shown.errors).toEqual([]);
});
