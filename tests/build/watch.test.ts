/** `--watch` as a process. Tests wait for printed output, never for a guessed time. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { miniapp, start, temporaryFolder } from "./program.ts";
import type { Running } from "./program.ts";
import { listFiles, sample, writeFiles, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";
import { writeWhole } from "./write-whole.ts";

const temporary = temporaryFolder();
const running: Running[] = [];
let keys: KeyFiles;

beforeAll(() => {
  keys = writeKeys(temporary);
});

afterEach(async () => {
  for (const { child, done } of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await done;
  }
});

interface Watched {
  readonly project: string;
  readonly out: string;
  readonly watcher: Running;
  /** Writes atomically: half a file would cause an extra build. */
  write(path: string, content: string): void;
  /** Resolves when a build has succeeded since the last call; returns how many modules it compiled. */
  built(): Promise<number>;
}

const builtLine = /Built \S+ in [^\n]+ \((\d+) of \d+ modules compiled\)\nsha256 [0-9a-f]{64}\n/;

interface WatchOptions {
  readonly out?: string;
  readonly cache?: string;
}

function watch(name: string, changes: Record<string, string | null> = {}, options: WatchOptions = {}): Watched {
  const project = writeFiles(join(temporary, name), sample, changes);
  const { out = join(temporary, `${name}-out`, "app.mapkg"), cache } = options;
  const caching = cache === undefined ? ["--no-cache"] : ["--cache", cache];
  const watcher = start(["build", project, "--watch", "--out", out, "--key", keys.key, ...caching]);
  running.push(watcher);
  return {
    project,
    out,
    watcher,
    write: (path, content) => writeWhole(join(project, path), content),
    async built() {
      return Number((await watcher.waitFor(builtLine))[1]);
    },
  };
}

async function expectColdBytes({ project, out }: Watched): Promise<void> {
  const cold = join(temporary, "cold.mapkg");
  const { code, err } = await miniapp(["build", project, "--out", cold, "--key", keys.key, "--no-cache", "--quiet"]);
  expect([code, err]).toEqual([0, ""]);
  expect(readFileSync(out).equals(readFileSync(cold)), "the same bytes as a cold build").toBe(true);
}

async function end({ watcher }: Watched): Promise<void> {
  watcher.child.kill("SIGINT");
  const { code, signal } = await watcher.done;
  expect([code, signal]).toEqual([130, null]);
}

test("builds, then builds again after an edit, with the bytes of a cold build", async () => {
  const watched = watch("edit");
  expect(await watched.built()).toBeGreaterThan(10);
  await watched.watcher.waitFor(/Watching for changes/);
  await expectColdBytes(watched);
  watched.write("pages/index/index.wxml", "<view>edited</view>\n");
  expect(await watched.built()).toBe(1);
  await expectColdBytes(watched);
  watched.write("lib/greet.js", "exports.greet = () => 'hi';\n");
  expect(await watched.built()).toBe(1);
  await expectColdBytes(watched);
  watched.write("app.json", (sample["app.json"] as string).replace("Sample", "Renamed"));
  expect(await watched.built()).toBe(0);
  await expectColdBytes(watched);
  await end(watched);
});

test("a failing first build writes nothing; the fix is built", async () => {
  const watched = watch("broken-first", { "pages/about/about.wxml": "<view>" });
  await watched.watcher.waitFor(/error template\/unclosed-tag/);
  await watched.watcher.waitFor(/Watching for changes/);
  expect(() => readFileSync(watched.out)).toThrow("ENOENT");
  watched.write("pages/about/about.wxml", "<view/>");
  await watched.built();
  await expectColdBytes(watched);
  await end(watched);
});

test("a failing build keeps the last package until the fix", async () => {
  const watched = watch("break");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  const good = readFileSync(watched.out);
  watched.write("app.js", "App({");
  await watched.watcher.waitFor(/error script\/syntax-error/);
  watched.write("app.json", "{");
  await watched.watcher.waitFor(/error manifest\/json-syntax/);
  rmSync(join(watched.project, "app.json"));
  await watched.watcher.waitFor(/error graph\/missing-app/);
  expect(readFileSync(watched.out).equals(good)).toBe(true);
  watched.write("app.json", sample["app.json"] as string);
  await watched.watcher.waitFor(/error script\/syntax-error/);
  watched.write("app.js", sample["app.js"] as string);
  await watched.built();
  expect(readFileSync(watched.out).equals(good)).toBe(true);
  await end(watched);
});

