/** Typed reading of values that validation has already spoken about: whatever does not fit is read as absent. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { normalizePath } from "../source/path.ts";
import type { SourceText, Span } from "../source/text.ts";
import { parseJson } from "./json.ts";
import type { JsonDocument, JsonObject, JsonValue } from "./json.ts";
import type { Validator } from "./misfits.ts";
import type { Schema } from "./schemas/schema.ts";
import { isObject, looseReading, validate } from "./validate.ts";
import type { ValidateOptions } from "./validate.ts";

/** What every manifest that was read has. Places are looked up when a diagnostic needs them. */
export interface Located {
  readonly source: SourceText;
  /** The place of a value by its JSON Pointer, as entries of a manifest carry it in `pointer`. */
  spanOf(pointer: string): Span;
  /** The place of the key of a value. */
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
  /** True if the value to which a JSON Pointer leads fits the schema, with all that is in it. */
  fits(pointer: string): boolean;
}

/** Parses and validates a file whose root is an object; `validator` is what ajv generated from `schema`. */
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
    fits: verdict ? verdict.fits : () => false,
  };
}

export function readString(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A string at the root that its schema allows. */
export function readChoice({ root, fits }: OpenFile, key: string): string | undefined {
  const value = root[key];
  return typeof value === "string" && fits(`/${key}`) ? value : undefined;
}

export function readFlag(value: JsonValue | undefined): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  const reading = looseReading(value, "boolean");
  return typeof reading === "boolean" ? reading : undefined;
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

/** A path from the folder of app.json in normal form, or why it is none. */
export function readPath(path: string): { readonly path: string } | { readonly reason: string } {
  let plain = true;
  let before = 47; // A path begins behind a slash, as every segment does.
  for (let i = 0; i < path.length; i++) {
    const c = path.charCodeAt(i);
    if (c <= 63 || c === 92 || c >= 124) {
      const reason = refusal(c);
      if (reason !== undefined) return { reason };
      // An empty segment, one that begins with a dot, or a blank, which may stand at an end.
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

/** Why no path may hold this character. */
function refusal(c: number): string | undefined {
  if (c === 92) return "folders are separated by `/`, not by a backslash";
  if (c < 32 || c === 127) return "it holds a control character";
  const odd = c === 34 || c === 35 || c === 42 || c === 58 || c === 60 || c === 62 || c === 63 || c === 124;
  return odd ? `it holds \`${String.fromCharCode(c)}\`` : undefined;
}
