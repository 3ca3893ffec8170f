/**
 * Every template in every style it offers: init, types, its own tests, build, verify, and from a store to a channel,
 * without edits. previews.test.ts checks how they look.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "../build/program.ts";
import { listFiles, writeKeys } from "../build/project.ts";

const temporary = temporaryFolder();
const keys = writeKeys(join(temporary, "keys"));
const folder = join(root, "templates");
const templates = readdirSync(folder).filter((name) => existsSync(join(folder, name, "template.json")));

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: unknown;
  readonly scripts: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const read = <T>(...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8")) as T;
const own = read<Manifest>(root, "package.json");

/** A release store in a folder, with only the owner's and the service's keys. */
const store = join(temporary, "store");
const owner = { cwd: temporary, env: { MINIAPP_STORE: store, MINIAPP_KEY: "owner" } };

beforeAll(async () => {
  for (const args of [
    ["keys", "new", "owner", "--no-passphrase"],
    ["keys", "new", "service", "--no-passphrase"],
    ["store", "init", "--root", "owner", "--publisher", "owner", "--approver", "owner"],
  ]) {
    const ran = await miniapp(args, owner);
    expect(ran.code, ran.err).toBe(0);
  }
}, 60_000);

test("all templates are listed", () => {
  expect(templates).toEqual(["accounts", "blank", "branch-queue", "component-library", "loan-application", "tabs"]);
});

describe.each(templates)("%s", (name) => {
  const facts = read<{ title: string; description: string; styles: readonly string[] }>(folder, name, "template.json");

  test("contains the files that every template has", () => {
    expect(facts).toMatchObject({ title: expect.any(String), description: expect.any(String) });
    expect(facts.styles[0]).toBe("wxss");
    const files = listFiles(join(folder, name)).filter((path) => !path.startsWith("node_modules/"));
    expect(files).toEqual(
      expect.arrayContaining(["README.md", "_gitignore", "miniapp.json", "project.config.json", "tsconfig.json"]),
    );
    expect(files.some((path) => /^tests\/.*\.test\.ts$/.test(path))).toBe(true);
    // npm would leave these out of the package, or they would break a build.
    expect(files.filter((path) => /(^|\/)(\.gitignore|\.npmrc|package-lock\.json)$/.test(path))).toEqual([]);
  });

  test("requires the versions of this repository", () => {
    const { devDependencies, dependencies, scripts } = read<Manifest>(folder, name, "package.json");
    const names = ["miniprogram-api-typings", "typescript", "vitest"] as const;
    const versions = Object.fromEntries(names.map((one) => [one, own.devDependencies[one]]));
    expect(devDependencies).toEqual({ miniapp: own["version"], ...versions });
    expect(dependencies).toBeUndefined();
    expect(scripts).toMatchObject({
      preview: "miniapp preview",
      build: "miniapp build",
      test: "vitest run",
      check: "tsc",
    });
  });

  test("refers to no other servers", () => {
    const texts = listFiles(join(folder, name)).filter((path) => /\.(ts|wxml|wxss|json)$/.test(path));
    const found = texts.flatMap((path) => {
      const text = readFileSync(join(folder, name, path), "utf8");
      return [...text.matchAll(/https?:\/\/(?!www\.w3\.org\/)[\w.-]+/g)].map(([url]) => `${path}: ${url}`);
    });
    expect(found.filter((one) => !one.endsWith(".example"))).toEqual([]);
  });

  test.each(facts.styles)("in %s: types, tests, build, verify", async (style) => {
    const made = await miniapp(
      ["init", `${name} ${style}`, "--template", name, "--style", style, "--yes", "--no-git"],
      {
        cwd: temporary,
      },
    );
    expect(made.code, made.err).toBe(0);
    const project = join(temporary, `${name} ${style}`);
    install(project);
    expect(run(project, "typescript/bin/tsc")).toBe("");
    expect(run(project, "vitest/vitest.mjs", "run")).toMatch(/Tests .*passed/);
    const out = join(temporary, `${name}-${style}.mapkg`);
    const args = ["build", project, "--key", keys.key, "--out", out, "--json", "--no-cache"];
    const built = await miniapp(args);
    expect(built.code, built.err + built.out).toBe(0);
    expect((JSON.parse(built.out) as { diagnostics: unknown[] }).diagnostics).toEqual([]);
    const verified = await miniapp(["verify", out, "--trust", keys.trust]);
    expect(verified.code, verified.err).toBe(0);
    if (style === "wxss") await publish(out);
  });
});

/** Publishes it to the store, and releases it to all devices of the channel. */
async function publish(file: string): Promise<void> {
  const published = await miniapp(["publish", file, "--yes", "--json"], owner);
  expect(published.code, published.err).toBe(0);
  const { appId, versionCode } = (JSON.parse(published.out) as { package: { appId: string; versionCode: number } })
    .package;
  const set = ["release", "set", "--app", appId, "--channel", "beta", "--version-code", String(versionCode)];
  const released = await miniapp([...set, "--yes", "--json"], owner);
  expect(released.code, released.err).toBe(0);
  const status = await miniapp(["release", "status", "--app", appId, "--json"], owner);
  expect(JSON.parse(status.out)).toMatchObject({ channels: [{ channel: "beta", full: [{ versionCode }] }] });
}

/** Stands in for `npm install`, with this repository's own packages. */
function install(project: string): void {
  const { devDependencies } = read<Manifest>(project, "package.json");
  for (const name of Object.keys(devDependencies)) {
    const place = join(project, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(name === "miniapp" ? root : join(root, "node_modules", name), place);
  }
}

function run(project: string, script: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, "node_modules", script), ...args], {
    cwd: project,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], NO_COLOR: "1", HOME: temporary },
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
