/**
 * Skips a build that another process has already done.
 *
 * The result of a build follows from its options and the host's answers, so the result is stored together with all
 * questions and answers: which files exist, their content, where packages are. If only a few templates and scripts
 * changed, and their dependencies and facts are the same as before, only their own code can differ; it replaces the old
 * code in the stored output. Any other change leads to a full build.
 */
import { hasErrors, sortDiagnostics, withMissingAllowed } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Graph, ModuleKind } from "./graph/graph.ts";
import { npmFolder } from "./graph/layout.ts";
import { builtInTags } from "./graph/tags.ts";
import type { TagUse } from "./graph/sources.ts";
import { checkedPairs, handlerStates, hasAllHandlers, mayAffectHandlers } from "./handler-check.ts";
import type { HandlerState } from "./handler-check.ts";
import { listingText } from "./recording-host.ts";
import type { HostAnswers } from "./recording-host.ts";
import type { CompiledModule, LanguageModule } from "./language-units.ts";
import type { ChunkText } from "./link/chunk.ts";
import type { Output } from "./link/index.ts";
import type { CompilerOptions } from "./options.ts";
import type { Session } from "./session.ts";
import { decodeStored, encodeStored, storedBytes } from "./stored.ts";
import type { Stored } from "./stored.ts";
import { restoreOutput, storeOutput } from "./stored-output.ts";
import type { StoredOutput } from "./stored-output.ts";
import { unitId } from "./units.ts";
import type { Facts, Unit, UnitHead, UnitStore } from "./units.ts";

/** The result of a build, apart from what its options and manifests say. */
export interface BuildResult {
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
  readonly unused: readonly string[];
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
}

/** How the output was made; `storeBuild` stores it too. */
export interface BuildDetails {
  readonly graph: Graph;
  /** Custom tags that some manifest declares. */
  readonly declared: ReadonlySet<string>;
  /** The modules of each script, by the script's path. */
  readonly chunks: ReadonlyMap<string, readonly ChunkText[]>;
}

export interface RestoredBuild extends BuildResult {
  readonly modules: { readonly total: number; readonly compiled: number };
}

interface StoredBuild extends Omit<BuildResult, "output"> {
  readonly files: readonly (readonly [path: string, digest: string | null])[];
  readonly listings: readonly (readonly [path: string, listing: string | null])[];
  readonly packages: readonly (readonly [question: string, folder: string | null])[];
  readonly refusedLinks: readonly string[];
  readonly preprocessors: string;
  readonly declared: readonly string[];
  /** All modules except stylesheets. */
  readonly modules: readonly StoredModule[];
  /** Number of modules, including stylesheets. */
  readonly total: number;
  readonly output: StoredOutput;
  /** Templates and scripts that belong together, by index in `modules`. Without a state: `present`. */
  readonly pairs: readonly (readonly [template: number, script: number, state?: HandlerState])[];
}

/**
 * `file`: index in the list of files, −1 for a module without a file. `shown`: path in messages, left out if it is the
 * file's path.
 */
type StoredModule = readonly [file: number, kind: ModuleKind, id: string, shown?: string];

interface Bytes {
  readonly bytes: Uint8Array;
}

/** With more changed files, a full build is worth it, and its result is stored for the next time. */
const maxChangedFiles = 16;
const patched: ReadonlySet<ModuleKind> = new Set(["template", "script", "wxs"]);

/**
 * Stores a build for `restoreBuild`. Does nothing if the build depends on more than the host's answers.
 * @param answers everything the host was asked since the build started
 */
export function storeBuild(
  result: BuildResult,
  details: BuildDetails,
  answers: HostAnswers,
  session: Session,
  options: CompilerOptions,
): void {
  const { cache } = options;
  const { unused, dependencies, diagnostics, output } = result;
  const { languages, host, results } = session;
  const preprocessed = languages.preprocessedLanguages();
  // Without a known preprocessor version, another process could get other stylesheets from the same files.
  if (!cache || preprocessed.some(({ cacheable }) => !cacheable)) return;
  const files = [...answers.files].map(([path, bytes]) => [path, bytes ? options.digest(bytes) : null] as const);
  const modules = modulesOf(details.graph, session, files);
  const numbers = new Map(modules.map(([, , id], number) => [id, number]));
  const parts = storeOutput(output, details.chunks, answers.files, numbers, (bytes) => results.locations.get(bytes));
  const head: StoredBuild = {
    files,
    listings: [...answers.listings].map(([path, entries]) => [path, listingText(entries)]),
    packages: [...answers.packages].map(([question, folder]) => [question, folder ?? null]),
    refusedLinks: [...(host.refusedLinks ?? [])].sort(),
    preprocessors: preprocessed.length > 0 ? versionsOf(options) : "",
    declared: [...details.declared],
    total: details.graph.modules.size,
    modules,
    output: parts.stored,
    unused,
    dependencies,
    diagnostics,
    pairs: pairsOf(details.graph, session, numbers),
  };
  const key = buildKey(session, options);
  const record = encodeStored({ head, output: { bytes: parts.bytes } });
  const before = cache.get(key);
  if (!before || !sameBytes(before, record)) cache.set(key, record);
}

