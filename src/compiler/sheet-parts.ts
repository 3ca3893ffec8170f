/**
 * Decides which unscoped stylesheets (of the app and of pages) are emitted as lists of stylesheets, so that a file
 * imported by many of them is in the package only once.
 */
import type { Graph } from "./graph/graph.ts";
import type { LinkableStyle } from "./style/index.ts";

/** The owner name of a single module's stylesheet. Cannot clash with an entry, because no entry id has this prefix. */
export function partOwner(moduleId: string): string {
  return `module:${moduleId}`;
}

/**
 * Owner → the modules of its stylesheet in the order in which they apply, for owners that share an imported file with
 * another.
 * A stylesheet can be a list only if its imports, and theirs in turn, come before all rules and have no condition. A
 * module imported more than once counts at its first import, as in a single stylesheet.
 * @param owners owner → its own module
 * @param always also for owners that share nothing
 */
export function sharedParts(
  owners: ReadonlyMap<string, string>,
  graph: Graph,
  get: (id: string) => LinkableStyle | undefined,
  always: boolean,
): Map<string, readonly string[]> {
  const orders = new Map<string, readonly string[]>();
  const users = new Map<string, number>();
  for (const [owner, style] of owners) {
    if (!importsSheets(style, graph)) continue;
    const order = importOrder(style, get);
    if (!order) continue;
    orders.set(owner, order);
    for (const id of order) users.set(id, (users.get(id) ?? 0) + 1);
  }
  for (const [owner, order] of orders) {
    if (!always && order.every((id) => users.get(id) === 1)) orders.delete(owner);
  }
  return orders;
}

function importsSheets(style: string, graph: Graph): boolean {
  return graph.modules.get(style)?.edges.some((edge) => edge.dependency.kind === "style-import") ?? false;
}

/** Imported modules before their importers; `undefined` if a list could not keep the order of rules. */
function importOrder(style: string, get: (id: string) => LinkableStyle | undefined): readonly string[] | undefined {
  const order: string[] = [];
  const open = new Set<string>();
  const visit = (id: string): boolean => {
    if (order.includes(id)) return true;
    // A cycle; the linker of whole stylesheets reports it.
    if (open.has(id)) return false;
    open.add(id);
    const linkable = get(id);
    if (!linkable) return true;
    if (linkable.first !== undefined && !visit(linkable.first)) return false;
    let rules = false;
    for (const piece of linkable.style.pieces) {
      if (piece.kind !== "import") rules ||= piece.css.trim() !== "";
      else {
        const target = linkable.resolved.get(piece.specifier);
        if (rules || piece.condition !== "" || (target !== undefined && !visit(target))) return false;
      }
    }
    order.push(id);
    return true;
  };
  return visit(style) ? order : undefined;
}
