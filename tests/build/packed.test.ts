/**
 * The published package: npm installs the tarball into an empty folder, and it builds a mini-program there. This is the
 * only file that needs npm, and its cache or a registry.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root, temporaryFolder } from "./program.ts";
import { fileTexts, listFiles, openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";

const temporary = temporaryFolder();
const folder = join(temporary, "user");
const maximumPackages = 100;
/** Size on disk, including the esbuild binary. */
const maximumSize = 40 * 1024 * 1024;

let published: readonly string[];

beforeAll(() => {
  mkdirSync(folder);
  // dist/ is fresh: `npm test` has just built it. Building again would replace it while other tests use it.
  const packed = npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", temporary);
  const [tarball] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  published = tarball.files.map((file) => file.path);
  writeFiles(folder, { "package.json": '{ "private": true }' });
  npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", join(temporary, tarball.filename));
}, 180_000);

function npm(cwd: string, ...args: readonly string[]): string {
  return run(cwd, "npm", ...args).stdout;
}

function run(cwd: string, command: string, ...args: readonly string[]) {
  const result = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")}\n${result.stdout}${result.stderr}`);
  return result;
}

test("the tarball contains only the program and its user documentation", () => {
  expect(published).toEqual(
    expect.arrayContaining([
      "bin/miniapp.js",
      "dist/cli.cjs",
      "dist/program.cjs",
      "dist/index.d.ts",
      "dist/testing/index.js",
      "schemas/app.schema.json",
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
    ]),
  );
  expect(
    published.filter(
      (path) => /^(tests|fixtures|bench|scripts|node_modules|\.bytecode)\//.test(path) || path.includes("dist."),
    ),
  ).toEqual([]);
});

test("links between pages lead to files of the tarball, except to those that the README names", () => {
  const isElsewhere = (path: string) => /^(ARCHITECTURE\.md$|docs\/decisions\/|tests\/|bench\/)/.test(path);
  const pages = published.filter((path) => path.endsWith(".md") && !path.startsWith("templates/"));
  const links = pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)\s#:]+)(?:#[^)\s]*)?\)/g)].map(([, target = ""]) =>
      join(dirname(page), target).replace(/\/$/, ""),
    ),
  );
  const isPublished = (path: string) => published.some((file) => file === path || file.startsWith(`${path}/`));
  expect(links.length).toBeGreaterThan(100);
  expect([...new Set(links)].filter((path) => !isPublished(path) && !isElsewhere(path))).toEqual([]);
});

test("the licence of every bundled library is in the tarball", () => {
  const dist = join(folder, "node_modules/miniapp/dist");
  const licences = readFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), "utf8");
  const maps = listFiles(join(dist, "runtime")).filter((name) => name.endsWith(".map"));
  const sources = maps.flatMap(
    (name) => (JSON.parse(readFileSync(join(dist, "runtime", name), "utf8")) as { sources: string[] }).sources,
  );
  const names = new Set(sources.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  expect([...names]).toEqual(expect.arrayContaining(["tuf-js", "minimatch", "sm-crypto-v2"]));
  expect([...names].filter((name) => !new RegExp(`^${name} [\\d.]+ \\(`, "m").test(licences))).toEqual([]);
});

test.each(["node16", "bundler"])("the types of a host page resolve by the rules of %s", (rules) => {
  const page = `
    import { mountFromStore, mountMiniApp, PackageError } from "miniapp/host";
    import type { MiniApp, MountOptions } from "miniapp/host";
    import { createClient } from "miniapp/client/browser";
    import { verifySm2 } from "miniapp/runtime/sm2.js";
    const appOrigin = "https://apps.example";
    const options: MountOptions = { package: "/a.mapkg", trust: "", appOrigin, sm2: verifySm2 };
    export const app: Promise<MiniApp> = mountMiniApp(document.body, options);
    const device = { id: "1", os: "web", hostVersion: "2.10" };
    const client = createClient({ url: "https://releases.example", root: new Uint8Array(), device });
    export const other = mountFromStore(document.body, { client, app: "a", channel: "b", appOrigin });
    // @ts-expect-error an option that does not exist
    export const wrong = mountMiniApp(document.body, { ...options, appOrgin: "" });
    export const codeOf = (error: unknown): string => (error instanceof PackageError ? error.code : "");
  `;
  expect(typeErrors("page.ts", page, rules)).toBe("");
});

test.each(["node16", "bundler"])("the library's types need neither @types/node nor skipLibCheck: %s", (rules) => {
  const program = `
    import { createCompiler, createDiskHost, packOutput, verifyPackage } from "miniapp";
    import { createClient } from "miniapp/client";
    import { launch, render } from "miniapp/testing";
    export const all = [createCompiler, createDiskHost, packOutput, verifyPackage, createClient, launch, render];
  `;
  expect(typeErrors("program.ts", program, rules)).toBe("");
});

/** What the TypeScript compiler prints about a file of a project without @types/node. */
function typeErrors(name: string, text: string, rules: string): string {
  writeFiles(join(folder, "types"), { [name]: text, "package.json": '{"type":"module"}' });
  const module = rules === "node16" ? "node16" : "esnext";
  const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,dom,dom.iterable", "--types", ""];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [...options, "--module", module, "--moduleResolution", rules, name];
  return run(join(folder, "types"), process.execPath, tsc, ...args).stdout;
}

