/**
 * One compiled file: the smallest result that can be cached.
 *
 * A unit depends only on its file's path and bytes, the options and the compiler's version. Anything that involves
 * several files happens in the graph and the linker. Less and Sass are the exception: their units are stored with the
 * state of every other file that they read or looked for. Units are kept in memory between builds of one process (by
 * identity of the host's bytes) and, with a cache, between processes (by digest). A cold build and a rebuild therefore
 * run the same code.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Dependency } from "./source/index.ts";
import { decodeStored, encodeStored } from "./stored.ts";
import type { Stored } from "./stored.ts";

/** Keeps results between processes. `get` returns what was stored under the same key, or `undefined`. */
export interface UnitCache {
  get(key: string): Uint8Array | undefined;
  set(key: string, value: Uint8Array): void;
  /** True if every `get` would miss, so everything must be compiled. */
  readonly empty: boolean;
  /**
   * The cache wants to evict unused records. The build should then read every record it needs, so that the cache can
   * tell which ones are unused.
   */
  readonly wantsEviction?: boolean;
  /** Marks all records as used, even those this build did not read. */
  markAllUsed?(): void;
}

export interface Facts {
  readonly dependencies: readonly Dependency[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Unit<Output> {
  /** Units with equal identities are equal. Absent if there is no cache or if other files went in. */
  readonly identity?: string | undefined;
  /** A promise until the file is compiled, then the result itself, with the diagnostics of compilation. */
  compiled: Promise<Compiled<Output>> | Compiled<Output>;
}

export interface Compiled<Output> {
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
}

/** Another input of a unit: a file's bytes or a package's folder; `undefined` if it does not exist. */
export type Input = Uint8Array | string | undefined;

/** Inputs by the names that the caller of `store` chose: host paths for files, anything else for packages. */
export type Inputs = ReadonlyMap<string, Input>;

/** The part of a stored unit that every build reads. */
export interface UnitHead<F extends Facts> {
  readonly facts: F;
  /** Of compilation. */
  readonly diagnostics: readonly Diagnostic[];
  /** `Inputs`, with digests instead of bytes and `null` for absence. */
  readonly inputs?: Readonly<Record<string, string | null>>;
}

export interface UnitStoreOptions {
  /** A collision-resistant digest as text. Called repeatedly for the same bytes. */
  readonly digest: (data: string | Uint8Array) => string;
  readonly cache?: UnitCache;
  /** Everything a unit depends on except path and content: compiler version and options. */
  readonly salt: string;
}

interface HeldUnit {
  readonly bytes: Uint8Array;
  readonly unit: unknown;
  readonly inputs?: Inputs;
}

/** Names the unit of a file within a store. */
export function unitId(kind: string, path: string): string {
  return `${kind}\0${path}`;
}

/** The compiled units of a session, in memory and in the cache. */
export class UnitStore {
  readonly #options: UnitStoreOptions;
  readonly #held = new Map<string, HeldUnit>();
  readonly #salt: string;
  #touched = new Set<string>();
  /** Number of files compiled since the last `sweep`, cache hits excluded. */
  compiledCount = 0;

  constructor(options: UnitStoreOptions) {
    this.#options = options;
    this.#salt = options.digest(options.salt);
  }

  digestOf(bytes: Uint8Array): string {
    return this.#options.digest(bytes);
  }

  /** The cache key of a unit whose file has this digest. */
  keyOf(id: string, digest: string): string {
    // Unambiguous, because digests contain no spaces.
    return `${this.#salt} ${digest} ${id}`;
  }

  /** A digest of a text together with the compiler's version and options. */
  digestOfText(text: string): string {
    return this.#options.digest(`${this.#salt} ${text}`);
  }

  /**
   * The unit of a file: from memory, from the cache, or made by `make`.
   * @param kind the language; two languages may share a path
   * @param counted whether it counts as a compiled module
   */
  get<F extends Facts, Output extends object>(
    kind: string,
    path: string,
    bytes: Uint8Array,
    make: () => { facts: F; compile: () => Promise<Compiled<Output>> | Compiled<Output> },
    counted = true,
  ): F & Unit<Output> {
    const id = unitId(kind, path);
    this.#touched.add(id);
    const held = this.#held.get(id);
    if (held?.bytes === bytes) return held.unit as F & Unit<Output>;
    const key = this.#options.cache && this.#key(id, bytes);
    let unit = key === undefined ? undefined : this.#restore<F, Output>(key);
    if (!unit) {
      unit = this.#make(key, make);
      if (counted) this.compiledCount++;
    }
    this.#held.set(id, { bytes, unit });
    // A failure may have a cause outside the file, so the next build tries again.
    if (unit.compiled instanceof Promise) unit.compiled.catch(() => this.#drop(id, unit));
    return unit;
  }

  /**
   * A unit stored with `store`, if its file and all its other inputs are unchanged; otherwise `undefined`.
   * @param look returns the current state of an input; called in the order in which `store` got the inputs
   */
  restore<F extends Facts, Output extends object>(
    kind: string,
    path: string,
    bytes: Uint8Array,
    look: (input: string) => Input,
  ): (F & Unit<Output>) | undefined {
    const id = unitId(kind, path);
    this.#touched.add(id);
    const held = this.#held.get(id);
    const holds = held?.bytes === bytes && [...(held.inputs ?? [])].every(([input, known]) => look(input) === known);
    if (holds) return held.unit as F & Unit<Output>;
    const record = this.#options.cache?.get(this.#key(id, bytes));
    if (!record) return undefined;
    const stored = decodeStored<UnitHead<F>, Output>(record);
    const inputs = new Map<string, Input>();
    for (const [input, known] of Object.entries(stored.head.inputs ?? {})) {
      const found = look(input);
      if (this.#state(found) !== known) return undefined;
      inputs.set(input, found);
    }
    const unit: F & Unit<Output> = { ...stored.head.facts, compiled: compiledOf(stored) };
    this.#held.set(id, { bytes, unit, inputs });
    return unit;
  }

  /**
   * Stores a unit with further inputs, for `restore`.
   * @param cacheable false if another process could get another result from the same files
   */
  store<F extends Facts, Output extends object>(
    kind: string,
    path: string,
    bytes: Uint8Array,
    { facts, compiled }: { readonly facts: F; readonly compiled: Compiled<Output> },
    { inputs, cacheable }: { readonly inputs: Inputs; readonly cacheable: boolean },
  ): void {
    this.compiledCount++;
    const id = unitId(kind, path);
    this.#held.set(id, { bytes, unit: { ...facts, compiled }, inputs });
    if (!this.#options.cache || !cacheable) return;
    const states = Object.fromEntries([...inputs].map(([input, content]) => [input, this.#state(content)]));
    const head: UnitHead<F> = { facts, diagnostics: compiled.diagnostics, inputs: states };
    this.#options.cache.set(this.#key(id, bytes), encodeStored({ head, output: compiled.output }));
  }

  /**
   * Keeps a unit of the previous build; false if the store no longer has it.
   * @param id see `unitId`
   */
  retain(id: string, unit: unknown): boolean {
    if (this.#held.get(id)?.unit !== unit) return false;
    this.#touched.add(id);
    return true;
  }

  /** Host paths of the files that went into the units of this build, besides their own. */
  *inputs(): Generator<string> {
    for (const id of this.#touched) {
      for (const [path, input] of this.#held.get(id)?.inputs ?? []) if (typeof input === "object") yield path;
    }
  }

  /** Drops the units that nobody requested since the last call. */
  sweep(): void {
    for (const id of this.#held.keys()) if (!this.#touched.has(id)) this.#held.delete(id);
    this.#touched = new Set();
    this.compiledCount = 0;
  }

  #drop(id: string, unit: unknown): void {
    if (this.#held.get(id)?.unit === unit) this.#held.delete(id);
  }

  #state(input: Input): string | null {
    if (input === undefined) return null;
    if (typeof input === "string") return `at ${input}`;
    return this.#options.digest(input);
  }

  #key(id: string, bytes: Uint8Array): string {
    return this.keyOf(id, this.#options.digest(bytes));
  }

  #restore<F extends Facts, Output extends object>(key: string): (F & Unit<Output>) | undefined {
    const record = this.#options.cache?.get(key);
    if (!record) return undefined;
    const stored = decodeStored<UnitHead<F>, Output>(record);
    return { ...stored.head.facts, compiled: compiledOf(stored), identity: key };
  }

  #make<F extends Facts, Output extends object>(
    key: string | undefined,
    make: () => { facts: F; compile: () => Promise<Compiled<Output>> | Compiled<Output> },
  ): F & Unit<Output> {
    const { facts, compile } = make();
    const unit: F & Unit<Output> = { ...facts, compiled: compile(), identity: key };
    const done = (compiled: Compiled<Output>) => {
      unit.compiled = compiled;
      if (key !== undefined) {
        const head: UnitHead<F> = { facts, diagnostics: compiled.diagnostics };
        this.#options.cache?.set(key, encodeStored({ head, output: compiled.output }));
      }
      return compiled;
    };
    if (unit.compiled instanceof Promise) unit.compiled = unit.compiled.then(done);
    else done(unit.compiled);
    return unit;
  }
}

/** Leaves the output undecoded until it is accessed. */
function compiledOf<F extends Facts, Output>(stored: Stored<UnitHead<F>, Output>): Compiled<Output> {
  return {
    diagnostics: stored.head.diagnostics,
    get output() {
      return stored.output;
    },
  };
}