test("the project's own folder is deleted and created again, or moved away and back", async () => {
  const watched = watch("replaced");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  const away = `${watched.project}-away`;
  renameSync(watched.project, away);
  await watched.watcher.waitFor(/error graph\/missing-app/);
  renameSync(away, watched.project);
  await watched.built();
  await expectColdBytes(watched);

  rmSync(watched.project, { recursive: true });
  await watched.watcher.waitFor(/error graph\/missing-app/);
  writeFiles(watched.project, sample);
  await watched.built();
  await expectColdBytes(watched);
  watched.write("pages/index/index.wxml", "<view>edited</view>\n");
  await watched.built();
  await expectColdBytes(watched);
  await end(watched);
});

test("files are created, deleted and renamed", async () => {
  const watched = watch("structure");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);

  watched.write("pages/about/about.wxss", ".about { color: red }\n");
  await watched.built();
  await expectColdBytes(watched);

  rmSync(join(watched.project, "lib/greet.js"));
  await watched.watcher.waitFor(/error graph\/missing-module[^\n]*greet/);
  watched.write("lib/greet/index.js", "exports.greet = (name) => name;\n");
  await watched.built();
  await expectColdBytes(watched);

  renameSync(join(watched.project, "images/dot.png"), join(watched.project, "images/spot.png"));
  await watched.watcher.waitFor(/error graph\/missing-asset[^\n]*dot\.png/);
  renameSync(join(watched.project, "images/spot.png"), join(watched.project, "images/dot.png"));
  await watched.built();
  await expectColdBytes(watched);

  // A whole folder with a new page, and a manifest that lists it.
  watched.write("pages/more/more.js", "Page({});\n");
  watched.write("pages/more/more.wxml", "<view>more</view>\n");
  watched.write(
    "app.json",
    (sample["app.json"] as string).replace('"pages/about/about"', '"pages/about/about", "pages/more/more"'),
  );
  await watched.watcher.waitFor(builtLine);
  await settled(watched, "pages/more/more.wxml");
  await expectColdBytes(watched);

  renameSync(join(watched.project, "pages/more"), join(watched.project, "pages/moved"));
  await watched.watcher.waitFor(/error graph\/missing-page[^\n]*pages\/more\/more/);
  await end(watched);
});

// Ten builds with both preprocessors; each wait has its own timeout.
test("Less and Sass stylesheets rebuild when a file they read changes or a missing one appears", async () => {
  const watched = watch("preprocessed", {
    "pages/about/about.less": '@import "../../styles/colours.less";\n.about { color: @accent }\n',
    "pages/index/index.wxss": null,
    "pages/index/index.scss": '@use "../../styles/tokens";\n.title { color: tokens.$ink }\n',
    "styles/colours.less": "@accent: #010101;\n",
    "styles/_tokens.scss": "$ink: #020202;\n",
  });
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  await expectColdBytes(watched);
  watched.write("styles/colours.less", "@accent: #030303;\n");
  await watched.built();
  await settled(watched, "#030303");
  await expectColdBytes(watched);
  watched.write("styles/_tokens.scss", "$ink: #040404;\n");
  await watched.built();
  await settled(watched, "#040404");
  await expectColdBytes(watched);
  rmSync(join(watched.project, "styles/_tokens.scss"));
  await watched.watcher.waitFor(/pages\/index\/index\.scss:1:/);
  // Another of the candidate names for the first import.
  watched.write("styles/tokens.scss", "$ink: #050505;\n");
  await watched.built();
  await settled(watched, "#050505");
  await expectColdBytes(watched);
  await end(watched);
});

test("a watcher ends when the process that started it is gone", async () => {
  const watched = watch("orphan");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  // The system does this when that process ends, in whatever way.
  (watched.watcher.child.stdio[3] as Socket).destroy();
  expect((await watched.watcher.done).code).toBe(130);
});

