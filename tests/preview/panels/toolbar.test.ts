/** The toolbar's device settings reach the app. Also: two browsers at once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { show } from "../preview-process.ts";
import { openPanels } from "./app.ts";
import type { OpenPanels } from "./app.ts";

let panels: OpenPanels;

beforeAll(async () => {
  panels = await openPanels();
});

afterAll(() => panels?.close());

test("the app gets the toolbar's language and text size", async () => {
  // A new language restarts the app on the same page.
  const told = async (): Promise<unknown> => {
    const home = await panels.home();
    // In a frame that is being removed, the click would wait for a stable element in vain.
    await home.click("#who", { timeout: 2000 });
    const word = await home.textContent("#word", { timeout: 2000 });
    return [word, await home.evaluate("document.documentElement.lang")];
  };
  await expect.poll(told).toEqual(["en 16", "en"]);
  for (const language of ["zh_TW", "en"]) {
    await panels.shown.page.selectOption("select[aria-label='Language']", language);
    // The page's `lang` changes too.
    await expect.poll(told).toEqual([`${language} 16`, language.replace("_", "-")]);
  }
});

test("the theme, the device and the rotation reach the app", async () => {
  const { page } = panels.shown;
  const width = (): Promise<unknown> => page.evaluate("document.querySelector('.phone').style.width");
  // Another device restarts the app, and the first frame found may be about to be removed.
  const seen = async (): Promise<unknown> =>
    (await panels.home()).evaluate("[document.documentElement.dataset.theme, innerWidth]");
  await page.selectOption("select[aria-label='Device']", "iPad mini");
  await expect.poll(width).toBe("744px");
  await expect.poll(seen).toEqual(["light", 744]);
  await page.click("button[aria-label='Rotate']");
  await expect.poll(width).toBe("1133px");
  await expect.poll(seen).toEqual(["light", 1133]);
});

test("dark mode: media queries in the app's stylesheets follow the phone, not the browser", async () => {
  // Query the current frame each time: a rotation restarts the app.
  const colour = async (): Promise<unknown> =>
    (await panels.home()).evaluate("getComputedStyle(document.querySelector('.big')).color");
  await expect.poll(colour).toBe("rgb(1, 1, 1)");
  await panels.shown.page.click("button[aria-label='Dark mode']");
  await expect.poll(colour).toBe("rgb(9, 9, 9)");
  await panels.shown.page.click("button[aria-label='Dark mode']");
  await expect.poll(colour).toBe("rgb(1, 1, 1)");
});

test("safe-area insets are those of the selected device", async () => {
  const inset = async (): Promise<unknown> =>
    (await panels.home()).evaluate("getComputedStyle(document.querySelector('.big')).paddingBottom");
  await panels.shown.page.selectOption("select[aria-label='Device']", "iPhone 15");
  await expect.poll(inset).toBe("34px");
  await panels.shown.page.selectOption("select[aria-label='Device']", "iPhone SE");
  await expect.poll(inset).toBe("0px");
});

test("two browsers show the same build", async () => {
  const { project, preview, shown } = panels;
  const second = await show(preview.url);
  try {
    await second.build(1);
    project.edit("pages/home/home.wxml", ">ask<", ">question<");
    await Promise.all([shown.build(2), second.build(2)]);
    for (const one of [shown, second]) {
      const home = await one.frame("pages/home/home");
      await expect.poll(() => home.textContent("#ask")).toBe("question");
    }
  } finally {
    await second.close();
  }
});

test("the simulator reported no errors", () => {
  expect(panels.shown.errors).toEqual([]);
});
