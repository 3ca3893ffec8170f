/**
 * A project under development: watched, built again at every change, each build compared with the one on the screen.
 *
 * A build that succeeds is shown at once. One that fails may only have seen half of a save, so its diagnostics are held
 * back until a second look finds the files unchanged; the last good build stays on the screen all the while.
 */
import { watchProject } from "../disk/index.ts";
import type { Changes as FileChanges, DiskHost } from "../disk/index.ts";
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
  /** Resolves when the first build has ended and changes from now on will be seen. */
  readonly started: Promise<void>;
  /** Builds without being told of a change. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly host: DiskHost;
  readonly compiler: Compiler;
  /** Absolute paths whose changes do not count. */
  ignores(path: string): boolean;
}

/** A single file does not wait; what else comes in bursts is merged, as far as waiting for their end is not seen. */
const quietTime = 10;

export function startSession(options: SessionOptions, events: SessionEvents): Session {
  return new ProjectSession(options, events);
}

class ProjectSession implements Session {
  current: GoodBuild | undefined;
  diagnostics: readonly Diagnostic[] = [];
  readonly started: Promise<void>;
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  #watcher: { close(): Promise<void> } | undefined;
  #closed = false;
  #number = 0;
  /** Changes with every build's end: a failure that is told late is told only if nothing has ended since. */
  #turn = 0;
  /** Builds one after another. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.started = this.#start();
  }

  async rebuild(): Promise<void> {
    await this.#build(undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watcher?.close();
    await this.#queue;
  }

  async #start(): Promise<void> {
    // Watched before it is built, so that no change falls between the two.
    const watcher = await watchProject(this.#options.host, {
      quietTime,
      atOnce: true,
      ignores: (path) => this.#options.ignores(path),
      changed: (changes) => this.#changed(changes),
      failed: (error) => this.#events.trouble(error),
    });
    this.#watcher = watcher;
    await Promise.all([watcher.ready, this.#build(undefined)]);
  }

  async #changed(changes: FileChanges): Promise<void> {
    const { host, compiler } = this.#options;
    host.invalidate(changes.paths);
    if (changes.structure) compiler.forgetStructure();
    if (changes.packages) {
      host.invalidatePackages();
      compiler.forgetStructure();
    }
    await this.#build(changes.settled);
  }

  #build(settled: Promise<boolean> | undefined): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#buildNow(settled))
      .catch((error: unknown) => this.#events.trouble(error));
    return this.#queue;
  }

  async #buildNow(settled: Promise<boolean> | undefined): Promise<void> {
    if (this.#closed) return;
    const begun = performance.now();
    const compilation = await this.#options.compiler.build();
    const { output, emitted, diagnostics } = compilation;
    if (!output || !emitted) {
      // Not waited for: what changes meanwhile is built without delay, and then these diagnostics are nobody's.
      void this.#fail(diagnostics, settled);
      return;
    }
    const before = this.current;
    this.#number += 1;
    const time = performance.now() - begun;
    this.current = { number: this.#number, output, emitted, compilation, diagnostics, time };
    this.diagnostics = diagnostics;
    this.#turn += 1;
    this.#events.built(this.current, before && compareBuilds(before, this.current));
  }

  async #fail(diagnostics: readonly Diagnostic[], settled: Promise<boolean> | undefined): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    if (settled && !(await settled)) return;
    if (turn !== this.#turn || this.#closed) return;
    this.diagnostics = diagnostics;
    this.#events.failed(diagnostics);
  }
}
