/**
 * Tells what changes in a project's folder, until it is closed.
 *
 * Bursts merge into one report, and what changes while a report is being worked on makes the next. Events can come
 * before the last write of a burst is on the disk, so what was reported is looked at once more 60 ms later.
 *
 * Nobody watches the tens of thousands of files in `node_modules`. Every package manager writes a file or two when it
 * has installed something; when one of those changes, packages count as changed.
 */
import { existsSync, statSync, unwatchFile, watchFile } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DiskHost } from "./host.ts";

/** Milliseconds after which the files of a report are looked at again. */
const secondLook = 60;
/** Milliseconds between looks at a package manager's files, which need not be there yet. */
const installLook = 300;

/** What package managers write when they install, by the folder that has `node_modules`. */
const installMarks = [
  "package.json",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "node_modules/.package-lock.json",
  "node_modules/.modules.yaml",
  "node_modules/.yarn-integrity",
];

export interface Changes {
  /** Host paths of files that were written, added or removed. */
  readonly paths: readonly string[];
  /** A file came or went. */
  readonly structure: boolean;
  /** Packages may have been installed, removed or replaced. */
  readonly packages: boolean;
  /** Resolves 60 ms later: true if the files are then as they were when this was reported. If not, a report follows. */
  readonly settled: Promise<boolean>;
}

export interface WatchOptions {
  /** Milliseconds without a further event before a report. */
  readonly quietTime: number;
  /** True for files whose changes do not count; gets absolute paths. */
  ignores(path: string): boolean;
  /** Called with one report at a time. What it throws goes to `failed`. */
  changed(changes: Changes): Promise<void>;
  failed(error: unknown): void;
}

export interface ProjectWatcher {
  /** Resolves once every change from now on will be seen. */
  readonly ready: Promise<void>;
  /** Stops, and waits for the report that is being worked on. */
  close(): Promise<void>;
}

export async function watchProject(host: DiskHost, options: WatchOptions): Promise<ProjectWatcher> {
  const { watch } = await import("chokidar");
  const watcher = watch(host.root, {
    ignoreInitial: true,
    // A link may lead to any folder of the machine; those within the project are watched by their own names.
    followSymlinks: false,
    ignored: (path) => /(^|[\\/])(node_modules|\.git)([\\/]|$)/.test(host.hostPath(path)),
  });
  const reports = new Reports(host, options);
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir" || options.ignores(path)) return;
    if (dirname(path) === host.root && installMarks.includes(basename(path))) reports.packages();
    reports.add(host.hostPath(path), event !== "change");
  });
  const marks = marksOutside(host.root);
  for (const path of marks) {
    watchFile(path, { interval: installLook, persistent: false }, (now, before) => {
      // It is also told once of a file that is not there.
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) reports.packages();
    });
  }
  return {
    ready: new Promise((resolve) => watcher.once("ready", resolve)),
    async close() {
      for (const path of marks) unwatchFile(path);
      await watcher.close();
      await reports.idle();
    },
  };
}

/** The marks that the watcher does not see: in `node_modules`, and in the folders above that have packages. */
function marksOutside(root: string): string[] {
  const marks = installMarks.filter((mark) => mark.includes("/")).map((mark) => join(root, mark));
  for (let folder = dirname(root); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) || existsSync(join(folder, "node_modules")))
      marks.push(...installMarks.map((mark) => join(folder, mark)));
  }
  return marks;
}

class Reports {
  readonly #host: DiskHost;
  readonly #options: WatchOptions;
  readonly #paths = new Set<string>();
  /** Each file's state when it was reported last. */
  readonly #seen = new Map<string, string>();
  #structure = false;
  #packages = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(host: DiskHost, options: WatchOptions) {
    this.#host = host;
    this.#options = options;
  }

  add(path: string, structure: boolean): void {
    this.#paths.add(path);
    this.#structure ||= structure;
    this.#soon();
  }

  packages(): void {
    this.#packages = true;
    this.#soon();
  }

  async idle(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.#start(), this.#options.quietTime);
  }

  #start(): void {
    // One report at a time; what comes meanwhile is reported right after.
    if (this.#running || this.#closed) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#paths.size > 0 || this.#packages) this.#start();
    });
  }

  async #run(): Promise<void> {
    const paths = [...this.#paths];
    const structure = this.#structure;
    const packages = this.#packages;
    this.#paths.clear();
    this.#structure = false;
    this.#packages = false;
    for (const path of paths) this.#seen.set(path, this.#stamp(path));
    try {
      await this.#options.changed({ paths, structure, packages, settled: this.#lookAgain(paths) });
    } catch (error) {
      this.#options.failed(error);
    }
    // What was written while the report was worked on may have been missed as well.
    void this.#lookAgain(paths);
  }

  /** Reports those files once more that are others by then than when they were reported last. */
  #lookAgain(paths: readonly string[]): Promise<boolean> {
    return new Promise((resolve) => {
      setTimeout(() => {
        const moved = paths.filter((path) => this.#stamp(path) !== this.#seen.get(path));
        for (const path of moved) if (!this.#paths.has(path)) this.add(path, true);
        resolve(moved.length === 0);
      }, secondLook).unref();
    });
  }

  #stamp(path: string): string {
    try {
      const { mtimeMs, size, ino } = statSync(this.#host.absolute(path));
      return `${mtimeMs}:${size}:${ino}`;
    } catch {
      return "absent";
    }
  }
}
