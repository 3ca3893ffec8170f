/** `Page(…)`: a component whose methods and own fields are next to `data`. */
import type { ComponentOptions } from "./options.ts";

const known: ReadonlySet<string> = new Set(["data", "properties", "behaviors", "options"]);

/**
 * Splits a page's options into component options (its functions become methods) and its own fields, which each instance
 * gets a copy of. Fields that are also component options (`observers`, `lifetimes`) keep their meaning there.
 */
export function pageOptions(page: ComponentOptions): [ComponentOptions, Record<string, unknown>] {
  const methods: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  const component: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(page)) {
    if (typeof value === "function") methods[name] = value;
    else {
      component[name] = value;
      if (!known.has(name)) fields[name] = value;
    }
  }
  return [{ ...component, methods }, fields];
}
