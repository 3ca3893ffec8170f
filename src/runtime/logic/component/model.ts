/** `model:` bindings: a write to a bound property, by a component or the user, is written to the bound data. */
import type { ElementReference } from "../shadow-tree.ts";
import { DYNAMIC } from "../skeleton.ts";
import { scopeAt } from "./dynamic-content.ts";
import type { ComponentNode } from "./node.ts";

/** A binding: the slot of the attribute, and the bound path in the data of the component whose template has it. */
export interface ModelBinding {
  readonly slot: number;
  /** A path for `setData`. */
  readonly path: string;
}

/** The binding of an element's property; `undefined` if `model:` does not bind it to a path of `tree`'s data. */
export function modelBinding(
  tree: ComponentNode,
  { block, skeleton }: ElementReference,
  name: string,
): ModelBinding | undefined {
  const { fields, paths } = block.definition;
  const attributes = skeleton[1] || [];
  for (let i = 0; i < attributes.length; i += 3) {
    if (attributes[i + 1] !== name || ((attributes[i] as number) & DYNAMIC) === 0) continue;
    const slot = attributes[i + 2] as number;
    let keys: readonly unknown[] = [fields && fields[slot]];
    if (paths?.[slot]) {
      const scope = scopeAt(tree, block);
      keys = paths[slot](scope, scope.values);
    }
    // Null or undefined: a value that is not in the data.
    if (keys[0]) return { slot, path: pathTo(tree, keys) };
  }
  return undefined;
}

/**
 * Writes a key as an index if the data has an array there, or if the key is a number and the data has no object there.
 */
function pathTo({ data }: ComponentNode, keys: readonly unknown[]): string {
  let path = "";
  let at: unknown = data;
  for (const key of keys) {
    const isIndex = Array.isArray(at) || (typeof key === "number" && Object(at) !== at);
    path += isIndex ? `[${key}]` : `.${String(key).replace(/[.[\]\\]/g, "\\$&")}`;
    at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[key as string];
  }
  return path;
}
