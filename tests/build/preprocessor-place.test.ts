/** Which Less a build uses if the program and the project are in different folders. */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./program.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "miniapp-preprocessor-place-")));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
const program = join(folder, "global/node_modules/miniapp");
const project = join(folder, "project");

beforeAll(() => {
  for (const name of ["bin", "dist", "package.json", "schemas"]) {
    cpSync(join(root, name), join(program, name), { recursive: true });
  }
  for (const name of ["esbuild", "@esbuild", "chokidar", "readdirp"]) {
    symlinkSync(realpathSync(join(root, "node_modules", name)), join(folder, "global/node_modules", name));
  }
  mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
  symlinkSync(program, join(project, "node_modules/miniapp"));
  symlinkSync("../miniapp/bin/miniapp.js", join(project, "node_modules/.bin/miniapp"));
  symlinkSync(realpathSync(join(root, "node_modules/less")), join(project, "node_modules/less"));
  for (const [path, text] of Object.entries({
    "app.json": `{ "pages": ["index"] }`,
    "index.wxml": `<view class="a">hello</view>`,
    "index.js": `Page({});`,
    "index.less": `@c: red; .a { color: @c }`,
  })) {
    writeFileSync(join(project, path), text);
  }
});

function build(start: string) {
  const env = { ...process.env, XDG_CONFIG_HOME: join(folder, "config"), XDG_CACHE_HOME: join(folder, "cache") };
  return spawnSync(process.execPath, [start, "build", project, "--no-cache"], { cwd: folder, env, encoding: "utf8" });
}

test("a program linked into the project uses the project's Less", () => {
  const { status, stderr } = build(join(project, "node_modules/.bin/miniapp"));
  expect(stderr).not.toContain("style/preprocessor-missing");
  expect(status).toBe(0);
});

test("a program outside the project runs none of the project's code, and says where to install Less", () => {
  const { status, stderr } = build(join(program, "bin/miniapp.js"));
  expect(stderr).toContain("style/preprocessor-missing");
  expect(stderr).toContain("npm install --global less");
  expect(status).toBe(1);
});
