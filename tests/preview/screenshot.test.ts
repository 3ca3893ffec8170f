/** The simulator's screenshot button: saves the phone's screen in its displayed size. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPreview } from "./preview-process.ts";
import type { Shown } from "./preview-process.ts";

let shown: Shown;
let close: () => Promise<void>;

beforeAll(async () => {
  // Chromium asks the user which tab to share; the flag accepts this tab.
  ({ shown, close } = await openPreview(
    {
      "app.json": JSON.stringify({
        pages: ["pages/home/home"],
        window: { navigationBarBackgroundColor: "#0000ff", navigationBarTextStyle: "white" },
      }),
      "app.js": "App({});\n",
      "miniapp.json": JSON.stringify({ appId: "com.example.colours" }),
      "pages/home/home.js": "Page({});\n",
      "pages/home/home.wxml": '<view class="left"></view><view class="right"></view>\n',
      "pages/home/home.wxss": `page { display: flex; }
view { width: 50%; height: 100vh; }
.left { background: rgb(255, 0, 0); }
.right { background: rgb(0, 255, 0); }
`,
    },
    { context: { deviceScaleFactor: 1 }, flags: ["--auto-accept-this-tab-capture"] },
  ));
  const frame = await shown.frame("pages/home/home");
  await frame.waitForSelector(".right");
});

afterAll(() => close?.());

/** Size of a PNG, and its colours at relative positions from 0 to 1, decoded by the browser. */
async function look(path: string, places: readonly (readonly [number, number])[]): Promise<readonly unknown[]> {
  const page = await shown.browser.newPage();
  const url = `data:image/png;base64,${readFileSync(path).toString("base64")}`;
  const result = await page.evaluate<readonly unknown[]>(`(async () => {
    const image = await createImageBitmap(await (await fetch(${JSON.stringify(url)})).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const at = ([x, y]) => [...context.getImageData(x * image.width, y * image.height, 1, 1).data];
    return [image.width, image.height, ...${JSON.stringify(places)}.map(at)];
  })()`);
  await page.close();
  return result;
}

test("saves a PNG of the screen's size with the app's colours, named after the app", async () => {
  const { page } = shown;
  const box = await page.locator(".screen").boundingBox();
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[aria-label='Save a screenshot']")]);
  expect(download.suggestedFilename()).toBe("com.example.colours.png");
  const [width, height, ...colours] = await look(await download.path(), [
    [0.5, 0.1],
    [0.25, 0.5],
    [0.75, 0.5],
  ]);
  expect([width, height]).toEqual([Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]);
  // The capture is a video frame, so colours are approximate.
  const near = (red: number, green: number, blue: number): unknown =>
    [red, green, blue, 255].map((value) => expect.closeTo(value, -2));
  expect(colours).toEqual([near(0, 0, 255), near(255, 0, 0), near(0, 255, 0)]);
  expect(await page.locator("#panel-console").innerText()).not.toContain("no screenshot");
});

test("a capture of a window or a screen is saved whole, with a note in the console", async () => {
  const { page } = shown;
  // Firefox and Safari cannot capture a tab. A canvas's stream does not either.
  await page.evaluate(`{
    const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
    const context = canvas.getContext("2d");
    const draw = () => {
      context.fillStyle = "rgb(255, 0, 0)";
      context.fillRect(0, 0, 300, 200);
    };
    setInterval(draw, 50);
    draw();
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(canvas.captureStream());
  }`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[aria-label='Save a screenshot']")]);
  const [width, height, colour] = await look(await download.path(), [[0.9, 0.9]]);
  expect([width, height]).toEqual([300, 200]);
  expect(colour).toEqual([expect.closeTo(255, -2), expect.closeTo(0, -2), expect.closeTo(0, -2), 255]);
  await expect
    .poll(() => page.locator("#panel-console").innerText())
    .toContain("the screenshot shows more than the phone");
});
