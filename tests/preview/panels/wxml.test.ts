/** The panel WXML: inspecting and editing the current page's elements. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPanels } from "./app.ts";
import type { OpenPanels } from "./app.ts";

let panels: OpenPanels;

beforeAll(async () => {
  panels = await openPanels();
});

afterAll(() => panels?.close());

test("WXML: shows the tree with or without shadow roots, and highlights the hovered element", async () => {
  const home = await panels.home();
  const element = await panels.panel("wxml");
  await expect.poll(() => element.innerText()).toContain("<tick");
  expect(await element.innerText()).toContain("components/tick/tick");
  expect(await element.innerText()).toContain("#shadow-root");
  await element.getByText('"word"', { exact: false }).first().hover();
  await expect.poll(() => home.locator("wx-highlight").count()).toBe(1);
  await element.locator("input[type=checkbox]").check();
  await expect.poll(() => element.innerText()).not.toContain("#shadow-root");
  await panels.panel("console");
  await expect.poll(() => home.locator("wx-highlight").count()).toBe(0);
});

/** Clicks an attribute's value of the element with this id, and types another one. */
async function change(id: string, attribute: string, value: string, key = "Enter"): Promise<void> {
  const { page: window } = panels.shown;
  const tag = window.locator("#panel-wxml .tag", { has: window.getByText(`"${id}"`, { exact: true }) });
  await tag.getByRole("button", { name: `Edit ${attribute}` }).click();
  const field = window.locator("#panel-wxml input.editing");
  await field.fill(value);
  await field.press(key);
}

test("WXML: attributes and texts are edited in place, and keep the edit until their next update", async () => {
  const { page: window } = panels.shown;
  const page = await panels.open("pages/edit/edit");
  const element = await panels.panel("wxml");
  await element.locator("input[type=checkbox]").uncheck();
  await expect.poll(() => element.innerText()).toContain('"bound"');
  const seen = (code: string): Promise<unknown> => page.evaluate(code);
  const fixed = "document.querySelector('#fixed')";
  const computed = (name: string): string => `getComputedStyle(document.querySelector('#fixed')).${name}`;
  const info = (id: string): string => `document.querySelector('#${id}').shadowRoot.textContent`;

  // Attributes are shown under the names used in WXML.
  expect(await element.innerText()).toContain('<progress id="still" percent="20" show-info=');

  // Static attributes.
  await change("fixed", "class", "three <b>");
  await expect.poll(() => seen(computed("fontSize"))).toBe("31px");
  expect(await seen(`${fixed}.className`)).not.toMatch(/\btwo\b/);
  await change("fixed", "style", "color: rgb(1, 2, 3)");
  await expect.poll(() => seen(`${fixed}.style.cssText`)).toBe("color: rgb(1, 2, 3);");
  await change("fixed", "data-at", "there");
  await expect.poll(() => seen(`${fixed}.dataset.at`)).toBe("there");
  await change("still", "percent", "44");
  await expect.poll(() => seen(info("still"))).toContain("44%");
  await change("fixed", "id", "renamed");
  await expect.poll(() => seen("document.querySelector('#renamed') !== null")).toBe(true);
  await expect.poll(() => element.locator(".edited").count()).toBe(5);
  expect(await element.locator("b").count()).toBe(0);

  // Bound attributes: the next update overwrites the edit.
  await change("bar", "percent", "33");
  await expect.poll(() => seen(info("bar"))).toContain("33%");
  await change("bound", "class", "three");
  await expect.poll(() => seen("document.querySelector('#bound').className")).toContain("three");
  await change("away", "hidden", "true");
  await expect.poll(() => seen("document.querySelector('#away').hidden")).toBe(true);
  await change("ticker", "of", "8");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 8 16 kept");
  await change("ticker", "word", "typed");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 8 16 typed");
  await element.getByRole("button", { name: "Edit text" }).filter({ hasText: "plain" }).click();
  await window.keyboard.type("<i>mine</i>");
  await window.keyboard.press("Enter");
  await expect.poll(() => page.textContent("#bound")).toBe("<i>mine</i>");
  await page.click("#next");
  await expect.poll(() => page.textContent("#bound")).toBe("later");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 70 140 typed");
  expect(await seen(info("bar"))).toContain("70%");
  await expect.poll(() => element.locator(".edited").count()).toBe(7);
  await element.getByRole("button", { name: "Edit text" }).filter({ hasText: "words" }).click();
  await window.keyboard.type("other words");
  await window.keyboard.press("Enter");
  await expect.poll(() => page.textContent("#renamed")).toBe("other words");

  // Invalid JSON, a cancelled edit, and editing by keyboard.
  await change("away", "hidden", "neither");
  const field = element.locator("input.editing");
  expect(await field.evaluate((one) => (one as unknown as { validationMessage: string }).validationMessage)).toContain(
    "Not valid JSON",
  );
  await field.press("Escape");
  expect(await field.count()).toBe(0);
  expect(await window.evaluate("document.activeElement.ariaLabel")).toBe("Edit hidden, edited");
  expect(await seen("document.querySelector('#away').hidden")).toBe(true);
  await window.keyboard.press("Enter");
  await window.keyboard.type("false");
  await window.keyboard.press("Enter");
  await expect.poll(() => seen("document.querySelector('#away').hidden")).toBe(false);
  await expect.poll(() => window.evaluate("document.activeElement.ariaLabel")).toBe("Edit hidden, edited");

  // A reload discards all edits.
  await window.click("button[aria-label='Reload the app']");
  await expect.poll(() => element.locator(".edited").count()).toBe(0);
  // The first frame found may be the old one, about to be removed.
  const again = async (): Promise<unknown> => (await panels.shown.frame("pages/edit/edit")).textContent("#fixed");
  await expect.poll(again).toBe("words");
});

test("the simulator reported no errors", () => {
  expect(panels.shown.errors).toEqual([]);
});
