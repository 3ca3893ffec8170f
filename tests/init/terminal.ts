/** The program on a terminal of its own: sends keys and reads the screen, like a user. Needs python3. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { program, root } from "../build/program.ts";

export interface Terminal {
  /** Resolves when the output since the last match contains the text; rejects after 30 seconds. */
  shows(text: string): Promise<void>;
  type(keys: string): void;
  /** Sends a signal to the program itself. */
  kill(signal: NodeJS.Signals): void;
  readonly done: Promise<{ readonly code: number | null; readonly shown: string }>;
}

export const keys = { enter: "\r", down: "\u001b[B", interrupt: "\u0003", escape: "\u001b" } as const;

export function onTerminal(
  args: readonly string[],
  cwd: string,
  env: Record<string, string | undefined> = {},
): Terminal {
  const child = spawn("python3", [join(root, "tests/init/terminal.py"), process.execPath, program, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, TERM: "xterm", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let shown = "";
  let seen = 0;
  let pid = 0;
  const listeners = new Set<() => void>();
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    pid = Number(/pid (\d+)/.exec(text)?.[1] ?? pid);
  });
  const done = new Promise<{ code: number | null; shown: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, shown }));
  });
  return {
    done,
    type: (text) => void child.stdin.write(text),
    kill: (signal) => void process.kill(pid, signal),
    shows(text) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const at = shown.indexOf(text, seen);
          if (at < 0) return;
          seen = at + text.length;
          stop();
          resolve();
        };
        const fail = (why: string) => {
          stop();
          reject(new Error(`${why} before ${JSON.stringify(text)} was shown:\n${shown}`));
        };
        const timer = setTimeout(() => fail("30 seconds went by"), 30_000);
        const stop = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        listeners.add(look);
        void done.then(() => fail("the program ended"));
        look();
      });
    },
  };
}
