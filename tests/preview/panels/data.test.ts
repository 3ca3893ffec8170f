/** The panels AppData, Storage and Components: values and the effect of editing them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPanels } from "./app.ts";
import type { OpenPanels } from "./app.ts";

let panels: OpenPanels;

beforeAll(async () => {
  panels = await openPanels();
});

afterAll(() => panels?.close());

test("AppData: editing the page's data updates the page", async () => {
  const element = await panels.panel("data");
  await expect.poll(() => element.locator("input.value").count()).toBeGreaterThan(1);
  const field = element.locator("input[aria-label='word']");
  await field.fill('"typed"');
  await field.press("Enter");
  await expect.poll(panels.word).toBe("typed");
});

test("AppData: expanded entries stay open and keep the focus when the data changes", async () => {
  const element = await panels.panel("data");
  for (const path of ["deep", "deep.inner"]) await element.locator(`details[data-path='${path}'] > summary`).click();
  const field = element.locator("input[aria-label='deep.inner.at']");
  await expect.poll(() => field.inputValue()).toBe("1");
  await (await panels.home()).locator("#grow").dispatchEvent("click");
  await expect.poll(() => field.inputValue()).toBe("2");
  expect(await element.locator("summary:focus").evaluate((one) => one.parentElement?.dataset["path"])).toBe(
    "deep.inner",
  );
});

test("Storage: the app reads an edited value; entries can be deleted", async () => {
  const element = await panels.panel("storage");
  const field = element.locator("input[aria-label='kept']");
  await expect.poll(() => field.inputValue()).toBe('{"a":1}');
  await field.fill('{"a":2}');
  await field.press("Enter");
  await (await panels.home()).click("#read");
  await expect.poll(panels.word).toBe('{"a":2}');
  await element.locator("button[aria-label='Delete kept']").click();
  await expect.poll(() => element.locator("input[aria-label='kept']").count()).toBe(0);
});

test("Components: lists the current page's components with properties, data and timings", async () => {
  const page = await panels.open("pages/edit/edit");
  const element = await panels.panel("components");
  const summary = element.locator("summary");
  await expect.poll(() => summary.allInnerTexts()).toEqual([expect.stringContaining("<tick>#ticker")]);
  const text = await summary.innerText();
  expect(text).toContain("components/tick/tick");
  const took = String.raw`(?:under 0\.1|\d+\.\d) ms`;
  expect(text).toMatch(new RegExp(`created in ${took}, attached in ${took}, \\d+ updates?`));
  await summary.hover();
  await expect.poll(() => page.locator("wx-highlight").count()).toBe(1);
  await summary.focus();
  await panels.shown.page.keyboard.press("Enter");
  await expect.poll(() => element.locator("h4").allInnerTexts()).toEqual(["Properties", "Data"]);
  const field = element.locator("input[aria-label='of']");
  await field.fill("21");
  await field.press("Enter");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 21 42 kept");
  await expect.poll(() => element.locator("input[aria-label='double']").inputValue()).toBe("42");
  const updates = async (): Promise<number> => Number(/(\d+) updates?/.exec(await summary.innerText())?.[1]);
  const before = await updates();
  await panels.shown.page.focus("#tab-components");
  await page.click("#next");
  await expect.poll(updates).toBeGreaterThan(before);
  await element.locator("input[aria-label='of']").waitFor();
});

test("the simulator reported no errors", () => {
  expect(panels.shown.errors).toEqual([]);
});
