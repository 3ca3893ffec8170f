/** An app that is open in Chromium, as tests of the host see it. */
import type { Browser, Frame, Page } from "playwright-core";
import type { TestPackage, TestSite } from "./site.ts";

export interface OpenedApp {
  readonly page: Page;
  /** What the app's handle told: `log`, `problem`, `page`, `close`. */
  events(name?: string): Promise<readonly (readonly [string, never])[]>;
  /** The frame that shows the page with this number. */
  frame(number: number): Promise<Frame>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly [option: string]: unknown;
}

/** Calls a function of the page by its name. */
export function call(where: Page | Frame, name: string, ...values: readonly unknown[]): Promise<unknown> {
  return where.evaluate(`${name}(...${JSON.stringify(values)})`);
}

export async function openApp(
  browser: Browser,
  site: TestSite,
  id: string,
  { trust }: TestPackage,
  options: OpenOptions = {},
): Promise<OpenedApp> {
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  await page.goto(site.hostOrigin);
  await page.waitForFunction("globalThis.openApp");
  await call(page, "openApp", id, { trust, appOrigin: site.appOrigin, ...options });
  return {
    page,
    events: async (name) => {
      const all = (await page.evaluate("events")) as [string, never][];
      return name === undefined ? all : all.filter(([kind]) => kind === name);
    },
    async frame(number) {
      for (const end = Date.now() + 30_000; Date.now() < end;) {
        for (const frame of page.frames()) {
          if (!frame.url().endsWith("/page.html")) continue;
          const shown = await frame.evaluate("globalThis.frame?.become?.page").catch(() => undefined);
          if (shown === number) return frame;
        }
        await page.waitForTimeout(20);
      }
      throw new Error(`page ${number} is in no frame`);
    },
    close: () => page.close(),
  };
}
