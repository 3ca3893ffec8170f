/**
 * Turns a checked graph into output: passes the compiled modules, stylesheets and assets to the linker, and adds the
 * app-wide table for the runtime.
 */
import { partOwner } from "./sheet-parts.ts";
import { linkSheets } from "./sheets.ts";
import { createDiagnostic } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Edge, Entry, Graph } from "./graph/graph.ts";
import { npmFolder } from "./graph/layout.ts";
import type { CompilerOptions } from "./options.ts";
import type { Session } from "./session.ts";
import { link } from "./link/index.ts";
import type { Output, PackageRoot } from "./link/index.ts";
import { writeModule } from "./link/chunk.ts";
import type { ChunkText } from "./link/chunk.ts";
import { themedPage, themedTabBar, themedWindow } from "./manifest/index.ts";
import type { CompiledModule } from "./language-units.ts";
import { packageRoots } from "./project.ts";
import type { Project } from "./project.ts";
import { esmSource } from "./script/index.ts";
import { projectFiles } from "./unused.ts";

/**
 * Version of the runtime ABI that compiled code requires. A major version is incompatible; a minor version only adds.
 */
const abi = "1.0";

export interface Assembled {
  readonly output: Output;
  readonly emitted: ReadonlyMap<string, readonly ChunkText[]>;
  readonly chunks: ReadonlyMap<string, readonly ChunkText[]>;
  readonly diagnostics: readonly Diagnostic[];
  readonly unused: readonly string[];
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
}

/**
 * Links the graph. All modules must be compiled (see `crossCheck`). Reports problems in `diagnostics`; never throws for
 * errors in the project.
 */
export function assemble(project: Project, graph: Graph, session: Session, options: CompilerOptions): Assembled {
  const diagnostics: Diagnostic[] = [];
  const packages = packageRoots(project);
  const { sheets, parts, isolations } = linkSheets(graph, session, options, diagnostics);
  const { assets, unused } = projectFiles(project, graph, session, diagnostics);
  const { subpackages, sourceMaps, crossings, emitted, chunks } = link({
    graph: { ...graph, assets, entries: themedEntries(graph, session, project, diagnostics) },
    packages,
    sourceMaps: options.sourceMaps,
    app: appTable(project, packages, diagnostics),
    code: {
      interop: esmSource,
      module: (id) => chunkText(id, graph, session),
      isolation: (entry) => isolations.get(entry),
      sheet: (owner) => sheets.get(owner),
      sheetParts: (owner) => parts.get(owner),
      sheetOf: (id) => sheets.get(partOwner(id)),
      asset: (id) => session.languages.bytes(id),
      encode: (path, text) => session.results.encode(path, text),
      partition: (make) => session.results.partition({ ...graph, assets }, packages, make),
      chunk: (path, modules, make) => session.results.chunk(path, modules, make),
    },
  });
  for (const { module, edge, package: name } of crossings) {
    const source = graph.modules.get(module)?.source;
    const position = source && { source, span: edge.dependency.span };
    diagnostics.push(createDiagnostic("graph/cross-package", { target: edge.target ?? "", package: name }, position));
  }
  return {
    output: { app: identity(project), subpackages, sourceMaps },
    emitted,
    chunks,
    diagnostics,
    unused,
    dependencies: session.packages.used(npmFileIds(graph)),
  };
}

/**
 * Replaces the entries of pages whose JSON refers to theme.json values (`"@name"`); all other entries stay the same
 * objects.
 */
function themedEntries(
  graph: Graph,
  session: Session,
  { theme }: Project,
  diagnostics: Diagnostic[],
): Graph["entries"] {
  let entries: Map<string, Entry> | undefined;
  for (const id of graph.pages) {
    const entry = graph.entries.get(id);
    if (!entry || !Object.values(entry.json).some((value) => typeof value === "string" && value.startsWith("@")))
      continue;
    const manifest = session.languages.manifest(`${id}.json`, "page");
    const found = manifest && themedPage(manifest, theme, diagnostics);
    if (found) (entries ??= new Map(graph.entries)).set(id, { ...entry, ...found });
  }
  return entries ?? graph.entries;
}

