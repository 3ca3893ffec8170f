/** Loads the packages of an app on demand, each once. */
import type { AppTable } from "./tables.ts";
import { packageOf, packagesFor } from "./tables.ts";

/** The packages of one app: which are loaded, and how to load the others. */
export class Packages {
  readonly #app: AppTable;
  readonly #load: (name: string) => Promise<void> | void;
  readonly #arrived: (name: string) => void;
  /** A promise while the package is loading. */
  readonly #state = new Map<string, Promise<void> | true>();

  /**
   * @param load runs the package's script, which registers its modules
   * @param arrived called once for each package, before callers that wait for it continue
   */
  constructor(app: AppTable, load: (name: string) => Promise<void> | void, arrived: (name: string) => void) {
    this.#app = app;
    this.#load = load;
    this.#arrived = arrived;
  }

  isLoaded(name: string): boolean {
    return this.#state.get(name) === true;
  }

  /** Loads the packages that a file's code needs. Returns `undefined` if they are all loaded. */
  ensureFor(id: string): Promise<void> | undefined {
    const own = packageOf(this.#app, id);
    return own && this.ensure(packagesFor(this.#app, own).map(({ name }) => name));
  }

  /**
   * Loads packages in this order. Returns `undefined` if they are all loaded. Rejects if one cannot be loaded; a later
   * call tries again.
   */
  ensure(names: readonly string[]): Promise<void> | undefined {
    for (let i = 0; i < names.length; i++) {
      const waiting = this.#one(names[i] as string);
      if (waiting) return waiting.then(() => this.ensure(names.slice(i + 1)));
    }
    return undefined;
  }

  #one(name: string): Promise<void> | undefined {
    const state = this.#state.get(name);
    if (state === true) return undefined;
    if (state) return state;
    const loading = this.#load(name);
    if (!loading) {
      this.#done(name);
      return undefined;
    }
    const waiting = loading.then(
      () => this.#done(name),
      (error: unknown) => {
        this.#state.delete(name);
        throw error;
      },
    );
    this.#state.set(name, waiting);
    return waiting;
  }

  #done(name: string): void {
    this.#state.set(name, true);
    this.#arrived(name);
  }
}
