/** `Page(…)`: a component whose methods and own fields stand beside `data`. */
import type { ComponentOptions } from "./options.ts";

const known: ReadonlySet<string> = new Set(["data", "behaviors", "options"]);

/** The page's functions as methods, and its other fields, of which each instance gets a copy. */
export function pageOptions(page: ComponentOptions): [ComponentOptions, Record<string, unknown>] {
  const methods: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(page)) {
    if (known.has(name)) continue;
    if (typeof value === "function") methods[name] = value;
    else fields[name] = value;
  }
  const { data, behaviors, options } = page;
  const component: ComponentOptions = {
    methods,
    ...(data === undefined ? {} : { data }),
    ...(behaviors === undefined ? {} : { behaviors }),
    ...(options === undefined ? {} : { options }),
  };
  return [component, fields];
}
