/**
 * Adds files to the package that no edge of the graph leads to: those named in strings of the code, and those that
 * `packOptions.include` lists. All remaining files are reported as unused, so that no file is left out silently.
 */
import { createPackFilter, isAssetPath } from "./asset/index.ts";
import type { AssetReferences } from "./asset/index.ts";
import { createDiagnostic } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Graph, Module } from "./graph/graph.ts";
import { emptyModule } from "./graph/layout.ts";
import type { Layout } from "./graph/layout.ts";
import { generatedFolder } from "./link/index.ts";
import { templateOwners } from "./graph/template-owners.ts";
import type { Session } from "./session.ts";
import type { Project } from "./project.ts";
import { dirname, joinPath } from "./source/index.ts";
import type { Host } from "./source/index.ts";

export interface ProjectFiles {
  /** All assets: id → ids of the modules and entries that name them. */
  readonly assets: ReadonlyMap<string, readonly string[]>;
  /** Ids of the files left out, in code-unit order. */
  readonly unused: readonly string[];
}

/** Folders without files of the app itself. */
const skipped = new Set(["node_modules", "miniprogram_npm"]);

/** Collects the assets to pack and the files left out; adds problems to `diagnostics`. */
export function projectFiles(
  project: Project,
  graph: Graph,
  session: Session,
  diagnostics: Diagnostic[],
): ProjectFiles {
  const { config } = project;
  const { filter, diagnostics: found } = createPackFilter(config?.packOptions ?? { include: [], ignore: [] }, (rule) =>
    config && "pointer" in rule ? { source: config.source, span: config.spanOf(rule.pointer) } : undefined,
  );
  diagnostics.push(...found);
  const assets = new Map([...graph.assets].map(([id, users]) => [id, [...users]]));
  const files = listFiles(session.host, project.appRoot);
  const used = usedIds(graph, session);
  for (const location of [project.app.sitemapLocation, project.app.themeLocation]) if (location) used.add(location);
  addNamedInCode(assets, graph, session, files);
  const unused: string[] = [];
  for (const id of files) {
    if (used.has(id) || assets.has(id)) continue;
    if (filter.includes(id)) assets.set(id, []);
    else if (!isProjectFile(id)) unused.push(id);
  }
  for (const id of assets.keys()) if (filter.ignores(id)) assets.delete(id);
  checkReserved(project, [...graph.modules.keys(), ...assets.keys()], session.layout, diagnostics);
  return { assets, unused: unused.sort() };
}

/** Reports files in folders reserved for compiled output; if a `packOptions` rule includes the file, at that rule. */
function checkReserved(
  { app, config }: Project,
  ids: readonly string[],
  layout: Layout,
  diagnostics: Diagnostic[],
): void {
  const folders = ["", ...app.subpackages.map(({ root }) => `${root}/`)].map((root) => `${root}${generatedFolder}/`);
  for (const id of ids) {
    const folder = id.includes(generatedFolder) ? folders.find((prefix) => id.startsWith(prefix)) : undefined;
    if (folder === undefined || (id === emptyModule && !layout.has(id))) continue;
    const rule = config?.packOptions.include.find((candidate) =>
      createPackFilter({ include: [candidate], ignore: [] }, () => undefined).filter.includes(id),
    );
    const position = config && rule && { source: config.source, span: config.spanOf(rule.pointer) };
    diagnostics.push(createDiagnostic("build/reserved-folder", { path: id, folder: folder.slice(0, -1) }, position));
  }
}

/** Adds the files that strings in the code name. */
function addNamedInCode(assets: Map<string, string[]>, graph: Graph, session: Session, files: readonly string[]): void {
  const folders = assetFolders(files, session.layout);
  const templates = [...graph.entries.values()].flatMap(({ template }) => template ?? []);
  const owners = templateOwners(templates, (id) => graph.modules.get(id)?.edges ?? []);
  for (const module of graph.modules.values()) {
    if (module.kind !== "script" && module.kind !== "template") continue;
    const output = session.languages.output(module.kind, module.id);
    if (!output || !("assets" in output) || !output.assets) continue;
    const { assets: references } = output;
    const places = owners.get(module.id) ?? [module.id];
    const find = () => namedFiles(module, places, references, session, folders);
    // The result for a shared template also depends on its owners, so it cannot be kept by its output alone.
    const alone = places.length === 1 && places[0] === module.id;
    for (const id of alone ? session.results.named(output, find) : find()) {
      const users = assets.get(id);
      if (!users) assets.set(id, [module.id]);
      else if (!users.includes(module.id)) users.push(module.id);
    }
  }
}

