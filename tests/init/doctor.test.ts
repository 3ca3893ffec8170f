/** `miniapp doctor`, and the help of every verb. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "../build/program.ts";
import { verbs } from "../docs/help.ts";

const temporary = temporaryFolder();
const ajv = new Ajv({ strict: false });
let count = 0;

function project(files: Readonly<Record<string, string>>): string {
  const folder = join(temporary, `project-${++count}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const page = { "app.js": "App({});", "pages/a/a.wxml": "<view />", "pages/a/a.json": "{}" };
const appJson = '{ "pages": ["pages/a/a"] }';

interface Doctor {
  readonly checks: readonly { name: string; state: string; says: string; hint?: string }[];
  readonly project: { builds: boolean; findings: { code: string }[]; unsupported: { name: string }[] } | null;
}

function fits(name: string, value: unknown): void {
  const schema = JSON.parse(readFileSync(join(root, `schemas/${name}-result.schema.json`), "utf8")) as object;
  const validate = ajv.compile({ ...schema, $id: `${name}-${++count}` });
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
}

async function doctor(
  folder: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; result: Doctor }> {
  const { code, out } = await miniapp(["doctor", folder, "--json"], { cwd: temporary, env });
  const result = JSON.parse(out) as Doctor;
  fits("doctor", result);
  return { code, result };
}

describe("doctor", () => {
  test("a healthy project", async () => {
    const folder = project({ ...page, "app.json": appJson, "pages/a/a.js": "Page({});" });
    const { code, result } = await doctor(folder);
    expect(code).toBe(0);
    expect(result.checks.map(({ name }) => name)).toEqual([
      "miniapp",
      "Node.js",
      "ports",
      "browser",
      "cache",
      "keys",
      "clock",
      "store",
    ]);
    expect(result.project).toMatchObject({ builds: true, pages: 1, findings: [], unsupported: [] });
  });

  test("missing packages are reported in one line, not once per component", async () => {
    const packages = { dependencies: { "@vant/weapp": "1.11.7", dayjs: "1.11.0" } };
    const folder = project({ ...page, "app.json": appJson, "package.json": JSON.stringify(packages) });
    mkdirSync(join(folder, "node_modules/dayjs"), { recursive: true });
    const { result } = await doctor(folder);
    expect(result.checks.find(({ name }) => name === "npm packages")).toEqual({
      name: "npm packages",
      state: "warning",
      says: "@vant/weapp in package.json, but not installed",
      hint: `Run \`npm install\` in ${folder}.`,
    });
    mkdirSync(join(folder, "miniprogram_npm/@vant/weapp"), { recursive: true });
    expect((await doctor(folder)).result.checks.some(({ name }) => name === "npm packages")).toBe(false);
  });

  test("a failed build ends with a line that counts the errors caused by missing packages", async () => {
    const packages = { dependencies: { "@vant/weapp": "1.11.7", dayjs: "1.11.0" } };
    const using = { a: "@vant/weapp/a/index", b: "@vant/weapp/b/index", c: "./gone" };
    const folder = project({
      "project.config.json": '{ "miniprogramRoot": "miniprogram/" }',
      "miniprogram/app.json": appJson,
      "miniprogram/app.js": "App({});",
      "miniprogram/package.json": JSON.stringify(packages),
      "miniprogram/pages/a/a.wxml": "<a/><b/><c/>",
      "miniprogram/pages/a/a.js": 'require("dayjs"); Page({});',
      "miniprogram/pages/a/a.json": JSON.stringify({ usingComponents: using }),
    });
    const { code, err } = await miniapp(["build", folder, "--no-cache"], { cwd: temporary });
    expect(code).toBe(1);
    const where = relative(temporary, join(folder, "miniprogram"));
    expect(err.trimEnd().split("\n").slice(-2)).toEqual([
      "4 errors",
      `3 of these come from npm packages that are in package.json but not installed (@vant/weapp, dayjs): run npm install in ${where}`,
    ]);
    // The format in which WeChat's tools write it.
    for (const name of ["@vant/weapp", "dayjs"]) {
      mkdirSync(join(folder, "miniprogram/miniprogram_npm", name), { recursive: true });
    }
    expect((await doctor(folder)).result.checks.some(({ name }) => name === "npm packages")).toBe(false);
    expect((await miniapp(["build", folder, "--no-cache"], { cwd: temporary })).err).not.toContain("npm packages");
  });

  test("lists unsupported features that the project uses", async () => {
    const script = "Page({ onLoad() { wx.faceDetect({}); wx.createTCPSocket(); wx.showToast({}); } });";
    const folder = project({ ...page, "app.json": appJson, "pages/a/a.js": script });
    const { code, result } = await doctor(folder);
    expect(code).toBe(0);
    expect(result.project?.unsupported.map(({ name }) => name)).toEqual(["createTCPSocket", "faceDetect"]);
  });

  test("a project that does not build", async () => {
    const { code, result } = await doctor(project({ "app.json": appJson, "app.js": "App({});" }));
    expect(code).toBe(1);
    expect(result.project).toMatchObject({ builds: false, findings: [{ severity: "error", count: 1 }] });
    // The text output, with a hint.
    const [{ hint }] = (result.project as unknown as { findings: [{ hint: string }] }).findings;
    const shown = await miniapp(["doctor", project({ "app.json": appJson, "app.js": "App({});" })]);
    expect(shown.out).toContain(`\n         ${hint}\n`);
  });

  test("a folder without a project", async () => {
    const { code, result } = await doctor(project({ "readme.txt": "" }));
    expect([code, result.project]).toEqual([0, null]);
  });

  test("a key that others can read, and a store that cannot be opened", async () => {
    const home = project({ ".config/miniapp/keys/alice.key": "x" });
    chmodSync(join(home, ".config/miniapp/keys/alice.key"), 0o644);
    const { code, result } = await doctor(home, { HOME: home, MINIAPP_STORE: "file:nowhere" });
    expect(code).toBe(3);
    const problems = result.checks.filter(({ state }) => state === "problem").map(({ name }) => name);
    expect(problems).toEqual(["keys", "store"]);
  });

  test("warns if there is no browser", async () => {
    const { code, result } = await doctor(temporary, { PATH: "/nowhere" });
    expect(code).toBe(0);
    expect(result.checks.find(({ name }) => name === "browser")?.state).toBe("warning");
  });

  test("a missing folder is a usage error, as for build", async () => {
    const { code, out, err } = await miniapp(["doctor", "nowhere"], { cwd: temporary });
    expect([code, out]).toEqual([3, ""]);
    expect(err).toContain("nowhere: no such folder");
  });

  test("prints one line per check", async () => {
    const { code, out } = await miniapp(["doctor"], { cwd: temporary });
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {7}miniapp: \d+\.\d+\.\d+\nok {7}Node\.js: v/);
    expect(out).toContain("No mini-program found here");
  });
});

test("init and add print what their schemas describe", async () => {
  const made = await miniapp(["init", "app", "--json"], { cwd: temporary });
  fits("init", JSON.parse(made.out));
  fits("init", JSON.parse((await miniapp(["init", "app", "--json"], { cwd: temporary })).out));
  fits("add", JSON.parse((await miniapp(["add", "page", "a", "--dir", "app", "--json"], { cwd: temporary })).out));
});

test("every verb shows an example", async () => {
  const without: string[] = [];
  for (const verb of await verbs()) {
    const { out } = await miniapp([verb, "--help"]);
    if (!/^Examples?:\n {2}miniapp /m.test(out)) without.push(verb);
  }
  expect(without).toEqual([]);
});