test("a folder named dist is a source folder like any other", async () => {
  const page = (sample["pages/about/about.js"] as string).replace("{}", '{ data: require("../../dist/data") }');
  const watched = watch("dist-source", { "dist/data.js": "module.exports = 1;\n", "pages/about/about.js": page });
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  watched.write("dist/data.js", "module.exports = 2;\n");
  expect(await watched.built()).toBe(1);
  await expectColdBytes(watched);
  await end(watched);
});

test("writing the package into the project's folder triggers no further build", async () => {
  const project = writeFiles(join(temporary, "own"), sample);
  const watcher = start([
    "build",
    project,
    "--watch",
    "--out",
    join(project, "app.mapkg"),
    "--key",
    keys.key,
    "--no-cache",
  ]);
  running.push(watcher);
  await watcher.waitFor(builtLine);
  await watcher.waitFor(/Watching for changes/);
  for (const text of ["one", "two", "three"]) {
    writeWhole(join(project, "pages/about/about.wxml"), `<view>${text}</view>`);
    await watcher.waitFor(builtLine);
  }
  watcher.child.kill("SIGINT");
  const { out } = await watcher.done;
  // The first build, and one per edit. A slightly later check may see another timestamp and build once more.
  const builds = out.match(/^Built /gm)?.length ?? 0;
  expect(builds).toBeGreaterThanOrEqual(4);
  expect(builds).toBeLessThanOrEqual(7);
  expect(listFiles(project).filter((path) => path.endsWith(".mapkg") || path.endsWith(".maps.json"))).toHaveLength(2);
});

test("build output triggers no further build: a cache in the project, a package behind a link", async () => {
  const project = join(temporary, "writes");
  mkdirSync(join(project, "packages"), { recursive: true });
  symlinkSync(project, join(temporary, "writes-link"), "dir");
  const out = join(temporary, "writes-link/packages/app.mapkg");
  const watched = watch("writes", {}, { out, cache: join(temporary, "writes-link/cache") });
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  for (const text of ["one", "two", "three"]) {
    watched.write("pages/about/about.wxml", `<view>${text}</view>`);
    await watched.built();
    await settled(watched, text);
    // Time enough for many builds, if each one triggered another.
    await expectColdBytes(watched);
  }
  watched.watcher.child.kill("SIGINT");
  const builds = (await watched.watcher.done).out.match(/^Built /gm)?.length ?? 0;
  expect(builds).toBeGreaterThanOrEqual(4);
  expect(builds).toBeLessThanOrEqual(8);
  expect(listFiles(join(project, "cache"))).toHaveLength(1);
});

test("packages are installed, replaced and removed", async () => {
  const script = 'Page({ made: require("foo") });\n';
  const watched = watch("install", { "pages/about/about.js": script, "package.json": "{}" });
  await watched.watcher.waitFor(/error graph\/missing-module/);
  await watched.watcher.waitFor(/Watching for changes/);
  const install = (content: string) => {
    watched.write("node_modules/foo/package.json", '{"name":"foo","version":"1.0.0","main":"main.js"}');
    watched.write("node_modules/foo/main.js", `module.exports = "${content}";\n`);
    // The last file that npm writes.
    watched.write("node_modules/.package-lock.json", JSON.stringify({ content }));
  };
  install("foo-first");
  await watched.built();
  await expectColdBytes(watched);
  install("foo-second");
  await watched.built();
  await settled(watched, "foo-second");
  await expectColdBytes(watched);
  rmSync(join(watched.project, "node_modules/foo"), { recursive: true });
  watched.write("node_modules/.package-lock.json", "{}");
  await watched.watcher.waitFor(/error graph\/missing-module/);
  // Even without a sign from a package manager, the next build checks again.
  watched.write("node_modules/foo/index.js", 'module.exports = "foo-third";\n');
  watched.write("pages/about/about.wxml", "<view>third</view>\n");
  await watched.built();
  await expectColdBytes(watched);
  await end(watched);
});

