/** The panels Network and Performance: requests, and the cost of updates. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPanels } from "./app.ts";
import type { OpenPanels } from "./app.ts";

let panels: OpenPanels;

beforeAll(async () => {
  panels = await openPanels();
});

afterAll(() => panels?.close());

test("Network: a mocked request is listed as such; with mocks switched off the request is sent", async () => {
  const element = await panels.panel("network");
  await (await panels.home()).click("#ask");
  await expect.poll(panels.word).toBe("201 mocked");
  const row = element.locator("tbody tr").first();
  await expect.poll(() => row.innerText()).toMatch(/GET\s+api\.example\.com\/accounts\s+201/);
  expect(await row.innerText()).toContain("mock");
  await row.locator("button").click();
  await expect.poll(() => element.locator(".detail").innerText()).toContain('"name": "mocked"');
  await element.locator("button[aria-label='Close']").click();
  await element.locator(".bar input[type=checkbox]").uncheck();
  await (await panels.home()).click("#ask");
  await expect.poll(panels.word).toMatch(/^request:fail/);
  await element.locator(".bar input[type=checkbox]").check();
});

test("requests fail while the simulated network is offline", async () => {
  await panels.shown.page.selectOption("select[aria-label='Network']", "Offline");
  await (await panels.home()).click("#ask");
  await expect.poll(panels.word).toMatch(/^request:fail/);
  await panels.shown.page.selectOption("select[aria-label='Network']", "Wi-Fi");
  await (await panels.home()).click("#ask");
  await expect.poll(panels.word).toBe("201 mocked");
});

test("Performance: lists updates with their keys and cost", async () => {
  const element = await panels.panel("performance");
  await (await panels.home()).click("#read");
  await expect.poll(() => element.innerText()).toMatch(/pages\/home\/home\s+word/);
  expect(await element.innerText()).toMatch(/\d+ updates/);
});

test("Performance: counts the current page's frames, and the late ones", async () => {
  const element = await panels.panel("performance");
  const told = (): Promise<string> => element.locator(".timeline").innerText();
  await expect.poll(told).toMatch(/[1-9]\d* frames a second/);
  const home = await panels.home();
  // Repeated, because on a busy machine the panel may not have polled for a while.
  const late = async (): Promise<boolean> => {
    await home.evaluate("for (const end = performance.now() + 400; performance.now() < end; );");
    const [, count, longest] = /(\d+) of \d+ were late, the longest took (\d+) ms/.exec(await told()) ?? [];
    return Number(count) > 0 && Number(longest) > 390;
  };
  await expect.poll(late).toBe(true);
  const painted = `(() => {
    const canvas = document.querySelector(".timeline canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((one) => one !== 0);
  })()`;
  await expect.poll(() => panels.shown.page.evaluate(painted)).toBe(true);
  expect(await element.getByRole("img").getAttribute("aria-label")).toContain("frames a second");
});

test("the simulator reported no errors", () => {
  expect(panels.shown.errors).toEqual([]);
});
