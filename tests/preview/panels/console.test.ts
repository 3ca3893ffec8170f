/** The panels Console, Problems and Routes: log lines, diagnostics, page stack. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPanels } from "./app.ts";
import type { OpenPanels } from "./app.ts";

let panels: OpenPanels;

beforeAll(async () => {
  panels = await openPanels();
});

afterAll(() => panels?.close());

test("Console: shows the app's logs, filtered by text and level", async () => {
  const element = await panels.panel("console");
  await expect.poll(() => element.innerText()).toContain("hello from home");
  expect(await element.innerText()).toContain("deep");
  await element.locator("input[type=search]").fill("careful");
  await expect.poll(() => element.locator(".line:visible").count()).toBe(1);
  await element.locator("input[type=search]").fill("");
  await element.locator("select").selectOption("warn");
  await expect
    .poll(() => element.locator(".line:visible").allInnerTexts())
    .toEqual([expect.stringContaining("careful")]);
  await element.locator("select").selectOption("all");
});

test("Problems: shows a warning with its position, which opens in the editor", async () => {
  const element = await panels.panel("problems");
  await expect.poll(() => element.innerText()).toContain("missing.png");
  await element.locator("summary").first().click();
  await element.getByText("Open in editor").first().click();
  await expect.poll(panels.openedInEditor).toMatch(/--goto .*pages\/home\/home\.wxml:7:\d+$/);
});

test("Routes: shows the page stack, and a click starts any page", async () => {
  const element = await panels.panel("routes");
  await (await panels.home()).click("#more");
  await expect
    .poll(() => element.locator(".stack li").allInnerTexts())
    .toEqual(["pages/home/home", "pages/more/more?id=7"]);
  await element.locator(".pages button", { hasText: "pages/home/home" }).click();
  await expect.poll(() => element.locator(".stack li").allInnerTexts()).toEqual(["pages/home/home"]);
});

test("the simulator reported no errors", () => {
  expect(panels.shown.errors).toEqual([]);
});
