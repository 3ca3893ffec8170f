/**
 * Which unscoped sheets (of the app, of pages) are emitted as lists of sheets, so that a file which many of them import
 * is in the package once and not once for each.
 */
import type { Graph } from "./graph/graph.ts";
import type { LinkableStyle } from "./style/index.ts";

/** Stands for the sheet of one module alone among the owners of sheets; no entry is called so. */
export function partOwner(moduleId: string): string {
  return `module:${moduleId}`;
}

/**
 * For owners that share an imported file with another: the modules of their sheet in the order in which they apply.
 *
 * A sheet can be a list only if its imports, and theirs, stand before all rules and under no condition; each module
 * counts where it is imported first, as in one sheet.
 *
 * @param owners owner → its own module
 * @param always also where nobody shares anything
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

/** Imported modules before their importers; `undefined` if the order of rules would not be the same. */
function importOrder(style: string, get: (id: string) => LinkableStyle | undefined): readonly string[] | undefined {
  const order: string[] = [];
  const open = new Set<string>();
  const visit = (id: string): boolean => {
    if (order.includes(id)) return true;
    // A cycle: the linker of whole sheets reports it.
    if (open.has(id)) return false;
    open.add(id);
    const linkable = get(id);
    if (!linkable) return true;
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