test("packages are installed above the project", async () => {
  writeFiles(join(temporary, "workspace"), { "package.json": '{"private":true}' });
  const watched = watch("workspace/app", { "pages/about/about.js": 'Page({ made: require("foo") });\n' });
  await watched.watcher.waitFor(/error graph\/missing-module/);
  await watched.watcher.waitFor(/Watching for changes/);
  const above = (content: string) => ({
    "node_modules/foo/package.json": '{"name":"foo","version":"1.0.0"}',
    "node_modules/foo/index.js": `module.exports = "${content}";\n`,
    "node_modules/.modules.yaml": `${content}\n`,
  });
  for (const content of ["above-first", "above-second"]) {
    writeFiles(join(temporary, "workspace"), above(content));
    await watched.built();
    await settled(watched, content);
    await expectColdBytes(watched);
  }
  await end(watched);
});

test.skipIf(process.platform !== "linux")("the next build restarts esbuild's process if it has ended", async () => {
  const watched = watch("killed");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  const { pid } = watched.watcher.child;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  const services = children.filter((id) => readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--service"));
  expect(services).toHaveLength(1);
  process.kill(Number(services[0]), "SIGKILL");
  watched.write("app.js", "App({ first: true });\n");
  await watched.watcher.waitFor(/miniapp: the esbuild process, [^\n]* exited before it was done[^\n]*\n/);
  watched.write("pages/about/about.js", "Page({ second: true });\n");
  await watched.built();
  await expectColdBytes(watched);
  await end(watched);
});

test("a burst of writes causes one or a few builds, and the last state is built", async () => {
  const watched = watch("burst");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  // Written in place, as editors do. A build may see any state in between.
  const page = join(watched.project, "pages/about/about.wxml");
  for (let i = 0; i < 200; i++) writeFileSync(page, `<view>${i}</view>\n`);
  for (let i = 0; i < 50; i++) watched.write(`lib/extra-${i}.js`, `exports.a = ${i};\n`);
  watched.write("pages/about/about.js", 'require("../../lib/extra-49");\nPage({});\n');
  await watched.built();
  await settled(watched, "extra-49");
  await expectColdBytes(watched);
  watched.watcher.child.kill("SIGINT");
  const { out, code } = await watched.watcher.done;
  expect(code).toBe(130);
  expect(out.match(/^Built /gm)?.length ?? 0).toBeLessThan(20);
});

test("SIGINT during a build ends it with exit code 130 and leaves no stray file", async () => {
  const watched = watch("interrupted");
  await watched.built();
  await watched.watcher.waitFor(/Watching for changes/);
  watched.write("pages/about/about.wxml", "<view>new</view>");
  watched.watcher.child.kill("SIGINT");
  const { code } = await watched.watcher.done;
  expect(code).toBe(130);
  expect(
    listFiles(join(watched.out, "..")).filter((name) => !/^app(\.[0-9a-f]{16}\.maps\.json|\.mapkg)$/.test(name)),
  ).toEqual([]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s in the middle of the first build, with and without --watch",
  async (name) => {
    for (const extra of [["--watch"], []]) {
      const folder = join(temporary, `early-${name}${extra.join("")}`);
      const project = writeFiles(join(folder, "project"), sample);
      const out = join(folder, "out/app.mapkg");
      // A build that waits for its key is halfway through; this pipe keeps it there.
      const pipe = join(folder, "key.fifo");
      execFileSync("mkfifo", [pipe]);
      const build = start(["build", project, "--key", pipe, "--out", out, "--no-cache", ...extra]);
      running.push(build);
      const opened = await open(pipe, "w");
      build.child.kill(name);
      // Without --watch the build ends unfinished; with --watch it finishes the current build. Both get the key: the end
      // of an empty pipe can reach the process before the signal, and would be an error.
      await opened.writeFile(readFileSync(keys.key));
      await opened.close();
      const { code, signal, err } = await build.done;
      expect([code, signal, err]).toEqual([130, null, ""]);
      expect(existsSync(out)).toBe(extra.length > 0);
    }
  },
);

/** Resolves when the package contains the text; a burst may take more than one build. */
async function settled({ out, watcher, project }: Watched, what: string): Promise<void> {
  const { readUnverifiedPackage } = await import("../../src/package/index.ts");
  for (;;) {
    const { subpackages } = await readUnverifiedPackage(readFileSync(out));
    const found = subpackages.some((s) => s.files.some((f) => Buffer.from(f.content).includes(what)));
    if (found) return;
    await watcher.waitFor(builtLine);
    expect(project).toBeTruthy();
  }
}
