/** `miniapp run` end to end: a real process, a store over HTTP, and a real browser that shows the screen. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/commands/index.ts";
import { changeChannel, setDisabled } from "../../src/release/change-channel.ts";
import type { ChannelAction } from "../../src/release/change-channel.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { bucketOf } from "../../src/release/rollout.ts";
import { start } from "../build/program.ts";
import type { Running } from "../build/program.ts";
import { newKey, pack } from "../package/sample.ts";
import { launchBrowser } from "../runtime/browser.ts";
import { serve } from "./server.ts";
import type { StaticServer } from "./server.ts";
import { app, newStore, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";
import { compileText } from "./text-app.ts";

const home = temporaryFolder();
const device = join(home, "device");
let store: Fixture;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  store = await newStore({}, undefined, { root: await newKey() });
  server = await serve(store.folder);
  browser = await launchBrowser();
  await publish(1, "the first");
  await publish(2, "the second");
  await release({ kind: "set", versionCode: 1 });
});
afterAll(() => browser?.close());

async function publish(versionCode: number, text: string, abi = "1.0"): Promise<void> {
  const { publisher, service } = store.who;
  const output = await compileText({ appId: app, versionCode, text });
  const { bytes } = await pack({ ...output, app: { ...output.app, abi } }, publisher);
  await publishPackage(store.as(publisher, service), bytes);
}

async function release(action: ChannelAction): Promise<void> {
  const { publisher, service } = store.who;
  await changeChannel(store.as(publisher, service), { app, channel: "beta", message: "" }, action);
}

interface Event {
  readonly event: string;
  readonly [name: string]: unknown;
}

/** Starts `miniapp run` and waits until its screen is served. @returns the process, its "version" event and its URL */
async function run(...more: string[]): Promise<{ running: Running; version: Event; url: string }> {
  const args = ["run", server.url, app, "--channel", "beta", "--folder", device, "--json", "--port", "5420", ...more];
  const running = start(args);
  await running.waitFor(/"event":"ready"/);
  const lines = running.printed().split("\n");
  const events = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Event);
  const version = events.find((one) => one.event === "version");
  const ready = events.find((one) => one.event === "ready");
  if (!version || !ready) throw new Error(running.printed());
  return { running, version, url: String(ready["url"]) };
}

async function stop(running: Running): Promise<number | null> {
  running.child.kill("SIGINT");
  return (await running.done).code;
}

/** Waits until the screen shows this text. */
async function shown(url: string, text: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 940 } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  await page.frameLocator(".page[data-state='shown'] iframe").getByText(text, { exact: true }).waitFor();
  expect(errors).toEqual([]);
  await page.close();
}

describe("a device", () => {
  test("trusts the first root it sees, and runs its channel's version", async () => {
    const { running, version, url } = await run();
    expect(version).toMatchObject({ state: "installed", versionCode: 1, reason: "everyone", by: "package" });
    expect(running.printed()).toContain("note: this device now trusts the root ");
    await shown(url, "the first");
    expect(await stop(running)).toBe(0);
  });

  test("installs the next version, and keeps running it when the store is unreachable", async () => {
    await release({ kind: "set", versionCode: 2 });
    const { running, version, url } = await run();
    expect(version).toMatchObject({ state: "installed", versionCode: 2, versionName: "1.2.0" });
    expect(running.printed()).not.toContain("now trusts");
    await shown(url, "the second");
    expect(await stop(running)).toBe(0);
    server.instead.set("metadata/timestamp.json", null);
    const away = await run();
    server.instead.clear();
    expect(away.version).toMatchObject({ state: "kept", versionCode: 2, code: "release/store-unreachable" });
    await shown(away.url, "the second");
    expect(await stop(away.running)).toBe(0);
  });

  test("shows on its screen that an app is disabled, even when the store is unreachable", async () => {
    const { alice, service } = store.who;
    await setDisabled(store.as(alice, service), { app, message: "leaks", versions: [], off: true });
    const { running, version, url } = await run();
    expect(version).toMatchObject({ state: "disabled", versionCode: null });
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByText(`${app} has been disabled by its publisher.`).waitFor();
    expect(await (await page.request.get(`${url}build`)).text()).toContain("no such file");
    await page.close();
    expect(await stop(running)).toBe(0);
    server.instead.set("metadata/timestamp.json", null);
    const away = await run();
    server.instead.clear();
    expect(away.version).toMatchObject({ state: "disabled", code: "release/store-unreachable" });
    expect(await stop(away.running)).toBe(0);
    await setDisabled(store.as(alice, service), { app, message: "mended", versions: [], off: false });
  });
});

