/** Variations of real projects: paths, symbolic links, encodings, empty files. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
let sound: string;

beforeAll(() => {
  keys = writeKeys(temporary);
  sound = writeFiles(join(temporary, "sound"), sample);
});

describe("variations of real projects", () => {
  async function built(
    project: string,
    ...args: readonly string[]
  ): Promise<{ texts: Map<string, string>; diagnostics: readonly string[]; digest: string }> {
    const out = join(temporary, "as-they-come.mapkg");
    const run = await miniapp(["build", project, "--no-cache", "--json", "--key", keys.key, "--out", out, ...args]);
    expect([run.code, run.err], run.out).toEqual([0, ""]);
    const { diagnostics, package: written } = parseBuild(run.out);
    return {
      texts: fileTexts(await openPackage(out, keys.trust)),
      diagnostics: diagnostics.map((d) => d.code),
      digest: written?.digest ?? "",
    };
  }

  test("blanks, quotes and Chinese characters in the paths of the project and of the package", async () => {
    const project = writeFiles(join(temporary, `a b/it's "quoted" & 项目 $HOME %41`), sample);
    const out = join(temporary, `out put/"包" 'x' 100%.mapkg`);
    const run = await miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", out]);
    expect([run.code, run.err]).toEqual([0, ""]);
    expect((await openPackage(out, keys.trust)).digest).toBe((await built(sound)).digest);
    expect((await miniapp(["verify", out, "--trust", keys.trust])).code).toBe(0);
  });

  test("files with blanks and Chinese characters inside the project", async () => {
    const files = {
      "app.json": '{ "pages": ["页面/首 页/首页"] }\n',
      "app.js": "App({});\n",
      "页面/首 页/首页.js": 'Page({ data: { text: require("../../库/常量").文字 } });\n',
      "页面/首 页/首页.wxml": '<view class="标题">{{text}}： 值</view>\n<image src="/图片/圆 点.png"/>\n',
      "页面/首 页/首页.wxss": ".标题 { color: red }\n",
      "库/常量.js": 'exports.文字 = "你好";\n',
      "图片/圆 点.png": "png",
    };
    const { texts, diagnostics } = await built(writeFiles(join(temporary, "chinese"), files));
    expect(diagnostics).toEqual([]);
    expect(texts.get("图片/圆 点.png")).toBe("png");
    expect(texts.get("_miniapp/logic.js")).toContain("你好");
  });

  test("a project reached through a symbolic link", async () => {
    const link = join(temporary, "link-to-sound");
    symlinkSync(sound, link);
    expect((await built(link)).digest).toBe((await built(sound)).digest);
  });

  test("links inside the project are followed; those that lead out are not, and are reported", async () => {
    const project = writeFiles(join(temporary, "links"), sample);
    const secret = join(temporary, "secret.txt");
    writeFileSync(secret, "top secret");
    mkdirSync(join(temporary, "secrets"));
    writeFileSync(join(temporary, "secrets/a.png"), "top secret");
    symlinkSync("../images/dot.png", join(project, "images/again.png"));
    symlinkSync(secret, join(project, "images/secret.png"));
    symlinkSync(join(temporary, "secrets"), join(project, "assets"));
    symlinkSync("nowhere", join(project, "images/dangling.png"));
    writeFileSync(join(project, "pages/about/about.wxml"), '<image src="/images/again.png"/>\n');
    writeFileSync(
      join(project, "pages/about/about.js"),
      'Page({ data: { a: "/images/secret.png", b: "/assets/a.png" } });\n',
    );
    const include =
      '{ "appid": "a", "packOptions": { "include": [{ "type": "folder", "value": "images" }, { "type": "folder", "value": "assets" }] } }';
    writeFileSync(join(project, "project.config.json"), include);
    const out = join(temporary, "links.mapkg");
    const run = await miniapp(["build", project, "--no-cache", "--json", "--key", keys.key, "--out", out]);
    expect(run.code, run.out).toBe(0);
    expect(parseBuild(run.out).diagnostics.map((d) => [d.code, d.severity, d.message])).toEqual([
      [
        "graph/link-outside",
        "warning",
        'The symbolic link "assets" points outside the project, so it is not followed.',
      ],
      [
        "graph/link-outside",
        "warning",
        'The symbolic link "images/secret.png" points outside the project, so it is not followed.',
      ],
    ]);
    const texts = fileTexts(await openPackage(out, keys.trust));
    expect([...texts.keys()].filter((path) => /^(images|assets)\//.test(path))).toEqual([
      "images/again.png",
      "images/dot.png",
    ]);
    expect([...texts.values()].join("")).not.toContain("top secret");
    // If something needs it, it is missing, which is an error.
    const wxml = '<image src="/images/secret.png"/>\n<image src="/assets/a.png"/>\n';
    writeFileSync(join(project, "pages/about/about.wxml"), wxml);
    const needed = parseBuild((await miniapp(["build", project, "--no-cache", "--json"])).out);
    const errors = needed.diagnostics.filter((d) => d.severity === "error");
    expect(errors.map((d) => [d.code, d.location?.start.line])).toEqual([
      ["graph/missing-asset", 1],
      ["graph/missing-asset", 2],
    ]);
  });

  test("links to an ancestor folder do not loop", async () => {
    const project = writeFiles(join(temporary, "loops"), sample);
    symlinkSync("..", join(project, "pages/up"));
    symlinkSync(".", join(project, "images/here"));
    mkdirSync(join(project, "a"));
    mkdirSync(join(project, "b"));
    symlinkSync("../b", join(project, "a/x"));
    symlinkSync("../a", join(project, "b/y"));
    const { texts, diagnostics } = await built(project);
    expect(diagnostics).toEqual([]);
    expect([...texts.keys()]).toEqual([...(await built(sound)).texts.keys()]);
  });

  test("manifests, scripts and stylesheets behind links that lead out are not read either", async () => {
    const outside = writeFiles(join(temporary, "outside"), {
      "lib.js": "exports.a = 'top secret';",
      "base.less": "@a: red;",
    });
    const project = writeFiles(join(temporary, "link-code"), sample, {
      "pages/about/about.js": 'Page({ data: require("../../lib/out") });\n',
      "pages/about/about.less": '@import "../../lib/base.less";\n.a { color: @a }\n',
    });
    symlinkSync(join(outside, "lib.js"), join(project, "lib/out.js"));
    symlinkSync(join(outside, "base.less"), join(project, "lib/base.less"));
    const run = await miniapp(["build", project, "--no-cache", "--json"]);
    expect(run.code).toBe(1);
    const codes = parseBuild(run.out).diagnostics.map((d) => d.code);
    expect(codes).toEqual(expect.arrayContaining(["graph/missing-module", "graph/missing-style"]));
    expect(codes.filter((code) => code === "graph/link-outside")).toHaveLength(2);
    expect(run.out).not.toContain("top secret");
  });

  test("CRLF line endings and byte order marks", async () => {
    const text = (content: string) => `\uFEFF${content.replaceAll("\n", "\r\n")}`;
    const windows = Object.fromEntries(
      Object.entries(sample).map(([path, content]) => [path, typeof content === "string" ? text(content) : content]),
    );
    const { texts, diagnostics } = await built(writeFiles(join(temporary, "windows"), windows));
    expect(diagnostics).toEqual([]);
    const unix = await built(sound);
    expect([...texts.keys()]).toEqual([...unix.texts.keys()]);
    const styles = (from: Map<string, string>) => [...from].filter(([path]) => path.endsWith(".css"));
    expect(styles(texts)).toEqual(styles(unix.texts));
    expect(texts.get("_miniapp/entries.json")).toBe(unix.texts.get("_miniapp/entries.json"));
    expect([...texts.values()].join("")).not.toContain("\uFEFF");
  });

  test("a diagnostic in a file with CRLF and a byte order mark has the location that editors show", async () => {
    const project = writeFiles(join(temporary, "windows-fault"), sample, {
      "pages/about/about.wxml": "\uFEFF<view>\r\n  <text>{{a +}}</text>\r\n</view>\r\n",
      "pages/about/about.js": "\uFEFFconst a = 1;\r\nPage({,});\r\n",
    });
    const { diagnostics } = parseBuild((await miniapp(["build", project, "--no-cache", "--json"])).out);
    expect(diagnostics.map((d) => [d.location?.file, d.location?.start.line, d.location?.start.column])).toEqual([
      ["pages/about/about.js", 2, 7],
      ["pages/about/about.wxml", 2, 14],
    ]);
  });

  test("empty files", async () => {
    const empty = {
      "pages/about/about.json": "",
      "pages/about/about.js": "",
      "pages/about/about.wxml": "",
      "pages/about/about.wxss": "",
      "lib/greet.js": "",
      "app.wxss": "",
    };
    const { diagnostics } = await built(writeFiles(join(temporary, "empty"), sample, empty));
    expect(diagnostics).toEqual(["manifest/empty-file"]);
  });

  test("miniprogramRoot, with no files but app.json's pages", async () => {
    const inner = Object.fromEntries(
      Object.entries(sample).map(([path, content]) => [
        path === "project.config.json" ? path : `client/${path}`,
        content,
      ]),
    );
    const project = writeFiles(join(temporary, "inner"), inner, {
      "project.config.json": '{ "appid": "wx0123456789abcdef", "miniprogramRoot": "client/" }',
    });
    const { texts, diagnostics } = await built(project);
    expect(diagnostics).toEqual([]);
    expect([...texts.keys()]).toEqual([...(await built(sound)).texts.keys()]);
  });

  test("a build never runs code of the project", async () => {
    const trap = (name: string) =>
      `require("fs").writeFileSync(${JSON.stringify(join(temporary, `trap-${name}`))}, "");\n`;
    const project = writeFiles(join(temporary, "traps"), sample, {
      "package.json": `{ "type": "module", "scripts": { "preinstall": "touch ${join(temporary, "trap-npm")}" } }`,
      "miniapp.config.js": trap("config"),
      "babel.config.js": trap("babel"),
      "postcss.config.js": trap("postcss"),
      ".browserslistrc": "extends ./trap",
      "tsconfig.json": '{ "extends": "./evil", "compilerOptions": { "plugins": [{ "name": "./trap.js" }] } }',
      "trap.js": trap("plugin"),
      ".miniapprc.js": trap("rc"),
    });
    await built(project);
    expect(readdirSync(temporary).filter((name) => name.startsWith("trap-"))).toEqual([]);
  });

  test("the development key is outside the project, is created once, and is refused inside", async () => {
    const home = join(temporary, "home");
    mkdirSync(home);
    const args = ["build", sound, "--no-cache", "--json", "--out", join(temporary, "dev.mapkg")];
    const digests = await Promise.all(
      [0, 1, 2].map(async (n) => {
        const run = await miniapp([...args.slice(0, -1), join(temporary, `dev-${n}.mapkg`)], { env: { HOME: home } });
        return run.code;
      }),
    );
    expect(digests).toEqual([0, 0, 0]);
    const folder = join(home, ".config/miniapp");
    expect(readdirSync(folder).toSorted()).toEqual(["development-key.pem", "development-key.pub.pem"]);
    for (const n of [0, 1, 2]) {
      const run = await miniapp([
        "verify",
        join(temporary, `dev-${n}.mapkg`),
        "--trust",
        join(folder, "development-key.pub.pem"),
      ]);
      expect(run.code, run.err).toBe(0);
    }
    const inside = await miniapp(["build", sound, "--no-cache"], { env: { XDG_CONFIG_HOME: join(sound, "config") } });
    expect(inside.code).toBe(3);
    expect(existsSync(join(sound, "config"))).toBe(false);
  });
});
