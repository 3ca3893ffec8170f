/**
 * Decides which package each module ships in; no other file deals with subpackages.
 *
 * A file below a subpackage's root belongs to that subpackage. A file outside every root ships in the main package,
 * unless only one subpackage needs it and the main package does not: then it moves there. A file below a root that
 * other packages need synchronously moves to the main package, which is always loaded before its users. An independent
 * subpackage gets copies of everything it needs from outside, because it must start without the main package.
 */
import { isSynchronous } from "../graph/graph.ts";
import type { Edge, Graph } from "../graph/graph.ts";

export interface PackageRoot {
  /** `main`, or the subpackage's name. */
  readonly name: string;
  /** `""` for the main package; otherwise without leading or trailing slash. */
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

/**
 * Assigns every module, entry and asset to its package or packages.
 * @param packages main first
 */
export function partition(graph: Graph, packages: readonly PackageRoot[]): Partition {
  const locate = locator(packages);
  const users = new PackageUsers(graph, packages);
  const modules = assign(packages, graph.modules.keys(), users.modules, locate);
  const entries = assign(packages, graph.entries.keys(), users.entries, locate);
  const assets = assign(packages, graph.assets.keys(), users.assets, locate, false);
  return { modules, entries, assets };
}

/** Returns a function that finds the package whose root contains an id. */
export function locator(packages: readonly PackageRoot[]): (id: string) => PackageRoot {
  const main = packages[0] as PackageRoot;
  const others = packages.slice(1).sort((a, b) => b.root.length - a.root.length);
  const folders = others.map((p) => ({ prefix: `${p.root}/`, p }));
  return (id) => folders.find(({ prefix }) => id.startsWith(prefix))?.p ?? main;
}

/** The pages of each package, in their order. Packages without pages are included, in their own order. */
export function pagesByPackage(
  pages: readonly string[],
  packages: readonly PackageRoot[],
): ReadonlyMap<PackageRoot, readonly string[]> {
  const locate = locator(packages);
  const lists = new Map(packages.map((p) => [p, [] as string[]] as const));
  for (const id of pages) lists.get(locate(id))?.push(id);
  return lists;
}

/** A file of a subpackage that had to move to the main package, and the reference that caused it. */
export interface Crossing {
  readonly module: string;
  readonly edge: Edge;
  readonly package: string;
}

/** For every moved module, the first reference from outside its package, in the order of the graph. */
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

/** For every module, entry and asset: the names of the packages that need it synchronously. */
class PackageUsers {
  readonly modules: UsersOf = new Map();
  readonly entries: UsersOf = new Map();
  readonly assets: UsersOf = new Map();
  readonly #graph: Graph;
  readonly #locate: (id: string) => PackageRoot;
  /** Targets of lazy edges; they ship in the package they lie in. */
  readonly #lazyTargets = new Set<string>();

  constructor(graph: Graph, packages: readonly PackageRoot[]) {
    this.#graph = graph;
    this.#locate = locator(packages);
    for (const [p, pages] of pagesByPackage(graph.pages, packages)) this.#startPackage(p, pages);
    for (const id of this.#lazyTargets) this.#followModules(this.#locate(id).name, [id]);
    // Entries and assets that only a placeholder or a lazy edge leads to.
    for (const id of graph.entries.keys()) if (!this.entries.has(id)) this.#enter(this.#locate(id).name, id);
    for (const id of graph.assets.keys()) if (!this.assets.has(id)) add(this.assets, id, this.#locate(id).name);
  }

  #startPackage(p: PackageRoot, pages: readonly string[]): void {
    const { roots, appScript, appStyle } = this.#graph;
    for (const id of pages) this.#enter(p.name, id);
    if (p.root !== "") return;
    for (const id of roots) this.#enter(p.name, id);
    this.#followModules(p.name, [appScript, appStyle]);
  }

  #enter(name: string, id: string): void {
    const entry = this.#graph.entries.get(id);
    if (!entry || !add(this.entries, id, name)) return;
    this.#followModules(name, [entry.script, entry.template, entry.style]);
    for (const use of entry.using.values()) {
      // Until the other package is loaded, the placeholder is shown, so the real component is not needed yet.
      const waits = use.placeholder !== undefined && use.id !== undefined && this.#locate(use.id).name !== name;
      if (!waits && use.id !== undefined) this.#enter(name, use.id);
    }
    for (const fallback of entry.generics.values()) if (fallback !== undefined) this.#enter(name, fallback);
  }

  #followModules(name: string, start: readonly (string | undefined)[]): void {
    const stack: string[] = [];
    const visit = (id: string | undefined) => {
      if (id === undefined) return;
      if (this.#graph.modules.has(id)) {
        if (add(this.modules, id, name)) stack.push(id);
      } else if (this.#graph.assets.has(id)) add(this.assets, id, name);
    };
    start.forEach(visit);
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      for (const edge of this.#graph.modules.get(id)?.edges ?? []) {
        if (isSynchronous(edge) || edge.dependency.kind === "asset") visit(edge.target);
        // Workers have a script of their own.
        else if (edge.target !== undefined && edge.dependency.kind !== "worker") this.#lazyTargets.add(edge.target);
      }
    }
  }
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
    // A module without users was dropped from compiled code, or belongs to a worker.
    const needed = [...(users.get(id) ?? [])];
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
