/**
 * Scripts that browsers run, which need not be those of the newest build: updates, and source maps for stack traces.
 *
 * A save may move code in its source and leave it as it is; then nothing goes to browsers, and what they run has other
 * places than when it was built: those that the newest build gives the same code.
 */
import { updateChunks } from "../compiler/index.ts";
import type { ChunkText } from "../compiler/index.ts";
import type { DiskHost } from "../disk/index.ts";
import type { UpdateChunk } from "./app-content.ts";
import type { SymbolicatedMessage } from "./protocol.ts";
import type { GoodBuild } from "./session.ts";
import { frameOf, symbolicateStack } from "./stacks.ts";
import type { MappedScript } from "./stacks.ts";
import { sameBytes } from "./update.ts";
import type { Changes } from "./update.ts";

/** How many scripts of updates are kept: a browser that is further behind has to start again. */
const keptUpdates = 64;
/** Of how many builds the source maps are kept: about as many as browsers that look at once. */
const keptStarts = 4;

/** A script that browsers run, and what it was made of. */
interface Running extends MappedScript {
  readonly package: string;
  readonly modules: readonly ChunkText[];
}

export class RunningScripts {
  readonly #updates = new Map<string, UpdateChunk & Running>();
  /** Scripts of builds that browsers have started with, by number. */
  readonly #started = new Map<number, readonly (Running | MappedScript)[]>();
  /** Maps with the places of one build. */
  #placed: { readonly of: GoodBuild; readonly maps: Map<Running, Uint8Array | undefined> } | undefined;

  /** Scripts of updates by path. */
  get updates(): ReadonlyMap<string, UpdateChunk> {
    return this.#updates;
  }

  /** @param path of the script of a package */
  addUpdate(changed: Changes["modules"], path: (name: string) => string): readonly UpdateChunk[] {
    const chunks = [...new Set(changed.map((one) => one.package))].flatMap((name) => {
      const own = changed.filter((one) => one.package === name);
      const modules = own.map((one) => one.module);
      return updateChunks(own, path).map(({ path: at, code, map }) => ({
        path: at,
        code,
        map,
        package: name,
        modules,
      }));
    });
    for (const chunk of chunks) this.#updates.set(chunk.path, chunk);
    for (const old of [...this.#updates.keys()].slice(0, -keptUpdates)) this.#updates.delete(old);
    return chunks;
  }

  /** A browser starts this build. */
  addStart(build: GoodBuild): void {
    const { number } = build;
    this.#started.delete(number);
    this.#started.set(number, scriptsOf(build));
    for (const old of [...this.#started.keys()].slice(0, -keptStarts)) this.#started.delete(old);
  }

  /** What a build before has left out browsers will load from this one. */
  complete(build: GoodBuild): void {
    for (const [number, there] of this.#started) {
      const paths = new Set(there.map(({ path }) => path));
      this.#started.set(number, [...there, ...scriptsOf(build).filter(({ path }) => !paths.has(path))]);
    }
  }

  /**
   * Scripts of the build that the browser started with still run, whatever has been built since.
   *
   * @param started number of that build
   * @param id of the app
   * @param current for a browser whose start is forgotten, and for where code stands by now
   */
  symbolicate(
    stack: string,
    started: number,
    { id, disk, current }: { readonly id: string; readonly disk: DiskHost; readonly current: GoodBuild | undefined },
  ): Omit<SymbolicatedMessage, "type" | "id"> {
    const scripts = [...this.#updates.values(), ...(this.#started.get(started) ?? current?.output.sourceMaps ?? [])];
    const named = scripts.filter(({ path }) => stack.includes(path));
    const mapped = symbolicateStack(
      stack,
      named.map((script) => ({ path: script.path, map: current ? this.#mapOf(script, current) : script.map })),
      id,
    );
    const { place } = mapped;
    const content = place && disk.filesRead().includes(place.file) ? disk.read(place.file) : undefined;
    const frame = place && content && frameOf(place, content);
    return frame === undefined ? mapped : { ...mapped, frame };
  }

  /** What a script is mapped by, now that this build is the newest. */
  #mapOf(script: Running | MappedScript, newest: GoodBuild): Uint8Array | undefined {
    if (!("modules" in script)) return script.map;
    if (this.#placed?.of !== newest) this.#placed = { of: newest, maps: new Map() };
    const { maps } = this.#placed;
    if (!maps.has(script)) maps.set(script, withPlacesOf(script, newest));
    return maps.get(script);
  }
}

/** Nobody loads the scripts of packages that are left out. */
function scriptsOf({ output, emitted, later }: GoodBuild): (Running | MappedScript)[] {
  const byPath = new Map(output.subpackages.map(({ name, root }) => [chunkPath(root), name]));
  return output.sourceMaps.flatMap(({ path, map }): (Running | MappedScript)[] => {
    const name = byPath.get(path);
    if (name === undefined) return [{ path, map }];
    return later.includes(name) ? [] : [{ path, map, package: name, modules: emitted.get(name) ?? [] }];
  });
}

function chunkPath(root: string): string {
  return `${root === "" ? "" : `${root}/`}_miniapp/logic.js`;
}

function withPlacesOf(script: Running, { emitted }: GoodBuild): Uint8Array | undefined {
  const now = new Map(emitted.get(script.package)?.map((module) => [module.id, module]));
  let hasMoved = false;
  const modules = script.modules.map((module) => {
    const { map, code } = now.get(module.id) ?? module;
    if (map === undefined || map === module.map || !sameBytes(code, module.code)) return module;
    hasMoved = true;
    return { ...module, map };
  });
  if (!hasMoved) return script.map;
  const packaged = modules.map((module) => ({ package: script.package, module }));
  return updateChunks(packaged, () => script.path)[0]?.map;
}
