/**
 * Watches a project's folder for changes until it is closed.
 *
 * A single file with new bytes is reported immediately. Several changes at once, created or deleted files, and packages
 * are reported after a quiet moment. An empty file is checked again for 60 ms, because editors write files in pieces.
 * 60 ms after a report, its files and the names in all folders that were read are checked again, because an event may
 * arrive before the last write is on disk, or not at all.
 *
 * The tens of thousands of files in `node_modules` are not watched. But every package manager writes a file or two when
 * it installs something; if one of those changes, packages count as changed.
 */
import { existsSync, lstatSync, unwatchFile, watchFile } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FSWatcher } from "chokidar";
import type { DiskHost, FileState } from "./host.ts";

/** Milliseconds after which the files of a report are checked again. */
const recheckMs = 60;
/** Polling interval in milliseconds for files of package managers, which may not exist yet. */
const installLook = 300;

/** Milliseconds by which file times and this machine's clock may differ. */
const clockToleranceMs = 2_000;

/** Files that package managers write when they install, relative to the folder that contains `node_modules`. */
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
  /** Host paths of files that were written, created or deleted. */
  readonly paths: readonly string[];
  /** A file was created or deleted. */
  readonly structure: boolean;
  /** Packages may have been installed, removed or replaced. */
  readonly packages: boolean;
  /**
   * Resolves after 60 ms: true if the files have not changed since the report. If they have, another report follows.
   */
  readonly settled: Promise<boolean>;
}

export interface WatchOptions {
  /** Milliseconds without a further event before a report. */
  readonly quietMs: number;
  /** Report a single file with new bytes without waiting. */
  readonly immediate?: boolean;
  /** First report everything that changed since this time (milliseconds since 1970), before the watcher was started. */
  readonly since?: number;
  /** Whether changes of a file are ignored; gets absolute paths. */
  ignores(path: string): boolean;
  /** Called with one report at a time. Errors that it throws go to `failed`. */
  changed(changes: Changes): Promise<void>;
  failed(error: unknown): void;
}

export interface ProjectWatcher {
  /** Resolves when every later change will be noticed. */
  readonly ready: Promise<void>;
  /** Stops, and waits for the report in progress. */
  close(): Promise<void>;
}

/** Starts watching. Loads chokidar, so call it only when needed. */
export async function watchProject(host: DiskHost, options: WatchOptions): Promise<ProjectWatcher> {
  const { watch } = await import("chokidar");
  // A link may lead to any folder of the machine; targets inside the project are watched under their own names.
  const begin = (): FSWatcher => {
    const ignored = (path: string): boolean => isUnwatched(host.hostPath(path));
    const made = watch(host.root, { ignoreInitial: true, followSymlinks: false, ignored });
    listen(made, host, options, reports);
    return made;
  };
  const reports = new Reports(host, options, () => folders.renew());
  let watcher = begin();
  let folders = new Folders(watcher);
  const marks = marksOutside(host.root);
  for (const path of marks) {
    watchFile(path, { interval: installLook, persistent: false }, (now, before) => {
      // The callback also runs once for a file that does not exist.
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) reports.packages();
    });
  }
  // A build tool may delete the folder and create it again. chokidar does not notice that, and watches nothing then.
  // Meanwhile only this keeps the process running.
  let isGone = false;
  watchFile(host.root, { interval: installLook }, (now, before) => {
    // `before` is never the state of a folder that does not exist.
    if (!isGone && now.ino === before.ino && now.birthtimeMs === before.birthtimeMs) return;
    isGone = now.ino === 0;
    reports.checkNames(0);
    if (isGone) return;
    void watcher.close();
    watcher = begin();
    folders = new Folders(watcher);
    watcher.once("ready", () => missed(0));
  });
  const missed = (since: number): void => {
    reports.checkNames(since);
    for (const path of host.changedFiles(since - clockToleranceMs)) {
      if (!isUnwatched(path) && !options.ignores(host.absolute(path))) reports.add(path, false);
    }
    const own = installMarks.map((mark) => join(host.root, mark));
    if ([...own, ...marks].some((path) => (lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0) > since))
      reports.packages();
  };
  return {
    ready: new Promise((resolve) =>
      watcher.once("ready", () => {
        folders.renew();
        if (options.since !== undefined) missed(options.since);
        resolve();
      }),
    ),
    async close() {
      for (const path of [...marks, host.root]) unwatchFile(path);
      await watcher.close();
      await reports.close();
    },
  };
}

