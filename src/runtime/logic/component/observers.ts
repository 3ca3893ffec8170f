/** Data observers: which changes call which observer. */
import { parsePath } from "../set-data.ts";
import type { PathSegment } from "../set-data.ts";
import type { Callback, ObserversOptions } from "./options.ts";

export interface Observer {
  readonly fields: readonly ObservedField[];
  /** A function, or the name of a method. */
  readonly callback: Callback | string;
}

interface ObservedField {
  readonly segments: readonly string[];
  /** `a.**`: includes everything below `a`. */
  readonly below: boolean;
}

/** Parses `{ "a, b.**": function }`, or a list of fields with a function. */
export function parseObservers(options: ObserversOptions | undefined): Observer[] {
  if (!options) return [];
  if (Array.isArray(options)) {
    const list = options as readonly { readonly fields?: unknown; readonly observer: Callback | string }[];
    return list.map(({ fields = "**", observer }) => ({ fields: parseFields(String(fields)), callback: observer }));
  }
  return Object.entries(options).map(([fields, callback]) => ({
    fields: parseFields(fields),
    callback: callback as Callback | string,
  }));
}

/** True if a change at `path` calls the observer. */
export function observes({ fields }: Observer, path: readonly PathSegment[]): boolean {
  return fields.some((field) => isHit(field, path));
}

/** The arguments of the callback: the value of each field, `undefined` if there is none. */
export function observedValues({ fields }: Observer, data: unknown): unknown[] {
  return fields.map(({ segments }) => {
    let value = data;
    for (const name of segments) {
      if (value === null || value === undefined) return undefined;
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
    return value;
  });
}

function parseFields(text: string): ObservedField[] {
  const paths = text.replace(/\s+/g, "").split(",");
  return paths.map((path) => {
    const below = path === "**" || path.endsWith(".**");
    return { segments: parsePath(below ? path.slice(0, -2) : path).map(String), below };
  });
}

/** A change of `a` also changes `a.b`. A change of `a.b` counts for `a` only if the field is `a.**`. */
function isHit({ segments, below }: ObservedField, path: readonly PathSegment[]): boolean {
  if (path.length > segments.length && !below) return false;
  const shared = Math.min(path.length, segments.length);
  for (let i = 0; i < shared; i++) if (String(path[i]) !== segments[i]) return false;
  return true;
}
