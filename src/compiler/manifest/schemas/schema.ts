/**
 * The part of JSON Schema (draft 7) that the manifests' schemas use, and short functions to write it.
 *
 * The schemas are TypeScript so that the compiler has them without reading the disk. `schemas/*.json` in the project's
 * root are the same objects, written out for editors; a test keeps both equal.
 */

export type SchemaType = "string" | "number" | "integer" | "boolean" | "object" | "array" | "null";

export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  /** One or two sentences; shown by editors and in diagnostics about a missing key. */
  readonly description?: string;
  readonly type?: SchemaType;
  readonly enum?: readonly (string | number | boolean)[];
  readonly default?: string | number | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** `false`: any other key is unknown, which is a warning. Absent: any other key is fine. */
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: { readonly pattern: string };
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Matches anywhere in the string unless anchored. */
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
}

export type Properties = Readonly<Record<string, Schema>>;

/** A pattern for one line of visible text with at most this many characters, as a package's manifest may contain. */
export function lineOfText(maxLength: number): string {
  return `^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff]{1,${maxLength}}$`;
}

export function text(description: string, extra: Schema = {}): Schema {
  return { description, type: "string", ...extra };
}

export function flag(description: string, standard?: boolean): Schema {
  return { description, type: "boolean", ...(standard === undefined ? {} : { default: standard }) };
}

export function count(description: string, extra: Schema = {}): Schema {
  return { description, type: "number", ...extra };
}

/** One of these strings. */
export function choice(description: string, words: readonly string[], standard?: string): Schema {
  return { description, type: "string", enum: words, ...(standard === undefined ? {} : { default: standard }) };
}

export function list(description: string, items: Schema, extra: Schema = {}): Schema {
  return { description, type: "array", items, ...extra };
}

/** An object with these keys and no others. */
export function record(description: string, properties: Properties, required: readonly string[] = []): Schema {
  return {
    description,
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** An object whose keys the author chooses. */
export function dictionary(description: string, values: Schema, extra: Schema = {}): Schema {
  return { description, type: "object", additionalProperties: values, ...extra };
}

/** An object with these keys and possibly others. */
export function open(description: string, properties: Properties = {}): Schema {
  return { description, type: "object", ...(Object.keys(properties).length > 0 ? { properties } : {}) };
}

export function either(description: string, ...anyOf: readonly Schema[]): Schema {
  return { description, anyOf };
}

/** A whole file. `$schema` is allowed in every file, for editors. */
export function file(
  name: string,
  title: string,
  description: string,
  properties: Properties,
  required: readonly string[] = [],
): Schema {
  const pointer = text("The JSON Schema with which editors check this file.");
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: `${name}.schema.json`,
    title,
    ...record(description, { $schema: pointer, ...properties }, required),
  };
}
