/**
 * Runs a program once: how long it took, what it printed, and, when asked, how much memory its whole process tree held.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * @param {readonly string[]} command program and arguments
 * @param {{ cwd?: string, env?: Record<string, string>, memory?: boolean, allowFailure?: boolean }} [options]
 * @returns {Promise<{ ms: number, peak: number | undefined, status: number | null, stdout: string, stderr: string }>}
 *   wall-clock milliseconds from start to exit; `peak` in bytes (Linux only)
 */
export function run(command, options = {}) {
  const { cwd, env, memory = false, allowFailure = false } = options;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command[0], command.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const watch = memory ? watchMemory(child.pid) : undefined;
    let stdout = "";
    let stderr = "";
    let ms = 0;
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.on("error", reject);
    child.on("exit", () => (ms = performance.now() - started));
    child.on("close", (status) => {
      const peak = watch?.();
      if (status !== 0 && !allowFailure) {
        const said = `${stdout}\n${stderr}`.trim().slice(-2000);
        reject(new Error(`${command.slice(0, 4).join(" ")} … exited with ${status}\n${said}`));
      } else resolve({ ms, peak, status, stdout, stderr });
    });
  });
}

/** The last line of a program's output that is a JSON object. */
export function lastJson(text) {
  const lines = text.trim().split("\n").reverse();
  const line = lines.find((candidate) => candidate.startsWith("{"));
  if (line === undefined) throw new Error(`no result in: ${text.slice(-500)}`);
  return JSON.parse(line);
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Samples the resident memory of a process and its descendants; call the result to stop and to get the peak. */
function watchMemory(pid) {
  if (process.platform !== "linux") return () => undefined;
  let peak = 0;
  const sample = () => (peak = Math.max(peak, residentBytes(pid)));
  const timer = setInterval(sample, 20);
  return () => {
    clearInterval(timer);
    return peak === 0 ? undefined : peak;
  };
}

/** Private and shared pages alike, so memory that two processes share counts twice: an upper bound. */
function residentBytes(root) {
  const parents = new Map();
  const pages = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(fields[1]));
      pages.set(Number(name), Number(fields[21]));
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  let total = 0;
  for (const pid of pages.keys()) if (descends(pid, root, parents)) total += pages.get(pid);
  return total * 4096;
}

function descends(pid, root, parents) {
  for (let at = pid; at !== undefined && at !== 0; at = parents.get(at)) if (at === root) return true;
  return false;
}
