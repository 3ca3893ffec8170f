/**
 * Reports how a manifest violates its schema, in plain words and at the right key.
 *
 * ajv finds the mismatches. This file decides what they mean: which are errors, which mistakes can be read in only one
 * sensible way, and what the author should write instead.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Span } from "../source/text.ts";
import { pointerPart } from "./json-positions.ts";
import type { JsonDocument, JsonObject, JsonValue } from "./json.ts";
import { findMismatches, mismatchPointers } from "./mismatches.ts";
import type { Mismatch, Validator } from "./mismatches.ts";
import type { Schema, SchemaType } from "./schemas/schema.ts";
import { nearest } from "../diagnostics/suggest.ts";

export interface ValidateOptions {
  /**
   * Severity of mismatches. `manifest`: a wrong type is an error; a mistake that can be read in only one sensible way,
   * or an unusual option, is a warning. `own`: every mismatch is an error. `tool`: the file belongs to another tool, so
   * mismatches are warnings.
   */
  readonly mode: "manifest" | "own" | "tool";
  /**
   * In `tool` mode: root keys that follow the rules of `manifest`, because the build reads them. A mismatching list
   * item is still only a warning, because just that item is left out.
   */
  readonly used?: readonly string[];
}

export interface ValidationResult {
  /** In text order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the value at a JSON Pointer, including everything in it, matches the schema. */
  isValid(pointer: string): boolean;
}

/**
 * Validates a document against a schema.
 * @param validator the function that ajv generated from `schema`
 */
export function validate(
  document: JsonDocument,
  schema: Schema,
  validator: Validator,
  options: ValidateOptions,
): ValidationResult {
  if (validator(document.value)) return fine;
  const errors = validator.errors ?? [];
  const pointers = mismatchPointers(errors);
  const reporter = new Reporter(document, options);
  for (const mismatch of findMismatches(errors, schema, document.value)) reporter.reportMismatch(mismatch);
  return { diagnostics: reporter.inOrder(), isValid: (pointer) => !pointers.has(pointer) };
}

const fine: ValidationResult = Object.freeze({ diagnostics: Object.freeze([]), isValid: () => true });

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The intended value of a common mistake: `"true"` means true, `"50"` means 50, `[]` means `{}`; null and `""` mean
 * absent. Otherwise `undefined`.
 */
