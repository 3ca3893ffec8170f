/**
 * A walk that is not repeated where it would come to the same graph.
 *
 * What a walk finds follows from the app's shape, from which files there are, and from what it was told of each module
 * and manifest. Most edits change none of that: text, code and rules, but no reference. Then the graph of the last walk
 * stands, with the changed modules' own places in it. Anything else is walked from the beginning; so is a changed module
 * of which the last walk has told something, since that has a place in its text.
 */
import { builtInTags } from "./tags.ts";
import type { AppShape } from "./app-shape.ts";
import type { Module, ModuleKind } from "./graph.ts";
import type { ManifestFacts, ModuleFacts, Sources, TagUse } from "./sources.ts";
import { walk } from "./walk.ts";
import type { WalkResult } from "./walk.ts";
import type { Dependency } from "../source/index.ts";

/** What one walk asked for, and what it came to. */
interface Walked {
  readonly shape: AppShape;
  readonly modules: ReadonlyMap<string, AskedModule>;
  readonly manifests: ReadonlyMap<string, AskedManifest>;
  /** As the walk left it: later phases drop edges. */
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

export class WalkMemory {
  #last: Walked | undefined;

  /** To be called when files or packages came or went: the memory knows of none. */
  forget(): void {
    this.#last = undefined;
  }

  /**
   * Walks, or tells what a walk would come to.
   *
   * @param asked as `walk` is: the shape the very same object as long as the manifests are the same, and options that
   *   depend on these alone
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

/** Later phases drop edges of modules, in place. */
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

/** The last walk with what its modules are now; `undefined` if only a walk can tell. */
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
    // Dependencies have places, too.
    if (now.source !== facts.source || now.dependencies !== facts.dependencies) changed.push({ kind, id, facts: now });
  }
  return changed.length === 0 ? last : patch(last, changed);
}

function patch(last: Walked, changed: readonly AskedModule[]): Walked | undefined {
  const { result } = last;
  const told = new Set(result.diagnostics.map(({ location }) => location?.file));
  for (const { diagnostic } of result.deferred) told.add(diagnostic.location?.file);
  const modules = new Map(result.graph.modules);
  const asked = new Map(last.modules);
  for (const one of changed) {
    const { kind, id, facts } = one;
    const module = modules.get(id);
    if (!facts || module?.kind !== kind || told.has(module.source.path)) return undefined;
    modules.set(id, moved(module, facts));
    asked.set(`${kind}\0${id}`, one);
  }
  return { ...last, modules: asked, result: { ...result, graph: { ...result.graph, modules } } };
}

/** Edges lead where they led; only their places are others. */
function moved({ id, kind, edges }: Module, { source, dependencies }: ModuleFacts): Module {
  const now = dependencies.map((dependency, i) => {
    const target = edges[i]?.target;
    return target === undefined ? { dependency } : { dependency, target };
  });
  return { id, kind, source, edges: now };
}

/** True if a walk does with `b` what it did with `a`. */
function refersAlike(a: ModuleFacts, b: ModuleFacts, last: Walked): boolean {
  if (!sameList(a.dependencies, b.dependencies, sameReference)) return false;
  return sameList(a.tags, b.tags, sameTag) || sameList(declarable(a, last), declarable(b, last), sameTag);
}

/** Without the built-in tags that no manifest gives another meaning: to a walk they say nothing. */
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
  return a.kind === b.kind && a.specifier === b.specifier && a.optional === b.optional && a.elidable === b.elidable;
}

function sameTag(a: TagUse, b: TagUse): boolean {
  return a.tag === b.tag;
}

function sameList<T>(a: readonly T[] | undefined, b: readonly T[] | undefined, same: (a: T, b: T) => boolean): boolean {
  if (a === b) return true;
  return a?.length === b?.length && (a ?? []).every((item, i) => same(item, b?.[i] as T));
}
