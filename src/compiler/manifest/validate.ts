/**
 * Holds a JSON value against a schema and says in plain words what does not fit, at the key where it stands.
 *
 * Our schemas use a small part of JSON Schema, and this file interprets just that part: loading ajv and compiling
 * app.json's schema takes longer than all else a small build does (docs/decisions/manifest-reading.md has the numbers). Tests hold the
 * verdicts equal to ajv's.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { pointerPart } from "./json-positions.ts";
import type { JsonDocument, JsonObject, JsonValue } from "./json.ts";
import type { Schema, SchemaType } from "./schemas/schema.ts";
import { nearest } from "./suggest.ts";

export interface ValidateOptions {
  /**
   * What a misfit means. `manifest`: a wrong type is an error, a slip with one sensible reading and an odd option are
   * warnings. `own`: every misfit is an error. `tool`: the file is another tool's, misfits are warnings.
   */
  readonly mode: "manifest" | "own" | "tool";
  /** In `tool` mode: keys of the root for which the rules of `manifest` hold, because the build reads them. */
  readonly used?: readonly string[];
}

/** Everything in the document that does not fit the schema. */
export function validate(document: JsonDocument, schema: Schema, options: ValidateOptions): Diagnostic[] {
  const checker = new Checker(document, options);
  checker.check(schema, document.value);
  return checker.diagnostics;
}

/** True if a value fits a schema, unknown keys being misfits: what ajv would say. */
export function accepts(schema: Schema, value: JsonValue): boolean {
  if (schema.anyOf && !schema.anyOf.some((branch) => accepts(branch, value))) return false;
  if (schema.type !== undefined && !hasType(value, schema.type)) return false;
  if (valueProblem(schema, value) !== undefined) return false;
  if (Array.isArray(value)) {
    const { items } = schema;
    return !items || (value as readonly JsonValue[]).every((item) => accepts(items, item));
  }
  if (!isObject(value)) return true;
  if (schema.required?.some((key) => !Object.hasOwn(value, key))) return false;
  return Object.keys(value).every((key) => {
    const rule = ruleOf(schema, key);
    return rule !== false && namePattern(schema, key) && (!rule || accepts(rule, value[key] as JsonValue));
  });
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a slip is read as: `"true"` is true, `"50"` is 50, `[]` is `{}`, null and `""` are nothing; else `undefined`. */
export function looseReading(
  value: JsonValue,
  type: SchemaType | undefined,
): boolean | number | "{}" | "nothing" | undefined {
  if (value === null || (value === "" && type !== undefined && type !== "string")) return "nothing";
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  const numeric = type === "number" || type === "integer";
  if (numeric && typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (type === "object" && Array.isArray(value) && value.length === 0) return "{}";
  return undefined;
}

/** The schema of one key: `undefined` if any value is fine, `false` if the key is unknown. */
function ruleOf(schema: Schema, key: string): Schema | false | undefined {
  const { properties } = schema;
  return properties && Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
}

class Checker {
  readonly diagnostics: Diagnostic[] = [];
  private readonly document: JsonDocument;
  private readonly options: ValidateOptions;
  private readonly path: (string | number)[] = [];

  constructor(document: JsonDocument, options: ValidateOptions) {
    this.document = document;
    this.options = options;
  }

  check(schema: Schema, value: JsonValue): void {
    if (schema.anyOf) return this.checkBranches(schema, schema.anyOf, value);
    const { type } = schema;
    if (type !== undefined && !hasType(value, type)) return this.wrongType(schema, value);
    const problem = valueProblem(schema, value);
    if (problem !== undefined) this.badValue(schema, problem);
    if (Array.isArray(value)) this.checkItems(schema, value as readonly JsonValue[]);
    else if (isObject(value)) this.checkMembers(schema, value);
  }

  /** Of several forms, the one of the value's type speaks; a value of no form's type has the wrong type. */
  private checkBranches(schema: Schema, branches: readonly Schema[], value: JsonValue): void {
    if (branches.some((branch) => accepts(branch, value))) return;
    const fitting = branches.filter((branch) => branch.type === undefined || hasType(value, branch.type));
    if (fitting.length === 0) return this.wrongType(schema, value);
    const words = fitting.find((branch) => branch.enum);
    const chosen = words ?? (fitting[0] as Schema);
    this.check(schema.description === undefined ? chosen : { ...chosen, description: schema.description }, value);
  }

  private checkItems(schema: Schema, items: readonly JsonValue[]): void {
    if (!schema.items) return;
    for (let i = 0; i < items.length; i++) {
      this.path.push(i);
      this.check(schema.items, items[i] as JsonValue);
      this.path.pop();
    }
  }

  private checkMembers(schema: Schema, value: JsonObject): void {
    for (const key of schema.required ?? []) if (this.lacks(schema, value, key)) this.missingKey(schema, key);
    for (const key of Object.keys(value)) {
      const rule = ruleOf(schema, key);
      if (rule === undefined && !schema.propertyNames) continue;
      this.path.push(key);
      if (rule === false) this.unknownKey(schema, key);
      else {
        if (!namePattern(schema, key)) {
          this.badValue({ description: schema.description ?? "" }, "has a name that is not allowed here", true);
        }
        if (rule) this.check(rule, value[key] as JsonValue);
      }
      this.path.pop();
    }
  }

  /** True if a key is absent, or holds what is read as nothing. */
  private lacks(schema: Schema, value: JsonObject, key: string): boolean {
    if (!Object.hasOwn(value, key)) return true;
    const reading = looseReading(value[key] as JsonValue, schema.properties?.[key]?.type);
    return reading === "nothing" && this.options.mode !== "own";
  }

  private get pointer(): string {
    return this.path.map((part) => `/${pointerPart(part)}`).join("");
  }

  private get where(): string {
    return describePath(this.path, this.document.source.path);
  }

  /** True where the build does not depend on the value. */
  private get indifferent(): boolean {
    return this.options.mode === "tool" && !this.options.used?.includes(String(this.path[0]));
  }

  private report(code: Diagnostic["code"], values: Record<string, string>, atKey = false): void {
    const { source } = this.document;
    const span = atKey ? this.document.keySpanOf(this.pointer) : this.document.spanOf(this.pointer);
    this.diagnostics.push(createDiagnostic(code, { where: this.where, ...values }, { source, span }));
  }

  private wrongType(schema: Schema, value: JsonValue): void {
    const expected = expectation(schema);
    const found = foundName(value);
    const reading = this.options.mode === "own" ? undefined : looseReading(value, schema.type);
    if (reading !== undefined && this.path.length > 0) {
      const absent = reading === "nothing";
      this.report("manifest/loose-type", {
        expected,
        found,
        reading: absent ? "as if the key were absent" : `as \`${reading}\``,
        advice: absent ? `Remove the key, or write ${expected}.` : `Write \`${reading}\` instead.`,
      });
    } else if (this.indifferent && this.path.length > 0) {
      this.report("manifest/ignored-value", {
        problem: `must be ${expected}, but is ${found}`,
        advice: `Write ${expected} here.`,
      });
    } else this.report("manifest/wrong-type", { expected, found });
  }

  private badValue(schema: Schema, problem: string, atKey = false): void {
    // A list that is too short or too long cannot be ignored as a single option can.
    const serious = this.options.mode === "own" || (schema.type === "array" && !this.indifferent);
    const advice = schema.enum
      ? `Use ${orList(schema.enum.map((word) => `\`${word}\``))}.`
      : (schema.description ?? "");
    this.report(serious ? "manifest/bad-value" : "manifest/ignored-value", { problem, advice }, atKey);
  }

  private missingKey(schema: Schema, key: string): void {
    const description = schema.properties?.[key]?.description ?? "";
    if (this.indifferent) {
      this.report(
        "manifest/ignored-value",
        { problem: `lacks the key \`${key}\``, advice: `Add \`${key}\`: ${description}` },
        true,
      );
      return;
    }
    const { source } = this.document;
    const owner = this.document.spanOf(this.pointer);
    // The opening bracket: the whole object would underline half the file.
    const span = { start: owner.start, end: Math.min(owner.start + 1, owner.end) };
    this.diagnostics.push(
      createDiagnostic("manifest/missing-key", { where: this.where, key, description }, { source, span }),
    );
  }

  private unknownKey(schema: Schema, key: string): void {
    // Keys such as "//" and "_comment" are remarks.
    if (key.startsWith("//") || key.startsWith("#") || key === "_comment") return;
    const near = nearest(key, Object.keys(schema.properties ?? {}));
    const suggestion = near === undefined ? "Remove it, or check its spelling." : `Did you mean \`${near}\`?`;
    this.report("manifest/unknown-key", { suggestion }, true);
  }
}

