/**
 * Every template in `miniapp preview` and a browser: three sizes, light and dark. `MINIAPP_SCREENSHOTS=FOLDER` keeps
 * the screenshots.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "../build/program.ts";
import { show, startPreviewProcess } from "../preview/preview-process.ts";
import type { PreviewEvent, Shown } from "../preview/preview-process.ts";

const temporary = temporaryFolder();
const pictures = process.env["MINIAPP_SCREENSHOTS"];
const folder = join(root, "templates");
const templates = readdirSync(folder).filter((name) => existsSync(join(folder, name, "template.json")));

/** A small phone, a typical one, a tablet; with the width that a page gets. */
const devices = [
  ["Galaxy S24", 360],
  ["iPhone 15", 393],
  ["iPad mini", 744],
] as const;

/** A text on the first page of each template. */
const firstWords: Readonly<Record<string, RegExp>> = {
  accounts: /Hello, Ada[^]*Total balance[^]*¥291,331\.11[^]*Everyday account/,
  blank: /Next greeting/,
  "branch-queue": /Branches in the city[^]*Old Town/,
  "component-library": /Components\s+One page for each/,
  "loan-application": /A personal loan[^]*Start an application/,
  tabs: /Good morning, Ada[^]*Address changed/,
};

test.each(templates)("%s", async (name) => {
  // Screenshots that are kept have the size of the device.
  const viewport = pictures ? { width: 1900, height: 1500 } : { width: 1280, height: 940 };
  const events = await preview(name, viewport, async (shown, page) => {
    const troubles = watchTroubles(shown);
    for (const [device, width] of devices) await look(shown, { name, page, device, width });
    expect(troubles).toEqual([]);
    expect(shown.errors).toEqual([]);
  });
  expect(events.filter(({ event }) => event === "diagnostic" || event === "trouble")).toEqual([]);
});

test("accounts: tapping a bar of the chart shows its month and highlights the bar", async () => {
  await preview("accounts", { width: 1280, height: 1200 }, async (shown) => {
    await shown.page.fill(".address input", "pages/spending/spending");
    await shown.page.press(".address input", "Enter");
    const frame = await shown.frame("pages/spending/spending");
    await frame.getByText("March 2026 so far").waitFor();
    const chart = frame.locator("wx-canvas");
    const before = await chart.screenshot();
    // The fourth of six months.
    const { width } = (await chart.boundingBox()) ?? { width: 0 };
    await chart.click({ position: { x: 46 + ((width - 46) * 3.5) / 6, y: 150 } });
    await frame.getByText("January 2026", { exact: true }).waitFor();
    await expect.poll(async () => (await chart.screenshot()).equals(before)).toBe(false);
  });
});

/** A new project of the template in a preview and a browser, and the preview's output meanwhile. */
async function preview(
  name: string,
  viewport: { width: number; height: number },
  use: (shown: Shown, firstPage: string) => Promise<void>,
): Promise<readonly PreviewEvent[]> {
  const project = mkdtempSync(join(temporary, `${name}-`));
  const made = await miniapp(["init", project, "--template", name, "--yes", "--no-git"]);
  expect(made.code, made.err).toBe(0);
  const { pages } = JSON.parse(readFileSync(join(project, "miniprogram/app.json"), "utf8")) as { pages: string[] };
  const running = await startPreviewProcess(project);
  try {
    const shown = await show(running.url, { viewport });
    try {
      await use(shown, pages[0] ?? "");
    } finally {
      await shown.close();
    }
  } finally {
    await running.stop();
  }
  return running.events;
}

interface Sight {
  readonly name: string;
  readonly page: string;
  readonly device: string;
  readonly width: number;
}

async function look(shown: Shown, { name, page, device, width }: Sight): Promise<void> {
  const before = await shown.frame(page);
  if ((await widths(before)).inner !== width) {
    await shown.page.selectOption("select[aria-label='Device']", device);
    // Switching the device restarts the app.
    await expect.poll(() => before.isDetached()).toBe(true);
  }
  const seen: Buffer[] = [];
  for (const theme of ["light", "dark"]) {
    const frame = await shown.frame(page);
    await expect.poll(() => frame.evaluate("document.documentElement.dataset.theme")).toBe(theme);
    await expect.poll(() => frame.innerText("body")).toMatch(firstWords[name] ?? /(?!)/);
    // The navigation bar follows its page: dark on light, light on dark.
    const bar = shown.page.locator(".page[data-state='shown'] .navigation-bar").last();
    await expect.poll(() => bar.getAttribute("data-text")).toBe(theme === "light" ? "black" : "white");
    const { inner, content } = await widths(frame);
    expect(inner).toBe(width);
    expect(content, `${device}: something is wider than the screen`).toBeLessThanOrEqual(inner);
    expect(await smallTargets(frame), `${device}: too small for a finger`).toEqual([]);
    const picture = await shown.page.locator(".phone").screenshot();
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      writeFileSync(join(pictures, `${name}-${width}-${theme}.png`), picture);
    }
    seen.push(picture);
    await shown.page.click("button[aria-label='Dark mode']");
  }
  expect(seen[0]?.equals(seen[1] ?? Buffer.alloc(0)), "light and dark look the same").toBe(false);
}

async function widths(frame: Frame): Promise<{ inner: number; content: number }> {
  return frame.evaluate("({ inner: innerWidth, content: document.documentElement.scrollWidth })");
}

/** Tappable elements less than 44 pixels high. */
async function smallTargets(frame: Frame): Promise<unknown> {
  return frame.evaluate(`[...document.querySelectorAll("wx-button, wx-navigator, wx-input, wx-picker")]
    .map((element) => [element.className, element.getBoundingClientRect().height])
    .filter(([, height]) => height > 0 && height < 44)`);
}

/** Console errors, and pictures and other files that failed to load. */
function watchTroubles({ page }: Shown): string[] {
  const troubles: string[] = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on(
    "response",
    (response) => response.status() >= 400 && troubles.push(`${response.status()} ${response.url()}`),
  );
  return troubles;
}
