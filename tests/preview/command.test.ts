/** The `preview` command: options, ports and exit codes. */
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findPort } from "../../src/preview/ports.ts";
import { miniapp } from "../build/program.ts";
import { sendRaw } from "./raw-request.ts";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProject } from "./preview-process.ts";

const projects: PreviewProject[] = [];
afterEach(() => {
  for (const one of projects.splice(0)) one.dispose();
});

function makeApp(more: Readonly<Record<string, string>> = {}): PreviewProject {
  const project = makeProject({
    "app.json": JSON.stringify({ pages: ["pages/home/home", "pages/more/more"] }),
    "app.js": "App({ onLaunch({ scene }) { this.scene = scene; } });\n",
    "pages/home/home.js": "Page({});\n",
    "pages/home/home.wxml": "<view>home</view>\n",
    "pages/more/more.js":
      "Page({ data: { text: '' }, onLoad({ id, from }) { this.setData({ text: [id, from, getApp().scene].join(' ') }); } });\n",
    "pages/more/more.wxml": "<view class='text'>{{text}}</view>\n",
    ...more,
  });
  projects.push(project);
  return project;
}

test("--page, --query and --scene set the app's start page, query and scene", async () => {
  const { folder } = makeApp();
  const preview = await startPreviewProcess(folder, [
    "--page",
    "/pages/more/more?id=7",
    "--query",
    "from=push",
    "--scene",
    "1011",
  ]);
  const shown = await show(preview.url);
  try {
    const frame = await shown.frame("pages/more/more");
    await expect.poll(() => frame.textContent(".text")).toBe("7 push 1011");
  } finally {
    await shown.close();
    expect(await preview.stop()).toBe(0);
  }
});

test.each([
  ["pages/mroe/more", "Similar: pages/more/more."],
  ["pages/other/home", "Similar: pages/home/home."],
  ["nowhere", "for any unknown page."],
])("--page %s, an unknown page: the preview suggests similar pages and starts the app anyway", async (page, said) => {
  const { folder } = makeApp();
  const preview = await startPreviewProcess(folder, ["--page", page]);
  try {
    const { text } = await preview.event(({ event }) => event === "note");
    expect(text).toContain(`The app has no page ${page}, so `);
    expect(String(text).endsWith(said)).toBe(true);
    const shown = await show(preview.url);
    const frame = await shown.frame("pages/home/home");
    await expect.poll(() => frame.evaluate<string>("document.body.innerText")).toContain("home");
    await shown.close();
  } finally {
    await preview.stop();
  }
});

test("the compile cache is written once for the next start, and writing it triggers no build", async () => {
  const { folder } = makeApp({ "node_modules/one/package.json": '{ "name": "one" }' });
  const kept = () => readdirSync(join(folder, "node_modules/.cache/miniapp")).filter((name) => name.endsWith(".cache"));
  for (const _start of ["first", "next"]) {
    const preview = await startPreviewProcess(folder);
    const shown = await show(preview.url);
    const frame = await shown.frame("pages/home/home");
    await expect.poll(() => frame.evaluate<string>("document.body.innerText")).toContain("home");
    // The cache is written after the first page is shown, or on exit.
    await expect.poll(() => existsSync(join(folder, "node_modules/.cache")) && kept().length).toBe(1);
    await shown.close();
    expect(await preview.stop()).toBe(0);
    expect(preview.events.filter(({ event }) => event === "built")).toHaveLength(1);
  }
  expect(kept()).toHaveLength(1);
});

test("a folder without app.json or an unknown mode ends the preview: no save could fix that", async () => {
  const { folder } = makeApp();
  const mode = await miniapp(["preview", folder, "--mode", "nope", "--port", "5950"]);
  expect([mode.code, mode.err]).toEqual([1, expect.stringContaining("manifest/unknown-mode")]);
  const place = await miniapp(["preview", join(folder, "pages"), "--port", "5950"]);
  expect([place.code, place.err]).toEqual([1, expect.stringContaining("graph/missing-app")]);
});