function hasType(value: JsonValue, type: SchemaType): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "object":
      return isObject(value);
    default:
      return typeof value === type;
  }
}

const patterns = new WeakMap<object, RegExp>();

function matches(owner: object, pattern: string, value: string): boolean {
  let compiled = patterns.get(owner);
  if (!compiled) patterns.set(owner, (compiled = new RegExp(pattern, "u")));
  return compiled.test(value);
}

function namePattern(schema: Schema, key: string): boolean {
  const names = schema.propertyNames;
  return !names || matches(names, names.pattern, key);
}

/** What is wrong with a value of the right type, to be read after its name. */
function valueProblem(schema: Schema, value: JsonValue): string | undefined {
  if (schema.enum && !schema.enum.includes(value as string)) {
    return `is ${JSON.stringify(value)}, which is none of the values it may have`;
  }
  if (typeof value === "number") {
    if (schema.minimum !== undefined && value < schema.minimum)
      return `is ${value}, but must be at least ${schema.minimum}`;
    if (schema.maximum !== undefined && value > schema.maximum)
      return `is ${value}, but must be at most ${schema.maximum}`;
  } else if (typeof value === "string") {
    if (schema.pattern !== undefined && !matches(schema, schema.pattern, value)) {
      return `is ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}, which does not have the right form`;
    }
  } else if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity } = schema;
    if (value.length < minItems || value.length > maxItems) {
      const limit = maxItems === Infinity ? `at least ${minItems}` : `${minItems} to ${maxItems}`;
      return `has ${value.length === 1 ? "1 item" : `${value.length} items`}, but must have ${limit}`;
    }
  }
  return undefined;
}

/** `tabBar.list[2].text`; the file's name for the root. */
export function describePath(path: readonly (string | number)[], root: string): string {
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
