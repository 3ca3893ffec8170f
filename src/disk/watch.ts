/**
 * Tells what changes in a project's folder, until it is closed.
 *
 * A file that can be read and has other bytes than before is reported at once; what comes with others, files that come
 * or go, and packages are reported when nothing has followed for a moment. A file that is empty is looked at again for
 * 60 ms, because editors write files in pieces. What was reported is looked at once more 60 ms later, and so are the
 * names in all folders that were read, since an event can come before the last write is on the disk, or not at all.
 *
 * Nobody watches the tens of thousands of files in `node_modules`. Every package manager writes a file or two when it
 * has installed something; when one of those changes, packages count as changed.
 */
import { existsSync, lstatSync, unwatchFile, watchFile } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FSWatcher } from "chokidar";
import type { DiskHost, FileState } from "./host.ts";

/** Milliseconds after which the files of a report are looked at again. */
const secondLook = 60;
/** Milliseconds between looks at a package manager's files, which need not be there yet. */
const installLook = 300;

/** Milliseconds by which a file's time and this machine's clock may differ. */
const clockSlack = 2_000;

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
  /** A single file with new bytes does not wait for that. */
  readonly atOnce?: boolean;
  /** What has changed from then on, while nobody watched, is reported first; in milliseconds since 1970. */
  readonly since?: number;
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
    ignored: (path) => isUnwatched(host.hostPath(path)),
  });
  const folders = new Folders(watcher);
  const reports = new Reports(host, options, () => folders.renew());
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir" || options.ignores(path)) return;
    if (dirname(path) === host.root && installMarks.includes(basename(path))) reports.packages();
    reports.add(host.hostPath(path), event !== "change" || isLink(path));
  });
  // What the watcher tells later, or not at all when a file is written twice in a row. A file that is gone may be back
  // in a moment, so that this is left to the watcher.
  watcher.on("raw", (event, name: unknown, details) => {
    const { watchedPath } = details as { readonly watchedPath: string };
    // Something comes or goes, and the watcher has to look what it is.
    if (event === "rename") reports.expectMore();
    // Of a file, or of a folder and a name in it.
    for (const path of typeof name === "string" ? [watchedPath, join(watchedPath, name)] : [watchedPath]) {
      const file = host.hostPath(path);
      if (!options.ignores(path) && isNew(host.compare(file))) return reports.add(file, false);
    }
  });
  const marks = marksOutside(host.root);
  for (const path of marks) {
    watchFile(path, { interval: installLook, persistent: false }, (now, before) => {
      // It is also told once of a file that is not there.
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) reports.packages();
    });
  }
  const missed = (since: number): void => {
    reports.lookForNames(since);
    for (const path of host.movedFiles(since - clockSlack)) {
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

function isUnwatched(hostPath: string): boolean {
  return /(^|[\\/])(node_modules|\.git)([\\/]|$)/.test(hostPath);
}

/** Where a link leads is a matter of structure. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** A file that was read has other bytes by now. */
function isNew(state: FileState): boolean {
  return state === "changed" || state === "empty";
}

/**
 * A folder that was removed and made again is another one, while the watcher may go on looking at the old one: Git removes
 * a folder with its last file, and makes it again for a file of another branch.
 */
class Folders {
  readonly #watcher: Pick<FSWatcher, "add" | "unwatch" | "getWatched">;
  /** By absolute path. */
  readonly #identities = new Map<string, string>();

  constructor(watcher: Pick<FSWatcher, "add" | "unwatch" | "getWatched">) {
    this.#watcher = watcher;
  }

  /** Watches folders that are new under an old path. True if there are any. */
  renew(): boolean {
    let found = false;
    for (const path of Object.keys(this.#watcher.getWatched())) {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (!stats?.isDirectory()) continue;
      // Numbers of removed folders are given to new ones.
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
  /** True if folders are watched anew, so that something in them may have been missed. */
  readonly #renewFolders: () => boolean;
  readonly #options: WatchOptions;
  readonly #paths = new Set<string>();
  /** Whether each file was there when it was reported last. */
  readonly #seen = new Map<string, boolean>();
  #structure = false;
  #packages = false;
  #timer: NodeJS.Timeout | undefined;
  #soonest: NodeJS.Immediate | undefined;
  /** When a file last came or went. */
  #expected = Number.NEGATIVE_INFINITY;
  /** Since when a report is held because of an empty file. */
  #held: number | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  /** When names in folders were looked at last. */
  #looked = Date.now();
  #nameTimer: NodeJS.Timeout | undefined;

  constructor(host: DiskHost, options: WatchOptions, renewFolders: () => boolean) {
    this.#host = host;
    this.#options = options;
    this.#renewFolders = renewFolders;
  }

  add(path: string, structure: boolean): void {
    this.#paths.add(path);
    this.#structure ||= structure;
    this.#soon();
  }

  /** What is reported next waits for what follows, and comes even if the watcher does not tell what it is. */
  expectMore(): void {
    this.#expected = performance.now();
    this.#nameTimer ??= setTimeout(() => {
      this.#nameTimer = undefined;
      this.lookForNames(this.#looked);
    }, secondLook).unref();
  }

  /** Reports what has come or gone since then and is not known of. True if there is something. */
  lookForNames(since: number): boolean {
    if (this.#closed) return false;
    this.#looked = Date.now();
    const { ignores } = this.#options;
    const names = this.#host.movedNames(since - clockSlack).filter((path) => {
      const place = this.#host.absolute(path);
      return !isUnwatched(path) && !ignores(place) && !ignores(`${place}/`);
    });
    for (const path of names) if (!this.#paths.has(path)) this.add(path, true);
    if (this.#renewFolders()) {
      for (const path of this.#host.movedFiles(since - clockSlack)) if (!isUnwatched(path)) this.add(path, false);
      // Until they are watched, more may come.
      this.expectMore();
    }
    return names.length > 0;
  }

  packages(): void {
    this.#packages = true;
    this.#soon();
  }

  async idle(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#nameTimer);
    this.#stopTimers();
    await this.#running;
  }

  #soon(): void {
    this.#stopTimers();
    if (this.#closed) return;
    const { quietTime, atOnce = false } = this.#options;
    const isExpected = performance.now() - this.#expected < secondLook;
    const isAlone = atOnce && !isExpected && this.#paths.size === 1 && !this.#structure && !this.#packages;
    // Not this very moment: what was written together is told together.
    if (isAlone) this.#soonest = setImmediate(() => this.#start());
    else this.#timer = setTimeout(() => this.#start(), quietTime);
  }

  #stopTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#soonest);
  }

  #start(): void {
    // One report at a time; what comes meanwhile is reported right after.
    if (this.#running || this.#closed || this.#isHeld()) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#paths.size > 0 || this.#packages) this.#start();
    });
  }

  /** A file is empty for a moment while it is being written; one that stays so is reported 60 ms later. */
  #isHeld(): boolean {
    const isEmpty = [...this.#paths].some((path) => this.#host.compare(path) === "empty");
    if (!isEmpty) {
      this.#held = undefined;
      return false;
    }
    this.#held ??= performance.now();
    const left = this.#held + secondLook - performance.now();
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
    this.#held = undefined;
    // Told twice, or written as it was: there is nothing to report.
    const paths = structure ? all : all.filter((path) => isNew(this.#host.compare(path)));
    if (paths.length === 0 && !packages) return;
    for (const path of paths) this.#seen.set(path, this.#isThere(path));
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
        const moved = paths.filter((path) => this.#hasMoved(path));
        for (const path of moved) if (!this.#paths.has(path)) this.add(path, this.#cameOrWent(path));
        const isOther = this.lookForNames(this.#looked);
        resolve(moved.length === 0 && !isOther);
      }, secondLook).unref();
    });
  }

  #hasMoved(path: string): boolean {
    return this.#cameOrWent(path) || isNew(this.#host.compare(path));
  }

  #cameOrWent(path: string): boolean {
    return this.#isThere(path) !== this.#seen.get(path);
  }

  #isThere(path: string): boolean {
    return existsSync(this.#host.absolute(path));
  }
}
