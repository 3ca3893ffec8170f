/**
 * The order of the phases and nothing else: manifests, graph, compiled modules, checks across modules, linking.
 *
 * `build` is `rebuild` from nothing: a compiler keeps what it made, and a second `build` does again only what changed
 * bytes call for. It knows no disk, clock or environment; those come in through `Host` and `CompilerOptions`.
 */
import { assemble } from "./assemble.ts";
import { crossCheck } from "./cross-check.ts";
import { createDiagnostic, hasErrors, sortDiagnostics, withMissingAllowed } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { AppShape } from "./graph/app-shape.ts";
import type { Graph } from "./graph/graph.ts";
import type { WalkResult } from "./graph/walk.ts";
import { listenTo } from "./heard-host.ts";
import type { Heard } from "./heard-host.ts";
import { keepBuild, repeatBuild } from "./last-build.ts";
import { environmentConstants } from "./manifest/index.ts";
import type { Domains } from "./manifest/index.ts";
import { appShape, createProjectLoader, firstPart } from "./project.ts";
import type { Project } from "./project.ts";
import {
  environmentTypes as declareConstants,
  esmSource,
  ScriptCompilerStopped,
  startScriptCompiler,
  stopScriptCompiler,
} from "./script/index.ts";
import type { CompilerOptions } from "./options.ts";
import { createSession, graphSources } from "./session.ts";
import type { Meaning, Session } from "./session.ts";
import { dirname } from "./source/index.ts";
import type { Host } from "./source/index.ts";
import { writeChunk } from "./link/index.ts";
import type { ChunkText, Output } from "./link/index.ts";

export type { ChunkText, Output, OutputFile, OutputSubpackage, SourceMapFile } from "./link/index.ts";
export type { Diagnostic } from "./diagnostics/index.ts";
export type { CompilerOptions } from "./options.ts";
export type { UnitCache } from "./units.ts";
export { ScriptCompilerStopped } from "./script/index.ts";
export { compileClosure } from "./closure.ts";
export type { Closure } from "./closure.ts";
export type { Host } from "./source/index.ts";

export interface Compilation {
  /** Absent if there is an error. */
  readonly output?: Output;
  /**
   * By package, what its script is made of; absent with `output`, and where another process has made it. A module that a
   * rebuild did not change is the same object as before.
   */
  readonly emitted?: ReadonlyMap<string, readonly ChunkText[]>;
  /** Sorted by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if there is no app.json. */
  readonly project?: Project;
  /** Files of the project that nothing needs, ids in code-unit order. */
  readonly unused: readonly string[];
  /** How many modules the app has, and how many of them were compiled anew. */
  readonly modules: { readonly total: number; readonly compiled: number };
  /** npm packages whose code is inside. */
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
  /** Resolved language level and environment. */
  readonly target: string;
  /** Names of the packages that this build left out; they are in `output`, with no more than others needed of them. */
  readonly later: readonly string[];
}

export interface NetworkRules {
  /** Origins by kind of request. */
  readonly domains: Partial<Domains>;
  /** False: a preview does not hold the app to them. */
  readonly urlCheck: boolean;
}

export interface Compiler {
  /**
   * @param first a page, where an app is wanted soon: pages of other subpackages are left for the next build, with
   *   whatever only they need, and what is to be said of them. Empty: the app's entry page
   */
  build(first?: string): Promise<Compilation>;
  /** What the manifests say of the network, as they are now; nothing without an app.json. */
  network(): NetworkRules | undefined;
  /** To be called before `build` when files appeared or vanished since the last one; edits need no call. */
  forgetStructure(): void;
}

/**
 * Scripts that define these modules anew, one per package, in a runtime that has loaded the packages: what a preview
 * sends after a rebuild. Each has its source map, as JSON.
 *
 * @param path where the script of a package will be
 */
export function updateChunks(
  modules: readonly { readonly package: string; readonly module: ChunkText }[],
  path: (name: string) => string,
): { readonly path: string; readonly code: Uint8Array; readonly map: Uint8Array | undefined }[] {
  const names = [...new Set(modules.map((one) => one.package))];
  return names.map((name) => {
    const own = modules.filter((one) => one.package === name).map(({ module }) => module);
    const { code, map } = writeChunk(name, own, { file: path(name), sourceMap: true, interop: esmSource });
    return { path: path(name), code, map };
  });
}

