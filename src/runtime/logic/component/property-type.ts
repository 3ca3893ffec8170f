/** Property types: default values, and conversion of values of other types. */
import { toText } from "../values.ts";
import type { Callback, PropertyOptions, PropertyType } from "./options.ts";

export interface Property {
  readonly type: PropertyType;
  readonly optionalTypes: readonly PropertyType[];
  /** Copied for each instance; not converted. */
  readonly value: unknown;
  readonly observer: Callback | string | undefined;
}

const types: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object]);

/** Parses `p: Number`, `p: null` or `p: { type, value, … }`. */
export function defineProperty(options: PropertyType | PropertyOptions): Property {
  if (typeof options !== "object" || options === null) return plainProperty(knownType(options));
  // Some authors give a single type instead of a list.
  const optionalTypes = [options.optionalTypes ?? []].flat().map(knownType);
  const type = options.type === undefined ? (optionalTypes[0] ?? null) : knownType(options.type);
  return {
    type,
    optionalTypes,
    value: options.value === undefined ? defaultOf(type) : options.value,
    observer: options.observer,
  };
}

/** Converts a value to the property's type. */
export function coerce({ type, optionalTypes }: Property, value: unknown): unknown {
  for (const other of optionalTypes) if (hasType(other, value)) return value;
  switch (type) {
    case String:
      return value === null ? "" : toText(value);
    case Number:
      return toNumber(value);
    case Boolean:
      return Boolean(value);
    case Array:
      return Array.isArray(value) ? value : [];
    case Object:
      return typeof value === "object" ? value : null;
    default:
      return value === undefined ? null : value;
  }
}

function knownType(type: unknown): PropertyType {
  return types.has(type) ? (type as PropertyType) : null;
}

function plainProperty(type: PropertyType): Property {
  return { type, optionalTypes: [], value: defaultOf(type), observer: undefined };
}

function defaultOf(type: PropertyType): unknown {
  switch (type) {
    case String:
      return "";
    case Number:
      return 0;
    case Boolean:
      return false;
    case Array:
      return [];
    default:
      return null;
  }
}

function hasType(type: PropertyType, value: unknown): boolean {
  switch (type) {
    case String:
      return typeof value === "string";
    case Number:
      return Number.isFinite(value);
    case Boolean:
      return typeof value === "boolean";
    case Array:
      return Array.isArray(value);
    case Object:
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return value !== undefined;
  }
}

function toNumber(value: unknown): number {
  if (typeof value === "symbol") return 0;
  let number = 0;
  try {
    number = Number(value);
  } catch {
    // An object that cannot be converted.
  }
  return Number.isFinite(number) ? number : 0;
}
