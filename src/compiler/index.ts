/**
 * The order of the phases and nothing else: manifests, graph, compiled modules, checks across modules, linking.
 *
 * `build` is also the rebuild: a compiler keeps its results, and a second `build` repeats only the work that changed
 * bytes require. The compiler never touches disk, clock or environment; they come in through `Host` and
 * `CompilerOptions`.
 */
import { assemble } from "./assemble.ts";
import { crossCheck } from "./cross-check.ts";
import { createDiagnostic, hasErrors, sortDiagnostics, withMissingAllowed } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { AppShape } from "./graph/app-shape.ts";
import type { Graph } from "./graph/graph.ts";
import type { WalkResult } from "./graph/walk.ts";
import { recordAnswers } from "./recording-host.ts";
import type { HostAnswers } from "./recording-host.ts";
import { storeBuild, restoreBuild } from "./last-build.ts";
import { environmentConstants } from "./manifest/index.ts";
import type { Domains } from "./manifest/index.ts";
import { appShape, createProjectLoader, partialShape } from "./project.ts";
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
import type { CompileSettings, Session } from "./session.ts";
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
   * The modules of each package's script, by package name. Absent when `output` is absent, and when the output was
   * restored from another process's build. A module that a rebuild did not change is the same object as before.
   */
  readonly emitted?: ReadonlyMap<string, readonly ChunkText[]>;
  /** Sorted by file and position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if there is no app.json. */
  readonly project?: Project;
  /** Ids of project files that nothing uses, in code-unit order. */
  readonly unused: readonly string[];
  /**
   * `total`: modules in the app. `compiled`: modules that were not in memory or in the cache and had to be compiled.
   */
  readonly modules: { readonly total: number; readonly compiled: number };
  /** npm packages whose code is in the output. */
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
  /** The language level in effect, for example `es2020`. */
  readonly target: string;
  /**
   * Names of the packages that this partial build (`build(first)`) skipped. `output` still contains them, but only with
   * the modules that other packages use.
   */
  readonly skipped: readonly string[];
}

export interface NetworkRules {
  /** Allowed origins by kind of request. */
  readonly domains: Partial<Domains>;
  /** If false, a preview does not restrict the app to these domains. */
  readonly urlCheck: boolean;
}

export interface Compiler {
  /**
   * Builds the app, or rebuilds what changed since the last call.
   * @param first a page path, for a fast partial build: it skips pages of other subpackages, everything only they use,
   * and the diagnostics about them. The next `build()` adds them. An empty string means the app's entry page
   */
  build(first?: string): Promise<Compilation>;
  /** The network rules of the manifests as they are now; `undefined` without an app.json. */
  network(): NetworkRules | undefined;
  /** Call this before `build` if files were created or deleted since the last build. Edited files need no call. */
  forgetStructure(): void;
}

/**
 * Scripts that redefine these modules in a runtime that has already loaded the packages; a preview sends them after a
 * rebuild. Returns one script per package, each with its source map as JSON.
 * @param path gives the path of the script of a package
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

/**
 * Creates a compiler for the project in `disk`. Keep it between builds: it holds the results that make rebuilds fast.
 */
