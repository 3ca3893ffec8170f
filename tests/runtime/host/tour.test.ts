/**
 * A short tour: pages of whole apps in one real browser, with a few taps on each. There must be no errors except those
 * of the apps themselves, and every page must display something. `npm run tour` visits all pages and taps more.
 */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createVisitor } from "../../../scripts/tour/visitor.mjs";
import type { Visitor } from "../../../scripts/tour/visitor.mjs";
import { root } from "../../build/program.ts";
import { launchBrowser } from "../browser.ts";
import { compileFolder, packTest, readRuntime, startSite } from "./site.ts";
import type { TestSite } from "./site.ts";

/** The folder, and the step: visits the first page and then every nth one. */
const apps = [
  ["gallery-tdesign", "fixtures/apps/gallery-tdesign", 1],
  ["gallery-vant", "fixtures/apps/gallery-vant", 1],
  ["branches", "fixtures/apps/branches", 1],
  ["wux-weapp", "node_modules/wux-weapp/example", 20],
  ["weui-wxss", "node_modules/weui-wxss/dist", 12],
] as const;

let browser: Browser;
let site: TestSite;

beforeAll(async () => {
  browser = await launchBrowser(["--lang=zh-CN"]);
  site = await startSite(await readRuntime());
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function openVisitor(id: string, folder: string): Promise<{ visitor: Visitor; pages: readonly string[] }> {
  const packed = await packTest(await compileFolder(join(root, folder)));
  site.add(id, packed);
  const { trust, served } = packed;
  const table = JSON.parse(new TextDecoder().decode(served.files.get("_miniapp/app.json"))) as {
    readonly packages: readonly { readonly pages: readonly string[] }[];
  };
  const options = { package: `/packages/${id}.mapkg`, trust, appOrigin: site.appOrigin, served: id };
  return {
    visitor: createVisitor(browser, site.hostOrigin, options),
    pages: table.packages.flatMap((one) => one.pages),
  };
}

test.concurrent.each(apps)(
  "%s opens, shows something and takes taps",
  { timeout: 600_000 },
  async (id, folder, every) => {
    const { visitor, pages } = await openVisitor(id, folder);
    const chosen = pages.filter((_path, i) => i % every === 0);
    expect(chosen.length).toBeGreaterThan(3);
    let taps = 0;
    for (const path of chosen) {
      const visit = await visitor.visit(path, { taps: 2 });
      expect(visit, path).toMatchObject({ error: undefined, problems: [], console: [] });
      taps += visit.taps;
    }
    expect(taps).toBeGreaterThan(chosen.length / 2);
    await visitor.close();
  },
);