function listen(watcher: FSWatcher, host: DiskHost, options: WatchOptions, reports: Reports): void {
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir" || options.ignores(path)) return;
    if (dirname(path) === host.root && installMarks.includes(basename(path))) reports.packages();
    reports.add(host.hostPath(path), event !== "change" || isLink(path));
  });
  // Raw events come earlier than chokidar's own, which are missing if a file is written twice in a row. Deletions are
  // left to chokidar, because the file may reappear in a moment.
  watcher.on("raw", (event, name: unknown, details) => {
    const { watchedPath } = details as { readonly watchedPath: string };
    // A file was created or deleted; chokidar will find out which.
    if (event === "rename") reports.expectMore();
    // The event is about a file, or about a folder and a name in it.
    for (const path of typeof name === "string" ? [watchedPath, join(watchedPath, name)] : [watchedPath]) {
      const file = host.hostPath(path);
      if (!options.ignores(path) && hasChanged(host.compare(file))) return reports.add(file, false);
    }
  });
}

/** Marks outside the watched files: in `node_modules`, and in parent folders with packages. */
function marksOutside(root: string): string[] {
  const marks = installMarks.filter((mark) => mark.includes("/")).map((mark) => join(root, mark));
  for (let folder = dirname(root); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) || existsSync(join(folder, "node_modules")))
      marks.push(...installMarks.map((mark) => join(folder, mark)));
  }
  return marks;
}

function isUnwatched(hostPath: string): boolean {
  return /(^|[\\/])(node_modules|\.git)([\\/]|$)/.test(hostPath);
}

/** The target of a link affects the structure. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Whether a file that was read has other bytes now. */
function hasChanged(state: FileState): boolean {
  return state === "changed" || state === "empty";
}

/**
 * Detects folders that were deleted and created again. chokidar may keep watching the old one. Git does this: it
 * removes a folder with its last file, and creates it again for a file of another branch.
 */
class Folders {
  readonly #watcher: Pick<FSWatcher, "add" | "unwatch" | "getWatched">;
  /** By absolute path. */
  readonly #identities = new Map<string, string>();

  constructor(watcher: Pick<FSWatcher, "add" | "unwatch" | "getWatched">) {
    this.#watcher = watcher;
  }

  /** Watches new folders under an old path; returns true if there are any. */
  renew(): boolean {
    let found = false;
    for (const path of Object.keys(this.#watcher.getWatched())) {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (!stats?.isDirectory()) continue;
      // Include the birth time, because inode numbers of deleted folders are reused.
      const identity = `${stats.ino} ${stats.birthtimeMs}`;
      const before = this.#identities.get(path);
      this.#identities.set(path, identity);
      if (before === undefined || before === identity) continue;
      found = true;
      this.#watcher.unwatch(path);
      this.#watcher.add(path);
    }
    return found;
  }
}

class Reports {
  readonly #host: DiskHost;
  /** Returns true if it restarted watching some folders, so that changes in them may have been missed. */
  readonly #renewFolders: () => boolean;
  readonly #options: WatchOptions;
  readonly #paths = new Set<string>();
  /** Whether each file existed when it was last reported. */
  readonly #seen = new Map<string, boolean>();
  #structure = false;
  #packages = false;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  /** When a file was last created or deleted. */
  #moreExpectedAt = Number.NEGATIVE_INFINITY;
  /** Since when a report has been delayed because of an empty file. */
  #emptySince: number | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  /** When the names in folders were last checked. */
  #namesCheckedAt = Date.now();
  #nameTimer: NodeJS.Timeout | undefined;

  constructor(host: DiskHost, options: WatchOptions, renewFolders: () => boolean) {
    this.#host = host;
    this.#options = options;
    this.#renewFolders = renewFolders;
  }

  add(path: string, structure: boolean): void {
    this.#paths.add(path);
    this.#structure ||= structure;
    this.#schedule();
  }

