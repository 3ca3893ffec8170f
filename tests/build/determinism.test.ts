/**
 * The same input produces the same bytes, regardless of the folder, the time zone, the locale, the umask, the order in
 * which files were created, the state of the cache, and whether it is the process's first build.
 */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createCompiler, createDiskHost } from "../../src/index.ts";
import { preprocessors } from "../../src/commands/preprocessors.ts";
import { loadPrivateKey, packOutput } from "../../src/package/index.ts";
import { miniapp, program, root, temporaryFolder } from "./program.ts";
import type { RunOptions } from "./program.ts";
import { listFiles, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
const fixture = join(root, "fixtures/apps/branches");
let keys: KeyFiles;
let reference: Built;

interface Built {
  readonly digest: string;
  readonly bytes: Buffer;
  readonly sourceMaps: Buffer;
}

beforeAll(async () => {
  keys = writeKeys(temporary);
  // Copies of the fixture below this folder resolve the same npm packages.
  symlinkSync(join(root, "node_modules"), join(temporary, "node_modules"));
  reference = await build(fixture, "reference", ["--no-cache"]);
});

async function build(project: string, name: string, args: readonly string[], options: RunOptions = {}): Promise<Built> {
  const out = join(temporary, "out", name, "app.mapkg");
  const run = await miniapp(["build", project, "--out", out, "--key", keys.key, "--json", ...args], options);
  expect([run.code, run.err], run.out).toEqual([0, ""]);
  const { package: built } = parseBuild(run.out);
  return { digest: built?.digest ?? "", bytes: readFileSync(out), sourceMaps: readFileSync(built?.sourceMaps ?? "") };
}

function expectSame(built: Built): void {
  expect(built.digest).toBe(reference.digest);
  expect(built.bytes.equals(reference.bytes), "the package's bytes").toBe(true);
  expect(built.sourceMaps.equals(reference.sourceMaps), "the source maps' bytes").toBe(true);
}

describe("the digest and the bytes are the same", () => {
  test("in another folder, with another name and depth", async () => {
    const copy = join(temporary, "some where/deep er/项目 'x'");
    cpSync(fixture, copy, { recursive: true });
    expectSame(await build(copy, "copy", ["--no-cache"]));
  });

  test("when run inside the project with a relative path", async () => {
    expectSame(await build(".", "inside", ["--no-cache"], { cwd: fixture }));
  });

  test.each([
    { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    { TZ: "America/St_Johns", LANG: "C", LC_ALL: "C" },
    { TZ: "Asia/Shanghai", LANG: "zh_CN.GB18030", LC_ALL: "zh_CN.GB18030", NODE_ENV: "production" },
    { SOURCE_DATE_EPOCH: "1", FORCE_COLOR: "1", UV_THREADPOOL_SIZE: "1", ESBUILD_WORKER_THREADS: "0", GOMAXPROCS: "1" },
  ])("with the environment %o", async (env) => {
    expectSame(await build(fixture, JSON.stringify(env).replace(/\W/g, "-"), ["--no-cache"], { env }));
  });

  test.each(["000", "077"])("with umask %s", async (mask) => {
    const command = ["sh", "-c", `umask ${mask} && exec "$@"`, "sh", process.execPath, program];
    expectSame(await build(fixture, `umask-${mask}`, ["--no-cache"], { command }));
  });

  test("with files created in another order and at other times", async () => {
    const copy = join(temporary, "reordered");
    const paths = listFiles(fixture).toReversed();
    for (const [index, path] of paths.entries()) {
      const place = join(copy, path);
      mkdirSync(join(place, ".."), { recursive: true });
      writeFileSync(place, readFileSync(join(fixture, path)), { mode: index % 2 === 0 ? 0o600 : 0o755 });
      utimesSync(place, index, index * 1000);
    }
    expectSame(await build(copy, "reordered", ["--no-cache"]));
  });

  test("with a cold and a warm cache", async () => {
    const cache = join(temporary, "cache");
    expectSame(await build(fixture, "cold", ["--cache", cache]));
    expectSame(await build(fixture, "warm", ["--cache", cache]));
  });

  test("with one compression thread and with many", async () => {
    expectSame(await build(fixture, "threads", ["--no-cache"], { env: { UV_THREADPOOL_SIZE: "16" } }));
  });
});

test("npm packages produce the same bytes whether npm, pnpm or a workspace installs them", async () => {
  const name = "some-package";
  const npm = {
    "package.json": `{ "name": "${name}", "version": "1.0.0", "main": "lib/main.js" }`,
    "lib/main.js": "exports.a = 1;\n",
  };
  const app = { ...sample, "pages/about/about.js": `const { a } = require("${name}");\nPage({ data: { a } });\n` };
  const flat = writeFiles(join(temporary, "npm/app"), app);
  writeFiles(join(flat, "node_modules", name), npm);
  const pnpm = writeFiles(join(temporary, "pnpm/app"), app);
  const store = writeFiles(join(pnpm, "node_modules/.pnpm", `${name}@1.0.0`, "node_modules", name), npm);
  symlinkSync(store, join(pnpm, "node_modules", name));
  const workspace = writeFiles(join(temporary, "workspace/packages/app"), app);
  const shared = writeFiles(join(temporary, "workspace/packages/shared"), npm);
  writeFiles(join(temporary, "workspace"), { "package.json": `{ "workspaces": ["packages/*"] }` });
  mkdirSync(join(temporary, "workspace/node_modules"));
  symlinkSync(shared, join(temporary, "workspace/node_modules", name));
  const [a, b, c] = await Promise.all([flat, pnpm, workspace].map((folder) => build(folder, folder, ["--no-cache"])));
  expect(a?.bytes.equals(b?.bytes ?? Buffer.alloc(0))).toBe(true);
  expect(a?.bytes.equals(c?.bytes ?? Buffer.alloc(0))).toBe(true);
});

describe("rebuilding in the same process", () => {
  test("a rebuild without changes, or after a change and its revert, produces the bytes of a cold build", async () => {
    const project = writeFiles(join(temporary, "again"), sample);
    const host = createDiskHost(project);
    const compiler = createCompiler(host, compilerOptions());
    const cold = await packed(await compiler.build());

    const same = await compiler.build();
    expect(same.modules.compiled).toBe(0);
    expect(await packed(same)).toBe(cold);

    const path = "pages/index/index.wxml";
    const changed = `${readFileSync(join(project, path), "utf8")}<view>new</view>\n`;
    writeFileSync(join(project, path), changed);
    host.invalidate([path]);
    const edited = await compiler.build();
    expect(edited.modules.compiled).toBe(1);
    const anew = createCompiler(createDiskHost(project), compilerOptions());
    expect(await packed(edited)).toBe(await packed(await anew.build()));
    expect(await packed(edited)).not.toBe(cold);

    writeFileSync(join(project, path), sample[path] as string);
    host.invalidate([path]);
    expect(await packed(await compiler.build())).toBe(cold);
  });

  test("the same for an app with Less, Sass and TypeScript", async () => {
    const compiler = createCompiler(createDiskHost(fixture), compilerOptions());
    const first = await packed(await compiler.build());
    expect(await packed(await compiler.build())).toBe(first);
    const other = createCompiler(createDiskHost(fixture), compilerOptions());
    expect(await packed(await other.build())).toBe(first);
  });
});

function compilerOptions() {
  return {
    version: "test",
    sourceMaps: true,
    allowMissing: false,
    preprocessors,
    digest: (data: string | Uint8Array) => createHash("sha256").update(data).digest("base64url"),
  };
}

/** Digest of the whole package and its source maps. */
async function packed(compilation: Awaited<ReturnType<ReturnType<typeof createCompiler>["build"]>>): Promise<string> {
  expect(compilation.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
  const { output, target, dependencies } = compilation;
  if (!output) throw new Error("nothing was built");
  const build = { compiler: "test", target, mode: "", dependencies };
  const { bytes } = await packOutput(output, {
    signers: [await loadPrivateKey(readFileSync(keys.key, "utf8"))],
    build,
  });
  const hash = createHash("sha256").update(bytes);
  for (const { path, map } of output.sourceMaps) {
    hash.update(path);
    hash.update(map);
  }
  return hash.digest("hex");
}
