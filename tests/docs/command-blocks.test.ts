/**
 * Runs every command of README.md and docs/guide.md in the order of the page, as a reader would: with the packed
 * program installed by npm, a terminal, and two people with a configuration folder each.
 *
 * `npm test` is the only command that is not run, because it runs this test.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { root, temporaryFolder } from "../build/program.ts";
import { sample, writeFiles, writeKeys } from "../build/project.ts";
import { codeBlocks, page } from "./pages.ts";
import { commandsOf, runCommand } from "./run-commands.ts";
import type { Ended, Reader } from "./run-commands.ts";

const temporary = temporaryFolder();
const clone = join(temporary, "clone");
const work = join(temporary, "work");
const prefix = join(temporary, "global");
const cache = process.env["npm_config_cache"];

const exported = new Map<string, Record<string, string>>();

/** A person by name: their home folder, their exported variables, and the folder that both people share. */
function person(name: string, cwd = work): Reader {
  const home = join(temporary, "homes", name);
  mkdirSync(home, { recursive: true });
  const own = {
    HOME: home,
    PATH: `${join(prefix, "bin")}:${process.env["PATH"]}`,
    npm_config_prefix: prefix,
    npm_config_prefer_offline: "true",
    npm_config_cache: cache ?? join(process.env["HOME"] ?? home, ".npm"),
  };
  return { cwd, env: { ...own, ...exported.get(name) } };
}

/** Runs the blocks in order; `before` may prepare what a reader of the page would already have. */
async function follow(
  path: string,
  only: RegExp,
  before: (line: string) => Promise<string> | string,
): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const { language, code } of codeBlocks(page(path))) {
    if (language !== "sh" || !only.test(code)) continue;
    const name = /^# (Alice|Bob)$/m.exec(code)?.[1] ?? "Alice";
    for (const written of commandsOf(code)) {
      const [, variable, value] = /^export (\w+)=(.*)$/.exec(written) ?? [];
      if (variable !== undefined && value !== undefined) {
        exported.set(name, { ...exported.get(name), [variable]: value });
        continue;
      }
      const end = await runCommand(await before(written), person(name));
      expect(end.code, `${written}\n${end.shown}`).toBe(written.includes("--watch") ? 130 : 0);
      ended.push(end);
    }
  }
  return ended;
}

async function answerOf(command: string, name = "Alice"): Promise<Record<string, unknown>> {
  const { shown } = await runCommand(command, person(name));
  return JSON.parse(shown) as Record<string, unknown>;
}

test("README: setup and installation", { timeout: 300_000 }, async () => {
  const left = new Set(["node_modules", "dist", "tmp", ".git", "coverage"]);
  cpSync(root, clone, { recursive: true, filter: (from) => !left.has(basename(from)) || from.includes("fixtures") });
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
  mkdirSync(work);
  const [first, second] = codeBlocks(page("README.md")).filter(({ language }) => language === "sh");
  expect(commandsOf(first?.code ?? "")).toEqual(["npm run demo", "npm test"]);
  expect(readFileSync(join(root, ".ci/run"), "utf8")).toMatch(/^exec npm test/m);
  const demo = await runCommand("npm run demo", person("Alice", clone));
  expect(demo.shown).toContain("Every step ended as expected");
  expect(demo.code).toBe(0);
  for (const line of commandsOf(second?.code ?? "")) {
    const { code, shown } = await runCommand(line, person("Alice", clone));
    expect(code, `${line}\n${shown}`).toBe(0);
  }
});

test("README: the verbs, and a release by two people", { timeout: 300_000 }, async () => {
  const ended = await follow("README.md", /^miniapp /m, async (line) => {
    if (line.includes("hello-2.mapkg") && line.startsWith("miniapp build"))
      raiseVersion(join(work, "hello/miniapp.json"));
    if (line.includes("crash.txt")) writeCrash();
    if (line.startsWith("miniapp release rollback")) await approveWaiting();
    return line.replace("3f9a2c71b0de", line.includes("3f9a2c71b0de") ? await waitingProposal() : "");
  });
  expect(ended.map(({ line }) => line.split(" ")[1])).toEqual(expect.arrayContaining(["init", "approve", "audit-log"]));
  const status = ended.find(({ line }) => line === "miniapp release status");
  expect(status?.shown).toMatch(/production[\s\S]*100 %/);
  await approveWaiting();
  expect(JSON.stringify(await answerOf("miniapp release status --json"))).not.toMatch(/"state": *"(open|waiting)"/);
});

test("docs/guide.md", { timeout: 300_000 }, async () => {
  const project = writeFiles(join(work, "app"), sample);
  const example = codeBlocks(page("docs/guide.md")).find(({ code }) => code.includes('"appId"'))?.code ?? "";
  writeFileSync(join(project, "miniapp.json"), example);
  const { key } = writeKeys(join(project, "keys"));
  cpSync(key, join(project, "keys/release.pem"));
  mkdirSync(join(project, "typings"));
  await follow("docs/guide.md", /^miniapp /m, async (line) => {
    if (line.includes("released.mapkg")) cpSync(join(work, "hello.mapkg"), join(work, "released.mapkg"));
    if (line.includes("crash.txt")) writeCrash();
    if (!line.includes("--digest")) return line;
    const { digest } = await answerOf(`miniapp verify app.mapkg --trust release.pub.pem --json`);
    return line.replace(/--digest [0-9a-f]{64}/, `--digest ${String(digest)}`);
  });
  expect(readFileSync(join(project, "typings/env.d.ts"), "utf8")).toContain("API_BASE: string");
});

function writeCrash(): void {
  writeFileSync(join(work, "crash.txt"), "Error: no\n    at onTap (app.js:1:10)\n");
}

function raiseVersion(path: string): void {
  const manifest = JSON.parse(readFileSync(path, "utf8")) as { versionCode: number };
  writeFileSync(path, JSON.stringify({ ...manifest, versionCode: manifest.versionCode + 1 }));
}

async function waitingProposal(): Promise<string> {
  const { proposals } = (await answerOf("miniapp release status --json")) as {
    proposals: { id: string; state: string }[];
  };
  const open = proposals.filter(({ state }) => state === "open");
  expect(open).toHaveLength(1);
  return (open[0]?.id ?? "").slice(0, 12);
}

/** The commands to which the page refers with "as before". */
async function approveWaiting(): Promise<void> {
  for (const [name, line] of [
    ["Bob", `miniapp approve ${await waitingProposal()}`],
    ["Alice", "miniapp store admit"],
  ] as const) {
    const { code, shown } = await runCommand(line, person(name));
    expect(code, shown).toBe(0);
  }
}