export function createCompiler(disk: Host, given: CompilerOptions): Compiler {
  let session: Session | undefined;
  const { host, heard } = given.repeat ? listenTo(disk) : { host: disk, heard: undefined };
  const options = { ...given, digest: memoDigest(given.digest) };
  const load = createProjectLoader(host, options.ownSettings);
  return {
    async build(first) {
      // Its process takes a while to start, and is not needed where everything is at hand. The first script tells of trouble.
      const cold = !session && (options.cache?.empty ?? true);
      const scriptCompiler = cold ? startScriptCompiler() : undefined;
      await scriptCompiler;
      const { project, diagnostics } = load();
      if (!project)
        return {
          diagnostics: sortDiagnostics([...diagnostics, ...linksOutside(host)]),
          unused: [],
          modules: noModules,
          dependencies: [],
          target: "",
          later: [],
        };
      const environment = environmentConstants(project.miniapp, options.mode);
      const found = [...diagnostics, ...environment.diagnostics];
      const open = (host: Host) => openSession(host, project, options, environment.constants, session);
      try {
        // Not heard: what it asks for to compare is none of what a build depends on.
        const attempt = heard && first === undefined && !session && !cold ? open(disk) : undefined;
        const repeated = attempt && (await repeatBuild(attempt, options));
        if (repeated) return { ...repeated, project, target: attempt.target, later: [] };
        const next = (session = open(host));
        next.store.fresh += attempt?.store.fresh ?? 0;
        if (scriptCompiler) next.languages.useScriptCompiler(scriptCompiler);
        return await inSession(next, () => compile(project, next, options, found, { first, heard }));
      } catch (error) {
        if (error instanceof ScriptCompilerStopped) await stopScriptCompiler();
        throw error;
      }
    },
    network() {
      const { project } = load();
      return project && { domains: project.miniapp.domains, urlCheck: project.urlCheck };
    },
    forgetStructure() {
      session?.forget();
    },
  };
}

async function inSession<T>(session: Session, build: () => Promise<T>): Promise<T> {
  try {
    return await build();
  } finally {
    await session.languages.abandon();
    session.languages.endBuild();
    session.resolver.forgetMisses();
    session.store.sweep();
  }
}

/** Whether there is something to build in a folder, and its miniapp.json knows the mode. */
export function isProject(host: Host, mode: string | undefined): boolean {
  const { project } = createProjectLoader(host)();
  return project !== undefined && environmentConstants(project.miniapp, mode).diagnostics.length === 0;
}

/** TypeScript declarations of `MINIAPP_ENV` for an environment of miniapp.json; without a mode it has no constants. */
export function environmentTypes(project: Project, mode: string | undefined): string {
  return declareConstants(environmentConstants(project.miniapp, mode).constants);
}

const noModules = { total: 0, compiled: 0 };

async function compile(
  project: Project,
  session: Session,
  options: CompilerOptions,
  found: readonly Diagnostic[],
  { first, heard }: { readonly first: string | undefined; readonly heard: Heard | undefined },
): Promise<Compilation> {
  const whole = shapeOf(project);
  const { shape, later } = (first === undefined ? undefined : firstPart(project, whole, first)) ?? {
    shape: whole,
    later: [],
  };
  const walked = await explore(project, shape, session, options);
  const checked = await crossCheck(walked, session.languages);
  const assembled = assemble(project, walked.graph, session, options);
  const told = sortDiagnostics([
    ...found,
    ...walked.diagnostics,
    ...checked,
    ...assembled.diagnostics,
    // Assembling has looked into every folder, so that all of them are known by now.
    ...linksOutside(session.host),
  ]);
  const diagnostics = options.allowMissing ? told.map(withMissingAllowed) : told;
  const { output, emitted, chunks, unused, dependencies } = assembled;
  const failed = hasErrors(diagnostics);
  // What begins with a page is no build that another process could take over.
  if (heard && first === undefined && !failed) {
    const making = { graph: walked.graph, declared: declaredTags(whole, walked.graph), chunks };
    keepBuild({ output, diagnostics, unused, dependencies }, making, heard, session, options);
  }
  return {
    ...(failed ? {} : { output, emitted }),
    diagnostics,
    project,
    unused,
    modules: { total: walked.graph.modules.size, compiled: session.store.fresh },
    dependencies,
    target: session.target,
    later,
  };
}

