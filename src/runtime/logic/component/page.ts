/** `Page(…)`: a component whose methods and own fields stand beside `data`. */
import type { ComponentOptions } from "./options.ts";

const known: ReadonlySet<string> = new Set(["data", "properties", "behaviors", "options"]);

/**
 * The page's functions as methods, and its other fields, of which each instance gets a copy; those that a component's
 * options have as well (`observers`, `lifetimes`) mean what they mean there.
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
