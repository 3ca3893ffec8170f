/** Start conditions, saved in the same project files as by WeChat's DevTools. */
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createStarts } from "../../src/commands/start-conditions.ts";
import { parseClientMessage } from "../../src/preview/protocol.ts";
import { miniapp } from "../build/program.ts";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProject } from "./preview-process.ts";

const projects: PreviewProject[] = [];
afterEach(() => {
  for (const one of projects.splice(0)) one.dispose();
});

function make(files: Readonly<Record<string, string>>): PreviewProject {
  const project = makeProject(files);
  projects.push(project);
  return project;
}

const condition = (list: readonly object[]): object => ({ condition: { miniprogram: { list } } });
const pay = { name: "pay", page: "pages/pay/pay", query: { id: "7" }, scene: 1011 };
const payEntry = { name: "pay", pathName: "pages/pay/pay", query: "id=7", launchMode: "default", scene: 1011 };

describe("the list", () => {
  test("merges both files; for a name in both, the private file wins", () => {
    const { folder } = make({
      "project.config.json": JSON.stringify(
        condition([
          { id: -1, name: "home", pathName: "pages/home/home", scene: null },
          { name: "pay", pathName: "pages/other/other", query: "" },
          { name: "", pathName: "pages/nameless/nameless" },
          { pathName: 7 },
        ]),
      ),
      "project.private.config.json": JSON.stringify(condition([{ ...payEntry, pathName: "/pages/pay/pay" }])),
    });
    expect(createStarts(folder).list()).toEqual([
      pay,
      { name: "home", page: "pages/home/home", query: {}, scene: 1001 },
    ]);
  });

  test("is empty when the files are missing, malformed or of another shape", () => {
    expect(createStarts(make({}).folder).list()).toEqual([]);
    expect(createStarts(make({ "project.config.json": "{" }).folder).list()).toEqual([]);
    expect(createStarts(make({ "project.config.json": '{"condition":{"miniprogram":[]}}' }).folder).list()).toEqual([]);
  });
});

describe("saving", () => {
  test("keeps the file's other content and its indentation", async () => {
    const rest = { description: "mine", setting: { urlCheck: false } };
    const project = make({
      "project.private.config.json": JSON.stringify(
        { ...rest, condition: { game: { list: [] }, miniprogram: { current: 1, list: [{ name: "odd" }] } } },
        null,
        4,
      ),
    });
    const starts = createStarts(project.folder);
    await Promise.all([starts.save(pay), starts.save({ ...pay, name: "again" }), starts.save({ ...pay, scene: 1001 })]);
    const text = project.read("project.private.config.json");
    expect(JSON.parse(text)).toEqual({
      ...rest,
      condition: {
        game: { list: [] },
        miniprogram: {
          current: 1,
          list: [{ name: "odd" }, { ...payEntry, name: "again" }, { ...payEntry, scene: null }],
        },
      },
    });
    expect(text).toContain('\n    "description"');
    await starts.remove("again");
    expect(starts.list().map(({ name }) => name)).toEqual(["pay"]);
  });

  test("creates the private file if it is missing, and never changes the shared one", async () => {
    const shared = JSON.stringify(condition([payEntry]));
    const project = make({ "project.config.json": shared });
    const starts = createStarts(project.folder);
    await expect(starts.remove("pay")).rejects.toThrow("project.config.json");
    await starts.save({ ...pay, name: "mine" });
    expect(starts.list().map(({ name }) => name)).toEqual(["mine", "pay"]);
    expect(project.read("project.config.json")).toBe(shared);
  });

  test("refuses to write through a symlink or over a malformed file", async () => {
    const outside = make({ "victim.json": "{}" });
    const linked = make({});
    symlinkSync(join(outside.folder, "victim.json"), join(linked.folder, "project.private.config.json"));
    await expect(createStarts(linked.folder).save(pay)).rejects.toThrow("not a regular file");
    expect(outside.read("victim.json")).toBe("{}");
    const dangling = make({});
    symlinkSync(join(outside.folder, "new.json"), join(dangling.folder, "project.private.config.json"));
    await expect(createStarts(dangling.folder).save(pay)).rejects.toThrow("not a regular file");
    expect(existsSync(join(outside.folder, "new.json"))).toBe(false);
    const broken = make({ "project.private.config.json": '{"half":' });
    await expect(createStarts(broken.folder).save(pay)).rejects.toThrow("nothing was written");
    expect(broken.read("project.private.config.json")).toBe('{"half":');
  });
});

