/**
 * Skips a walk that would give the same graph as the last one.
 *
 * The result of a walk follows from the app's shape, the existing files, and the facts of each module and manifest.
 * Most edits change text, code or rules, but no reference. Then the last graph is still correct except for the
 * positions in changed modules, which are updated. Any other change leads to a full walk, and so does a change in a
 * module with diagnostics from the last walk, because those contain positions.
 */
import { builtInTags } from "./tags.ts";
import type { AppShape } from "./app-shape.ts";
import type { Module, ModuleKind } from "./graph.ts";
import type { ManifestFacts, ModuleFacts, Sources, TagUse } from "./sources.ts";
import { walk } from "./walk.ts";
import type { WalkResult } from "./walk.ts";
import type { Dependency } from "../source/index.ts";

/** What one walk asked for, and its result. */
interface Walked {
  readonly shape: AppShape;
  readonly modules: ReadonlyMap<string, AskedModule>;
  readonly manifests: ReadonlyMap<string, AskedManifest>;
  /** As the walk returned it; later phases work on copies and drop edges there. */
  readonly result: WalkResult;
}

interface AskedModule {
  readonly kind: ModuleKind;
  readonly id: string;
  readonly facts: ModuleFacts | undefined;
}

interface AskedManifest {
  readonly id: string;
  readonly kind: "page" | "component";
  readonly facts: ManifestFacts | undefined;
}

/** Remembers the last walk of a session. */
export class WalkMemory {
  #last: Walked | undefined;

  /** Call it when files or packages were added or removed: the memory does not check for that. */
  forget(): void {
    this.#last = undefined;
  }

  /**
   * Walks, or returns what a walk would return.
   * @param asked the arguments of `walk`. The shape must be the same object as long as the manifests are the same, and
   * the options may depend only on the manifests
   */
  async walk(...asked: Parameters<typeof walk>): Promise<WalkResult> {
    const [shape, , , sources] = asked;
    const last = this.#last;
    this.#last = undefined;
    const again = last?.shape === shape ? replay(last, sources) : undefined;
    const walked = again ?? (await record(...asked));
    this.#last = walked;
    return copyOf(walked.result);
  }
}

/** Later phases drop edges in place. */
function copyOf(result: WalkResult): WalkResult {
  return { ...result, graph: { ...result.graph, modules: new Map(result.graph.modules) } };
}

async function record(...[shape, layout, resolver, sources, options]: Parameters<typeof walk>): Promise<Walked> {
  const modules = new Map<string, AskedModule>();
  const manifests = new Map<string, AskedManifest>();
  const listening: Sources = {
    ...sources,
    module(kind, id) {
      const facts = sources.module(kind, id);
      modules.set(`${kind}\0${id}`, { kind, id, facts });
      return facts;
    },
    manifest(id, kind) {
      const facts = sources.manifest(id, kind);
      manifests.set(`${kind}\0${id}`, { id, kind, facts });
      return facts;
    },
  };
  const result = await walk(shape, layout, resolver, listening, options);
  return { shape, modules, manifests, result };
}

/** The last walk updated with the current modules; `undefined` if a full walk is needed. */
function replay(last: Walked, sources: Sources): Walked | undefined {
  for (const { id, kind, facts } of last.manifests.values()) {
    if (sources.manifest(id, kind)?.source !== facts?.source) return undefined;
  }
  const changed: AskedModule[] = [];
  for (const asked of last.modules.values()) {
    const { kind, id, facts } = asked;
    const now = sources.module(kind, id);
    if (now === facts) continue;
    if (!now || !facts || !refersAlike(facts, now, last)) return undefined;
    // Dependencies contain positions, too.
    if (now.source !== facts.source || now.dependencies !== facts.dependencies) changed.push({ kind, id, facts: now });
  }
  return changed.length === 0 ? last : patch(last, changed);
}

function patch(last: Walked, changed: readonly AskedModule[]): Walked | undefined {
  const { result } = last;
  const reported = new Set(result.diagnostics.map(({ location }) => location?.file));
  for (const { diagnostic } of result.deferred) reported.add(diagnostic.location?.file);
  const modules = new Map(result.graph.modules);
  const asked = new Map(last.modules);
  for (const one of changed) {
    const { kind, id, facts } = one;
    const module = modules.get(id);
    if (!facts || module?.kind !== kind || reported.has(module.source.path)) return undefined;
    modules.set(id, withCurrentPositions(module, facts));
    asked.set(`${kind}\0${id}`, one);
  }
  return { ...last, modules: asked, result: { ...result, graph: { ...result.graph, modules } } };
}

/** The edges keep their targets; only their positions change. */
function withCurrentPositions({ id, kind, edges }: Module, { source, dependencies }: ModuleFacts): Module {
  const now = dependencies.map((dependency, i) => {
    const target = edges[i]?.target;
    return target === undefined ? { dependency } : { dependency, target };
  });
  // The walk adds edges that no dependency stands for at the end (`useExtendedLib`).
  return { id, kind, source, edges: [...now, ...edges.slice(dependencies.length)] };
}

/** Whether a walk treats `a` and `b` alike. */
function refersAlike(a: ModuleFacts, b: ModuleFacts, last: Walked): boolean {
  if (!sameList(a.dependencies, b.dependencies, sameReference)) return false;
  return sameList(a.tags, b.tags, sameTag) || sameList(declarable(a, last), declarable(b, last), sameTag);
}

/** Leaves out built-in tags that no manifest redefines: the walk ignores them. */
function declarable({ tags }: ModuleFacts, { shape, manifests }: Walked): readonly TagUse[] | undefined {
  const others = tags?.filter(({ tag }) => builtInTags.has(tag)) ?? [];
  const declared = new Set<string>();
  for (const { tag } of others) {
    if (shape.using.has(tag)) declared.add(tag);
    for (const { facts } of manifests.values()) if (declares(facts?.json, tag)) declared.add(tag);
  }
  return tags?.filter(({ tag }) => !builtInTags.has(tag) || declared.has(tag));
}

function declares(json: Readonly<Record<string, unknown>> | undefined, tag: string): boolean {
  const using = json?.["usingComponents"];
  return typeof using === "object" && using !== null && Object.hasOwn(using, tag);
}

function sameReference(a: Dependency, b: Dependency): boolean {
  // The edges to the scripts of a folder come behind those of the dependencies, and contain positions, too.
  if (a.kind === "require-pattern") return false;
  const isSame = a.kind === b.kind && a.specifier === b.specifier && a.base === b.base;
  return isSame && a.optional === b.optional && a.elidable === b.elidable;
}

function sameTag(a: TagUse, b: TagUse): boolean {
  return a.tag === b.tag;
}

function sameList<T>(a: readonly T[] | undefined, b: readonly T[] | undefined, same: (a: T, b: T) => boolean): boolean {
  if (a === b) return true;
  return a?.length === b?.length && (a ?? []).every((item, i) => same(item, b?.[i] as T));
}
