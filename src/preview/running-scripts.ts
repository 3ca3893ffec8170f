/** Scripts that browsers run, which need not be those of the newest build: updates, and source maps for stack traces. */
import type { UpdateChunk } from "./app-content.ts";
import type { SymbolicatedMessage } from "./protocol.ts";
import type { GoodBuild } from "./session.ts";
import { frameOf, symbolicateStack } from "./stacks.ts";
import type { DiskHost } from "../disk/index.ts";

/** How many scripts of updates are kept: a browser that is further behind has to start again. */
const keptUpdates = 64;
/** Of how many builds the source maps are kept: about as many as browsers that look at once. */
const keptStarts = 4;

export class RunningScripts {
  readonly #updates = new Map<string, UpdateChunk>();
  /** Source maps of builds that browsers have started with, by number. */
  readonly #started = new Map<number, GoodBuild["output"]["sourceMaps"]>();

  /** Scripts of updates by path. */
  get updates(): ReadonlyMap<string, UpdateChunk> {
    return this.#updates;
  }

  addUpdates(chunks: readonly UpdateChunk[]): void {
    for (const chunk of chunks) this.#updates.set(chunk.path, chunk);
    for (const old of [...this.#updates.keys()].slice(0, -keptUpdates)) this.#updates.delete(old);
  }

  /** A browser starts this build. */
  addStart({ number, output }: GoodBuild): void {
    this.#started.delete(number);
    this.#started.set(number, output.sourceMaps);
    for (const old of [...this.#started.keys()].slice(0, -keptStarts)) this.#started.delete(old);
  }

  /**
   * Scripts of the build that the browser started with still run, whatever has been built since.
   *
   * @param started number of that build
   * @param id of the app
   * @param current for a browser whose start is forgotten
   */
  symbolicate(
    stack: string,
    started: number,
    { id, disk, current }: { readonly id: string; readonly disk: DiskHost; readonly current: GoodBuild | undefined },
  ): Omit<SymbolicatedMessage, "type" | "id"> {
    const maps = this.#started.get(started) ?? current?.output.sourceMaps ?? [];
    const mapped = symbolicateStack(stack, [...this.#updates.values(), ...maps], id);
    const { place } = mapped;
    const content = place && disk.filesRead().includes(place.file) ? disk.read(place.file) : undefined;
    const frame = place && content && frameOf(place, content);
    return frame === undefined ? mapped : { ...mapped, frame };
  }
}