describe("a version that needs another runtime ABI", () => {
  test("is refused with one line before anything is served", async () => {
    await publish(3, "the third", "2.0");
    await release({ kind: "set", versionCode: 3 });
    const why = 'the package needs the runtime ABI "2.0", and this runtime has 1.0';
    const args = [server.url, app, "--channel", "beta", "--folder", join(home, "old-device")];
    const refused = await call(...args);
    expect([refused.code, refused.out]).toEqual([3, ""]);
    expect(refused.err.trimEnd().split("\n").at(-1)).toBe(`miniapp: ${why} (run/wrong-runtime)`);
    expect(refused.err).not.toContain("http://localhost");
    const { code, out } = await call(...args, "--json");
    expect(code).toBe(3);
    expect(JSON.parse(out.trimEnd().split("\n").at(-1) ?? "")).toEqual({
      event: "refused",
      code: "run/wrong-runtime",
      reason: why,
    });
    await release({ kind: "rollback", to: 2 });
  });
});

async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await main(["run", ...args], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    cwd: home,
    env: { HOME: home },
    colour: false,
    interactive: false,
  });
  return { code, out, err };
}

describe("--check", () => {
  test("prints which version a device gets, and why", async () => {
    await release({ kind: "rollback", to: 1 });
    await release({ kind: "set", versionCode: 2, percent: 5000, conditions: { allow: ["staff"], os: ["ios"] } });
    const ids = Array.from({ length: 20 }, (_, i) => `device-${i}`);
    const inside = ids.find((id) => bucketOf(`${app}/beta/2`, id) < 5000) ?? "";
    const outside = ids.find((id) => bucketOf(`${app}/beta/2`, id) >= 5000) ?? "";
    const check = (...more: string[]) => call(server.url, app, "--channel", "beta", "--check", ...more);
    const share = `${app} 2 from beta: this device is in the percentage of devices that get it\n`;
    expect((await check("--device-id", inside, "--os", "ios")).out).toBe(share);
    expect((await check("--device-id", inside, "--os", "android")).out).toContain(
      `${app} 1 from beta: released to all devices`,
    );
    expect((await check("--device-id", outside, "--os", "ios")).out).toContain(
      `${app} 1 from beta: released to all devices`,
    );
    const staff = await check("--device-id", outside, "--segment", "staff", "--json");
    expect(JSON.parse(staff.out)).toMatchObject({ versionCode: 2, reason: "allow-list", device: outside });
    expect((await call(server.url, app, "--check")).out).toBe(
      `production has no version of ${app} for this device: nothing is released to it; are the names of app and channel right?\n`,
    );
  });

  test("works with a store's folder too", async () => {
    const { code, out, err } = await call(`file:${store.folder}`, app, "--channel", "beta", "--check", "--os", "ios");
    expect([code, out]).toEqual([0, expect.stringContaining(`from beta: `)]);
    expect(err).toContain("now trusts the root");
  });

  test("another root, a missing or unreachable store and an unsupported URL end with an exit code", async () => {
    const other = await newStore({}, undefined, { root: await newKey() });
    writeFileSync(join(home, "other.json"), readFileSync(join(other.folder, "metadata/1.root.json")));
    const strange = await call(server.url, app, "--trust", "other.json", "--check", "--json");
    expect(strange.code).toBe(4);
    expect(JSON.parse(strange.out)).toMatchObject({ event: "refused", code: "release/metadata-signature" });
    expect(await call("file:nowhere", app)).toMatchObject({
      code: 3,
      err: "miniapp: no release store found: file:nowhere (release/no-store)\n",
    });
    expect((await call("ftp://store.example", app)).code).toBe(2);
    expect((await call("http://127.0.0.1:9", app)).code).toBe(3);
  });
});
