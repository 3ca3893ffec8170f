/** Errors of the running app and lines of its console lead back to the sources, through any number of updates. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { openPreview } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

const files = {
  "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
  "app.js": "App({});\n",
  "lib/a.ts": "export const first: number = 1;\n",
  "lib/z.ts": `interface Money { readonly amount: number }

export function pay(money: Money | null): number {
  console.log("paying", { deep: [1] });
  return money!.amount;
}
`,
  "pages/home/home.ts": `import { first } from "../../lib/a";
import { pay } from "../../lib/z";

type Word = string;
Page({
  data: { word: "" as Word, first },
  onLoad() {
    console.info("loaded");
    for (let i = 0; i < 3; i++) console.log("again");
    console.error(new Error("caught and shown"));
  },
  pay() { pay({ amount: 5 }); },
  fail() { pay(null); },
});
`,
  "pages/home/home.wxml": `<view id="pay" bindtap="pay">pay</view>
<view id="fail" bindtap="fail">fail</view>
`,
};

let project: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;
let close: () => Promise<void>;
let home: Frame;

beforeAll(async () => {
  ({ project, preview, shown, close } = await openPreview(files));
  home = await shown.frame("pages/home/home");
});

afterAll(() => close?.());

/** The link of the newest line that holds this text. */
async function place(text: string): Promise<string> {
  const line = shown.page.locator("#panel-console .line", { hasText: text }).last();
  return (await line.locator(".place").allInnerTexts()).join();
}

test("each line of the console says where it was written", async () => {
  await expect.poll(() => place("loaded")).toBe("pages/home/home.ts:8:13");
  await expect.poll(() => place("again")).toMatch(/^pages\/home\/home\.ts:9:\d+$/);
  await home.click("#pay");
  await expect.poll(() => place("paying")).toBe("lib/z.ts:4:11");
});

test("a stack that is written out is one of the sources", async () => {
  const text = (): Promise<string> =>
    shown.page.locator("#panel-console .line", { hasText: "caught and shown" }).innerText();
  await expect.poll(text).toContain("pages/home/home.ts:10:");
  expect(await text()).not.toMatch(/_miniapp\/|worker\.js/);
});

test("an error lies over the app with its lines of source; the terminal has them too", async () => {
  await home.click("#fail");
  const crash = shown.page.locator(".overlay.crash");
  await expect.poll(() => crash.isVisible()).toBe(true);
  expect(await crash.locator(".place").innerText()).toBe("lib/z.ts:5:17");
  const frame = await crash.locator(".frame").innerText();
  expect(frame).toContain("> 5 |   return money!.amount;");
  expect(frame.split("\n").find((line) => line.includes("^"))).toMatch(/^ {4} {2}\| {17}\^{6}$/);
  const noted = await preview.event((one) => one.event === "note" && String(one["text"]).includes("amount"));
  expect(noted["text"]).toContain("> 5 |   return money!.amount;");
  await crash.getByRole("button", { name: "Hide" }).click();
});

test("scripts that run since before an update keep their places, and updated ones get theirs", async () => {
  // Everything behind it moves down in the script of the package, but not in the one that runs.
  project.write("lib/a.ts", `${"// one more\n".repeat(40)}export const first = 2;\n`);
  await shown.build(2);
  await home.click("#pay");
  await expect.poll(() => shown.page.locator("#panel-console .line", { hasText: "paying" }).count()).toBe(3);
  await expect.poll(() => place("paying")).toBe("lib/z.ts:4:11");
  project.edit("lib/z.ts", "): number {", '): number {\n  console.info("more");\n');
  await shown.build(3);
  await home.click("#pay");
  await expect.poll(() => shown.page.locator("#panel-console .line", { hasText: "paying" }).count()).toBe(4);
  await expect.poll(() => place("paying")).toBe("lib/z.ts:6:11");
});

test("a save that only moves lines leaves the page alone; what runs has its new places", async () => {
  await home.evaluate("window.isKept = true");
  // One that runs since the start, and one that came with an update.
  project.edit("pages/home/home.ts", "import { first }", "// moves\n// all\nimport { first }");
  await shown.build(4);
  project.edit("lib/z.ts", "interface Money", "\n\n\ninterface Money");
  await shown.build(5);
  await home.click("#pay");
  await expect.poll(() => shown.page.locator("#panel-console .line", { hasText: "paying" }).count()).toBe(5);
  await expect.poll(() => place("paying")).toBe("lib/z.ts:9:11");
  await home.click("#fail");
  const crash = shown.page.locator(".overlay.crash");
  await expect.poll(() => crash.locator(".frame").innerText()).toContain("> 10 |   return money!.amount;");
  expect(await crash.locator("pre").last().textContent()).toContain("pages/home/home.ts:15:");
  await crash.getByRole("button", { name: "Hide" }).click();
  expect(await home.evaluate("window.isKept")).toBe(true);
});

test("the app may put what it likes into the place of Error", async () => {
  project.edit("pages/home/home.ts", "  pay() {", "  pay() { globalThis.Error = function () { throw 1; };");
  await shown.build(6);
  await home.click("#pay");
  await expect.poll(() => shown.page.locator("#panel-console .line", { hasText: "paying" }).count()).toBe(7);
  await expect.poll(() => place("paying")).toBe("lib/z.ts:9:11");
  expect(shown.errors).toEqual([]);
});
