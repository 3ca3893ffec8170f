/** `miniapp init` without a terminal: options, refusals, and the files it leaves behind. */
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { miniapp, root, start, temporaryFolder } from "../build/program.ts";
import { listFiles } from "../build/project.ts";

const temporary = temporaryFolder();
let count = 0;

function freshFolder(): string {
  const folder = join(temporary, `case-${++count}`);
  mkdirSync(folder);
  return folder;
}

const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, unknown>>;
const own = json(join(root, "package.json"));

test("writes names into the JSON files without reformatting them; pins versions", async () => {
  const folder = freshFolder();
  const name = `Kestrel's "Bank" 银行`;
  const args = ["init", "app", "--template", "tabs", "--name", name, "--app-id", "com.kestrel.app", "--yes"];
  const { code, out, err } = await miniapp(args, { cwd: folder });
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/\n\nNext:\n {2}cd app\n {2}npm install\n {2}npx miniapp preview\n$/);
  const app = join(folder, "app");
  expect(json(join(app, "miniprogram/app.json"))["window"]?.["navigationBarTitleText"]).toBe(name);
  expect(json(join(app, "project.config.json"))).toMatchObject({ projectname: name, appid: "com.kestrel.app" });
  expect(json(join(app, "package.json"))).toMatchObject({
    name: "kestrels-bank",
    devDependencies: { miniapp: `file:${relative(app, root)}`, vitest: own["devDependencies"]?.["vitest"] },
  });
  const template = readFileSync(join(root, "templates/tabs/miniprogram/app.json"), "utf8");
  const written = readFileSync(join(app, "miniprogram/app.json"), "utf8");
  expect(written).toBe(template.replace('"Tabs"', JSON.stringify(name)));
  expect(readdirSync(app)).toEqual(expect.arrayContaining([".git", ".gitignore"]));
  expect(readdirSync(app)).not.toContain("template.json");
});

test("writes stylesheets in the requested language", async () => {
  const folder = freshFolder();
  for (const [style, extension] of Object.entries({ less: "less", sass: "scss" })) {
    const { code } = await miniapp(["init", style, "--template", "tabs", "--style", style, "--yes"], { cwd: folder });
    expect(code).toBe(0);
    const app = join(folder, style);
    expect(listFiles(join(app, "miniprogram")).filter((path) => path.endsWith(".wxss"))).toEqual([]);
    expect(listFiles(join(app, "miniprogram"))).toContain(`app.${extension}`);
    expect(json(join(app, "package.json"))["devDependencies"]?.[style]).toBe(own["devDependencies"]?.[style]);
    expect(json(join(app, "project.config.json"))["setting"]?.["useCompilerPlugins"]).toEqual(["typescript", style]);
  }
});

test("--json reports the result", async () => {
  const folder = freshFolder();
  const { code, out } = await miniapp(["init", "app", "--json", "--no-git"], { cwd: folder });
  expect(code).toBe(0);
  const result = JSON.parse(out) as { created: string[] };
  expect(result).toMatchObject({ ok: true, template: "blank", style: "wxss", git: false, overwritten: [] });
  expect(result.created.toSorted()).toEqual(listFiles(join(folder, "app")).toSorted());
});

test("creates no git repository inside another one", async () => {
  const folder = freshFolder();
  await miniapp(["init", "outer", "--yes"], { cwd: folder });
  const { out } = await miniapp(["init", "outer/inner", "--json"], { cwd: folder });
  expect(JSON.parse(out)).toMatchObject({ ok: true, git: false });
});

test("works without git", async () => {
  const folder = freshFolder();
  const { code, out } = await miniapp(["init", "app", "--json"], { cwd: folder, env: { PATH: "/nowhere" } });
  expect([code, (JSON.parse(out) as { git: boolean }).git]).toEqual([0, false]);
});

describe("an existing folder", () => {
  test("is used if it is empty or a fresh repository", async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, ".git"));
    expect((await miniapp(["init", "--yes"], { cwd: folder })).code).toBe(0);
  });

  test("is refused if it contains anything, and stays unchanged", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "notes.txt"), "mine");
    const { code, out, err } = await miniapp(["init", "--yes"], { cwd: folder });
    expect([code, out]).toEqual([3, ""]);
    expect(err).toContain("is not empty\n  Choose another folder, or use --force");
    expect(listFiles(folder)).toEqual(["notes.txt"]);
  });

  test("with --force is filled, and overwritten files are reported", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "notes.txt"), "mine");
    writeFileSync(join(folder, "README.md"), "mine");
    cpSync(join(root, "templates/blank/tsconfig.json"), join(folder, "tsconfig.json"));
    const { code, out } = await miniapp(["init", "--force", "--yes"], { cwd: folder });
    expect(code).toBe(0);
    expect(out.match(/^overwritten: .*$/gm)).toEqual(["overwritten: README.md"]);
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("mine");
  });

  test("keeps its files if one of the new ones cannot be written", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "README.md"), "mine");
    mkdirSync(join(folder, "tsconfig.json"));
    const { code, err } = await miniapp(["init", "--force", "--yes"], { cwd: folder });
    expect(code).toBe(3);
    expect(err).toContain("tsconfig.json exists and is not a file");
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("mine");
    expect(readdirSync(folder).toSorted()).toEqual(["README.md", "tsconfig.json"]);
  });

  test("that is not writable is reported in one line", async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o500);
    // Permissions do not apply to root.
    const place = process.getuid?.() === 0 ? "/proc/app" : join(folder, "app");
    const { code, out, err } = await miniapp(["init", place, "--yes"]);
    chmodSync(folder, 0o700);
    expect([code, out]).toEqual([3, ""]);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is a file is refused", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "app"), "");
    const { code, err } = await miniapp(["init", "app", "--yes"], { cwd: folder });
    expect([code, err]).toEqual([3, expect.stringContaining("is a file")]);
  });
});

