/**
 * Which package each module ships in: the one place that knows subpackages.
 *
 * A file below a subpackage's root belongs to it. A file outside every root ships with the main package, unless exactly
 * one subpackage needs it and the main package does not: then it moves there. A file below a root that others need at
 * once is lifted into the main package, so that it is always there before its users. An independent subpackage gets
 * copies of whatever it needs from outside, because it must start without the main package.
 */
import { isSynchronous } from "../graph/graph.ts";
import type { Edge, Graph } from "../graph/graph.ts";

export interface PackageRoot {
  /** `main`, or the subpackage's name. */
  readonly name: string;
  /** `""` for the main package, else without slashes at the ends. */
  readonly root: string;
  readonly independent: boolean;
}

export interface Partition {
  /** Module ids per package name, each list in code-unit order. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** Entry ids per package name, each list in code-unit order. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
  /** Asset ids per package name, each list in code-unit order. */
  readonly assets: ReadonlyMap<string, readonly string[]>;
}

/** @param packages main first */
export function partition(graph: Graph, packages: readonly PackageRoot[]): Partition {
  const locate = locator(packages);
  const users = collectUsers(graph, packages, locate);
  const modules = assign(packages, graph.modules.keys(), users.modules, locate);
  const entries = assign(packages, graph.entries.keys(), users.entries, locate);
  const assets = assign(packages, graph.assets.keys(), users.assets, locate, false);
  return { modules, entries, assets };
}

/** The package whose root an id lies below. */
export function locator(packages: readonly PackageRoot[]): (id: string) => PackageRoot {
  const main = packages[0] as PackageRoot;
  const roots = packages.slice(1).sort((a, b) => b.root.length - a.root.length);
  return (id) => roots.find((p) => id.startsWith(`${p.root}/`)) ?? main;
}

/** A file of a subpackage that had to move to the main package, and the reference that made it. */
export interface Crossing {
  readonly module: string;
  readonly edge: Edge;
  readonly package: string;
}

/** For every moved module the first reference from outside its package, in the order of the graph. */
export function findCrossings(graph: Graph, packages: readonly PackageRoot[], parts: Partition): Crossing[] {
  const locate = locator(packages);
  const moved = new Map<string, string>();
  for (const id of parts.modules.get("main") ?? []) {
    const home = locate(id);
    if (home.root !== "" && !home.independent) moved.set(id, home.name);
  }
  const crossings: Crossing[] = [];
  for (const module of moved.size > 0 ? graph.modules.values() : []) {
    for (const edge of module.edges) {
      const home = edge.target === undefined ? undefined : moved.get(edge.target);
      if (home === undefined || !isSynchronous(edge) || locate(module.id).name === home) continue;
      moved.delete(edge.target as string);
      crossings.push({ module: module.id, edge, package: home });
    }
  }
  return crossings;
}

type UsersOf = Map<string, Set<string>>;

/** For every module, entry and asset the names of the packages that need it at once. */
function collectUsers(
  graph: Graph,
  packages: readonly PackageRoot[],
  locate: (id: string) => PackageRoot,
): { modules: UsersOf; entries: UsersOf; assets: UsersOf } {
  const users = { modules: new Map() as UsersOf, entries: new Map() as UsersOf, assets: new Map() as UsersOf };
  const reach = (name: string, startModules: readonly string[], startEntries: readonly string[]): void => {
    const stack: string[] = [];
    const visitModule = (id: string | undefined) => {
      if (id === undefined) return;
      if (!graph.modules.has(id)) {
        if (graph.assets.has(id)) add(users.assets, id, name);
        return;
      }
      if (add(users.modules, id, name)) stack.push(id);
    };
    const visitEntry = (id: string | undefined) => {
      const entry = id === undefined ? undefined : graph.entries.get(id);
      if (!entry || !add(users.entries, entry.id, name)) return;
      for (const part of [entry.script, entry.template, entry.style]) visitModule(part);
      for (const use of entry.using.values()) {
        // A placeholder stands in until the other package has arrived, so the real one is not needed at once.
        const crosses = use.placeholder !== undefined && use.id !== undefined && locate(use.id).name !== name;
        if (!crosses) visitEntry(use.id);
        visitEntry(use.placeholder);
      }
      for (const fallback of entry.generics.values()) visitEntry(fallback);
    };
    for (const id of startEntries) visitEntry(id);
    for (const id of startModules) visitModule(id);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      for (const edge of graph.modules.get(id)?.edges ?? []) {
        if (isSynchronous(edge) || edge.dependency.kind === "asset") visitModule(edge.target);
        // A lazily required module still ships somewhere: with the package it lies in.
        else if (edge.target !== undefined) later.add(edge.target);
      }
    }
  };
  const later = new Set<string>();
  const isRoot = (id: string, p: PackageRoot) => locate(id).name === p.name;
  const appParts = [graph.appScript, graph.appStyle].filter((id): id is string => id !== undefined);
  for (const p of packages) {
    const pages = graph.pages.filter((id) => isRoot(id, p));
    reach(
      p.name,
      p.root === "" ? [...appParts, ...graph.workers] : [],
      p.root === "" ? [...pages, ...graph.roots] : pages,
    );
  }
  for (const id of later) reach(locate(id).name, [id], []);
  // Entries that only a placeholder or a lazy edge leads to.
  for (const id of graph.entries.keys()) if (!users.entries.has(id)) reach(locate(id).name, [], [id]);
  for (const id of graph.assets.keys()) if (!users.assets.has(id)) add(users.assets, id, locate(id).name);
  return users;
}

function assign(
  packages: readonly PackageRoot[],
  ids: Iterable<string>,
  users: UsersOf,
  locate: (id: string) => PackageRoot,
  mayMove = true,
): Map<string, readonly string[]> {
  const byName = new Map(packages.map((p) => [p.name, p] as const));
  const lists = new Map(packages.map((p) => [p.name, [] as string[]] as const));
  for (const id of ids) {
    const home = locate(id);
    const needed = [...(users.get(id) ?? [home.name])];
    const dependent = needed.filter((name) => byName.get(name)?.independent !== true);
    for (const name of needed) if (byName.get(name)?.independent === true) lists.get(name)?.push(id);
    if (dependent.length === 0) continue;
    lists.get(shipsIn(home, dependent, mayMove))?.push(id);
  }
  for (const list of lists.values()) list.sort();
  return lists;
}

function shipsIn(home: PackageRoot, users: readonly string[], mayMove: boolean): string {
  if (!mayMove) return home.independent ? "main" : home.name;
  const [first] = users;
  return users.length === 1 && first !== undefined ? first : "main";
}

function add(users: UsersOf, id: string, name: string): boolean {
  let names = users.get(id);
  if (!names) users.set(id, (names = new Set()));
  if (names.has(name)) return false;
  names.add(name);
  return true;
}
