/**
 * Modules of an app under development, and the package that first defined each. The runtime takes a module only from
 * that package, but a later build may have moved it.
 */
import type { UpdateApp } from "../preview-protocol.ts";
import type { ChunkModule, WorkerApp } from "./start.ts";

type Table = Readonly<Record<string, ChunkModule>>;

export class DefinedModules {
  readonly #worker: Pick<WorkerApp, "define">;
  // Package of each module.
  readonly #packages = new Map<string, string>();
  // The update whose scripts are being loaded.
  #update: UpdateApp | undefined;

  constructor(worker: Pick<WorkerApp, "define">) {
    this.#worker = worker;
  }

  /** @param load runs the update's scripts, which call `define` */
  update(message: UpdateApp, load: () => void): void {
    this.#update = message;
    try {
      load();
    } finally {
      this.#update = undefined;
    }
  }

  define(name: string, table: Table, esm: unknown): void {
    const entries = Object.entries(table);
    if (!this.#update) {
      for (const [id] of entries) if (!this.#packages.has(id)) this.#packages.set(id, name);
      return this.#worker.define(name, table, esm);
    }
    const { rest, scripts, templates } = this.#update;
    const changed = new Set([...scripts, ...templates]);
    for (const [id, module] of entries) {
      const owner = this.#packages.get(id);
      if (rest && owner !== undefined && !changed.has(id)) continue;
      this.#packages.set(id, owner ?? name);
      this.#worker.define(owner ?? name, { [id]: module }, esm);
    }
  }
}
