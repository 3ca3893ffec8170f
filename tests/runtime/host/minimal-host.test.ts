/** The example host is small, and an app runs from static files alone through its Service Worker. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRuntime } from "../../../scripts/build-runtime.mjs";
import { root, temporaryFolder } from "../../build/program.ts";
import { hostOf } from "../app/app.ts";
import { launchBrowser } from "../browser.ts";
import { compileFolder, compileFrom, packTest } from "./site.ts";
import type { TestPackage } from "./site.ts";

const folder = join(root, "examples/minimal-host");
const temporary = temporaryFolder();
let browser: Browser;
let runtime = "";
const servers: ChildProcess[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  runtime = join(temporary, "runtime");
  await buildRuntime(runtime);
});

afterAll(async () => {
  for (const server of servers) server.kill();
  await browser?.close();
});

/** Starts the example's server. @returns the URL of its host page, and the app's origin */
async function serve(name: string, { bytes, trust }: TestPackage): Promise<readonly [host: string, app: string]> {
  const [app, keys] = [join(temporary, `${name}.mapkg`), join(temporary, `${name}.pem`)];
  writeFileSync(app, bytes);
  writeFileSync(keys, trust);
  const server = spawn(process.execPath, [join(folder, "server.mjs"), app, keys, "0", "0"], {
    env: { ...process.env, MINIAPP_RUNTIME: runtime },
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  const printed = await new Promise<string>((resolve) => {
    server.stdout?.on("data", (text: Buffer) => resolve(text.toString()));
  });
  const [, host = "", appOrigin = ""] = /^(\S+) shows it, (\S+) runs it/.exec(printed) ?? [];
  return [host, appOrigin];
}

test("the example has fewer than 200 lines", () => {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  expect(lines.length).toBeLessThan(200);
});

test("an element that gets another app ends the first, whose handle then changes nothing", async () => {
  const branches = await packTest(await compileFolder(join(root, "fixtures/apps/branches")));
  const [origin, appOrigin] = await serve("twice", branches);
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  await page.goto(origin);
  const frame = page.frameLocator('.page[data-state="shown"] iframe');
  await frame.getByText("¥102,840.50").waitFor();
  // With the slash that people copy along with an address.
  await page.evaluate(`(async () => {
    const { mountMiniApp } = await import("/host.js");
    const trust = await (await fetch("/trust.pem")).text();
    const element = [...document.querySelectorAll("*")].find((one) => one.shadowRoot);
    globalThis.own = (appOrigin) => mountMiniApp(element, { package: "/app.mapkg", trust, appOrigin });
    globalThis.second = await own(${JSON.stringify(`${appOrigin}/`)});
  })()`);
  expect(await page.title()).toBe("closed");
  await page.evaluate("miniApp.close()");
  await frame.getByText("¥102,840.50").waitFor();
  // The page's own origin is refused, however it is written.
  expect(await page.evaluate("own(location.href).catch(String)")).toBe("Error: an app needs an origin of its own");
  // Two at once: the later call wins, although the first is still loading when it is made.
  await page.evaluate(`(async () => {
    const appOrigin = ${JSON.stringify(appOrigin)};
    const [earlier, later] = await Promise.all([own(appOrigin), own(appOrigin)]);
    await second.close();
    await earlier.close();
    globalThis.later = later;
  })()`);
  await frame.getByText("¥102,840.50").waitFor();
  await page.evaluate("later.close()");
  expect(await page.locator("iframe").count()).toBe(0);
  await page.close();
}, 120_000);

test("an app opens, answers taps, and leaves nothing in the origin's cache", async () => {
  const branches = await packTest(await compileFolder(join(root, "fixtures/apps/branches")));
  const [origin, appOrigin] = await serve("branches", branches);
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => {
    // Firefox reports the icon of install.html, which its policy forbids, as an error of the page.
    if (!message.includes("/favicon.ico")) errors.push(message);
  });
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
    return (await (await caches.open("miniapp-packages")).keys()).length;
  })()`);
  expect(kept).toBe(0);
  expect(errors).toEqual([]);
  await page.close();
});

test("the Worker's script for later pages is loaded in advance", async () => {
  const plain = await compileFrom(
    hostOf({
      "app.json": JSON.stringify({ pages: ["a/a"] }),
      "app.js": "App({})",
      "a/a.wxml": "<view>only this</view>",
      "a/a.js": "Page({})",
    }),
  );
  const [origin, appOrigin] = await serve("plain", await packTest(plain));
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  await page.frameLocator('.page[data-state="shown"] iframe').getByText("only this").waitFor();
  const other = await context.newPage();
  await other.goto(`${appOrigin}/install.html`);
  const kept = `caches.open("miniapp-runtime").then((c) => c.keys()).then((all) => all.map(({ url }) => url))`;
  await expect.poll(() => other.evaluate(kept)).toContain(`${appOrigin}/c/worker-rare.js`);
  await context.close();
});
