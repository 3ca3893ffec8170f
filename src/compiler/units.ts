/**
 * One file, compiled: the smallest piece of work that can be kept.
 *
 * A unit depends on its file's path and bytes, the options and the compiler's version, and on nothing else; whatever
 * crosses files happens in the graph and the linker. Units are kept in memory between builds of one process (by the
 * identity of the host's bytes) and, where a cache is given, between processes (by digest). A cold build and a rebuild
 * thus take the same way through the same code.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Dependency } from "./source/index.ts";

/** Keeps compiled units between processes. Values are JSON data; a damaged or foreign value must come back undefined. */
export interface UnitCache {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  /** Nothing can come out of it: everything will be compiled. */
  readonly empty: boolean;
}

export interface Facts {
  readonly dependencies: readonly Dependency[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Unit<Output> {
  /** A promise until the file is compiled, then the result itself; diagnostics of this step come with it. */
  compiled: Promise<Compiled<Output>> | Compiled<Output>;
}

export interface Compiled<Output> {
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is written to the cache for a unit. */
interface StoredUnit<F extends Facts, Output> {
  readonly facts: F;
  readonly compiled: Compiled<Output>;
}

export interface UnitStoreOptions {
  /** A digest of bytes or text, as text; collision-resistant. */
  readonly digest: (data: string | Uint8Array) => string;
  readonly cache?: UnitCache;
  /** Everything but path and content that a unit depends on: compiler version and options. */
  readonly salt: string;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly unit: unknown;
}

export class UnitStore {
  readonly #options: UnitStoreOptions;
  readonly #held = new Map<string, Held>();
  #touched = new Set<string>();
  /** How many files were compiled anew since the last `sweep`. */
  fresh = 0;

  constructor(options: UnitStoreOptions) {
    this.#options = options;
  }

  /**
   * The unit of a file, from memory, from the cache, or made by `make`.
   *
   * @param kind the language; two languages may share a path
   */
  get<F extends Facts, Output>(
    kind: string,
    path: string,
    bytes: Uint8Array,
    make: () => { facts: F; compile: () => Promise<Compiled<Output>> | Compiled<Output> },
  ): F & Unit<Output> {
    const id = `${kind}\0${path}`;
    this.#touched.add(id);
    const held = this.#held.get(id);
    if (held?.bytes === bytes) return held.unit as F & Unit<Output>;
    const unit = this.#restore<F, Output>(id, bytes) ?? this.#make(id, bytes, make);
    this.#held.set(id, { bytes, unit });
    return unit;
  }

  /** Like `get`, for things that only memory can keep. */
  remember<T>(kind: string, path: string, bytes: Uint8Array, make: () => T): T {
    const id = `${kind}\0${path}`;
    this.#touched.add(id);
    const held = this.#held.get(id);
    if (held?.bytes === bytes) return held.unit as T;
    const unit = make();
    this.#held.set(id, { bytes, unit });
    return unit;
  }

  /** Forgets the units that nobody asked for since the last call. */
  sweep(): void {
    for (const id of this.#held.keys()) if (!this.#touched.has(id)) this.#held.delete(id);
    this.#touched = new Set();
    this.fresh = 0;
  }

  #key(id: string, bytes: Uint8Array): string {
    const { digest, salt } = this.#options;
    return digest(`${salt}\0${id}\0${digest(bytes)}`);
  }

  #restore<F extends Facts, Output>(id: string, bytes: Uint8Array): (F & Unit<Output>) | undefined {
    const { cache } = this.#options;
    if (!cache) return undefined;
    const stored = cache.get(this.#key(id, bytes)) as StoredUnit<F, Output> | undefined;
    return stored === undefined ? undefined : { ...stored.facts, compiled: stored.compiled };
  }

  #make<F extends Facts, Output>(
    id: string,
    bytes: Uint8Array,
    make: () => { facts: F; compile: () => Promise<Compiled<Output>> | Compiled<Output> },
  ): F & Unit<Output> {
    this.fresh++;
    const { facts, compile } = make();
    const unit: F & Unit<Output> = { ...facts, compiled: compile() };
    const done = (compiled: Compiled<Output>) => {
      unit.compiled = compiled;
      const stored: StoredUnit<F, Output> = { facts, compiled };
      this.#options.cache?.set(this.#key(id, bytes), stored);
      return compiled;
    };
    if (unit.compiled instanceof Promise) unit.compiled = unit.compiled.then(done);
    else done(unit.compiled);
    return unit;
  }
}
