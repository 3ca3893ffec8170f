/** An app opened in Chromium, for tests of the host. */
import type { Browser, Frame, Page } from "playwright-core";
import { hostOf } from "../app/app.ts";
import { compileFrom, packTest } from "./site.ts";
import type { TestPackage, TestSite } from "./site.ts";

export interface OpenedApp {
  readonly page: Page;
  /** Events of the app's handle: `log`, `problem`, `page`, `close`. */
  events(name?: string): Promise<readonly (readonly [string, never])[]>;
  /** The arguments of each call of its console. */
  logged(): Promise<readonly (readonly string[])[]>;
  /** The frame that displays the page with this number. */
  frame(number: number): Promise<Frame>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly [option: string]: unknown;
}

/** Calls a function of the page by name. */
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
  const events: OpenedApp["events"] = async (name) => {
    const all = (await page.evaluate("events")) as [string, never][];
    return name === undefined ? all : all.filter(([kind]) => kind === name);
  };
  return {
    page,
    events,
    logged: async () => (await events("log")).map(([, { values }]: readonly [string, { values: string[] }]) => values),
    async frame(number) {
      for (const end = Date.now() + 30_000; Date.now() < end;) {
        for (const frame of page.frames()) {
          if (!frame.url().endsWith("/page.html")) continue;
          const shown = await frame
            .evaluate("globalThis.frame?.become?.page ?? Number(document.documentElement.dataset.page)")
            .catch(() => undefined);
          if (shown === number) return frame;
        }
        await page.waitForTimeout(20);
      }
      throw new Error(`page ${number} is in no frame`);
    },
    close: () => page.close(),
  };
}

/** Builds an app of these files (path → text); adds an empty `app.js` if there is none. */
export async function packFiles(files: Readonly<Record<string, string>>): Promise<TestPackage> {
  return packTest(await compileFrom(hostOf({ "app.js": "App({})", ...files })));
}

/** Builds an app and opens it. */
export async function openFiles(
  browser: Browser,
  site: TestSite,
  id: string,
  files: Readonly<Record<string, string>>,
  options: OpenOptions = {},
): Promise<OpenedApp> {
  const built = await packFiles(files);
  site.add(id, built);
  return openApp(browser, site, id, built, options);
}
