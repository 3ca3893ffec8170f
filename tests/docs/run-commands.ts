/** Runs the command lines of a page as a reader would: on a terminal, one after the other, answering the prompts. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../build/program.ts";

export interface Reader {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Ended {
  readonly line: string;
  readonly code: number | null;
  /** Without colours. */
  readonly shown: string;
}

export const passphrase = "correct horse battery";

const interrupt = "\u0003";
/** Timeout in milliseconds; the slowest command is the demo. */
const limit = 120_000;
/** Text that appears on the screen, and what the reader types in reply; each once per line. */
const answers: readonly { readonly on: RegExp; readonly type: string; readonly of?: RegExp }[] = [
  { on: /Passphrase for the key [\w-]+/g, type: `${passphrase}\r` },
  { on: /Repeat the passphrase/g, type: `${passphrase}\r` },
  { on: /● Yes/g, type: "\r" },
  { on: /http:\/\/\S+/g, type: "q", of: /^miniapp preview/ },
  { on: /Watching|Built \S+ in/g, type: interrupt, of: /--watch/ },
];

/** The commands of a block, without comments. Lines that end in a backslash are joined with the next. */
export function commandsOf(code: string): string[] {
  return code
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** Runs one command line in bash, on its own terminal. */
export function runCommand(line: string, { cwd, env }: Reader): Promise<Ended> {
  const child = spawn("python3", [join(root, "tests/init/terminal.py"), "bash", "-c", line], {
    cwd,
    env: { TERM: "xterm", BROWSER: "true", ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const given = new Set<string>();
  let shown = "";
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown = stripVTControlCharacters(shown + text);
    for (const { on, type, of } of answers) {
      if (of && !of.test(line)) continue;
      for (const [asked] of shown.matchAll(on)) {
        if (given.has(of ? on.source : asked)) continue;
        given.add(of ? on.source : asked);
        child.stdin.write(type);
      }
    }
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill();
      reject(new Error(`${line} has not ended after ${limit / 1000} seconds. Shown:\n${shown}`));
    }, limit);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(late);
      resolve({ line, code, shown });
    });
  });
}
