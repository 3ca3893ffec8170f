/**
 * Results that outlive a build. Each one stays valid as long as its inputs are the very same objects.
 *
 * This is only a cache: without it a rebuild would give the same bytes, but take longer.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Edge, Graph } from "./graph/graph.ts";
import type { LackingHandlers } from "./handler-check.ts";
import type { Chunk, ChunkText } from "./link/chunk.ts";
import type { LinkedSheet, PackageRoot, Partition } from "./link/index.ts";

export interface CachedSheet {
  /** Everything the stylesheet was made from, compared by identity. */
  readonly inputs: readonly unknown[];
  readonly sheet: LinkedSheet;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where bytes are in the cache: the record's key, and the name of the bytes in that record. */
export type CacheLocation = readonly [key: string, name: string];

/** The results that a session keeps. `make` is called only if there is no valid result. */
export class ResultCache {
  /** Cache locations of linked stylesheets and their source maps, by their bytes. */
  readonly locations = new WeakMap<Uint8Array, CacheLocation>();
  readonly #texts = new WeakMap<object, { readonly edges: readonly Edge[]; readonly text: ChunkText }>();
  readonly #encoded = new Map<string, { readonly text: string; readonly bytes: Uint8Array }>();
  readonly #chunks = new Map<string, { readonly modules: readonly ChunkText[]; readonly chunk: Chunk }>();
  #named = new WeakMap<object, readonly string[]>();
  readonly #lackingHandlers = new WeakMap<object, { readonly script: object; readonly result: LackingHandlers }>();
  readonly #methods = new WeakMap<object, { readonly names: readonly string[] | undefined }>();
  readonly #sheets = new Map<string, CachedSheet>();
  #partition:
    | { readonly graph: Graph; readonly packages: readonly PackageRoot[]; readonly parts: Partition }
    | undefined;
  readonly #encoder = new TextEncoder();

  /** The text of a module that compiled to `output` and has these edges. */
  chunkText(output: object, edges: readonly Edge[], make: () => ChunkText): ChunkText {
    const cached = this.#texts.get(output);
    if (cached && sameTargets(cached.edges, edges)) return cached.text;
    const text = make();
    this.#texts.set(output, { edges, text });
    return text;
  }

  /** A generated file as UTF-8. */
  encode(path: string, text: string): Uint8Array {
    const cached = this.#encoded.get(path);
    if (cached?.text === text) return cached.bytes;
    const bytes = this.#encoder.encode(text);
    this.#encoded.set(path, { text, bytes });
    return bytes;
  }

  /** The chunk of these modules. */
  chunk(path: string, modules: readonly ChunkText[], make: () => Chunk): Chunk {
    const cached = this.#chunks.get(path);
    if (cached && same(cached.modules, modules)) return cached.chunk;
    const chunk = make();
    this.#chunks.set(path, { modules, chunk });
    return chunk;
  }

  /**
   * Which package each module of the graph ships in.
   * @param graph with the `entries` object that the walk created: its identity shows whether the graph was walked again
   */
  partition(graph: Graph, packages: readonly PackageRoot[], make: () => Partition): Partition {
    const cached = this.#partition;
    if (cached && samePackages(cached.packages, packages) && sameGraph(cached.graph, graph)) return cached.parts;
    const parts = make();
    this.#partition = { graph, packages, parts };
    return parts;
  }

  /** Ids of the files that the strings of a module name; valid until files are created or deleted. */
  named(output: object, make: () => readonly string[]): readonly string[] {
    let ids = this.#named.get(output);
    if (!ids) this.#named.set(output, (ids = make()));
    return ids;
  }

  /** What a script lacks of a template's handlers. */
  lackingHandlers(handlers: object, script: object, make: () => LackingHandlers): LackingHandlers {
    const cached = this.#lackingHandlers.get(handlers);
    if (cached?.script === script) return cached.result;
    const result = make();
    this.#lackingHandlers.set(handlers, { script, result });
    return result;
  }

  /** Names of the methods that a script defines. */
  methods(script: object, make: () => readonly string[] | undefined): readonly string[] | undefined {
    let known = this.#methods.get(script);
    if (!known) this.#methods.set(script, (known = { names: make() }));
    return known.names;
  }

  /** Drops every result that depends on which files exist. Call it when files were created or deleted. */
  forgetStructure(): void {
    this.#named = new WeakMap();
    this.#sheets.clear();
  }

  /** The linked stylesheet of an owner. */
  sheet(owner: string, inputs: readonly unknown[], make: () => Omit<CachedSheet, "inputs">): CachedSheet {
    const cached = this.#sheets.get(owner);
    if (cached && same(cached.inputs, inputs)) return cached;
    const made = { ...make(), inputs };
    this.#sheets.set(owner, made);
    return made;
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function samePackages(a: readonly PackageRoot[], b: readonly PackageRoot[]): boolean {
  return (
    a.length === b.length &&
    a.every((p, i) => p.name === b[i]?.name && p.root === b[i]?.root && p.independent === b[i]?.independent)
  );
}

/** Whether both graphs have the same entries, assets and modules, and edges of the same kinds to the same targets. */
function sameGraph(a: Graph, b: Graph): boolean {
  if (a.entries !== b.entries || a.modules.size !== b.modules.size || a.assets.size !== b.assets.size) return false;
  const others = b.modules.values();
  for (const module of a.modules.values()) {
    const other = others.next().value;
    if (module === other) continue;
    if (module.id !== other?.id || !sameTargets(module.edges, other.edges)) return false;
    if (module.edges.some(({ dependency }, i) => dependency.kind !== other.edges[i]?.dependency.kind)) return false;
  }
  const ids = b.assets.keys();
  for (const id of a.assets.keys()) if (id !== ids.next().value) return false;
  return true;
}

/**
 * Compares targets only: the compiled code is the same object, so the specifiers are the same, but they may resolve
 * differently now.
 */
function sameTargets(a: readonly Edge[], b: readonly Edge[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((edge, i) => edge.target === b[i]?.target);
}
