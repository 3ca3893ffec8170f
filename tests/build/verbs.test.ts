/** Verbs for a built package: verify, inspect, diff, symbolicate, explain. Each runs as a process. */
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import Ajv from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { codes } from "../../src/compiler/diagnostics/index.ts";
import { miniapp, root, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;

beforeAll(() => {
  keys = writeKeys(temporary);
});

/** @returns path and digest of the package */
async function build(
  name: string,
  files: Files,
  ...args: readonly string[]
): Promise<{ path: string; digest: string }> {
  const project = writeFiles(join(temporary, name), sample, files);
  const path = join(temporary, `${name}.mapkg`);
  const run = await miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", path, "--json", ...args]);
  expect([run.code, run.err], run.out).toEqual([0, ""]);
  return { path, digest: parseBuild(run.out).package?.digest ?? "" };
}

describe("symbolicate", () => {
  const thrower: Files = {
    "lib/deep.ts": `interface Account {\n  readonly owner: string;\n}\n\nexport function balance(account: Account): number {\n  // The second line that counts.\n  throw new Error("no balance for " + account.owner);\n}\n`,
    "pages/about/about.js": `import { balance } from "../../lib/deep";\n\nfunction show(owner) {\n  const text = "Balance: ";\n  return text + balance({ owner });\n}\n\nPage({ data: { text: show("Ada") } });\n`,
    "shop/stock.js": `module.exports = function take(count) {\n  return count.missing.length;\n};\n`,
    "shop/list/list.js": `const take = require("../stock");\nPage({ onLoad() {\n  take(1);\n} });\n`,
  };

  /** Runs a page's module as a host would, and returns the stack trace of the error it throws. */
  async function stackOf(
    path: string,
    page: string,
    run?: (options: Record<string, () => void>) => void,
  ): Promise<string> {
    const texts = fileTexts(await openPackage(path, keys.trust));
    const modules = new Map<string, readonly [(...args: unknown[]) => void, Record<string, string>?]>();
    const loaded = new Map<string, { exports: unknown }>();
    let interop: unknown;
    let options: Record<string, () => void> = {};
    const require_ = (id: string): unknown => {
      const known = loaded.get(id);
      if (known) return known.exports;
      const [factory, links = {}] = modules.get(id) ?? [];
      if (!factory) throw new Error(`no module ${id}`);
      const module = { exports: {}, esm: interop };
      loaded.set(id, module);
      factory((specifier: string) => require_(links[specifier] ?? specifier), module, module.exports);
      return module.exports;
    };
    const sandbox = {
      __miniapp_define__: (_name: string, table: Record<string, never>, esm: unknown) => {
        for (const [id, entry] of Object.entries(table)) modules.set(id, entry);
        interop = esm;
      },
      Page: (given: Record<string, () => void>) => void (options = given),
      App: () => {},
    };
    for (const name of [...texts.keys()].filter((path) => path.endsWith("logic.js"))) {
      runInNewContext(texts.get(name) ?? "", sandbox, { filename: `https://host.invalid/app/${name}` });
    }
    try {
      require_(page);
      run?.(options);
    } catch (error) {
      return (error as Error).stack ?? "";
    }
    throw new Error("it should have thrown");
  }

  test.each(["--minify", "--no-minify"])(
    "maps a stack trace of the running package to the sources (%s)",
    async (minify) => {
      const { path } = await build(`throws${minify}`, thrower, minify);
      const stack = await stackOf(path, "pages/about/about.js");
      expect(stack).toContain("no balance for Ada");
      expect(stack).toMatch(/host\.invalid\/app\/_miniapp\/logic\.js:\d+:\d+/);
      const file = join(temporary, "stack.txt");
      writeFileSync(file, stack);
      const { code, out, err } = await miniapp(["symbolicate", file, "--package", path]);
      expect([code, err]).toEqual([0, ""]);
      const places = [...out.matchAll(/\(?((?:lib|pages)\/[\w/.]+:\d+):\d+\)?/g)].map((match) => match[1]);
      expect(places.slice(0, 3)).toEqual(["lib/deep.ts:7", "pages/about/about.js:5", "pages/about/about.js:8"]);
      // The same through standard input, and as JSON with explicit maps.
      const maps = readdirSync(temporary).find(
        (name) => name.startsWith(`throws${minify}.`) && name.endsWith(".maps.json"),
      );
      expect((await miniapp(["symbolicate", "-", "-p", path], { input: stack })).out).toBe(out);
      const json = await miniapp(["symbolicate", "-", "--maps", join(temporary, maps ?? ""), "--json"], {
        input: stack,
      });
      expect((JSON.parse(json.out) as { stack: string }).stack.trimEnd()).toBe(out.trimEnd());
    },
  );

  test("works for a script of a subpackage too", async () => {
    const { path } = await build("throws-in-shop", thrower);
    const stack = await stackOf(path, "shop/list/list.js", (page) => page["onLoad"]?.());
    const { out } = await miniapp(["symbolicate", "-", "-p", path], { input: stack });
    expect(out).toMatch(/shop\/stock\.js:2:\d+/);
    expect(out).toMatch(/shop\/list\/list\.js:3:\d+/);
  });

  test("leaves text without locations unchanged, and refuses maps of another package", async () => {
    const { path } = await build("calm", {});
    const text = "Error: odd\n    at somewhere else (native)\n    at https://other.invalid/x.js:1:2\n";
    const calm = await miniapp(["symbolicate", "-", "-p", path], { input: text });
    expect([calm.code, calm.out]).toEqual([0, text]);
    expect(calm.err).toContain("no position in the trace matches these source maps");
    const { path: other } = await build("calm-other", { "pages/about/about.wxml": "<view>other</view>" });
    const mapsOf = (name: string) =>
      join(
        temporary,
        readdirSync(temporary).find((file) => file.startsWith(`${name}.`) && file.endsWith(".maps.json")) ?? "",
      );
    const wrong = await miniapp(["symbolicate", "-", "-p", path, "--maps", mapsOf("calm-other")], { input: text });
    expect([wrong.code, wrong.out]).toEqual([3, ""]);
    expect(wrong.err).toContain("belongs to another package");
    copyFileSync(other, join(temporary, "moved.mapkg"));
    const absent = await miniapp(["symbolicate", "-", "-p", join(temporary, "moved.mapkg")], { input: text });
    expect([absent.code, absent.out]).toEqual([3, ""]);
    const { path: none } = await build("no-maps", {}, "--no-source-maps");
    expect(readdirSync(temporary).filter((file) => file.startsWith("no-maps."))).toEqual(["no-maps.mapkg"]);
    expect((await miniapp(["symbolicate", "-", "-p", none], { input: text })).code).toBe(3);
  });
});

describe("verify, inspect and diff", () => {
  test("verify names the signer, and refuses another key and a changed byte", async () => {
    const { path, digest } = await build("verified", {});
    const good = await miniapp([
      "verify",
      path,
      "--trust",
      keys.trust,
      "--app",
      "wx0123456789abcdef",
      "--digest",
      digest,
      "--json",
    ]);
    expect(JSON.parse(good.out)).toMatchObject({ ok: true, digest, appId: "wx0123456789abcdef", subpackages: 2 });
    const other = writeKeys(join(temporary, "other-keys"));
    expect(await miniapp(["verify", path, "--trust", other.trust])).toMatchObject({ code: 4, out: "" });
    const bytes = readFileSync(path);
    for (const share of [0.1, 0.5, 0.9]) {
      const at = Math.floor(bytes.length * share);
      const damaged = join(temporary, "damaged.mapkg");
      writeFileSync(damaged, bytes.with(at, (bytes[at] as number) ^ 1));
      expect((await miniapp(["verify", damaged, "--trust", keys.trust])).code).toBe(4);
    }
  });

  test("inspect shows the content of a built package", async () => {
    const { path, digest } = await build(
      "inspected",
      {
        "miniapp.json": JSON.stringify({
          versionName: "1.2.3",
          versionCode: 12,
          permissions: ["scope.camera"],
          network: { domains: { request: ["https://api.example.com"] } },
          env: { uat: { A: 1 } },
        }),
      },
      "--mode",
      "uat",
      "--target",
      "es2017",
    );
    const { code, out } = await miniapp(["inspect", path, "--trust", keys.trust, "--files"]);
    expect(code).toBe(0);
    for (const part of [
      "wx0123456789abcdef 1.2.3 (12)",
      digest,
      "scope.camera",
      "https://api.example.com",
      "es2017",
      "mode uat",
      "_miniapp/logic.js",
      "shop in shop/",
      "images/dot.png",
    ]) {
      expect(out).toContain(part);
    }
    const json = JSON.parse((await miniapp(["inspect", path, "--json"])).out) as {
      verified: boolean;
      manifest: { build: object };
    };
    expect(json).toMatchObject({ verified: false, digest, manifest: { build: { target: "es2017", mode: "uat" } } });
  });

  test("diff lists what an edit changed, and nothing else", async () => {
    const a = await build("before", {});
    const b = await build("after", {
      "pages/index/index.wxss": ".title { color: blue; }\n",
      "miniapp.json": '{ "versionCode": 2, "permissions": ["scope.camera"] }',
    });
    const { code, out } = await miniapp(["diff", a.path, b.path]);
    expect(code).toBe(0);
    expect(out).toContain("+ permission scope.camera");
    expect(
      out
        .split("\n")
        .filter((line) => /^[-+~] (\[|\w+\/)/.test(line))
        .map((line) => line.split("  ")[0]),
    ).toEqual(["~ _miniapp/style/pages/index/index.css"]);
    const same = await build("before-again", {});
    expect((await miniapp(["diff", a.path, same.path])).out).toContain("the packages are identical");
  });
});

describe("explain", () => {
  const schema = JSON.parse(readFileSync(join(root, "schemas/explain-result.schema.json"), "utf8")) as object;
  const validate = new Ajv.default({ strict: false }).compile(schema);

  test("lists every code", async () => {
    const { code, out } = await miniapp(["explain"]);
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(Object.keys(codes));
  });

  test("shows one code, as text and as JSON", async () => {
    const text = await miniapp(["explain", "graph/missing-module"]);
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/^graph\/missing-module \(error\)\n\nCannot find the module "‹specifier›"\.\n/);
    expect(text.out).toContain("With --allow-missing");
    const json = JSON.parse((await miniapp(["explain", "graph/missing-module", "--json"])).out) as object;
    expect(json).toMatchObject({
      ok: true,
      codes: [{ code: "graph/missing-module", severity: "error", missing: true }],
    });
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(JSON.parse((await miniapp(["explain", "--json"])).out)), JSON.stringify(validate.errors)).toBe(
      true,
    );
    const wrong = await miniapp(["explain", "graph/missing-modul", "--json"]);
    expect([wrong.code, wrong.err]).toEqual([2, ""]);
    expect(validate(JSON.parse(wrong.out))).toBe(true);
  });

  test("knows every code that a build prints", async () => {
    const project = writeFiles(join(temporary, "explained"), sample, {
      "pages/about/about.wxml": "<viev>{{a.b(}}",
      "app.js": "App({",
    });
    const { diagnostics } = parseBuild((await miniapp(["build", project, "--no-cache", "--json"])).out);
    expect(diagnostics.length).toBeGreaterThan(2);
    for (const { code } of diagnostics) expect((await miniapp(["explain", code])).out).toContain(`${code} (`);
  });
});