export function intendedValue(
  value: JsonValue,
  type: SchemaType | undefined,
): boolean | number | "{}" | "absent" | undefined {
  if (value === null || (value === "" && type !== undefined && type !== "string")) return "absent";
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  const numeric = type === "number" || type === "integer";
  if (numeric && typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (type === "object" && Array.isArray(value) && value.length === 0) return "{}";
  return undefined;
}

class Reporter {
  private readonly found: { readonly start: number; readonly rank: number; readonly diagnostic: Diagnostic }[] = [];
  private readonly document: JsonDocument;
  private readonly options: ValidateOptions;

  constructor(document: JsonDocument, options: ValidateOptions) {
    this.document = document;
    this.options = options;
  }

  /** ajv reports in the order of its keywords and the schema; authors read from top to bottom. */
  inOrder(): Diagnostic[] {
    return this.found.sort((a, b) => a.start - b.start || a.rank - b.rank).map(({ diagnostic }) => diagnostic);
  }

  reportMismatch(mismatch: Mismatch): void {
    const { keyword, key } = mismatch;
    if (keyword === "type" || keyword === "anyOf") this.wrongType(mismatch);
    else if (keyword === "required") this.missingKey(mismatch, mismatch.schema, key as string);
    else if (keyword === "additionalProperties") this.unknownKey(mismatch, key as string);
    else if (keyword === "propertyNames") {
      const problem = "has a name that is not allowed here";
      this.badValue(
        memberOf(mismatch, key as string),
        { description: mismatch.schema.description ?? "" },
        problem,
        "key",
      );
    } else this.badValue(mismatch, mismatch.schema, valueProblem(mismatch));
  }

  /** Whether the build ignores this value. */
  private isIgnored(path: ValuePath["path"]): boolean {
    return this.options.mode === "tool" && (path.length > 2 || !this.options.used?.includes(String(path[0])));
  }

  private report(
    place: ValuePath,
    code: Diagnostic["code"],
    values: Record<string, string>,
    at: "key" | "value",
  ): void {
    const span = at === "key" ? this.document.keySpanOf(place.pointer) : this.document.spanOf(place.pointer);
    this.add(place, code, values, span);
  }

  private add(
    { path }: ValuePath,
    code: Diagnostic["code"],
    values: Record<string, string>,
    span: Span,
    rank = 0,
  ): void {
    const { source } = this.document;
    const where = describePath(path, source.path);
    this.found.push({
      start: span.start,
      rank,
      diagnostic: createDiagnostic(code, { where, ...values }, { source, span }),
    });
  }

  private wrongType(mismatch: Mismatch): void {
    const { path, schema, value, requiredBy } = mismatch;
    const expected = expectation(schema);
    const found = foundName(value);
    const intended = this.options.mode === "own" ? undefined : intendedValue(value, schema.type);
    if (intended !== undefined && path.length > 0) {
      const absent = intended === "absent";
      if (absent && requiredBy) this.missingKey(ownerOf(mismatch), requiredBy, String(path.at(-1)));
      this.report(
        mismatch,
        "manifest/loose-type",
        {
          expected,
          found,
          reading: absent ? "as if the key were absent" : `as \`${intended}\``,
          advice: absent ? `Remove the key, or write ${expected}.` : `Write \`${intended}\` instead.`,
        },
        "value",
      );
    } else if (this.isIgnored(path) && path.length > 0) {
      const values = { problem: `must be ${expected}, but is ${found}`, advice: `Write ${expected} here.` };
      this.report(mismatch, "manifest/ignored-value", values, "value");
    } else this.report(mismatch, "manifest/wrong-type", { expected, found }, "value");
  }

  private badValue(place: ValuePath, schema: Schema, problem: string, at: "key" | "value" = "value"): void {
    // The build can ignore a single option, but not a list that is too short or too long.
    const serious = this.options.mode === "own" || (schema.type === "array" && !this.isIgnored(place.path));
    const advice = schema.enum
      ? `Use ${orList(schema.enum.map((word) => `\`${word}\``))}.`
      : (schema.description ?? "");
    this.report(place, serious ? "manifest/bad-value" : "manifest/ignored-value", { problem, advice }, at);
  }

  /** @param owner the object that lacks the key */
  private missingKey(owner: ValuePath, schema: Schema, key: string): void {
    const description = schema.properties?.[key]?.description ?? "";
    if (this.isIgnored(owner.path)) {
      const values = { problem: `is missing the required key \`${key}\``, advice: `Add \`${key}\`: ${description}` };
      this.report(owner, "manifest/ignored-value", values, "key");
      return;
    }
    const { start, end } = this.document.spanOf(owner.pointer);
    // Only the opening bracket: the whole object would underline half the file.
    const bracket = { start, end: Math.min(start + 1, end) };
    this.add(owner, "manifest/missing-key", { key, description }, bracket, schema.required?.indexOf(key));
  }

  private unknownKey(mismatch: Mismatch, key: string): void {
    // Keys such as "//" and "_comment" are comments.
    if (key.startsWith("//") || key.startsWith("#") || key === "_comment") return;
    const near = nearest(key, Object.keys(mismatch.schema.properties ?? {}));
    const suggestion = near === undefined ? "Remove it, or check its spelling." : `Did you mean \`${near}\`?`;
    this.report(memberOf(mismatch, key), "manifest/unknown-key", { suggestion }, "key");
  }
}

type ValuePath = Pick<Mismatch, "path" | "pointer">;

function memberOf({ path, pointer }: ValuePath, key: string): ValuePath {
  return { path: [...path, key], pointer: `${pointer}/${pointerPart(key)}` };
}

function ownerOf({ path, pointer }: ValuePath): ValuePath {
  return { path: path.slice(0, -1), pointer: pointer.slice(0, pointer.lastIndexOf("/")) };
}

/** The problem with a value of the right type, as the end of a sentence that begins with its name. */
function valueProblem({ keyword, schema, value }: Mismatch): string {
  if (keyword === "enum") return `is ${JSON.stringify(value)}, which is not an allowed value`;
  if (keyword === "minimum") return `is ${String(value)}, but must be at least ${schema.minimum}`;
  if (keyword === "maximum") return `is ${String(value)}, but must be at most ${schema.maximum}`;
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity } = schema;
    const limit = maxItems === Infinity ? `at least ${minItems}` : `${minItems} to ${maxItems}`;
    return `has ${value.length === 1 ? "1 item" : `${value.length} items`}, but must have ${limit}`;
  }
  const text = String(value);
  return `is ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}, which does not match the expected format`;
}

/** For example `tabBar.list[2].text`; the file's name for the root. */
function describePath(path: readonly (string | number)[], root: string): string {
  let out = "";
  for (const part of path) {
    if (typeof part === "number") out += `[${part}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(part)) out += out === "" ? part : `.${part}`;
    else out += `[${JSON.stringify(part)}]`;
  }
  return out === "" ? root : out;
}

const typeNames: Readonly<Record<SchemaType, string>> = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "an array",
  null: "null",
};

function expectation(schema: Schema): string {
  if (schema.type !== undefined) return typeNames[schema.type];
  const names = (schema.anyOf ?? []).map((branch) => expectation(branch)).filter((name) => name !== "");
  return orList([...new Set(names)]);
}

function foundName(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string")
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "object") return "an object";
  return typeof value === "number" ? `the number ${value}` : String(value);
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