/** Tags that the app or one of its entries declares. */
function declaredTags(shape: AppShape, graph: Graph): Set<string> {
  const tags = new Set(shape.using.keys());
  for (const { json } of graph.entries.values()) {
    const using = json["usingComponents"];
    if (typeof using === "object" && using !== null) for (const tag of Object.keys(using)) tags.add(tag);
  }
  return tags;
}

function memoDigest(digest: CompilerOptions["digest"]): CompilerOptions["digest"] {
  const known = new WeakMap<Uint8Array, string>();
  return (data) => {
    if (typeof data === "string") return digest(data);
    let found = known.get(data);
    if (found === undefined) known.set(data, (found = digest(data)));
    return found;
  };
}

/** Hidden files are never packed, and packages are found wherever a `node_modules` leads. */
function linksOutside(host: Host): Diagnostic[] {
  const links = [...(host.refusedLinks ?? [])].filter((path) => !/(^|\/)(\.|node_modules$)/.test(path));
  return links.map((path) => createDiagnostic("graph/link-outside", { path }));
}

/** A walk is known by the shape it started from. */
const shapes = new WeakMap<Project, AppShape>();

function shapeOf(project: Project): AppShape {
  let shape = shapes.get(project);
  if (!shape) shapes.set(project, (shape = appShape(project)));
  return shape;
}

/** Walks until every preprocessed sheet's own dependencies are known. */
async function explore(
  project: Project,
  shape: AppShape,
  session: Session,
  options: CompilerOptions,
): Promise<WalkResult> {
  const { layout, resolver, languages, walks } = session;
  const prefer = preferredExtensions(project);
  const patterns = project.miniapp.allowMissing.map(globPattern);
  const allowMissing = (name: string) =>
    options.allowMissing || patterns.some((pattern) => pattern.test(name.replace(/^\/+/, "")));
  const sources = graphSources(session);
  for (;;) {
    const walked = await session.fresh(() => walks.walk(shape, layout, resolver, sources, { prefer, allowMissing }));
    if (!(await languages.settle())) return walked;
  }
}

function openSession(
  host: Host,
  project: Project,
  options: CompilerOptions,
  environment: Meaning["environment"],
  before: Session | undefined,
): Session {
  const { appRoot, aliases, miniapp, config } = project;
  const places = {
    appRoot,
    aliases,
    relations: (config?.packNpmRelations ?? []).map((relation) => dirname(relation.packageJsonPath)),
    typescript: scriptMeaning(project.typescript),
    plugins: config?.compilerPlugins ?? [],
    commonSheets: config?.commonSheets ?? {},
  };
  const meaning = {
    target: options.target ?? miniapp.target,
    minify: options.minify ?? miniapp.minify,
    strictWxs: miniapp.strictWxs,
    environment,
  };
  return createSession(host, places, options, meaning, before);
}

/** The compiler options that change what TypeScript means; the rest is about checking. */
function scriptMeaning(typescript: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = [
    "experimentalDecorators",
    "useDefineForClassFields",
    "target",
    "verbatimModuleSyntax",
    "preserveValueImports",
  ];
  return Object.fromEntries(keys.filter((key) => typescript[key] !== undefined).map((key) => [key, typescript[key]]));
}

/** The language that the project declares wins where a compiled file lies beside its source. */
function preferredExtensions(project: Project): string[] {
  const plugins = project.config?.compilerPlugins ?? [];
  const byPlugin: Readonly<Record<string, readonly string[]>> = {
    typescript: [".ts"],
    less: [".less"],
    sass: [".scss", ".sass"],
  };
  return plugins.flatMap((plugin) => byPlugin[plugin] ?? []);
}

/** `*` within a segment, `**` across; everything else literally. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\/+/, "")
    .split(/(\*\*\/?|\*)/)
    .map((part) => (part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`);
}
