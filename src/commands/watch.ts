/**
 * `--watch`: builds again when files change, until interrupted.
 *
 * Bursts merge into one build, and a change during a build starts another. Events can come before the last write of a
 * burst is on the disk, so what was read is looked at once more 60 ms later.
 *
 * Nobody watches the tens of thousands of files in `node_modules`. Every package manager writes a file or two when it
 * has installed something; when one of those changes, all that was read of packages is forgotten.
 */
import { existsSync, statSync, unwatchFile, watchFile } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Builder } from "./builder.ts";
import { exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";

/** Milliseconds without a further event before a build starts. */
const quietTime = 25;
/** Milliseconds after which the files of a build are looked at again. */
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

/** @param interrupted resolves when the user wants to stop */
export async function watchBuild(
  builder: Builder,
  build: () => Promise<ExitCode>,
  interrupted: Promise<void>,
  io: Io,
): Promise<ExitCode> {
  const { watch } = await import("chokidar");
  const { host } = builder;
  const watcher = watch(host.root, {
    ignoreInitial: true,
    // A link may lead to any folder of the machine; those within the project are watched by their own names.
    followSymlinks: false,
    ignored: (path) => /(^|[\\/])(node_modules|\.git)([\\/]|$)/.test(host.hostPath(path)),
  });
  const changes = new Changes(builder, build, io);
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir" || builder.isOutput(path)) return;
    if (dirname(path) === host.root && installMarks.includes(basename(path))) changes.packages();
    changes.add(host.hostPath(path), event !== "change");
  });
  const marks = marksOutside(host.root);
  for (const path of marks) {
    watchFile(path, { interval: installLook, persistent: false }, (now, before) => {
      // It is also told once of a file that is not there.
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) changes.packages();
    });
  }
  const ready = new Promise<boolean>((resolve) => watcher.once("ready", () => resolve(true)));
  if (await Promise.race([ready, interrupted.then(() => false)])) {
    io.err("Watching for changes; press Ctrl+C to stop.\n");
  }
  await interrupted;
  for (const path of marks) unwatchFile(path);
  await watcher.close();
  await changes.idle();
  return exitCodes.interrupted;
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

class Changes {
  readonly #builder: Builder;
  readonly #build: () => Promise<ExitCode>;
  readonly #io: Io;
  readonly #paths = new Set<string>();
  #structure = false;
  #packages = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(builder: Builder, build: () => Promise<ExitCode>, io: Io) {
    this.#builder = builder;
    this.#build = build;
    this.#io = io;
  }

  add(path: string, structure: boolean): void {
    this.#paths.add(path);
    this.#structure ||= structure;
    this.#soon();
  }

  /** Packages have been installed or removed. */
  packages(): void {
    this.#packages = true;
    this.#soon();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#start(), quietTime);
  }

  async idle(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }

  #start(): void {
    // One build at a time; what comes meanwhile is built right after.
    if (this.#running) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#paths.size > 0 || this.#packages) this.#start();
    });
  }

  async #run(): Promise<void> {
    const paths = [...this.#paths];
    const structure = this.#structure;
    this.#paths.clear();
    this.#structure = false;
    const packages = this.#packages;
    this.#packages = false;
    const before = paths.map((path) => this.#stamp(path));
    this.#builder.changed(paths, structure);
    if (packages) this.#builder.packagesChanged();
    try {
      await this.#build();
    } catch (error) {
      this.#io.err(`miniapp: ${error instanceof Error ? error.message : String(error)}\n`);
    }
    setTimeout(() => {
      paths.forEach((path, index) => {
        if (this.#stamp(path) !== before[index]) this.add(path, true);
      });
    }, secondLook).unref();
  }

  #stamp(path: string): string {
    try {
      const { mtimeMs, size, ino } = statSync(this.#builder.host.absolute(path));
      return `${mtimeMs}:${size}:${ino}`;
    } catch {
      return "absent";
    }
  }
}
