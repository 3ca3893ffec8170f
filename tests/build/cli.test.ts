/** The command line: help, exit codes, forms of output. */
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
let sound: string;
let faulty: string;

beforeAll(() => {
  keys = writeKeys(temporary);
  sound = writeFiles(join(temporary, "sound"), sample);
  // Reports one error and one warning.
  const wxml = '<view>\n  <viev wx:show="{{a}}"/>\n  {{a.b(}}\n</view>\n';
  faulty = writeFiles(join(temporary, "faulty"), sample, { "pages/about/about.wxml": wxml });
});

/** The prefix of every colour escape sequence. */
const escape = "\u001B[";

function expectSchema(name: string, value: unknown): void {
  const read = (schema: string) =>
    JSON.parse(readFileSync(join(root, `schemas/${schema}.schema.json`), "utf8")) as Record<string, unknown>;
  const ajv = new Ajv.default({ allErrors: true });
  if (name !== "diagnostics") ajv.addSchema(read("diagnostics"));
  const validate = ajv.compile(read(name));
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

describe("help and usage", () => {
  test("--help, help and each verb's help", async () => {
    const help = await miniapp(["--help"]);
    expect([help.code, help.err]).toEqual([0, ""]);
    for (const verb of ["build", "verify", "inspect", "diff", "explain", "symbolicate"]) {
      expect(help.out).toContain(`  ${verb} `);
      const own = await miniapp([verb, "--help"]);
      expect([own.code, own.err]).toEqual([0, ""]);
      expect(own.out).toMatch(new RegExp(`^Usage: miniapp ${verb} `));
      expect(own.out).toContain("Example");
      expect((await miniapp(["help", verb])).out).toBe(own.out);
    }
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(await miniapp(["--version"])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  test.each([
    { args: ["biuld"], says: /unknown command 'biuld'\n\(Did you mean build\?\)/ },
    { args: ["help", "biuld"], says: /unknown verb "biuld"/ },
    { args: ["build", "--minfy"], says: /unknown option '--minfy'\n\(Did you mean --minify\?\)/ },
    { args: ["build", "a", "b"], says: /too many arguments/ },
    { args: ["build", "--out"], says: /argument missing/ },
    { args: ["build", "--target", "es3"], says: /unknown --target es3\n {2}Use es2015/ },
    { args: ["build", "--format", "xml"], says: /unknown --format xml\n {2}Use pretty, json/ },
    { args: ["verify", "x.mapkg"], says: /required option '--trust <file>' not specified/ },
    {
      args: ["explain", "template/unclosed-tga"],
      says: /unknown diagnostic code "template\/unclosed-tga"\n {2}Did you mean template\/unclosed-tag/,
    },
    { args: ["symbolicate", "-"], says: /--package/ },
  ])("$args is a usage error: exit code 2 and a suggestion", async ({ args, says }) => {
    const { code, out, err } = await miniapp(args, { cwd: sound });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });

  test("no arguments: prints the help, with the exit code of a usage error", async () => {
    const { code, out, err } = await miniapp([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Usage: miniapp");
  });
});

describe("system errors: exit code 3 and one line", () => {
  test.each<{ name: string; args: (folder: string) => readonly string[]; says: RegExp }>([
    { name: "no folder", args: (folder) => ["build", join(folder, "nope")], says: /nope: no such folder$/ },
    {
      name: "a file for a folder",
      args: (folder) => ["build", join(folder, "app.json")],
      says: /app\.json: part of the path is not a folder$/,
    },
    { name: "no key", args: (folder) => ["build", folder, "--key", join(folder, "nope.pem")], says: /nope\.pem/ },
    {
      name: "no key in the file",
      args: (folder) => ["build", folder, "--key", join(folder, "app.json")],
      says: /not a private key/,
    },
    {
      name: "a file in the way of the output's folder",
      args: (folder) => ["build", folder, "--out", join(folder, "app.json/x.mapkg")],
      says: /app\.json/,
    },
    {
      name: "a folder in the place of the output",
      args: (folder) => ["build", folder, "--out", join(folder, "pages")],
      says: /pages/,
    },
    {
      name: "nothing to verify",
      args: () => ["verify", "nope.mapkg", "--trust", keys.trust],
      says: /cannot read nope\.mapkg: no such file$/,
    },
    { name: "no maps", args: () => ["symbolicate", "-", "--maps", "nope.json"], says: /no source maps/ },
  ])("$name", async ({ args, says }) => {
    const { code, out, err } = await miniapp([...args(sound), ...(args(sound)[0] === "build" ? ["--no-cache"] : [])]);
    expect([code, out]).toEqual([3, ""]);
    expect(err.trimEnd()).toMatch(says);
    expect(err.trimEnd()).not.toContain("\n");
    expect(err).toMatch(/^miniapp: /);
  });

  test("a folder without write permission", async () => {
    const folder = join(temporary, "read-only");
    mkdirSync(folder);
    writeFileSync(join(folder, "app.mapkg"), "");
    chmodSync(folder, 0o500);
    // Permissions do not apply to root.
    const asRoot = process.getuid?.() === 0;
    const args = ["build", sound, "--no-cache", "--key", keys.key, "--out"];
    const run = await miniapp([...args, asRoot ? "/proc/app.mapkg" : join(folder, "app.mapkg")]);
    chmodSync(folder, 0o700);
    expect([run.code, run.out]).toEqual([3, ""]);
    expect(run.err.trimEnd().split("\n")).toHaveLength(1);
    expect(readFileSync(join(folder, "app.mapkg"), "utf8")).toBe("");
    expect(readdirSync(folder)).toEqual(["app.mapkg"]);
  });
});

describe("build output", () => {
  test("prints a table, the time and the digest on standard output, notes on standard error", async () => {
    const { code, out, err } = await miniapp(["build", sound, "--no-cache", "--out", join(temporary, "table.mapkg")]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^package +unpacked +budget +packed\nmain +\d+\.\d KB +\d+ % of 2\.00 MB +\d+\.\d KB\nshop .*\ntotal .*\nBuilt \S+table\.mapkg in .*\d+ of \d+ modules compiled\)\nsha256 [0-9a-f]{64}\n$/,
    );
    expect(err).toMatch(
      /^note: signed with the development key of this machine \(.*development-key\.pem\); hosts must not trust it: sign releases with --key\n$/,
    );
    expect(out + err).not.toContain(escape);
  });

  test("prints diagnostics with code, location and hint, and a summary, on standard error", async () => {
    const { code, out, err } = await miniapp(["build", faulty, "--no-cache"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("error template/bad-expression: ");
    expect(err).toContain("\n  pages/about/about.wxml:3:9\n");
    expect(err).toContain("\n  > 3 |   {{a.b(}}\n");
    expect(err).toContain("Did you mean <view>?");
    expect(err).toMatch(/\n1 error, 2 warnings\n$/);
    expect(err).not.toContain(escape);
  });

  test("no colours without a terminal, unless FORCE_COLOR asks for them", async () => {
    const coloured = await miniapp(["build", faulty, "--no-cache"], { env: { FORCE_COLOR: "1" } });
    expect(coloured.err).toContain(`${escape}31m`);
    for (const env of [{ NO_COLOR: "1", FORCE_COLOR: "1" }, { FORCE_COLOR: "0" }, {}]) {
      expect((await miniapp(["build", faulty, "--no-cache"], { env })).err).not.toContain(escape);
    }
  });

  test("--quiet prints only errors", async () => {
    const quiet = await miniapp(["build", sound, "--no-cache", "--quiet", "--out", join(temporary, "quiet.mapkg")]);
    expect(quiet).toMatchObject({ code: 0, out: "", err: "" });
    const { code, out, err } = await miniapp(["build", faulty, "--no-cache", "--quiet"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("error template/bad-expression");
    expect(err).not.toContain("warning");
  });

  test("--json prints one object that matches its schema, with and without a package", async () => {
    const good = await miniapp([
      "build",
      sound,
      "--no-cache",
      "--json",
      "--out",
      join(temporary, "json.mapkg"),
      "--verbose",
    ]);
    expect([good.code, good.err]).toEqual([0, ""]);
    const result = parseBuild(good.out);
    expectSchema("build-result", result);
    expect(result).toMatchObject({ ok: true, package: { path: join(temporary, "json.mapkg"), developmentKey: true } });
    expect(result.package?.size).toBe(readFileSync(join(temporary, "json.mapkg")).length);
    const bad = await miniapp(["build", faulty, "--no-cache", "--json"]);
    expect([bad.code, bad.err]).toEqual([1, ""]);
    expectSchema("build-result", JSON.parse(bad.out));
    expect(
      parseBuild(bad.out)
        .diagnostics.map((d) => d.code)
        .toSorted(),
    ).toEqual(["graph/unknown-tag", "template/bad-expression", "template/unknown-directive"]);
    expectSchema("build-result", parseBuild((await miniapp(["build", temporary, "--no-cache", "--json"])).out));
  });

  test("--format json, also without diagnostics", async () => {
    const bad = await miniapp(["build", faulty, "--no-cache", "--format", "json"]);
    expect([bad.code, bad.err]).toEqual([1, ""]);
    const value = JSON.parse(bad.out) as { errors: number; warnings: number };
    expectSchema("diagnostics", value);
    expect(value).toMatchObject({ errors: 1, warnings: 2 });
    const good = await miniapp(["build", sound, "--no-cache", "--format", "json", "--out", join(temporary, "f.mapkg")]);
    expect([good.code, JSON.parse(good.out)]).toEqual([0, { errors: 0, warnings: 0, diagnostics: [] }]);
  });

  test("--format github: one workflow command per diagnostic", async () => {
    const { code, out } = await miniapp(["build", faulty, "--no-cache", "--format", "github"]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^::error file=pages\/about\/about\.wxml,line=3,endLine=3,title=template\/bad-expression,col=9,endColumn=\d+::Invalid expression/m,
    );
    expect(
      out
        .trimEnd()
        .split("\n")
        .filter((line) => !/^::(error|warning) /.test(line)),
    ).toEqual([]);
  });

  test("--format sarif", async () => {
    const { code, out } = await miniapp(["build", faulty, "--no-cache", "--format", "sarif"]);
    expect(code).toBe(1);
    const log = JSON.parse(out) as {
      version: string;
      runs: { results: { ruleId: string; level: string }[]; tool: { driver: { rules: { id: string }[] } } }[];
    };
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    expect(run?.results).toContainEqual(expect.objectContaining({ ruleId: "template/bad-expression", level: "error" }));
    expect(new Set(run?.tool.driver.rules.map((rule) => rule.id))).toEqual(new Set(run?.results.map((r) => r.ruleId)));
  });

  test("--verbose lists the unused files, which the package leaves out", async () => {
    const extra: Files = {
      "lib/unused.js": "module.exports = 1;\n",
      "images/unused.png": "",
      "notes.md": "",
      "pages/index/partial.wxml": "",
      "pages/index/index.less": ".never { color: red }",
    };
    const project = writeFiles(
      join(temporary, "unused"),
      sample,
      extra,
      { "images/unused.png": null },
      { "images/lonely.png": "x" },
    );
    const { code, out } = await miniapp(["build", project, "--no-cache", "--verbose", "--key", keys.key]);
    expect(code).toBe(0);
    expect(out).toContain(
      "Left out of the package, because nothing uses them:\n  images/lonely.png\n  lib/unused.js\n  notes.md\n",
    );
    const json = await miniapp([
      "build",
      project,
      "--no-cache",
      "--verbose",
      "--json",
      "--key",
      keys.key,
      "--out",
      join(temporary, "u.mapkg"),
    ]);
    expect(parseBuild(json.out).unused).toEqual(
      expect.arrayContaining([
        "images/lonely.png",
        "lib/unused.js",
        "notes.md",
        "pages/index/index.less",
        "pages/index/partial.wxml",
      ]),
    );
    const texts = fileTexts(await openPackage(join(temporary, "u.mapkg"), keys.trust));
    expect([...texts.keys()].filter((path) => /unused|lonely|notes|never/.test(path))).toEqual([]);
    expect([...texts.values()].join("")).not.toContain("lib/unused");
  });

  test("the previous build's package in the project's dist folder is not treated as a project file", async () => {
    const project = writeFiles(join(temporary, "own-dist"), sample);
    const args = ["build", project, "--no-cache", "--json", "--verbose", "--key", keys.key];
    const first = parseBuild((await miniapp(args)).out);
    const second = parseBuild((await miniapp(args)).out);
    expect(second.package?.digest).toBe(first.package?.digest);
    expect(second.unused).toEqual([]);
  });
});

test("a build does not overwrite a file that is not a package", async () => {
  const project = writeFiles(join(temporary, "overwrite"), sample);
  for (const [name, content] of [
    ["app.json", sample["app.json"]],
    ["notes.txt", "important"],
  ] as const) {
    const file = join(project, name);
    writeFileSync(file, content ?? "");
    const run = await miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", file]);
    expect([run.code, run.out]).toEqual([3, ""]);
    expect(run.err).toContain(`${name} exists and is not a package, so it is not overwritten`);
    expect(readFileSync(file, "utf8")).toBe(content);
  }
  // An empty file has nothing to lose. A package is replaced, even a truncated one.
  const out = join(project, "app.mapkg");
  writeFileSync(out, "");
  const build = () => miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", out]);
  expect((await build()).code).toBe(0);
  const bytes = readFileSync(out);
  writeFileSync(out, bytes.subarray(0, 1000));
  expect((await build()).code).toBe(0);
  expect(readFileSync(out).equals(bytes)).toBe(true);
});

test("--types writes the environment's constants, and rewrites them only when they change", async () => {
  const project = writeFiles(join(temporary, "typed"), {
    ...sample,
    "miniapp.json": JSON.stringify({ env: { uat: { API: "https://uat.example.com", RETRIES: 3, TRACE: true } } }),
  });
  const types = join(temporary, "env.d.ts");
  const args = [
    "build",
    project,
    "--mode",
    "uat",
    "--types",
    types,
    "--out",
    join(temporary, "typed.mapkg"),
    "--key",
    keys.key,
  ];
  expect((await miniapp(args)).code).toBe(0);
  const text = readFileSync(types, "utf8");
  expect(text).toContain("readonly API: string;\n  readonly RETRIES: number;\n  readonly TRACE: boolean;");
  const { mtimeMs } = statSync(types);
  expect((await miniapp(args)).code).toBe(0);
  expect(statSync(types).mtimeMs).toBe(mtimeMs);
});
