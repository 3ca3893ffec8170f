/** Typed access to validated values: a value that does not match is treated as absent. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { normalizePath } from "../source/path.ts";
import type { SourceText, Span } from "../source/text.ts";
import { parseJson } from "./json.ts";
import type { JsonDocument, JsonObject, JsonValue } from "./json.ts";
import type { Validator } from "./mismatches.ts";
import type { Schema } from "./schemas/schema.ts";
import { isObject, intendedValue, validate } from "./validate.ts";
import type { ValidateOptions } from "./validate.ts";

/** Shared by all manifests. Positions are looked up only when a diagnostic needs them. */
export interface Located {
  readonly source: SourceText;
  /** The position of a value by its JSON Pointer; entries of a manifest have theirs in `pointer`. */
  spanOf(pointer: string): Span;
  /** The position of the key of a value. */
  keySpanOf(pointer: string): Span;
}

export interface ReadResult<T> {
  readonly manifest: T;
  readonly diagnostics: readonly Diagnostic[];
}

export interface OpenFile {
  readonly document: JsonDocument;
  readonly root: JsonObject;
  readonly located: Located;
  readonly diagnostics: Diagnostic[];
  /** Whether the value at a JSON Pointer, including everything in it, matches the schema. */
  isValid(pointer: string): boolean;
}

/**
 * Parses and validates a file whose root is an object; `validator` is the function that ajv generated from `schema`.
 */
export function openFile(source: SourceText, schema: Schema, validator: Validator, options: ValidateOptions): OpenFile {
  const document = parseJson(source);
  const diagnostics = [...document.diagnostics];
  if (document.empty)
    diagnostics.push(createDiagnostic("manifest/empty-file", {}, { source, span: { start: 0, end: 0 } }));
  const verdict = document.broken ? undefined : validate(document, schema, validator, options);
  if (verdict) diagnostics.push(...verdict.diagnostics);
  return {
    document,
    root: isObject(document.value) ? document.value : {},
    located: { source, spanOf: document.spanOf, keySpanOf: document.keySpanOf },
    diagnostics,
    isValid: verdict ? verdict.isValid : () => false,
  };
}

export function readString(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A string at the root, if the schema allows it. */
export function readChoice({ root, isValid }: OpenFile, key: string): string | undefined {
  const value = root[key];
  return typeof value === "string" && isValid(`/${key}`) ? value : undefined;
}

/** A boolean; also accepts the strings "true" and "false" (see `intendedValue`). */
export function readFlag(value: JsonValue | undefined): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  const intended = intendedValue(value, "boolean");
  return typeof intended === "boolean" ? intended : undefined;
}

export function readObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : noMembers;
}

export function readList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : noItems;
}

export function readStrings(value: JsonValue | undefined): readonly string[] {
  return readList(value).filter((item) => typeof item === "string");
}

const noMembers: JsonObject = Object.freeze({});
const noItems: readonly JsonValue[] = Object.freeze([]);

/** A normalized path relative to the folder of app.json, or the reason why the path is invalid. */
export function readPath(path: string): { readonly path: string } | { readonly reason: string } {
  let plain = true;
  let before = 47; // The start of a path counts as the start of a segment, like the position after a slash.
  for (let i = 0; i < path.length; i++) {
    const c = path.charCodeAt(i);
    if (c <= 63 || c === 92 || c >= 124) {
      const reason = refusal(c);
      if (reason !== undefined) return { reason };
      // An empty segment, a segment that begins with a dot, or a blank, which may be at either end.
      if ((before === 47 && (c === 47 || c === 46)) || c === 32) plain = false;
    }
    before = c;
  }
  if (plain && before !== 47) return { path };
  const normal = normalizePath(path.trim());
  if (normal === "") return { reason: "it is empty" };
  if (normal === ".." || normal.startsWith("../")) return { reason: "it leaves the folder of app.json" };
  return { path: normal };
}

/** Why a path must not contain this character, or `undefined` if it may. */
function refusal(c: number): string | undefined {
  if (c === 92) return "folders are separated by `/`, not by a backslash";
  if (c < 32 || c === 127) return "it contains a control character";
  const odd = c === 34 || c === 35 || c === 42 || c === 58 || c === 60 || c === 62 || c === 63 || c === 124;
  return odd ? `it contains \`${String.fromCharCode(c)}\`` : undefined;
}
