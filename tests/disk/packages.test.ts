/** Which folders count as installed packages: only those that npm, pnpm and workspaces create. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDiskHost } from "../../src/disk/index.ts";

let work: string;
beforeEach(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), "miniapp-disk-")));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function file(path: string, content = ""): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), content);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  symlinkSync(join(work, target), join(work, path));
}

const named = (name: string) => JSON.stringify({ name });

test("packages of the project and of folders above it", () => {
  file("outer/node_modules/above/package.json", named("above"));
  file("outer/app/node_modules/@scope/own/package.json", named("@scope/own"));
  const host = createDiskHost(join(work, "outer/app"));
  expect(host.resolvePackage("@scope/own", "pages/a")).toBe("node_modules/@scope/own");
  expect(host.resolvePackage("above", "")).toBe("../node_modules/above");
  expect(host.resolvePackage("absent", "")).toBeUndefined();
  expect(host.read("../node_modules/above/package.json")).toBeDefined();
});

test("pnpm's store beside the links", () => {
  file("app/node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json", named("dep"));
  link("app/node_modules/dep", "app/node_modules/.pnpm/dep@1.0.0/node_modules/dep");
  const host = createDiskHost(join(work, "app"));
  expect(host.resolvePackage("dep", "")).toBe("node_modules/.pnpm/dep@1.0.0/node_modules/dep");
});

test("a workspace's package, only by its own name", () => {
  file("mono/package.json", JSON.stringify({ workspaces: ["packages/*"] }));
  file("mono/packages/ui/package.json", named("ui"));
  link("mono/packages/app/node_modules/ui", "mono/packages/ui");
  link("mono/packages/app/node_modules/other", "mono/packages/ui");
  const host = createDiskHost(join(work, "mono/packages/app"));
  expect(host.resolvePackage("ui", "")).toBe("../ui");
  expect(host.resolvePackage("other", "")).toBeUndefined();
  expect([...(host.refusedLinks ?? [])]).toEqual(["node_modules/other"]);
});

test("a link that is part of the project does not lead to a package", () => {
  file("secrets/config.json", '{"token":"x"}');
  file("secrets/package.json", named("leak"));
  link("app/node_modules/leak", "secrets");
  const host = createDiskHost(join(work, "app"));
  expect(host.resolvePackage("leak", "")).toBeUndefined();
  expect(host.read("../secrets/config.json")).toBeUndefined();
  expect(host.read("node_modules/leak/config.json")).toBeUndefined();
  expect([...(host.refusedLinks ?? [])]).toEqual(["node_modules/leak"]);
});