describe("usage errors", () => {
  test.each([
    { args: ["--template", "tab"], says: 'unknown template "tab"\n  Did you mean tabs?' },
    { args: ["--template", "zebra"], says: "Templates: blank, tabs, component-library" },
    { args: ["--style", "stylus"], says: "Use wxss, less, sass." },
    { args: ["--app-id", "a b"], says: "an app id consists of" },
    { args: ["--name", " "], says: "a name must not be empty" },
    { args: ["--name", "a\nb"], says: "a name must be a single line of text" },
    { args: ["--templte", "tabs"], says: "(Did you mean --template?)" },
    { args: ["--here", "--template", "tabs"], says: "--here cannot be combined with" },
  ])("$args", async ({ args, says }) => {
    const folder = freshFolder();
    const { code, err } = await miniapp(["init", "app", "--yes", ...args], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("with --json are an object too", async () => {
    const { code, out, err } = await miniapp(["init", "app", "--template", "tab", "--json"], { cwd: freshFolder() });
    expect([code, err]).toEqual([2, ""]);
    expect(JSON.parse(out)).toEqual({ ok: false, reason: 'unknown template "tab"', hint: "Did you mean tabs?" });
  });

  test("a misspelt verb gets a suggestion", async () => {
    const { code, err } = await miniapp(["inti"]);
    expect([code, err]).toEqual([2, expect.stringContaining("(Did you mean init?)")]);
  });
});

describe("--here", () => {
  function project(): string {
    const folder = freshFolder();
    mkdirSync(join(folder, "mp"));
    writeFileSync(join(folder, "mp/app.json"), '{ "pages": ["pages/a/a"] }');
    const config = '// of WeChat\n{ "appid": "wx0123456789abcdef", "projectname": "Old", "miniprogramRoot": "mp/" }';
    writeFileSync(join(folder, "project.config.json"), config);
    return folder;
  }

  test("adds miniapp.json with the project's id, and nothing else", async () => {
    const folder = project();
    const { code, out } = await miniapp(["init", "--here"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toContain("Created miniapp.json in this folder; nothing else was changed.");
    expect(json(join(folder, "miniapp.json"))).toEqual({
      appId: "wx0123456789abcdef",
      versionName: "0.1.0",
      versionCode: 1,
    });
    expect(readdirSync(folder).toSorted()).toEqual(["miniapp.json", "mp", "project.config.json"]);
  });

  test("leaves an existing miniapp.json unchanged", async () => {
    const folder = project();
    writeFileSync(join(folder, "miniapp.json"), "{}");
    expect((await miniapp(["init", "--here"], { cwd: folder })).code).toBe(3);
    expect(readFileSync(join(folder, "miniapp.json"), "utf8")).toBe("{}");
  });

  test("reports a folder without a mini-program", async () => {
    const { code, err } = await miniapp(["init", "--here"], { cwd: freshFolder() });
    expect([code, err]).toEqual([3, expect.stringContaining("no mini-program in")]);
  });
});

test("a signal during creation leaves a complete project or none", async () => {
  const args = ["init", "app", "--template", "component-library", "--yes", "--no-git"];
  const whole = freshFolder();
  const begun = performance.now();
  expect((await miniapp(args, { cwd: whole })).code).toBe(0);
  const took = performance.now() - begun;
  const all = listFiles(whole).length;
  for (const part of [0.15, 0.4, 0.6, 0.8, 0.95]) {
    const folder = freshFolder();
    const running = start(args, { cwd: folder });
    await new Promise((resolve) => setTimeout(resolve, took * part));
    running.child.kill("SIGINT");
    const { code } = await running.done;
    const files = listFiles(folder).length;
    // The signal may also arrive when everything is written and only the end is missing.
    if (code === 0) expect(files).toBe(all);
    else if (code === 130) expect(files).toBe(0);
    else expect([0, all]).toContain(files);
  }
});