/**
 * Restores the stored build, with the code of changed modules replaced.
 * @returns the result that a full build would give; `undefined` if a full build is needed
 */
export async function restoreBuild(session: Session, options: CompilerOptions): Promise<RestoredBuild | undefined> {
  const { cache } = options;
  const record = cache?.wantsEviction ? undefined : cache?.get(buildKey(session, options));
  if (!cache || !record) return undefined;
  const { head: last, output: stored } = decodeStored<StoredBuild, Bytes>(record);
  const { host, store, layout, languages } = session;
  const changed = changedModules(last, session, options);
  if (!changed || !handlersStay(last, changed, session)) return undefined;
  const modules = new Map<string, CompiledModule>();
  const unitOf = (module: StoredModule) => cache.get(keyOf(module, last, store));
  let { diagnostics } = last;
  for (const module of changed) {
    const [file, kind, id] = module;
    const now = layout.file(id) === last.files[file]?.[0] ? languages.module(kind, id) : undefined;
    const record = unitOf(module);
    const before = record && decodeStored<UnitHead<Facts>, CompiledModule>(record);
    if (!now || !before) return undefined;
    const code = await sameButCode(before, now, last, options);
    const { facts, diagnostics: compiling } = before.head;
    const gone = diagnosticsOf(facts.diagnostics, compiling, options);
    const reported = code && replaceDiagnostics(diagnostics, now.source.path, gone, code.diagnostics);
    if (!code || !reported) return undefined;
    modules.set(id, code.output);
    diagnostics = reported;
  }
  const output = restoreOutput(last.output, stored.bytes, {
    code(number) {
      const module = last.modules[number] as StoredModule;
      const [, , id] = module;
      const changed = modules.get(id);
      const record = changed ? undefined : unitOf(module);
      // An unchanged module needs only its bytes; leave the rest of the record undecoded.
      return changed ? { id, ...changed } : record && { id, ...storedBytes(record) };
    },
    file: (path) => host.read(path),
    cached([key, name]) {
      const record = cache.get(key);
      return record && storedBytes(record)[name];
    },
    sourceMaps: options.sourceMaps,
  });
  // This build did not read every record it depends on; keep them all, because the next full build will need them.
  if (output) cache.markAllUsed?.();
  const { unused, dependencies, total } = last;
  const compiled = session.store.compiledCount;
  return output && { output, diagnostics, unused, dependencies, modules: { total, compiled } };
}

function buildKey({ key, store }: Session, { allowMissing, sourceMaps, listSheets = false }: CompilerOptions): string {
  return `build ${store.digestOfText(JSON.stringify([key, allowMissing, sourceMaps, listSheets]))}`;
}

function modulesOf(graph: Graph, { layout }: Session, files: StoredBuild["files"]): StoredModule[] {
  const indexes = new Map(files.map(([path], index) => [path, index]));
  const modules: StoredModule[] = [];
  for (const { id, kind, source } of graph.modules.values()) {
    if (kind === "style") continue;
    const path = layout.file(id);
    const file = path === undefined ? -1 : (indexes.get(path) as number);
    modules.push(source.path === path ? [file, kind, id] : [file, kind, id, source.path]);
  }
  return modules;
}

function pairsOf(graph: Graph, session: Session, numbers: ReadonlyMap<string, number>): StoredBuild["pairs"] {
  const pairs = checkedPairs(graph);
  const states = handlerStates(pairs, graph, session);
  return pairs.map((pair, i) => {
    const state = states[i] as HandlerState;
    const template = numbers.get(pair.template) as number;
    const script = numbers.get(pair.script) as number;
    return state === "present" ? [template, script] : [template, script, state];
  });
}

/** Whether the check of event handlers would report the same as before. */
function handlersStay({ modules, pairs }: StoredBuild, changed: readonly StoredModule[], session: Session): boolean {
  const scripts = changed.filter(([, kind]) => kind === "script").map(([, , id]) => id);
  return pairs.every(([template, script, state = "present"]) => {
    const [one, other] = [modules[template] as StoredModule, modules[script] as StoredModule];
    if (changed.includes(one) || changed.includes(other)) {
      return state === "present" && hasAllHandlers({ template: one[2], script: other[2] }, session);
    }
    return !scripts.some((id) => mayAffectHandlers(id, state, session));
  });
}

/** The cache key of a module's unit. */
function keyOf([file, kind, , shown]: StoredModule, { files }: StoredBuild, store: UnitStore): string {
  const [path, digest] = files[file] ?? [];
  return store.keyOf(unitId(kind, shown ?? path ?? ""), digest ?? store.digestOf(new Uint8Array()));
}

