/**
 * State that is kept between builds stays correct when a build fails halfway and when packages move to other folders.
 */
import { createHash } from "node:crypto";
import { readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { preprocessors } from "../../src/commands/preprocessors.ts";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Compilation, Host } from "../../src/compiler/index.ts";
import { miniapp, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;

beforeAll(() => {
  keys = writeKeys(temporary);
});

/** A project in memory; files in `broken` cannot be read. */
class Memory implements Host {
  readonly broken = new Set<string>();
  readonly #files = new Map<string, Uint8Array>();

  constructor(files: Files) {
    for (const [path, content] of Object.entries(files)) if (content !== null) this.write(path, content);
  }

  write(path: string, content: string | Uint8Array): void {
    this.#files.set(path, typeof content === "string" ? Buffer.from(content) : content);
  }

  read(path: string): Uint8Array | undefined {
    if (this.broken.has(path)) throw Object.assign(new Error(`EMFILE: ${path}`), { code: "EMFILE", syscall: "open" });
    return this.#files.get(path);
  }

  list(path: string) {
    const found = new Map<string, "file" | "folder">();
    const prefix = path === "" ? "" : `${path}/`;
    for (const file of this.#files.keys()) {
      if (!file.startsWith(prefix)) continue;
      const [name = "", more] = file.slice(prefix.length).split("/");
      found.set(name, more === undefined ? "file" : "folder");
    }
    return found.size === 0 ? undefined : [...found].sort().map(([name, kind]) => ({ name, kind }));
  }

  resolvePackage(): undefined {
    return undefined;
  }
}

function compiler(host: Host) {
  const digest = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
  return createCompiler(host, { version: "1", sourceMaps: false, allowMissing: false, preprocessors, digest });
}

function texts({ output, diagnostics }: Compilation): string {
  expect(diagnostics).toEqual([]);
  return output?.subpackages.flatMap(({ files }) => files.map((f) => Buffer.from(f.content).toString())).join("") ?? "";
}

describe("a build after one that failed halfway", () => {
  const small: Files = {
    "app.json": '{"pages":["pages/a/a"]}',
    "app.js": "App({ state: 'old' });",
    "pages/a/a.js": "Page({ state: 'old' });",
    "pages/a/a.wxml": "<view>old</view>",
    "pages/a/a.less": ".old { .inner { color: red } }",
  };

  test.each(["app.js", "pages/a/a.js", "pages/a/a.less"])("uses the current content of %s", async (changed) => {
    const host = new Memory(small);
    const { build } = compiler(host);
    host.broken.add("pages/a/a.wxml");
    await expect(build()).rejects.toThrow("EMFILE");
    host.broken.clear();
    host.write(changed, String(small[changed]).replace("old", "renewed"));
    const after = texts(await build());
    expect(after).toContain("renewed");
    expect(after).toBe(texts(await compiler(host).build()));
  });

  test("uses nothing of a stylesheet that was being compiled at the time", async () => {
    const host = new Memory({ ...small, "pages/a/a.less": '@import "b";', "pages/a/b.less": ".old { color: red }" });
    const { build } = compiler(host);
    host.broken.add("pages/a/b.less");
    await build().catch(() => {});
    host.broken.clear();
    host.write("pages/a/b.less", ".renewed { color: red }");
    expect(texts(await build())).toContain("renewed");
  });
});

describe("esbuild's process exits early", () => {
  test("the build prints one line and exits with code 3", async () => {
    const project = writeFiles(join(temporary, "stopped"), sample);
    const out = join(temporary, "stopped.mapkg");
    const run = await miniapp(["build", project, "--out", out, "--key", keys.key, "--no-cache"], {
      env: { ESBUILD_BINARY_PATH: "/bin/false" },
    });
    expect([run.code, run.out]).toEqual([3, ""]);
    expect(run.err).toMatch(
      /^miniapp: the esbuild process, [^\n]* exited before it was done[^\n]*\n {2}It may [^\n]*\n$/,
    );
  });
});

describe("a package link that points to another folder", () => {
  test.each(["less", "scss"])("its %s files are read again, despite the cache", async (language) => {
    const variable = language === "less" ? "@c" : "$c";
    const project = writeFiles(join(temporary, `linked-${language}`), sample, {
      "pages/index/index.wxss": null,
      [`pages/index/index.${language}`]: `@import "~foo/x.${language}"; .a { color: ${variable} }\n`,
      ...Object.fromEntries(
        ["1", "2"].flatMap((version) => [
          [`node_modules/.pnpm/foo@${version}/node_modules/foo/package.json`, '{"name":"foo","version":"1.0.0"}'],
          [`node_modules/.pnpm/foo@${version}/node_modules/foo/x.${language}`, `${variable}: #00000${version};\n`],
        ]),
      ),
    });
    const point = (version: string) => {
      symlinkSync(`.pnpm/foo@${version}/node_modules/foo`, join(project, "node_modules/new"), "dir");
      renameSync(join(project, "node_modules/new"), join(project, "node_modules/foo"));
    };
    const out = join(temporary, `linked-${language}.mapkg`);
    const build = async () => {
      const args = ["build", project, "--out", out, "--key", keys.key, "--json"];
      const run = await miniapp([...args, "--cache", join(temporary, `cache-${language}`)]);
      expect([run.code, run.err], run.out).toEqual([0, ""]);
      const all = [...fileTexts(await openPackage(out, keys.trust)).values()].join("\n");
      return { compiled: parseBuild(run.out).modules.compiled, all };
    };
    point("1");
    expect((await build()).all).toContain("#000001");
    const again = await build();
    expect(again.compiled).toBe(0);
    unlinkSync(join(project, "node_modules/foo"));
    point("2");
    const relinked = await build();
    expect(relinked.compiled).toBe(1);
    expect(relinked.all).toContain("#000002");
    expect(relinked.all).not.toContain("#000001");
    const before = readFileSync(out);
    writeFileSync(join(project, `node_modules/foo/x.${language}`), `${variable}: #000002;\n`);
    expect((await build()).compiled).toBe(0);
    expect(readFileSync(out).equals(before)).toBe(true);
  });
});
