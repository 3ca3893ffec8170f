/**
 * Where a package's bytes come from: what each page needs, and through whom each module came in.
 *
 * Reads what the linker wrote (its tables, its chunks) and runs none of it. A package without those tables, from
 * another compiler say, simply has no pages and no modules to tell of.
 */
import { generatedFolder, readChunk } from "../compiler/link/index.ts";
import type { PackageContent } from "../package/index.ts";

export interface Attribution {
  readonly pages: readonly PageSize[];
  /** The largest first. */
  readonly modules: readonly ModuleSize[];
}

export interface PageSize {
  readonly path: string;
  readonly subpackage: string;
  /** Bytes of all code and sheets that the page needs, itself included. */
  readonly size: number;
  /** Bytes that no other page needs, nor the app itself. */
  readonly alone: number;
}

export interface ModuleSize {
  readonly path: string;
  readonly subpackage: string;
  readonly size: number;
  /** The shortest way to it: a page or the app's script first, its importer last; empty if nothing leads to it. */
  readonly because: readonly string[];
}

/** Never throws for what a package holds. */
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
  /** Keys of the app's script and of the pages. */
  readonly roots: string[];
}

interface ReadNode {
  readonly kind: "page" | "component" | "module";
  readonly path: string;
  readonly subpackage: string;
  readonly size: number;
  /** Paths; each lies in the same package, or else in main. */
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
    // Not one of our chunks, or nested deeper than the parser follows.
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

/** Components that are there as soon as the entry is; one behind a placeholder arrives later. */
function usedEntries(entry: Table): string[] {
  const uses = [...Object.values(asTable(entry["using"])), ...Object.values(asTable(entry["generics"]))];
  return uses.flatMap((use) => {
    if (typeof use === "string") return [use];
    const { placeholder } = asTable(use);
    return typeof placeholder === "string" ? [placeholder] : [];
  });
}

/** The nodes that one leads to at once. */
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
  // A set visits what is added to it on the way.
  for (const key of keys) {
    const node = graph.nodes.get(key);
    if (node) for (const target of next(graph, node)) keys.add(target);
  }
  return keys;
}

function moduleSizes(graph: ReadGraph): ModuleSize[] {
  // One walk in breadth from all roots at once, so that the first way found is a shortest one.
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