/**
 * Existing files that match strings like `"/images/a.png"` or prefixes like `"/images/icon-"`. This is a guess: a
 * string may mean something else.
 */
function namedFiles(
  { edges }: Module,
  places: readonly string[],
  references: AssetReferences,
  session: Session,
  folders: ReadonlyMap<string, readonly string[]>,
): string[] {
  const found: string[] = [];
  const specifiers = new Set(edges.map((edge) => edge.dependency.specifier));
  for (const path of references.files) {
    // `require("./data.json")` names a module, not a file to ship next to it.
    if (specifiers.has(path)) continue;
    for (const candidate of candidateIds(path, places)) if (session.layout.has(candidate)) found.push(candidate);
  }
  for (const prefix of references.prefixes) {
    for (const candidate of candidateIds(prefix, places)) {
      const whole = prefix.endsWith("/");
      for (const file of folders.get(whole ? candidate : dirname(candidate)) ?? []) {
        if (whole || file.startsWith(candidate)) found.push(file);
      }
    }
  }
  return found;
}

/** Asset ids by folder, without manifests. */
function assetFolders(files: readonly string[], layout: Layout): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const id of files) {
    if (!isAssetPath(id) || isProjectFile(id)) continue;
    if (id.endsWith(".json") && layout.has(`${id.slice(0, -5)}.wxml`)) continue;
    const names = folders.get(dirname(id));
    if (names) names.push(id);
    else folders.set(dirname(id), [id]);
  }
  return folders;
}

/**
 * Ids that a path in code may mean: relative to the file itself, to a template's owners, or to the app's root. Leading
 * `../` that leave the root are dropped, because the path may be meant from a deeper page.
 */
function candidateIds(path: string, places: readonly string[]): Set<string> {
  const candidates = new Set([joinPath(path).replace(/^(?:\.\.\/)+/, "")]);
  if (path.startsWith("/")) return candidates;
  for (const position of places) candidates.add(joinPath(dirname(position), path).replace(/^(?:\.\.\/)+/, ""));
  return candidates;
}

function usedIds(graph: Graph, { languages, layout }: Session): Set<string> {
  const used = new Set<string>(graph.modules.keys());
  for (const id of graph.entries.keys()) used.add(`${id}.json`);
  const root = layout.appRoot === "" ? "" : `${layout.appRoot}/`;
  for (const path of languages.preprocessorInputs()) if (path.startsWith(root)) used.add(path.slice(root.length));
  return used;
}

/** Manifests and tool files: read by the build or by an editor, never packed. */
function isProjectFile(id: string): boolean {
  return (
    /^(app|sitemap|theme|miniapp|project\.[\w.]*config|project\.config|package|package-lock|tsconfig[\w.]*|jsconfig)\.json$/.test(
      id,
    ) || id.endsWith(".d.ts")
  );
}

/** Files of earlier builds in the project's folder: packages, their source maps, and unfinished versions of both. */
function isBuildOutput(name: string): boolean {
  return name.endsWith(".mapkg") || name.endsWith(".miniapp-tmp") || /\.[0-9a-f]{16}\.maps\.json$/.test(name);
}

function listFiles(host: Host, root: string): string[] {
  const files: string[] = [];
  const visit = (folder: string, id: string) => {
    for (const { name, kind } of host.list(folder) ?? []) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const own = id === "" ? name : `${id}/${name}`;
      if (kind === "folder") {
        if (!skipped.has(name) && !name.startsWith(".")) visit(path, own);
      } else if (!isBuildOutput(name)) files.push(own);
    }
  };
  visit(root, "");
  return files;
}
