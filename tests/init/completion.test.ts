/** `miniapp completion`: runs the generated scripts in bash, zsh and fish. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, root, temporaryFolder } from "../build/program.ts";
import { verbs } from "../docs/help.ts";

const temporary = temporaryFolder();
const script = (shell: string) => join(temporary, `completion.${shell}`);

/** What is typed after `miniapp `, and what the shell must offer or complete. */
const typed = [
  { words: "ini", gives: "init" },
  { words: "audi", gives: "audit-log" },
  { words: "init --templ", gives: "--template" },
  { words: "init --template comp", gives: "component-library" },
  { words: "init --style sa", gives: "sass" },
  { words: "add subp", gives: "subpackage" },
  { words: "release promo", gives: "promote" },
  { words: "audit-log ver", gives: "verify" },
  { words: "build --allow", gives: "--allow-missing" },
];

beforeAll(async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await miniapp(["completion", shell]);
    expect(code).toBe(0);
    writeFileSync(script(shell), out);
  }
});

test.each(typed)("bash: $words", ({ words, gives }) => {
  const list = ["miniapp", ...words.split(" ")];
  const text = `. '${script("bash")}'; COMP_WORDS=(${list.join(" ")}); COMP_CWORD=${list.length - 1}; _miniapp; echo "\${COMPREPLY[*]}"`;
  const { status, stdout } = spawnSync("bash", ["-c", text], { encoding: "utf8" });
  expect([status, stdout.trim()]).toEqual([0, gives]);
});

test.each(typed)("fish: $words", ({ words, gives }) => {
  const text = `source '${script("fish")}'; complete -C 'miniapp ${words}'`;
  const { status, stdout, stderr } = spawnSync("fish", ["--no-config", "-c", text], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: temporary },
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n").map((line) => line.split("\t")[0])).toContain(gives);
});

describe("zsh", () => {
  test.each(typed)("$words", async ({ words, gives }) => {
    // zsh completes only in a shell on a terminal. After the Tab, Enter runs the line, which prints it.
    const start = `autoload -U compinit; compinit -u -d '${temporary}/dump'; source '${script("zsh")}'`;
    writeFileSync(join(temporary, ".zshrc"), `${start}\nPS1='ready> '\nfunction miniapp() { print -r -- "got[$*]" }\n`);
    const shown = await zsh(words);
    expect(shown).toMatch(new RegExp(String.raw`got\[(.* )?${gives} ?\]`));
  });
});

function zsh(words: string): Promise<string> {
  const child = spawn("python3", [join(root, "tests/init/terminal.py"), "zsh", "-i"], {
    cwd: temporary,
    env: { PATH: process.env["PATH"], HOME: temporary, ZDOTDIR: temporary, TERM: "dumb", LANG: "C.UTF-8" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  let shown = "";
  let step = 0;
  const steps = [
    { on: "ready> ", type: `miniapp ${words}\t\r` },
    { on: "got[", type: "exit\r" },
  ];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill();
      reject(new Error(`zsh has not ended:\n${shown}`));
    }, 20_000);
    child.stdin.on("error", () => {});
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
      const next = steps[step];
      if (next === undefined || !shown.includes(next.on)) return;
      step++;
      child.stdin.write(next.type);
    });
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(late);
      resolve(shown);
    });
  });
}

test("every shell completes every verb, and every action that a verb's help lists", async () => {
  const known = await verbs();
  const texts = ["bash", "zsh", "fish"].map((shell) => readFileSync(script(shell), "utf8"));
  for (const verb of known) {
    const { out } = await miniapp([verb, "--help"]);
    const [, list = ""] = /\nActions:\n((?: {2}.*\n)+)/.exec(out) ?? [];
    const actions = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, action = ""]) => action);
    for (const word of [verb, ...actions]) {
      for (const text of texts) expect(text, `${verb} ${word}`).toMatch(new RegExp(String.raw`\b${word}\b`));
    }
    if (actions.length > 0) expect(texts[0]).toContain(`    ${verb}) words="${actions.join(" ")} `);
  }
});

test("prints a result, or a refusal with a suggestion", async () => {
  const result = await miniapp(["completion", "zsh", "--json"]);
  const schema = JSON.parse(readFileSync(join(root, "schemas/completion-result.schema.json"), "utf8")) as object;
  expect(new Ajv({ strict: false }).validate(schema, JSON.parse(result.out))).toBe(true);
  const { code, err } = await miniapp(["completion", "fihs"]);
  expect([code, err]).toEqual([2, expect.stringContaining("Did you mean fish?")]);
});