/**
 * A compiled module as it appears in a chunk, or `undefined` if the module does not exist or is a stylesheet. The
 * module must be compiled. Returns the same object as long as the module's output and edge targets stay the same.
 */
export function chunkText(id: string, graph: Graph, session: Session): ChunkText | undefined {
  const module = graph.modules.get(id);
  if (!module || module.kind === "style") return undefined;
  const output = session.languages.output(module.kind, id) as CompiledModule | undefined;
  if (!output) return undefined;
  return session.results.chunkText(output, module.edges, () =>
    writeModule({ ...output, id, links: links(module.edges) }),
  );
}

/** Specifier → target id. Leaves out assets and unresolved dependencies: neither is a module that code can load. */
function links(edges: readonly Edge[]): Record<string, string> {
  return Object.fromEntries(
    edges.flatMap(({ dependency, target }): [string, string][] =>
      target === undefined || dependency.kind === "asset" ? [] : [[dependency.specifier, target]],
    ),
  );
}

/** The package that a preload rule names: by root, by its `name` in app.json, or `__APP__` for the main package. */
function packageNamed(name: string, roots: readonly PackageRoot[], { app }: Project): string {
  if (name === "__APP__") return "main";
  const path = name.replace(/^\/+|\/+$/g, "");
  const root = app.subpackages.find((one) => one.root === path || one.name === name)?.root;
  return roots.find((one) => one.root === root)?.name ?? name;
}

function identity({ app, config, miniapp }: Project): Output["app"] {
  return {
    appId: miniapp.appId ?? config?.appId ?? "touristappid",
    versionName: miniapp.versionName,
    versionCode: miniapp.versionCode,
    abi,
    minPlatform: miniapp.minPlatform,
    permissions: [...new Set([...miniapp.permissions, ...app.permissions.map((p) => p.scope)])].sort(),
    domains: miniapp.domains,
  };
}

/** The parts of app.json, theme.json and sitemap.json that the runtime needs, with package names resolved. */
function appTable(project: Project, roots: readonly PackageRoot[], diagnostics: Diagnostic[]): Record<string, unknown> {
  const { app, theme, sitemap } = project;
  const bar = themedTabBar(app, theme, diagnostics);
  return {
    abi,
    entryPagePath: app.entryPagePath,
    window: themedWindow(app, "/window", theme, diagnostics),
    ...(app.tabBar
      ? {
          tabBar: {
            custom: app.tabBar.custom,
            position: app.tabBar.position,
            list: app.tabBar.list.map(({ pagePath, text }) => ({ pagePath, text })),
            themed: bar,
          },
        }
      : {}),
    darkmode: app.darkmode,
    networkTimeout: app.networkTimeout,
    preloadRule: app.preloadRule.map(({ page, packages, network }) => ({
      page,
      packages: packages.map((name) => packageNamed(name, roots, project)),
      network,
    })),
    lazyCodeLoading: app.lazyCodeLoading,
    // Renamed because `style` in this table is the list of the app's own stylesheets.
    ...(app.style === undefined ? {} : { componentStyle: app.style }),
    permissions: app.permissions,
    requiredPrivateInfos: app.requiredPrivateInfos,
    requiredBackgroundModes: app.requiredBackgroundModes,
    ...(app.workers ? { workers: app.workers.root } : {}),
    plugins: app.plugins.map(({ name }) => name),
    urlCheck: project.urlCheck,
    ...(sitemap ? { sitemap: sitemap.rules } : {}),
  };
}

/** Ids of all files in the graph that belong to npm packages. */
function npmFileIds(graph: Graph): Set<string> {
  const found = new Set<string>();
  for (const ids of [graph.modules.keys(), graph.assets.keys()]) {
    for (const id of ids) if (id.includes(`${npmFolder}/`)) found.add(id);
  }
  return found;
}
