/**
 * A project under development: watched, built again at every change, each build compared with the one on the screen.
 *
 * A build that succeeds is shown at once. One that fails, or misses a file that the one before did not, may only have
 * seen half of a save, so that it is held back until a second look finds the files unchanged; the last good build stays
 * on the screen all the while.
 *
 * The first build may leave subpackages for a second one, so that the app is on the screen sooner.
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
  /** Errors; the screen keeps what it shows until the next `built`. */
  failed(diagnostics: readonly Diagnostic[]): void;
  /** Trouble of the program or the machine, not of the project. */
  trouble(error: unknown): void;
}

export interface GoodBuild extends BuildState {
  readonly number: number;
  readonly compilation: Compilation;
  readonly diagnostics: readonly Diagnostic[];
  /** Milliseconds. */
  readonly time: number;
}

export interface Session {
  readonly current: GoodBuild | undefined;
  /** Of the newest build, warnings too. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Builds, and then watches: what has changed meanwhile is built again. To be called once. Resolves when changes from
   * now on will be seen.
   */
  start(): Promise<void>;
  /** Builds without being told of a change. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly host: DiskHost;
  readonly compiler: Compiler;
  /** Where the app will be started; empty: at its own entry page. */
  readonly page: string;
  /** Resolves when what the first build has left out may take the machine's time. */
  firstShown(): Promise<void>;
  /** Absolute paths whose changes do not count. */
  ignores(path: string): boolean;
}

/** A single file does not wait; what else comes in bursts is merged, as far as waiting for their end is not seen. */
const quietTime = 10;

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
  /** Changes with every build's end: what is told late is told only if nothing has ended since. */
  #turn = 0;
  /** Since the first build. */
  #filesMoved = false;
  /** Builds one after another. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
  }

  async start(): Promise<void> {
    const since = Date.now();
    // A watcher looks at every file first, which the first page is not to wait for.
    await this.#build(undefined, this.#options.page);
    if (this.current && this.current.later.length > 0) {
      await this.#options.firstShown();
      await this.#build(undefined);
    }
    if (this.#closed) return;
    const watcher = await watchProject(this.#options.host, {
      quietTime,
      atOnce: true,
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
    this.#filesMoved ||= changes.structure || changes.packages;
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
    // There is nothing to show: all errors are told at once.
    if (!compilation.output && compilation.later.length > 0) compilation = await compiler.build();
    const { output, emitted, diagnostics, later } = compilation;
    const time = performance.now() - begun;
    this.#turn += 1;
    // Not waited for: what changes meanwhile is built without delay, and then this build is nobody's.
    if (!output || !emitted) void this.#onceSettled(settled, () => this.#fail(diagnostics));
    else {
      const show = (): void => this.#show({ output, emitted, later, compilation, diagnostics, time });
      if (this.current && missesMore(this.current.diagnostics, diagnostics)) void this.#onceSettled(settled, show);
      else show();
    }
  }

  #show(build: Omit<GoodBuild, "number">): void {
    const before = this.current;
    this.#number += 1;
    this.current = { ...build, number: this.#number };
    this.diagnostics = build.diagnostics;
    this.#events.built(this.current, before && compareBuilds(before, this.current, !this.#filesMoved));
  }

  #fail(diagnostics: readonly Diagnostic[]): void {
    this.diagnostics = diagnostics;
    this.#events.failed(diagnostics);
  }

  /** Does it if no other build has ended until the files have been looked at again, and are as they were. */
  async #onceSettled(settled: Promise<boolean> | undefined, task: () => void): Promise<void> {
    const turn = this.#turn;
    if (settled && !(await settled)) return;
    if (turn === this.#turn && !this.#closed) task();
  }
}

/** What is missing may only not be there yet: tools that move files write one after the other. */
function missesMore(before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  const missing = (list: readonly Diagnostic[]): string[] =>
    list.filter(({ code }) => codes[code].missing === true).map(({ code, message }) => `${code} ${message}`);
  const known = new Set(missing(before));
  return missing(after).some((one) => !known.has(one));
}
