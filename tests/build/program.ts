/**
 * The program as a user runs it: as a separate process with its own home folder and nothing inherited from this
 * environment. `npm test` builds `dist/` before any test runs.
 */
import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** This repository's folder, without a trailing slash. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const program = join(root, "bin/miniapp.js");

/** One home folder per test file, so that tests never touch the user's development keys and caches. */
const home = temporaryFolder();

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the minimal environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Another Node.js binary, or another program. */
  readonly command?: readonly string[];
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Finished>;
  /** Output so far, of both streams. */
  printed(): string;
  /**
   * Resolves when what was printed since the last match holds the pattern; later calls look behind that match.
   *
   * @throws Error with everything printed, if the process ends first or nothing comes within 30 seconds
   */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

/** A folder that is deleted after the file's tests; call it outside of tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "miniapp-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Runs a verb until it exits. */
export function miniapp(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(args, options).done;
}

/**
 * For `--import`, in a process whose file descriptor 3 is a pipe: the process ends as with Ctrl+C once nobody holds the
 * other end of the pipe, so that killed tests leave no process behind.
 */
export const leash = `data:text/javascript,${encodeURIComponent(`
import { Socket } from "node:net";
import { isMainThread } from "node:worker_threads";
if (isMainThread) new Socket({ fd: 3 }).on("end", () => process.kill(process.pid, "SIGINT")).resume().unref();
`)}`;

/** Starts a verb. A caller that does not wait for its exit must end it; otherwise it ends with this process. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const endless = args[0] === "run" || args[0] === "preview" || args.includes("--watch");
  const own = endless ? [process.execPath, "--import", leash, program] : [process.execPath, program];
  const [command = process.execPath, ...before] = options.command ?? own;
  const child = spawn(command, [...before, ...args], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env["PATH"], HOME: home, ...options.env },
    stdio: ["pipe", "pipe", "pipe", endless ? "pipe" : "ignore"],
  }) as ChildProcessWithoutNullStreams;
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  let out = "";
  let err = "";
  let all = "";
  let seen = 0;
  const listeners = new Set<() => void>();
  const note = (text: string) => {
    all += text;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    note(text);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
    note(text);
  });
  const done = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, out, err }));
  });

  async function waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        listeners.delete(look);
        clearTimeout(timer);
      };
      const fail = (why: string) => {
        stop();
        reject(new Error(`${why} ${String(pattern)} came. Printed:\n${all}`));
      };
      const look = () => {
        const match = pattern.exec(all.slice(seen));
        if (!match) return;
        seen += match.index + match[0].length;
        stop();
        resolve(match);
      };
      const timer = setTimeout(() => fail("30 seconds went by before"), 30_000);
      listeners.add(look);
      done.then(
        () => fail("The process ended before"),
        () => fail("The process failed before"),
      );
      look();
    });
  }

  return { child, done, printed: () => all, waitFor };
}

/** Runs the action for every item, a few at a time. A failure is thrown after all running actions have ended. */
export async function inTurns<T>(
  items: readonly T[],
  action: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await action(next[1], next[0]);
  };
  const ends = await Promise.allSettled([worker(), worker(), worker()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
