/** Mock functions for APIs: what they can do, and above all what the sandbox prevents. */
import { symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { loadMocks } from "../../src/commands/mocks.ts";
import { makeProject, openPreview } from "./preview-process.ts";
import type { PreviewProject, Shown } from "./preview-process.ts";

let mocks: PreviewProject;
let shown: Shown;
let close: () => Promise<void>;
let home: Frame;
const reached: string[] = [];
const outside = createServer((request, response) => {
  reached.push(request.url ?? "");
  response.writeHead(200, { "Access-Control-Allow-Origin": "*" }).end("reached");
});

/** Attempts of a mock to leave its sandbox. Each would return what it reached; all must fail. */
const attempts = (address: string): Readonly<Record<string, string>> => ({
  "read a file": 'require("node:fs").readFileSync("/etc/hostname", "utf8")',
  "read a file by a relative path": 'require("../secret.js")',
  "import a module of Node.js": 'await import("node:fs")',
  "import over the network": `await import("${address}/import.js")`,
  "import from the simulator": 'await import("/simulator.js")',
  "the process": "process.env",
  fetch: `await fetch("${address}/fetch")`,
  "fetch of the simulator's page, which has the token": 'await (await fetch("/")).text()',
  XMLHttpRequest: `new XMLHttpRequest().open("GET", "${address}/xhr", false)`,
  WebSocket: `new WebSocket("${address.replace("http", "ws")}/ws")`,
  EventSource: `new EventSource("${address}/events")`,
  "a script": `importScripts("${address}/script.js")`,
  "a Worker of its own": 'new Worker("/simulator.js")',
  "messages as the runtime's": 'postMessage({ type: "answer", id: 1, value: "forged" })',
  "messages by way of self": 'self.postMessage("forged")',
  BroadcastChannel: 'new BroadcastChannel("a").postMessage("forged")',
  "the simulator's databases": 'indexedDB.open("x")',
  "the simulator's caches": 'await caches.open("x")',
  "files of the origin": "await navigator.storage.getDirectory()",
  "code from text": 'Function("return fetch")()',
  "code from text by a constructor": '(async () => {}).constructor("return fetch")()',
  "eval of the outer scope": '(0, eval)("post")',
  "a timer with text": 'setTimeout("fetch(1)")',
  "frames of a stack": "Error.prepareStackTrace = (_e, frames) => frames, typeof new Error().stack[0].getFunction",
  "a name of the Worker's own script": "typeof post === 'undefined' ? missing : post",
});

beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  mocks = makeProject({
    "secret.js": "module.exports = 'secret';\n",
    "m/lib/bank.ts": "let balance = 100;\nexport const pay = (amount: number): number => (balance -= amount);\n",
    "m/lib/names.json": '{"bank": "First"}',
    "m/login.js": "module.exports = async () => ({ code: 'from a function' });\n",
    "m/login.json": JSON.stringify({ code: "from a file" }),
    "m/getNetworkType.json": JSON.stringify({ networkType: "carrier pigeon" }),
    "m/getLocation.json": JSON.stringify([{ when: { type: "gcj02" }, answer: { latitude: 1 } }, { fail: "auth deny" }]),
    "m/getSystemInfo.json": JSON.stringify([{ when: { never: "sent" }, answer: { brand: 1 } }]),
    "m/request.ts": `import { pay } from "./lib/bank";
import names from "./lib/names.json";
interface Options { url: string; method: string; data: { amount: number }; header: Record<string, string> }
const attempts: Record<string, () => unknown> = {
${Object.entries(attempts(address))
  .map(([name, code]) => `  ${JSON.stringify(name)}: async () => (${code}),`)
  .join("\n")}
};
export default async function request({ url, method, data, header }: Options) {
  if (url.endsWith("/pay")) {
    console.log("paying", data.amount);
    return { statusCode: 201, header: { "x-by": names.bank + header["x-own"] }, data: { left: pay(data.amount), method } };
  }
  if (url.endsWith("/hang")) for (;;);
  if (url.endsWith("/throw")) throw new Error("no money");
  if (url.endsWith("/attack")) {
    const found: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        const got = await attempt();
        found[name] = "GOT " + String(got).slice(0, 80);
      } catch (error) {
        found[name] = "failed";
      }
    }
    return found;
  }
}
`,
  });
  ({ shown, close } = await openPreview(
    {
      "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
      "app.js": "App({});\n",
      "miniapp.json": JSON.stringify({
        appId: "com.example.mocks",
        network: { domains: { request: ["https://api.example.com"] } },
      }),
      "pages/home/home.js": `Page({
  data: { word: "" },
  tap({ currentTarget: { dataset: { url } } }) {
    const show = (word) => this.setData({ word });
    if (url === "network" || url === "system") {
      const api = url === "network" ? wx.getNetworkType : wx.getSystemInfo;
      return api({ success: ({ networkType, brand }) => show("is " + (networkType || typeof brand)), fail: ({ errMsg }) => show(errMsg) });
    }
    if (url === "location") return wx.getLocation().then(({ latitude }) => show("at " + latitude), ({ errMsg }) => show(errMsg));
    if (url === "login") return wx.login({ success: ({ code }) => show(code), fail: ({ errMsg }) => show(errMsg) });
    wx.request({
      url: "https://api.example.com" + url, method: "POST", data: { amount: 5 }, header: { "x-own": "1" },
      success: ({ statusCode, data, header }) => show(statusCode + " " + JSON.stringify(data) + " " + (header["x-by"] || "")),
      fail: ({ errMsg }) => show(errMsg),
    });
  },
});
`,
      // In one row: on a scaled-down phone, clicks near the bottom miss.
      "pages/home/home.wxss": "view { display: inline-block; padding: 4px; }\n",
      "pages/home/home.wxml": `${["login", "/pay", "/hang", "/attack", "/throw", "/other", "network", "system", "location"].map((url) => `<view data-url="${url}" class="${url.replace("/", "")}" bindtap="tap">${url}</view>`).join("\n")}
<view id="word">{{word}}</view>
`,
    },
    { args: ["--mock", join(mocks.folder, "m")] },
  ));
  home = await shown.frame("pages/home/home");
});

