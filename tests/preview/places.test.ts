/** Source positions of the app's errors and console lines, across any number of hot updates. */
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

/** The source link of the newest console line that contains this text. */
async function place(text: string): Promise<string> {
  const line = shown.page.locator("#panel-console .line", { hasText: text }).last();
  return (await line.locator(".place").allInnerTexts()).join();
}

test("each console line links to the source position of its call", async () => {
  await expect.poll(() => place("loaded")).toBe("pages/home/home.ts:8:13");
  await expect.poll(() => place("again")).toMatch(/^pages\/home\/home\.ts:9:\d+$/);
  await home.click("#pay");
  await expect.poll(() => place("paying")).toBe("lib/z.ts:4:11");
});

test("a logged stack trace refers to the sources", async () => {
  const text = (): Promise<string> =>
    shown.page.locator("#panel-console .line", { hasText: "caught and shown" }).innerText();
  await expect.poll(text).toContain("pages/home/home.ts:10:");
  expect(await text()).not.toMatch(/_miniapp\/|worker\.js/);
});

test("an error is shown with a code frame, in the overlay and in the terminal", async () => {
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

test("scripts loaded before an update keep their source positions, and updated scripts get new ones", async () => {
  // The new lines move all later modules in the package's script, but not in the script that is running.
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

test("a save that only moves lines keeps the page, and running code gets its new source positions", async () => {
  await home.evaluate("window.isKept = true");
  // First a script loaded at the start, then one that arrived with an update.
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

test("source positions still work when the app replaces the global Error", async () => {
  project.edit("pages/home/home.ts", "  pay() {", "  pay() { globalThis.Error = function () { throw 1; };");
  await shown.build(6);
  await home.click("#pay");
  await expect.poll(() => shown.page.locator("#panel-console .line", { hasText: "paying" }).count()).toBe(7);
  await expect.poll(() => place("paying")).toBe("lib/z.ts:9:11");
  expect(shown.errors).toEqual([]);
});
