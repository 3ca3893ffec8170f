/**
 * A project under development: watches it, rebuilds at every change, and compares each build with the one on the
 * screen.
 *
 * A successful build is shown immediately. A build that fails, or that misses a file which the previous one did not
 * miss, may have seen only half of a save. So it is held back until a second look finds the files unchanged; until then
 * the last good build stays on the screen.
 *
 * The first build may leave subpackages to a second one, so that the app is shown sooner.
 */
import { watchProject } from "../disk/index.ts";
import type { Changes as FileChanges, DiskHost } from "../disk/index.ts";
import { codes } from "../compiler/diagnostics/index.ts";
import type { Compilation, Compiler, Diagnostic } from "../compiler/index.ts";
import { compareBuilds } from "./update.ts";
import type { BuildState, Update } from "./update.ts";

export interface SessionEvents {
  /** A build succeeded. `number` counts successful builds from 1. */
  built(build: GoodBuild, update: Update | undefined): void;
  /** A build failed; the screen stays unchanged until the next `built`. */
  failed(diagnostics: readonly Diagnostic[]): void;
  /** An error of the program or the machine, not of the project. */
  trouble(error: unknown): void;
}

export interface GoodBuild extends BuildState {
  readonly number: number;
  readonly compilation: Compilation;
  readonly diagnostics: readonly Diagnostic[];
  /** Build time in milliseconds. */
  readonly time: number;
}

export interface Session {
  readonly current: GoodBuild | undefined;
  /** Of the newest build, including warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Builds, then watches; changes in between lead to another build. Call it once. Resolves when later changes will be
   * noticed.
   */
  start(): Promise<void>;
  /** Builds without a change. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly host: DiskHost;
  readonly compiler: Compiler;
  /** The page at which the app will start; empty: the app's entry page. */
  readonly page: string;
  /** Resolves when the packages that the first build skipped may be built. */
  firstShown(): Promise<void>;
  /** Whether changes of a file are ignored; gets absolute paths. */
  ignores(path: string): boolean;
}

/** Milliseconds. A change of a single file is not delayed; bursts are merged as long as the delay is not noticeable. */
const quietMs = 10;

/** Creates a session; nothing is built before `start`. */
export function createSession(options: SessionOptions, events: SessionEvents): Session {
  return new ProjectSession(options, events);
}

class ProjectSession implements Session {
  current: GoodBuild | undefined;
  diagnostics: readonly Diagnostic[] = [];
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  #watcher: { close(): Promise<void> } | undefined;
  #closed = false;
  #number = 0;
  /** Changes at the end of every build. A delayed result is dropped if another build has ended since. */
  #buildsEnded = 0;
  /** Whether files were created or deleted since the first build. */
  #structureChanged = false;
  /** Runs builds one after another. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
  }

  async start(): Promise<void> {
    const since = Date.now();
    // Start watching later: a watcher first looks at every file, which would delay the first page.
    await this.#build(undefined, this.#options.page);
    if (this.current && this.current.skipped.length > 0) {
      await this.#options.firstShown();
      await this.#build(undefined);
    }
    if (this.#closed) return;
    const watcher = await watchProject(this.#options.host, {
      quietMs,
      immediate: true,
      since,
      ignores: (path) => this.#options.ignores(path),
      changed: (changes) => this.#changed(changes),
      failed: (error) => this.#events.trouble(error),
    });
    this.#watcher = watcher;
    if (this.#closed) await watcher.close();
    else await watcher.ready;
  }

  async rebuild(): Promise<void> {
    await this.#build(undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watcher?.close();
    await this.#queue;
  }

  async #changed(changes: FileChanges): Promise<void> {
    const { host, compiler } = this.#options;
    host.invalidate(changes.paths);
    this.#structureChanged ||= changes.structure || changes.packages;
    if (changes.structure) compiler.forgetStructure();
    if (changes.packages) {
      host.invalidatePackages();
      compiler.forgetStructure();
    }
    await this.#build(changes.settled);
  }

  /** @param page see `Compiler.build` */
  #build(settled: Promise<boolean> | undefined, page?: string): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#buildNow(settled, page))
      .catch((error: unknown) => this.#events.trouble(error));
    return this.#queue;
  }

  async #buildNow(settled: Promise<boolean> | undefined, page: string | undefined): Promise<void> {
    if (this.#closed) return;
    const begun = performance.now();
    const { compiler } = this.#options;
    let compilation = await compiler.build(page);
    // There is nothing to show, so run a full build to report all errors.
    if (!compilation.output && compilation.skipped.length > 0) compilation = await compiler.build();
    const { output, emitted, diagnostics, skipped } = compilation;
    const time = performance.now() - begun;
    this.#buildsEnded += 1;
    // Not awaited: a change in the meantime is built without delay and replaces this result.
    if (!output || !emitted) void this.#onceSettled(settled, () => this.#fail(diagnostics));
    else {
      const show = (): void => this.#show({ output, emitted, skipped, compilation, diagnostics, time });
      if (this.current && hasNewMissing(this.current.diagnostics, diagnostics)) void this.#onceSettled(settled, show);
      else show();
    }
  }

  #show(build: Omit<GoodBuild, "number">): void {
    const before = this.current;
    this.#number += 1;
    this.current = { ...build, number: this.#number };
    this.diagnostics = build.diagnostics;
    this.#events.built(this.current, before && compareBuilds(before, this.current, !this.#structureChanged));
  }

  #fail(diagnostics: readonly Diagnostic[]): void {
    this.diagnostics = diagnostics;
    this.#events.failed(diagnostics);
  }

  /** Runs the task after the files were checked again, if they are unchanged and no other build has ended. */
  async #onceSettled(settled: Promise<boolean> | undefined, task: () => void): Promise<void> {
    const turn = this.#buildsEnded;
    if (settled && !(await settled)) return;
    if (turn === this.#buildsEnded && !this.#closed) task();
  }
}

/** A missing file may just not be there yet: tools that move files write them one after the other. */
function hasNewMissing(before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  const missing = (list: readonly Diagnostic[]): string[] =>
    list.filter(({ code }) => codes[code].missing === true).map(({ code, message }) => `${code} ${message}`);
  const known = new Set(missing(before));
  return missing(after).some((one) => !known.has(one));
}