  /**
   * Delays the next report, because more events will follow, and checks the folders itself in case chokidar sends none.
   */
  expectMore(): void {
    this.#moreExpectedAt = performance.now();
    this.#nameTimer ??= setTimeout(() => {
      this.#nameTimer = undefined;
      this.checkNames(this.#namesCheckedAt);
    }, recheckMs).unref();
  }

  /** Reports files that were created or deleted since then without an event; returns true if there are any. */
  checkNames(since: number): boolean {
    if (this.#closed) return false;
    this.#namesCheckedAt = Date.now();
    const { ignores } = this.#options;
    const names = this.#host.createdOrDeleted(since - clockToleranceMs).filter((path) => {
      const absolutePath = this.#host.absolute(path);
      return !isUnwatched(path) && !ignores(absolutePath) && !ignores(`${absolutePath}/`);
    });
    for (const path of names) if (!this.#paths.has(path)) this.add(path, true);
    if (this.#renewFolders()) {
      for (const path of this.#host.changedFiles(since - clockToleranceMs))
        if (!isUnwatched(path)) this.add(path, false);
      // Until chokidar watches them, more changes may be missed.
      this.expectMore();
    }
    return names.length > 0;
  }

  packages(): void {
    this.#packages = true;
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#nameTimer);
    this.#stopTimers();
    await this.#running;
  }

  #schedule(): void {
    this.#stopTimers();
    if (this.#closed) return;
    const { quietMs, immediate = false } = this.#options;
    const isExpected = performance.now() - this.#moreExpectedAt < recheckMs;
    const isAlone = immediate && !isExpected && this.#paths.size === 1 && !this.#structure && !this.#packages;
    // Not synchronously, so that simultaneous changes are reported together.
    if (isAlone) this.#immediate = setImmediate(() => this.#start());
    else this.#timer = setTimeout(() => this.#start(), quietMs);
  }

  #stopTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #start(): void {
    // One report at a time; changes in the meantime are reported right after it.
    if (this.#running || this.#closed || this.#isDelayed()) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#paths.size > 0 || this.#packages) this.#start();
    });
  }

  /** A file is empty for a moment while it is written. One that stays empty is reported after 60 ms. */
  #isDelayed(): boolean {
    const isEmpty = [...this.#paths].some((path) => this.#host.compare(path) === "empty");
    if (!isEmpty) {
      this.#emptySince = undefined;
      return false;
    }
    this.#emptySince ??= performance.now();
    const left = this.#emptySince + recheckMs - performance.now();
    if (left <= 0) return false;
    this.#stopTimers();
    this.#timer = setTimeout(() => this.#start(), left);
    return true;
  }

  async #run(): Promise<void> {
    const { structure, packages } = { structure: this.#structure, packages: this.#packages };
    const all = [...this.#paths];
    this.#paths.clear();
    this.#structure = false;
    this.#packages = false;
    this.#emptySince = undefined;
    // A duplicate event, or the same content written again: nothing to report.
    const paths = structure ? all : all.filter((path) => hasChanged(this.#host.compare(path)));
    if (paths.length === 0 && !packages) return;
    for (const path of paths) this.#seen.set(path, this.#exists(path));
    try {
      await this.#options.changed({ paths, structure, packages, settled: this.#recheck(paths) });
    } catch (error) {
      this.#options.failed(error);
    }
    // Writes during the report may have been missed as well.
    void this.#recheck(paths);
  }

  /** Reports those files again that changed since they were last reported. */
  #recheck(paths: readonly string[]): Promise<boolean> {
    return new Promise((resolve) => {
      setTimeout(() => {
        const moved = paths.filter((path) => this.#hasMoved(path));
        for (const path of moved) if (!this.#paths.has(path)) this.add(path, this.#existenceChanged(path));
        const isOther = this.checkNames(this.#namesCheckedAt);
        resolve(moved.length === 0 && !isOther);
      }, recheckMs).unref();
    });
  }

  #hasMoved(path: string): boolean {
    return this.#existenceChanged(path) || hasChanged(this.#host.compare(path));
  }

  #existenceChanged(path: string): boolean {
    return this.#exists(path) !== this.#seen.get(path);
  }

  #exists(path: string): boolean {
    return existsSync(this.#host.absolute(path));
  }
}
