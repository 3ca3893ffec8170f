/**
 * One file, compiled: the smallest piece of work that can be kept.
 *
 * A unit depends on its file's path and bytes, the options and the compiler's version, and on nothing else; whatever
 * crosses files happens in the graph and the linker. Less and Sass are the exception: their units are kept together
 * with the state of every other file that they read or looked for. Units are kept in memory between builds of one process (by the
 * identity of the host's bytes) and, where a cache is given, between processes (by digest). A cold build and a rebuild
 * thus take the same way through the same code.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Dependency } from "./source/index.ts";
import { decodeStored, encodeStored } from "./stored.ts";
import type { Stored } from "./stored.ts";

/** Keeps results between processes. What comes out is what was put in under the same key, or undefined. */
export interface UnitCache {
  get(key: string): Uint8Array | undefined;
  set(key: string, value: Uint8Array): void;
  /** Nothing can come out of it: everything will be compiled. */
  readonly empty: boolean;
  /** It is time for a build that asks for all that it needs, so that the rest can be told from it. */
  readonly crowded?: boolean;
  /** Says that all of it may be asked for again, although it has not been this time. */
  keepAll?(): void;
}

export interface Facts {
  readonly dependencies: readonly Dependency[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Unit<Output> {
  /** Two units with the same identity are equal; absent where nobody needs to know or other files went in. */
  readonly identity?: string | undefined;
  /** A promise until the file is compiled, then the result itself; diagnostics of this step come with it. */
  compiled: Promise<Compiled<Output>> | Compiled<Output>;
}

export interface Compiled<Output> {
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
}

/** What else went into a unit: bytes of a file, the folder of a package; `undefined` for what is not there. */
export type Input = Uint8Array | string | undefined;

/** Inputs by what the caller of `keep` calls them: host paths for files, anything else for packages. */
export type Inputs = ReadonlyMap<string, Input>;

/** The part of a stored unit that every build reads. */
export interface UnitHead<F extends Facts> {
  readonly facts: F;
  /** Of compiling. */
  readonly diagnostics: readonly Diagnostic[];
  /** `Inputs` with digests for bytes and `null` for absence. */
  readonly inputs?: Readonly<Record<string, string | null>>;
}

export interface UnitStoreOptions {
  /** A digest of bytes or text, as text; collision-resistant. Of the same bytes it may be asked for often. */
  readonly digest: (data: string | Uint8Array) => string;
  readonly cache?: UnitCache;
  /** Everything but path and content that a unit depends on: compiler version and options. */
  readonly salt: string;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly unit: unknown;
  readonly inputs?: Inputs;
}

/** How a store knows the unit of a file. */
export function unitId(kind: string, path: string): string {
  return `${kind}\0${path}`;
}

export class UnitStore {
  readonly #options: UnitStoreOptions;
  readonly #held = new Map<string, Held>();
  readonly #salt: string;
  #touched = new Set<string>();
  /** How many files were compiled anew since the last `sweep`. */
  fresh = 0;

  constructor(options: UnitStoreOptions) {
    this.#options = options;
    this.#salt = options.digest(options.salt);
  }

  digestOf(bytes: Uint8Array): string {
    return this.#options.digest(bytes);
  }

  /** How the cache knows the unit of a file with bytes of this digest. */
  keyOf(id: string, digest: string): string {
    // Digests have no blanks in them, so that no two keys are made of one text.
    return `${this.#salt} ${digest} ${id}`;
  }

  /** A digest of a text together with the compiler's version and options. */
  digestOfText(text: string): string {
    return this.#options.digest(`${this.#salt} ${text}`);
  }

  /**
   * The unit of a file, from memory, from the cache, or made by `make`.
   *
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
      if (counted) this.fresh++;
    }
    this.#held.set(id, { bytes, unit });
    // What failed for a reason outside of the file is tried again.
    if (unit.compiled instanceof Promise) unit.compiled.catch(() => this.#drop(id, unit));
    return unit;
  }

  /**
   * A unit that `keep` was given and that still holds, because its file and all that went into it are as they were.
   *
   * @param look what an input is now; asked in the order in which `keep` was given them
   */
  recall<F extends Facts, Output extends object>(
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
   * Keeps a unit that other files went into, for `recall`.
   *
   * @param lasting false if another process may come to another result although all files are the same
   */
  keep<F extends Facts, Output extends object>(
    kind: string,
    path: string,
    bytes: Uint8Array,
    { facts, compiled }: { readonly facts: F; readonly compiled: Compiled<Output> },
    { inputs, lasting }: { readonly inputs: Inputs; readonly lasting: boolean },
  ): void {
    this.fresh++;
    const id = unitId(kind, path);
    this.#held.set(id, { bytes, unit: { ...facts, compiled }, inputs });
    if (!this.#options.cache || !lasting) return;
    const states = Object.fromEntries([...inputs].map(([input, content]) => [input, this.#state(content)]));
    const head: UnitHead<F> = { facts, diagnostics: compiled.diagnostics, inputs: states };
    this.#options.cache.set(this.#key(id, bytes), encodeStored({ head, output: compiled.output }));
  }

  /**
   * Keeps a unit of the last build in this one; false if it is held no longer.
   *
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

  /** Forgets the units that nobody asked for since the last call. */
  sweep(): void {
    for (const id of this.#held.keys()) if (!this.#touched.has(id)) this.#held.delete(id);
    this.#touched = new Set();
    this.fresh = 0;
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

/** The output stays undecoded until it is asked for. */
function compiledOf<F extends Facts, Output>(stored: Stored<UnitHead<F>, Output>): Compiled<Output> {
  return {
    diagnostics: stored.head.diagnostics,
    get output() {
      return stored.output;
    },
  };
}
