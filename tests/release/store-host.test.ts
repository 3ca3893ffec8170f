/** The example host page with a store: the client runs in the browser and verifies the app before it runs. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRuntime } from "../../scripts/build-runtime.mjs";
import { changeChannel, setDisabled } from "../../src/release/change-channel.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { root } from "../build/program.ts";
import { newKey, pack } from "../package/sample.ts";
import { launchBrowser } from "../runtime/browser.ts";
import { app, newStore, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";
import { compileText } from "./text-app.ts";

let store: Fixture;
let browser: Browser;
let page: Page;
let server: ChildProcess;
let origin = "";
const said: string[] = [];

beforeAll(async () => {
  store = await newStore({}, undefined, { root: await newKey() });
  const runtime = join(temporaryFolder(), "runtime");
  await buildRuntime(runtime);
  const script = join(root, "examples/store-host/server.mjs");
  server = spawn(process.execPath, [script, store.folder, app, "beta", "0", "0"], {
    env: { ...process.env, MINIAPP_RUNTIME: runtime },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = await new Promise<string>((resolve) => server.stdout?.once("data", (text) => resolve(String(text))));
  origin = /^(\S+) shows it/.exec(printed)?.[1] ?? "";
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  page.on("console", (message) => said.push(message.text()));
});
afterAll(async () => {
  await browser?.close();
  server?.kill();
});

async function release(versionCode: number, text: string): Promise<void> {
  const { publisher, service } = store.who;
  const { bytes } = await pack(await compileText({ appId: app, versionCode, text }), publisher);
  await publishPackage(store.as(publisher, service), bytes);
  const target = { app, channel: "beta", message: "" };
  await changeChannel(store.as(publisher, service), target, { kind: "set", versionCode });
}

async function shows(text: string, answer: string): Promise<void> {
  await page.goto(origin);
  await page.frameLocator(".page[data-state='shown'] iframe").getByText(text, { exact: true }).waitFor();
  expect(said.splice(0)).toContain(answer);
}

test("the page runs the store's version, keeps it when the metadata is invalid, and stops a disabled app", async () => {
  await page.goto(origin);
  await page.getByText("nothing is installed for this app").waitFor();
  await release(1, "the first");
  const pointer = join(store.folder, "metadata/timestamp.json");
  const old = readFileSync(pointer);
  await shows("the first", "installed");
  await release(2, "the second");
  await shows("the second", "installed");
  await shows("the second", "current");

  const newest = readFileSync(pointer);
  writeFileSync(pointer, old);
  await shows("the second", "kept: release/rollback");
  writeFileSync(pointer, "{}");
  await shows("the second", "kept: release/metadata-malformed");
  writeFileSync(pointer, newest);

  const { alice, service } = store.who;
  await setDisabled(store.as(alice, service), { app, message: "leaks", versions: [2], off: true });
  await page.goto(origin);
  await page.getByText("This app is switched off.").waitFor();
  // It stays disabled when the store serves the timestamp from before.
  writeFileSync(pointer, newest);
  await page.goto(origin);
  await page.getByText("This app is switched off.").waitFor();
});