test("a failing first build is reported, and the app starts once the error is fixed", async () => {
  const project = makeApp({ "pages/home/home.wxml": "<view>{{a.b(}}</view>\n" });
  const preview = await startPreviewProcess(project.folder);
  const shown = await show(preview.url);
  try {
    await preview.event((one) => one.event === "diagnostic" && one["severity"] === "error");
    await expect.poll(() => shown.page.locator(".overlay.errors").innerText()).toContain("home.wxml");
    project.write("pages/home/home.wxml", "<view>mended</view>\n");
    const frame = await shown.frame("pages/home/home");
    await expect.poll(() => frame.evaluate<string>("document.body.innerText")).toContain("mended");
    await expect.poll(() => shown.page.locator(".overlay.errors").isVisible()).toBe(false);
  } finally {
    await shown.close();
    await preview.stop();
  }
});

test("a port in use: the preview takes a higher one; --strict-port prints a short error and exits with 3", async () => {
  const { folder } = makeApp();
  const port = await findPort(45_500, false);
  const held = createServer();
  await new Promise<void>((resolve) => held.listen(port, "127.0.0.1", resolve));
  try {
    const preview = await startPreviewProcess(folder, ["--port", String(port)]);
    expect(Number(new URL(preview.url).port)).toBeGreaterThan(port);
    await preview.stop();
    const { code, err } = await miniapp(["preview", folder, "--port", String(port), "--strict-port"]);
    expect(code).toBe(3);
    expect(err).toContain(`port ${port} is in use`);
    expect(err.trim().split("\n").length).toBeLessThanOrEqual(2);
  } finally {
    held.close();
  }
});

test("subpackages are built after the first page; diagnostics are reported once the whole app is built", async () => {
  const { folder } = makeApp({
    "app.json": JSON.stringify({
      pages: ["pages/home/home"],
      subpackages: [
        { root: "shop", pages: ["list/list"] },
        { root: "news", name: "paper", pages: ["list/list"] },
      ],
    }),
    "pages/home/home.wxml": '<image src="./none.png" />\n',
    "shop/list/list.js": "Page({});\n",
    "shop/list/list.wxml": '<image src="./none.png" />\n',
    "news/list/list.js": "Page({});\n",
    "news/list/list.wxml": "<view>news</view>\n",
  });
  // No browser has to be connected for this.
  const preview = await startPreviewProcess(folder, ["--page", "news/list/list"]);
  await preview.event((one) => one.event === "diagnostic" && one["file"] === "shop/list/list.wxml");
  expect(await preview.stop()).toBe(0);
  const told = preview.events.filter(({ event }) => event === "built" || event === "diagnostic");
  expect(told.map(({ event, number, update, later, file }) => [event, number ?? file, update, later])).toEqual([
    ["built", 1, "first", ["shop"]],
    ["built", 2, "rest", undefined],
    ["diagnostic", "pages/home/home.wxml", undefined, undefined],
    ["diagnostic", "shop/list/list.wxml", undefined, undefined],
  ]);
});

test("a preview open to other machines requires the token, and the JSON log does not contain it", async () => {
  const { folder } = makeApp();
  const preview = await startPreviewProcess(folder, ["--host", "phone.test"]);
  try {
    const port = Number(new URL(preview.url).port);
    const answer = await sendRaw(port, ["GET / HTTP/1.1", `Host: phone.test:${port}`, "Connection: close"]);
    expect(answer.status).toBe(403);
    expect(JSON.stringify(preview.events)).not.toContain("/k/");
  } finally {
    await preview.stop();
  }
});

test.each([
  [["preview", "/no/such/folder"], 3, "no such folder"],
  [["preview", ".", "--port", "many"], 2, "--port many is not a valid port"],
  [["preview", ".", "--scene", "x"], 2, "--scene x is not a number"],
  [["preview", ".", "--mock", "/no/such/folder"], 3, "no such folder"],
  [["preview", ".", "--https-cert", "a.pem"], 2, "must be used together"],
])("miniapp %j exits with %i", async (args, expected, message) => {
  const { folder } = makeApp();
  const { code, err } = await miniapp(args, { cwd: folder });
  expect(code).toBe(expected);
  expect(err).toContain(message);
});