afterAll(async () => {
  await close?.();
  mocks?.dispose();
  outside.close();
});

const word = async (): Promise<string> => (await home.textContent("#word")) ?? "";

const tap = (name: string): Promise<void> => home.click(`.${name}`);

test("a mock function may be async, and takes precedence over a JSON file of the same name", async () => {
  await tap("login");
  await expect.poll(word).toBe("from a function");
});

test("APIs that the simulator implements can be mocked or made to fail; without a matching rule they work as usual", async () => {
  await tap("network");
  await expect.poll(word).toBe("is carrier pigeon");
  await tap("location");
  await expect.poll(word).toBe("getLocation:fail auth deny");
  await tap("system");
  await expect.poll(word).toBe("is string");
});

test("mocks may use TypeScript, modules and JSON of the folder; state persists; logs go to the console", async () => {
  await tap("pay");
  await expect.poll(word).toBe('201 {"left":95,"method":"POST"} First1');
  await tap("pay");
  await expect.poll(word).toBe('201 {"left":90,"method":"POST"} First1');
  await expect.poll(() => shown.page.locator("#panel-console").innerText()).toMatch(/mock:\s*paying\s*5/);
});

test("a mock that throws fails the call with its error message", async () => {
  await tap("throw");
  await expect.poll(word).toMatch(/^request:fail.*request\.ts: no money/);
});

test("a mock that returns nothing leaves the call to the network", async () => {
  await tap("other");
  await expect.poll(word).toMatch(/^request:fail(?!.*request\.ts)/);
});

test("a mock cannot read files, reach the network or forge messages", async () => {
  await tap("attack");
  await expect.poll(word).toMatch(/^200 /);
  const found = JSON.parse((await word()).slice(4).trim()) as Record<string, string>;
  const wanted = Object.keys(attempts(""));
  expect(wanted.length).toBeGreaterThan(20);
  expect(found).toEqual(Object.fromEntries(wanted.map((name) => [name, "failed"])));
  expect(reached).toEqual([]);
});

test("a mock that never returns is stopped and reported, and the next call works", async () => {
  await tap("hang");
  await expect.poll(word).toContain("request.ts: stopped: it was busy for 3 seconds");
  await tap("pay");
  // The new Worker starts with fresh state.
  await expect.poll(word).toBe('201 {"left":95,"method":"POST"} First1');
});

test("an edited mock is used for the next call; a syntax error fails the call with its position", async () => {
  mocks.write("m/login.js", "export default () => ({ code: 'edited' });\n");
  await tap("login");
  await expect.poll(word).toBe("edited");
  mocks.write("m/login.js", "export default () => ({ code: \n");
  await tap("login");
  await expect.poll(word).toMatch(/login:fail .*login\.js:2:1/s);
});

describe("in the preview server's process", () => {
  test("mock code is only bundled, never run", async () => {
    const folder = makeProject({ "login.js": "globalThis.wasRun = true; throw new Error('ran');\n" });
    try {
      const loaded = loadMocks(folder.folder);
      expect(loaded.names).toEqual(["login"]);
      expect(await loaded.answer("login", {})).toEqual({ module: "login.js", version: expect.any(String) as string });
      expect(loaded.script).toContain("wasRun");
      expect(globalThis).not.toHaveProperty("wasRun");
    } finally {
      folder.dispose();
    }
  });

  test("a symlink that points outside the folder is not followed", async () => {
    const folder = makeProject({ "secret.json": '{"is":"secret"}', "m/login.js": "module.exports = () => 1;\n" });
    try {
      symlinkSync(join(folder.folder, "secret.json"), join(folder.folder, "m/request.json"));
      symlinkSync(join(folder.folder, "secret.json"), join(folder.folder, "m/data.json"));
      const loaded = loadMocks(join(folder.folder, "m"));
      expect(await loaded.answer("request", {})).toBeUndefined();
      await loaded.answer("login", {});
      expect(loaded.script).not.toContain("secret");
    } finally {
      folder.dispose();
    }
  });
});

test("the simulator reported no errors", () => {
  expect(shown.errors).toEqual([]);
});