test("save-start messages from a browser are limited in size and cannot name a file", () => {
  const message = (start: unknown): unknown => parseClientMessage(JSON.stringify({ type: "save-start", start }));
  expect(message(pay)).toEqual({ type: "save-start", start: pay });
  expect(message({ ...pay, file: "/etc/passwd", path: "../x" })).toEqual({ type: "save-start", start: pay });
  for (const wrong of [
    null,
    [],
    { ...pay, name: "" },
    { ...pay, name: "a\u001b[2J" },
    { ...pay, name: "x".repeat(101) },
    { ...pay, page: 1 },
    { ...pay, page: "x".repeat(1001) },
    { ...pay, query: { a: 1 } },
    { ...pay, query: ["a"] },
    { ...pay, query: { a: "x".repeat(5000) } },
    { ...pay, scene: -1 },
    { ...pay, scene: 1e9 },
  ]) {
    expect(message(wrong)).toBeUndefined();
  }
});

const app = {
  "app.json": JSON.stringify({ pages: ["pages/home/home", "pages/pay/pay"] }),
  "app.js": "App({ onLaunch({ scene }) { this.scene = scene; } });\n",
  "pages/home/home.js": "Page({});\n",
  "pages/home/home.wxml": "<view>home</view>\n",
  "pages/pay/pay.js":
    "Page({ data: { text: '' }, onLoad({ id }) { this.setData({ text: [id, getApp().scene].join(' ') }); } });\n",
  "pages/pay/pay.wxml": "<view class='text'>{{text}}</view>\n",
};

test("--start, and saving, removing and starting conditions in the simulator's dialog", async () => {
  const project = make({ ...app, "project.private.config.json": JSON.stringify(condition([payEntry])) });
  const preview = await startPreviewProcess(project.folder, ["--start", "pay"]);
  const shown = await show(preview.url);
  const { page } = shown;
  const text = async (): Promise<string> => {
    // The app may restart meanwhile, which removes the frame.
    const frame = await shown.frame("pages/pay/pay").catch(() => undefined);
    return (await frame?.textContent(".text", { timeout: 500 }).catch(() => "")) ?? "";
  };
  try {
    await expect.poll(text).toBe("7 1011");
    await page.getByRole("button", { name: "Start conditions" }).click();
    const dialog = page.getByRole("dialog", { name: "Start conditions" });
    expect(await dialog.getByLabel("Page", { exact: true }).inputValue()).toBe("pages/pay/pay");
    await dialog.getByLabel("Query", { exact: true }).fill("id=8");
    await dialog.getByLabel("Scene", { exact: true }).fill("1007");
    await dialog.getByLabel("Name", { exact: true }).fill("eight");
    await dialog.getByRole("button", { name: "Save under the name" }).click();
    await expect
      .poll(() => createStarts(project.folder).list())
      .toEqual([pay, { name: "eight", page: "pages/pay/pay", query: { id: "8" }, scene: 1007 }]);
    await dialog.getByRole("button", { name: "Remove pay" }).click();
    await expect.poll(() => dialog.getByRole("listitem").count()).toBe(1);
    await dialog.locator(".start").click();
    await expect.poll(text).toBe("8 1007");
    expect(await dialog.isVisible()).toBe(false);
    expect(shown.errors).toEqual([]);
  } finally {
    await shown.close();
    await preview.stop();
  }
});

test("--start with an unknown name lists the saved names", async () => {
  const project = make({ ...app, "project.config.json": JSON.stringify(condition([payEntry])) });
  const { code, err } = await miniapp(["preview", ".", "--start", "nobody"], { cwd: project.folder });
  expect(code).toBe(2);
  expect(err).toContain('Saved: "pay".');
});
