/** Packages that were not built yet when the app started. Loading one waits until it is built. */
import type { WorkerContext } from "./start.ts";

export class LaterPackages {
  readonly #context: Pick<WorkerContext, "loadPackage">;
  #missing: ReadonlySet<string>;
  readonly #arrival: Promise<void>;
  #arrived!: () => void;

  constructor(context: Pick<WorkerContext, "loadPackage" | "start">) {
    this.#context = context;
    this.#missing = new Set(context.start.later);
    this.#arrival = new Promise((resolve) => (this.#arrived = resolve));
  }

  /** Call this when the app knows the contents of the missing packages. */
  arrive(): void {
    this.#missing = new Set();
    this.#arrived();
  }

  load(name: string): Promise<void> | void {
    if (!this.#missing.has(name)) return this.#context.loadPackage(name);
    return this.#arrival.then(() => this.#context.loadPackage(name));
  }
}
