/**
 * The program as a user has it: a process of its own, with a home folder of its own and nothing of this one's
 * environment that it could lean on. `npm test` has built `dist/` before any test runs.
 */
import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** This repository's folder, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const program = join(root, "bin/miniapp.js");

/** One home for a test file: development keys and caches of tests stay out of the user's. */
const home = temporaryFolder();

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the bare environment; `undefined` takes a name out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Another Node.js than this one, or another program. */
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
  /** What was printed so far, both streams. */
  printed(): string;
  /**
   * Resolves when what was printed since the last match holds the pattern; later calls look behind that match.
   *
   * @throws Error with everything printed, if the process ends first or nothing comes within 30 seconds
   */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

/** A folder that is gone after the file's tests; to be called outside of tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "miniapp-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Runs a verb to its end. */
export function miniapp(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(args, options).done;
}

/**
 * For `--import`, in a process whose fourth file is a pipe: it ends as with Ctrl+C when nobody holds the pipe's other end
 * any more, so that none is left behind by tests that were killed.
 */
export const leash = `data:text/javascript,${encodeURIComponent(`
import { Socket } from "node:net";
import { isMainThread } from "node:worker_threads";
if (isMainThread) new Socket({ fd: 3 }).on("end", () => process.kill(process.pid, "SIGINT")).resume().unref();
`)}`;

/** Starts a verb. Whoever does not wait for its end must end it; one that never ends by itself ends with this process. */
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

/** Runs the action for every item, a few at a time; a failure is thrown once nothing runs any more. */
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
