/**
 * The scripts that browsers run, which may be older than the newest build: updates, and source maps for stack traces.
 *
 * A save may move code within its source without changing the code. Then nothing is sent to browsers, but their code
 * now has other source positions than when it was built: those of the same code in the newest build.
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

/** Number of update scripts to keep; a browser that is further behind must restart the app. */
const maxUpdates = 64;
/** Number of builds whose source maps are kept: about as many as there are browsers at the same time. */
const maxStarts = 4;

/** A script that browsers run, and its modules. */
interface Running extends MappedScript {
  readonly package: string;
  readonly modules: readonly ChunkText[];
}

/** The scripts that browsers may be running. */
export class RunningScripts {
  readonly #updates = new Map<string, UpdateChunk & Running>();
  /** Scripts of builds that browsers started with, by build number. */
  readonly #started = new Map<number, readonly (Running | MappedScript)[]>();
  /** Source maps with the positions of one build. */
  #repositioned: { readonly of: GoodBuild; readonly maps: Map<Running, Uint8Array | undefined> } | undefined;

  /** Update scripts by path. */
  get updates(): ReadonlyMap<string, UpdateChunk> {
    return this.#updates;
  }

  /**
   * Adds the changed modules as new scripts, one per package.
   * @param path gives the path of the script of a package
   */
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
    for (const old of [...this.#updates.keys()].slice(0, -maxUpdates)) this.#updates.delete(old);
    return chunks;
  }

  /** Call it when a browser starts this build. */
  addStart(build: GoodBuild): void {
    const { number } = build;
    this.#started.delete(number);
    this.#started.set(number, scriptsOf(build));
    for (const old of [...this.#started.keys()].slice(0, -maxStarts)) this.#started.delete(old);
  }

  /** Adds the packages that earlier builds skipped: browsers will load them from this build. */
  complete(build: GoodBuild): void {
    for (const [number, there] of this.#started) {
      const paths = new Set(there.map(({ path }) => path));
      this.#started.set(number, [...there, ...scriptsOf(build).filter(({ path }) => !paths.has(path))]);
    }
  }

  /**
   * Maps a stack trace. The scripts of the build that the browser started with keep running, whatever has been built
   * since.
   * @param started number of that build
   * @param id of the app
   * @param current used if the started build is no longer known, and for the code's present positions
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
    const { position } = mapped;
    const content = position && disk.filesRead().includes(position.file) ? disk.read(position.file) : undefined;
    const frame = position && content && frameOf(position, content);
    return frame === undefined ? mapped : { ...mapped, frame };
  }

  /** The source map of a script with the positions of the newest build. */
  #mapOf(script: Running | MappedScript, newest: GoodBuild): Uint8Array | undefined {
    if (!("modules" in script)) return script.map;
    if (this.#repositioned?.of !== newest) this.#repositioned = { of: newest, maps: new Map() };
    const { maps } = this.#repositioned;
    if (!maps.has(script)) maps.set(script, withPositionsOf(script, newest));
    return maps.get(script);
  }
}

/** Scripts of skipped packages are never loaded. */
function scriptsOf({ output, emitted, skipped }: GoodBuild): (Running | MappedScript)[] {
  const byPath = new Map(output.subpackages.map(({ name, root }) => [chunkPath(root), name]));
  return output.sourceMaps.flatMap(({ path, map }): (Running | MappedScript)[] => {
    const name = byPath.get(path);
    if (name === undefined) return [{ path, map }];
    return skipped.includes(name) ? [] : [{ path, map, package: name, modules: emitted.get(name) ?? [] }];
  });
}

function chunkPath(root: string): string {
  return `${root === "" ? "" : `${root}/`}_miniapp/logic.js`;
}

function withPositionsOf(script: Running, { emitted }: GoodBuild): Uint8Array | undefined {
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
