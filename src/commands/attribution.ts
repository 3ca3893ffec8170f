/**
 * Attributes a package's bytes: what each page needs, and why each module is included.
 *
 * Reads the tables and chunks that the linker wrote, and runs none of it. A package without these tables, for instance
 * from another compiler, has no pages and no modules to report.
 */
import { generatedFolder, readChunk } from "../compiler/link/index.ts";
import type { PackageContent } from "../package/index.ts";

export interface Attribution {
  readonly pages: readonly PageSize[];
  /** Sorted by size, largest first. */
  readonly modules: readonly ModuleSize[];
}

export interface PageSize {
  readonly path: string;
  readonly subpackage: string;
  /** Bytes of all code and stylesheets that the page needs, including its own. */
  readonly size: number;
  /** Bytes that neither another page nor the app itself needs. */
  readonly alone: number;
}

export interface ModuleSize {
  readonly path: string;
  readonly subpackage: string;
  readonly size: number;
  /** The shortest import chain to it, from a page or the app's script to its importer; empty if nothing imports it. */
  readonly because: readonly string[];
}

/** Never throws, whatever the package contains. */
export function attribute(content: PackageContent): Attribution {
  const graph: ReadGraph = { nodes: new Map(), roots: [] };
  const files = new Map(content.subpackages.map((s) => [s.name, new Map(s.files.map((f) => [f.path, f.content]))]));
  for (const { name, root } of content.manifest.subpackages) {
    const base = root === "" ? generatedFolder : `${root}/${generatedFolder}`;
    const own = files.get(name) ?? new Map<string, Uint8Array>();
    addModules(graph, name, own.get(`${base}/logic.js`));
    addEntries(graph, name, own, readJson(own.get(`${base}/entries.json`)));
  }
  const app = readJson(files.get("main")?.get(`${generatedFolder}/app.json`));
  if (typeof app["script"] === "string") graph.roots.unshift(keyOf("main", app["script"]));
  return { pages: pageSizes(graph), modules: moduleSizes(graph) };
}

interface ReadGraph {
  readonly nodes: Map<string, ReadNode>;
  /** Keys of the app's script and the pages. */
  readonly roots: string[];
}

interface ReadNode {
  readonly kind: "page" | "component" | "module";
  readonly path: string;
  readonly subpackage: string;
  readonly size: number;
  /** Paths of imports; each is in the same package or in the main package. */
  readonly targets: readonly string[];
}

function keyOf(subpackage: string, path: string, entry = false): string {
  return `${subpackage}\n${entry ? "entry:" : ""}${path}`;
}

function addModules(graph: ReadGraph, subpackage: string, chunk: Uint8Array | undefined): void {
  if (!chunk) return;
  for (const { id, size, targets } of parseChunk(chunk)) {
    graph.nodes.set(keyOf(subpackage, id), { kind: "module", path: id, subpackage, size, targets });
  }
}

function parseChunk(chunk: Uint8Array): ReturnType<typeof readChunk> {
  try {
    return readChunk(new TextDecoder().decode(chunk));
  } catch {
    // Not a chunk of this compiler, or nested too deeply for the parser.
    return [];
  }
}

function addEntries(graph: ReadGraph, subpackage: string, files: ReadonlyMap<string, Uint8Array>, table: Table): void {
  for (const [path, value] of Object.entries(table)) {
    const entry = asTable(value);
    const key = keyOf(subpackage, path, true);
    const parts = [entry["script"], entry["template"]].filter((part): part is string => typeof part === "string");
    const kind = entry["kind"] === "page" ? "page" : "component";
    const sheets = Array.isArray(entry["style"]) ? entry["style"] : [];
    const style = sheets.reduce((sum: number, sheet) => sum + (files.get(String(sheet))?.length ?? 0), 0);
    const targets = [...parts, ...usedEntries(entry).map((id) => `entry:${id}`)];
    graph.nodes.set(key, { kind, path, subpackage, size: style, targets });
    if (kind === "page") graph.roots.push(key);
  }
}

/**
 * Components that load with the entry. A component with a placeholder loads later, so the placeholder counts instead.
 */
function usedEntries(entry: Table): string[] {
  const uses = [...Object.values(asTable(entry["using"])), ...Object.values(asTable(entry["generics"]))];
  return uses.flatMap((use) => {
    if (typeof use === "string") return [use];
    const { placeholder } = asTable(use);
    return typeof placeholder === "string" ? [placeholder] : [];
  });
}

/** Keys of the nodes that a node imports directly. */
function next(graph: ReadGraph, node: ReadNode): string[] {
  return node.targets.flatMap((target) => {
    const own = `${node.subpackage}\n${target}`;
    if (graph.nodes.has(own)) return [own];
    const main = `main\n${target}`;
    return graph.nodes.has(main) ? [main] : [];
  });
}

function pageSizes(graph: ReadGraph): PageSize[] {
  const reached = graph.roots.map((root) => reach(graph, root));
  const users = new Map<string, number>();
  for (const keys of reached) for (const key of keys) users.set(key, (users.get(key) ?? 0) + 1);
  const sizes: PageSize[] = [];
  for (const [index, root] of graph.roots.entries()) {
    const page = graph.nodes.get(root);
    if (page?.kind !== "page") continue;
    let size = 0;
    let alone = 0;
    for (const key of reached[index] ?? []) {
      const bytes = graph.nodes.get(key)?.size ?? 0;
      size += bytes;
      if (users.get(key) === 1) alone += bytes;
    }
    sizes.push({ path: page.path, subpackage: page.subpackage, size, alone });
  }
  return sizes;
}

function reach(graph: ReadGraph, root: string): Set<string> {
  const keys = new Set<string>(graph.nodes.has(root) ? [root] : []);
  // Iterating a set also visits items added during the iteration.
  for (const key of keys) {
    const node = graph.nodes.get(key);
    if (node) for (const target of next(graph, node)) keys.add(target);
  }
  return keys;
}

function moduleSizes(graph: ReadGraph): ModuleSize[] {
  // Breadth-first from all roots at once, so that the first chain found is a shortest one.
  const cameFrom = new Map<string, string | undefined>(graph.roots.map((root) => [root, undefined]));
  for (const key of cameFrom.keys()) {
    const node = graph.nodes.get(key);
    for (const target of node ? next(graph, node) : []) if (!cameFrom.has(target)) cameFrom.set(target, key);
  }
  const modules: ModuleSize[] = [];
  for (const [key, { kind, path, subpackage, size }] of graph.nodes) {
    if (kind !== "module") continue;
    const because: string[] = [];
    for (let at = cameFrom.get(key); at !== undefined; at = cameFrom.get(at)) {
      const importer = graph.nodes.get(at);
      if (importer) because.unshift(importer.path);
    }
    modules.push({ path, subpackage, size, because });
  }
  return modules.toSorted((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1));
}

type Table = Readonly<Record<string, unknown>>;

function readJson(bytes: Uint8Array | undefined): Table {
  try {
    return bytes ? asTable(JSON.parse(new TextDecoder().decode(bytes))) : {};
  } catch {
    return {};
  }
}

function asTable(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};
}
