/** `miniapp init` on a terminal: prompts, answers, and cancelling at each prompt. */
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../build/program.ts";
import { keys, onTerminal } from "./terminal.ts";

const temporary = temporaryFolder();
let count = 0;

function freshFolder(): string {
  const folder = join(temporary, `terminal ${++count}`);
  mkdirSync(folder);
  return folder;
}

/** The prompts in order, and the text typed in reply. */
const questions = [
  { asks: "Folder", answer: `bank's 银行${keys.enter}` },
  { asks: "Template", answer: `${keys.down}${keys.enter}` },
  { asks: "Name", answer: `Kestrel "Bank"${keys.enter}` },
  { asks: "App id", answer: keys.enter },
  { asks: "Stylesheet language", answer: `${keys.down}${keys.down}${keys.enter}` },
] as const;

test("asks all questions and creates the project from the answers", async () => {
  const folder = freshFolder();
  const terminal = onTerminal(["init"], folder);
  for (const { asks, answer } of questions) {
    await terminal.shows(asks);
    terminal.type(answer);
  }
  const { code, shown } = await terminal.done;
  expect(code, shown).toBe(0);
  const project = join(folder, "bank's 银行");
  const read = (path: string) => JSON.parse(readFileSync(join(project, path), "utf8")) as Record<string, unknown>;
  expect(read("project.config.json")["projectname"]).toBe('Kestrel "Bank"');
  expect(read("miniapp.json")["appId"]).toBe("com.example.kestrel-bank");
  expect(read("package.json")["name"]).toBe("kestrel-bank");
  // The second template and the third language.
  expect(readdirSync(join(project, "miniprogram"))).toEqual(expect.arrayContaining(["app.scss", "images"]));
  expect(shown).toContain("npx miniapp preview");
});

test("asks only for what no option sets", async () => {
  const folder = freshFolder();
  const args = ["init", "app", "--template", "blank", "--name", "A", "--app-id", "a.b"];
  const terminal = onTerminal(args, folder);
  await terminal.shows("Stylesheet language");
  terminal.type(keys.enter);
  const { code, shown } = await terminal.done;
  expect(code, shown).toBe(0);
  expect(shown).not.toContain("App id");
});

test("repeats the prompt after an invalid answer", async () => {
  const folder = freshFolder();
  const terminal = onTerminal(["init", "app", "--template", "blank", "--name", "A", "--style", "wxss"], folder);
  await terminal.shows("App id");
  terminal.type(`no spaces${keys.enter}`);
  await terminal.shows("an app id consists of");
  terminal.type(keys.interrupt);
  expect((await terminal.done).code).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
});

describe.each(questions.map(({ asks }, index) => ({ asks, index })))("cancelled at $asks", ({ asks, index }) => {
  async function upTo(terminal: ReturnType<typeof onTerminal>): Promise<void> {
    for (const question of questions.slice(0, index)) {
      await terminal.shows(question.asks);
      terminal.type(question.answer);
    }
    await terminal.shows(asks);
  }

  test.each(["interrupt", "escape"] as const)("by %s", async (key) => {
    const folder = freshFolder();
    const terminal = onTerminal(["init"], folder);
    await upTo(terminal);
    terminal.type(keys[key]);
    const { code, shown } = await terminal.done;
    expect(code, shown).toBe(130);
    expect(shown).toContain("nothing was written");
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s from another process", async (signal) => {
    const folder = freshFolder();
    const terminal = onTerminal(["init"], folder);
    await upTo(terminal);
    terminal.kill(signal);
    const { code, shown } = await terminal.done;
    expect(code, shown).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each([{ CI: "1" }, { TERM: "dumb" }])("asks nothing with %o", async (env) => {
  const folder = freshFolder();
  const { code, shown } = await onTerminal(["init", "app"], folder, env).done;
  expect(code, shown).toBe(0);
  expect(shown).not.toContain("Template");
});