/** The few modules whose files changed; `undefined` if there are too many or if anything else changed. */
function changedModules(
  last: StoredBuild,
  { host }: Session,
  options: CompilerOptions,
): readonly StoredModule[] | undefined {
  if (last.preprocessors !== "" && last.preprocessors !== versionsOf(options)) return undefined;
  // Packages first: a host lets nobody read a package's files before the package was resolved.
  for (const [question, folder] of last.packages) {
    const [name = "", from = ""] = question.split("\0");
    if ((host.resolvePackage(name, from) ?? null) !== folder) return undefined;
  }
  for (const [path, listing] of last.listings) if (listingText(host.list(path)) !== listing) return undefined;
  const changed: StoredModule[] = [];
  for (const [file, [path, digest]] of last.files.entries()) {
    const bytes = host.read(path);
    if (!bytes !== (digest === null)) return undefined;
    if (!bytes || options.digest(bytes) === digest) continue;
    const [module, another] = last.modules.filter(([one]) => one === file);
    if (!module || another || !isPatched(module) || changed.length === maxChangedFiles) return undefined;
    changed.push(module);
  }
  const refused = [...(host.refusedLinks ?? [])].sort();
  return refused.length === last.refusedLinks.length && refused.every((path, i) => path === last.refusedLinks[i])
    ? changed
    : undefined;
}

/**
 * Changes in installed packages are not patched: their warnings are hidden, which `replaceDiagnostics` cannot handle.
 */
function isPatched([, kind, id]: StoredModule): boolean {
  return patched.has(kind) && !id.includes(npmFolder);
}

function versionsOf({ preprocessors }: CompilerOptions): string {
  return JSON.stringify([preprocessors.version?.("less"), preprocessors.version?.("sass")]);
}

interface Code {
  readonly output: CompiledModule;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The new code and diagnostics of a changed module; `undefined` if its facts differ, because then other modules may be
 * affected.
 */
async function sameButCode(
  before: Stored<UnitHead<Facts>, CompiledModule>,
  { unit }: LanguageModule,
  last: StoredBuild,
  options: CompilerOptions,
): Promise<Code | undefined> {
  const { compiled, identity, ...facts } = unit as Facts & Unit<CompiledModule>;
  void identity;
  const { output, diagnostics } = await compiled;
  const reported = diagnosticsOf(facts.diagnostics, diagnostics, options);
  if (hasErrors(reported)) return undefined;
  const declared = new Set(last.declared);
  const same =
    outline(before.head.facts, declared) === outline(facts, declared) &&
    outline(apartFromCode(before.output), declared) === outline(apartFromCode(output), declared);
  return same ? { output, diagnostics: reported } : undefined;
}

/** Diagnostics of one module from parsing and compiling, sorted, with `allowMissing` applied. */
function diagnosticsOf(
  parsing: readonly Diagnostic[],
  compiling: readonly Diagnostic[],
  { allowMissing }: CompilerOptions,
): readonly Diagnostic[] {
  const reported = [...parsing, ...compiling];
  return sortDiagnostics(allowMissing ? reported.map(withMissingAllowed) : reported);
}

/** Replaces the diagnostics of one file. `undefined` if diagnostics of other modules mention the file too. */
function replaceDiagnostics(
  all: readonly Diagnostic[],
  file: string,
  before: readonly Diagnostic[],
  now: readonly Diagnostic[],
): readonly Diagnostic[] | undefined {
  const mentions = all.filter((diagnostic) => filesOf(diagnostic).includes(file));
  if (JSON.stringify(mentions) !== JSON.stringify(before)) return undefined;
  return before.length === 0 && now.length === 0 ? all : sortDiagnostics([...without(all, mentions), ...now]);
}

function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  const gone = new Set(some);
  return all.filter((one) => !gone.has(one));
}

function apartFromCode({ code, map, view, lines, ...rest }: CompiledModule): object {
  void [code, map, view, lines];
  return rest;
}

/**
 * The parts of a value that can affect other modules, as text. Leaves out diagnostics, positions (only diagnostics use
 * them), built-in tags that no manifest declares (they mean the same everywhere), and event handlers (`handlersStay`
 * checks them).
 */
function outline(value: object, declared: ReadonlySet<string>): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (name === "span" || name === "place" || name === "diagnostics" || name === "handlers") return undefined;
    if (name !== "tags" || !Array.isArray(part)) return part;
    return (part as TagUse[]).filter(({ tag }) => !builtInTags.has(tag) || declared.has(tag));
  });
}

function filesOf({ location, related }: Diagnostic): string[] {
  const others = (related ?? []).map((one) => one.location.file);
  return location ? [location.file, ...others] : others;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