export function createCompiler(disk: Host, given: CompilerOptions): Compiler {
  let session: Session | undefined;
  const { host, answers } = given.repeat ? recordAnswers(disk) : { host: disk, answers: undefined };
  const options = { ...given, digest: memoDigest(given.digest) };
  const load = createProjectLoader(host, options.readPrivateConfig);
  return {
    async build(first) {
      // Start esbuild's process first, because that takes time, but only if nothing is cached: a warm build may not
      // need it. If it fails to start, the first script reports that.
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
          skipped: [],
        };
      const environment = environmentConstants(project.miniapp, options.mode);
      const found = [...diagnostics, ...environment.diagnostics];
      const open = (host: Host) => openSession(host, project, options, environment.constants, session);
      try {
        // Use `disk`, not the recording host: the files that the comparison reads are not inputs of the build.
        const attempt = answers && first === undefined && !session && !cold ? open(disk) : undefined;
        const repeated = attempt && (await restoreBuild(attempt, options));
        if (repeated) return { ...repeated, project, target: attempt.target, skipped: [] };
        const next = (session = open(host));
        next.store.compiledCount += attempt?.store.compiledCount ?? 0;
        if (scriptCompiler) next.languages.useScriptCompiler(scriptCompiler);
        return await inSession(next, () => compile(project, next, options, found, { first, answers }));
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
    await session.languages.awaitPreprocessors();
    session.languages.endBuild();
    session.resolver.forgetMisses();
    session.store.sweep();
  }
}

/** Whether the host's root holds a project whose miniapp.json knows the environment `mode`. */
export function isProject(host: Host, mode: string | undefined): boolean {
  const { project } = createProjectLoader(host)();
  return project !== undefined && environmentConstants(project.miniapp, mode).diagnostics.length === 0;
}

/**
 * TypeScript declarations of `MINIAPP_ENV` for an environment of miniapp.json. Without a mode there are no constants.
 */
export function environmentTypes(project: Project, mode: string | undefined): string {
  return declareConstants(environmentConstants(project.miniapp, mode).constants);
}

const noModules = { total: 0, compiled: 0 };

async function compile(
  project: Project,
  session: Session,
  options: CompilerOptions,
  found: readonly Diagnostic[],
  { first, answers }: { readonly first: string | undefined; readonly answers: HostAnswers | undefined },
): Promise<Compilation> {
  const whole = shapeOf(project);
  const { shape, skipped } = (first === undefined ? undefined : partialShape(project, whole, first)) ?? {
    shape: whole,
    skipped: [],
  };
  const walked = await explore(project, shape, session, options);
  const checked = await crossCheck(walked, session);
  const assembled = assemble(project, walked.graph, session, options);
  const sorted = sortDiagnostics([
    ...found,
    ...walked.diagnostics,
    ...checked,
    ...assembled.diagnostics,
    // Must come last: only after assembling has the host listed every folder and therefore found every such link.
    ...linksOutside(session.host),
  ]);
  const diagnostics = options.allowMissing ? sorted.map(withMissingAllowed) : sorted;
  const { output, emitted, chunks, unused, dependencies } = assembled;
  const failed = hasErrors(diagnostics);
  // Do not store a partial build: it has no modules of the skipped packages, so no other process could reuse it.
  if (answers && first === undefined && !failed) {
    const details = { graph: walked.graph, declared: declaredTags(whole, walked.graph), chunks };
    storeBuild({ output, diagnostics, unused, dependencies }, details, answers, session, options);
  }
  return {
    ...(failed ? {} : { output, emitted }),
    diagnostics,
    project,
    unused,
    modules: { total: walked.graph.modules.size, compiled: session.store.compiledCount },
    dependencies,
    target: session.target,
    skipped,
  };
}

/** All custom tags that the app or one of its entries declares. */
function declaredTags(shape: AppShape, graph: Graph): Set<string> {
  const tags = new Set(shape.using.keys());
  for (const { json } of graph.entries.values()) {
    const using = json["usingComponents"];
    if (typeof using === "object" && using !== null) for (const tag of Object.keys(using)) tags.add(tag);
  }
  return tags;
}

function memoDigest(digest: CompilerOptions["digest"]): CompilerOptions["digest"] {
  const digests = new WeakMap<Uint8Array, string>();
  return (data) => {
    if (typeof data === "string") return digest(data);
    let found = digests.get(data);
    if (found === undefined) digests.set(data, (found = digest(data)));
    return found;
  };
}

/**
 * Reports symbolic links that lead out of the project. Ignores hidden files, because they are never packed, and
 * `node_modules`, because packages may be installed anywhere.
 */
function linksOutside(host: Host): Diagnostic[] {
  const links = [...(host.refusedLinks ?? [])].filter((path) => !/(^|\/)(\.|node_modules$)/.test(path));
  return links.map((path) => createDiagnostic("graph/link-outside", { path }));
}

/**
 * `WalkMemory` recognizes a repeated walk by the identity of its shape, so the same project must give the same shape
 * object.
 */
const shapes = new WeakMap<Project, AppShape>();

function shapeOf(project: Project): AppShape {
  let shape = shapes.get(project);
  if (!shape) shapes.set(project, (shape = appShape(project)));
  return shape;
}

/** Walks the graph again until the dependencies of every preprocessed stylesheet are known. */
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
    const walked = await session.walkFromScratch(() =>
      walks.walk(shape, layout, resolver, sources, { prefer, allowMissing }),
    );
    if (!(await languages.finishPreprocessing())) return walked;
  }
}

function openSession(
  host: Host,
  project: Project,
  options: CompilerOptions,
  environment: CompileSettings["environment"],
  before: Session | undefined,
): Session {
  const { appRoot, aliases, miniapp, config } = project;
  const resolution = {
    appRoot,
    aliases,
    relations: (config?.packNpmRelations ?? []).map((relation) => dirname(relation.packageJsonPath)),
    typescript: scriptSettings(project.typescript),
    plugins: config?.compilerPlugins ?? [],
    commonSheets: config?.commonSheets ?? {},
  };
  const settings = {
    target: options.target ?? miniapp.target,
    minify: options.minify ?? miniapp.minify,
    strictWxs: miniapp.strictWxs,
    environment,
  };
  return createSession(host, resolution, options, settings, before);
}

/** The TypeScript options that change what code does; all others only affect type checking. */
function scriptSettings(typescript: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = [
    "experimentalDecorators",
    "useDefineForClassFields",
    "target",
    "verbatimModuleSyntax",
    "preserveValueImports",
  ];
  return Object.fromEntries(keys.filter((key) => typescript[key] !== undefined).map((key) => [key, typescript[key]]));
}

/** If a compiled file lies next to its source (`a.js` and `a.ts`), the language that the project declares wins. */
function preferredExtensions(project: Project): string[] {
  const plugins = project.config?.compilerPlugins ?? [];
  const byPlugin: Readonly<Record<string, readonly string[]>> = {
    typescript: [".ts"],
    less: [".less"],
    sass: [".scss", ".sass"],
  };
  return plugins.flatMap((plugin) => byPlugin[plugin] ?? []);
}

/** `*` matches within a path segment, `**` across segments; everything else matches literally. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\/+/, "")
    .split(/(\*\*\/?|\*)/)
    .map((part) => (part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`);
}