test("installs few packages and little data", () => {
  const { packages } = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8")) as {
    packages: object;
  };
  const count = Object.keys(packages).length;
  const size = listFiles(join(folder, "node_modules")).reduce(
    (sum, path) => sum + lstatSync(join(folder, "node_modules", path)).size,
    0,
  );
  console.log(`installed for production: ${count} packages, ${(size / 1024 / 1024).toFixed(1)} MB`);
  expect(count).toBeLessThanOrEqual(maximumPackages);
  expect(size).toBeLessThanOrEqual(maximumSize);
});

test("npx miniapp build makes a verified package, identical to one built from this checkout", async () => {
  const project = writeFiles(join(folder, "app"), sample);
  const keys = writeKeys(join(temporary, "keys"));
  const args = ["build", project, "--key", keys.key, "--json", "--no-cache", "--out"];
  const installed = parseBuild(
    run(folder, "npx", "--no-install", "miniapp", ...args, join(temporary, "a.mapkg")).stdout,
  );
  const here = parseBuild(run(root, process.execPath, "bin/miniapp.js", ...args, join(temporary, "b.mapkg")).stdout);
  expect(installed.package?.digest).toBe(here.package?.digest);
  expect(readFileSync(join(temporary, "a.mapkg")).equals(readFileSync(join(temporary, "b.mapkg")))).toBe(true);
  expect((await openPackage(join(temporary, "a.mapkg"), keys.trust)).digest).toBe(installed.package?.digest);
  const verified = run(
    folder,
    "npx",
    "--no-install",
    "miniapp",
    "verify",
    join(temporary, "a.mapkg"),
    "--trust",
    keys.trust,
  );
  expect(verified.stdout).toContain(" is valid: wx0123456789abcdef ");
});

test("a project with Less and Sass reports the missing compilers, and builds once they are installed", async () => {
  const project = join(folder, "branches");
  cpSync(join(root, "fixtures/apps/branches"), project, { recursive: true });
  const keys = writeKeys(join(temporary, "more-keys"));
  const out = join(temporary, "branches.mapkg");
  const args = ["--no-install", "miniapp", "build", project, "--key", keys.key, "--json", "--no-cache", "--out", out];
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const { dependencies = {} } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  const install = (...names: readonly string[]) =>
    npm(folder, "install", "--no-save", "--prefer-offline", "--no-audit", "--no-fund", ...names);

  const own = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  if (own.length > 0) install(...own);
  const lacking = spawnSync("npx", args, { cwd: folder, encoding: "utf8" });
  expect(lacking.status, lacking.stdout + lacking.stderr).toBe(1);
  const errors = parseBuild(lacking.stdout).diagnostics.filter((d) => d.severity === "error");
  expect(new Set(errors.map((d) => d.code))).toEqual(new Set(["style/preprocessor-missing"]));
  expect(existsSync(out)).toBe(false);

  install(...own, ...["less", "sass"].map((name) => `${name}@${devDependencies[name] ?? ""}`));
  const { stdout } = run(folder, "npx", ...args);
  expect(parseBuild(stdout).ok).toBe(true);
  const texts = fileTexts(await openPackage(out, keys.trust));
  expect([...texts.keys()].filter((path) => path.endsWith(".css")).length).toBeGreaterThan(5);
});

test("a project created by init installs this program, and tests, checks and builds without edits", () => {
  run(folder, "npx", "--no-install", "miniapp", "init", "fresh", "--template", "tabs", "--yes", "--no-git");
  const project = join(folder, "fresh");
  const { devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  // npm installed it from the tarball, and so did the project.
  expect(devDependencies["miniapp"]).toMatch(/^file:.*\.tgz$/);
  npm(project, "install", "--prefer-offline", "--no-audit", "--no-fund");
  expect(lstatSync(join(project, "node_modules/miniapp")).isSymbolicLink()).toBe(false);
  expect(npm(project, "test")).toMatch(/Tests .*passed/);
  npm(project, "run", "check");
  npm(project, "run", "build");
  expect(listFiles(join(project, "dist"))).toContain("com.example.fresh.mapkg");
});

test("the library, the testing kit and the schemas can be imported", () => {
  writeFiles(join(folder, "kit"), { "a.wxml": '<view class="{{c}}">{{text}}</view>' });
  const script = `
    import { createCompiler, createDiskHost } from "miniapp";
    import { render, compileWxss } from "miniapp/testing";
    import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    const tree = await render("kit", "a.wxml", { c: "x", text: "hello" });
    const schema = require("miniapp/schemas/app.schema.json");
    console.log(JSON.stringify([typeof createCompiler, typeof createDiskHost, typeof compileWxss, schema.title !== undefined, tree]));
  `;
  const { stdout } = run(folder, process.execPath, "--input-type=module", "-e", script);
  const [a, b, c, d, tree] = JSON.parse(stdout) as unknown[];
  expect([a, b, c, d]).toEqual(["function", "function", "function", true]);
  expect(JSON.stringify(tree)).toContain("hello");
  expect(readdirSync(folder)).toContain("node_modules");
});
