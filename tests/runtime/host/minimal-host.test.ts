/** The example of a host: it is small, and with nothing but static files an app runs by way of the Service Worker. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRuntime } from "../../../scripts/build-runtime.mjs";
import { root, temporaryFolder } from "../../build/program.ts";
import { launchBrowser } from "../browser.ts";
import { compileFolder, packTest } from "./site.ts";

const folder = join(root, "examples/minimal-host");
const temporary = temporaryFolder();
let browser: Browser;
let server: ChildProcess;
let origin = "";
let appOrigin = "";

beforeAll(async () => {
  browser = await launchBrowser();
  const { bytes, trust } = await packTest(await compileFolder(join(root, "fixtures/apps/branches")));
  const [app, keys, runtime] = ["app.mapkg", "trust.pem", "runtime"].map((name) => join(temporary, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(app, bytes);
  writeFileSync(keys, trust);
  await buildRuntime(runtime);
  server = spawn(process.execPath, [join(folder, "server.mjs"), app, keys, "0", "0"], {
    env: { ...process.env, MINIAPP_RUNTIME: runtime },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = await new Promise<string>((resolve) => {
    server.stdout?.on("data", (text: Buffer) => resolve(text.toString()));
  });
  [, origin = "", appOrigin = ""] = /^(\S+) shows it, (\S+) runs it/.exec(printed) ?? [];
});

afterAll(async () => {
  server?.kill();
  await browser?.close();
});

test("the example has fewer than 200 lines", () => {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  expect(lines.length).toBeLessThan(200);
});

test("an app opens, answers taps, and leaves nothing in the origin's cache", async () => {
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(origin);
  const frame = page.frameLocator('.page[data-state="shown"] iframe');
  await frame.getByText("¥102,840.50").waitFor();
  await frame.getByText("Hide", { exact: true }).click();
  await frame.getByText("¥102,840.50").waitFor({ state: "detached" });
  expect(await page.title()).toBe("Overview");
  await page.evaluate("miniApp.close()");
  await expect.poll(() => page.title()).toBe("closed");
  await page.goto(`${appOrigin}/install.html`);
  const kept = await page.evaluate(`(async () => {
    const names = await caches.keys();
    return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length))).join();
  })()`);
  expect(kept).toBe("0");
  expect(errors).toEqual([]);
  await page.close();
});
