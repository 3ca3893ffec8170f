/**
 * Reduces ajv's errors to the useful ones, and finds what each is about.
 *
 * For one mistake ajv reports several errors: those of every branch of an `anyOf`, or a wrong enum value in addition to
 * a wrong type. This file keeps one of each, together with the value and the part of the schema that it is about.
 */
import { pointerParts } from "./json-positions.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import type { Schema } from "./schemas/schema.ts";

/** A function that ajv generated from a schema (scripts/generate-validators.mjs). */
export interface Validator {
  (value: unknown): boolean;
  /** Errors of the last call; read them before the next one. */
  readonly errors?: readonly ValidationError[] | null;
}

/** ajv's ErrorObject, as produced by a validator generated without messages. */
export interface ValidationError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: {
    readonly missingProperty?: string;
    readonly additionalProperty?: string;
    readonly propertyName?: string;
  };
  /** Set on errors about a name that `propertyNames` rejects; the error `propertyNames` comes after them. */
  readonly propertyName?: string;
}

/** One mismatch between a document and its schema. */
export interface Mismatch {
  /** The violated JSON Schema keyword; `anyOf` only if the value has the type of no branch. */
  readonly keyword: string;
  readonly pointer: string;
  /** The path to the value: keys of objects, indexes of arrays. */
  readonly path: readonly (string | number)[];
  readonly value: JsonValue;
  /** The schema that contains the keyword. */
  readonly schema: Schema;
  /** The key that is missing, unknown or malformed. */
  readonly key: string | undefined;
  /** The schema of the enclosing object, if that object requires the value. */
  readonly requiredBy: Schema | undefined;
}

/** The mismatches of a value, from the errors of the validator that rejected it. */
export function findMismatches(errors: readonly ValidationError[], root: Schema, value: JsonValue): Mismatch[] {
  const chosen = chooseBranches(errors, root);
  const wrongTypes = new Set(chosen.filter((error) => error.keyword === "type").map(comparisonKey));
  const mismatches: Mismatch[] = [];
  for (const error of chosen) {
    if (error.propertyName !== undefined) continue;
    if (error.keyword !== "type" && wrongTypes.has(comparisonKey(error))) continue;
    const { missingProperty, additionalProperty, propertyName } = error.params;
    mismatches.push({
      keyword: error.keyword,
      pointer: error.instancePath,
      ...locate(value, error.instancePath),
      ...lookUp(root, error.schemaPath),
      key: missingProperty ?? additionalProperty ?? propertyName,
    });
  }
  return mismatches;
}

/** The pointers of all mismatching values, including the values that contain them. */
export function mismatchPointers(errors: readonly ValidationError[]): ReadonlySet<string> {
  const pointers = new Set<string>();
  for (const { instancePath } of errors) {
    let pointer = instancePath;
    while (!pointers.has(pointer)) {
      pointers.add(pointer);
      pointer = pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
    }
  }
  return pointers;
}

/**
 * If all branches of an `anyOf` failed, keeps the errors of the branch with the value's type, or else the error of the
 * `anyOf` itself.
 */
function chooseBranches(errors: readonly ValidationError[], root: Schema): ValidationError[] {
  const chosen: ValidationError[] = [];
  for (const error of errors) {
    if (error.keyword !== "anyOf") {
      chosen.push(error);
      continue;
    }
    // The errors of the branches come directly before the error of their `anyOf`.
    let from = chosen.length;
    while (from > 0 && isOfBranch(chosen[from - 1] as ValidationError, error)) from--;
    const ofBranches = chosen.splice(from);
    const branch = chooseBranch(ofBranches, error, lookUp(root, error.schemaPath).schema.anyOf ?? []);
    if (branch === undefined) chosen.push(error);
    else for (const inner of ofBranches) if (branchOf(inner, error) === branch) chosen.push(inner);
  }
  return chosen;
}

function chooseBranch(errors: readonly ValidationError[], anyOf: ValidationError, branches: readonly Schema[]) {
  const mismatching = new Set<number>();
  for (const error of errors) {
    const own =
      error.instancePath === anyOf.instancePath && error.schemaPath.split("/").length === depthOfBranch(anyOf);
    if (own && error.keyword === "type") mismatching.add(branchOf(error, anyOf));
  }
  const matching = [...branches.keys()].filter((index) => !mismatching.has(index));
  // A list of allowed values is more helpful than a pattern.
  return matching.find((index) => branches[index]?.enum) ?? matching[0];
}

/** Number of segments in the schema path of a branch's keyword: index and keyword come after `anyOf`. */
function depthOfBranch(anyOf: ValidationError): number {
  return anyOf.schemaPath.split("/").length + 2;
}

function isOfBranch(error: ValidationError, anyOf: ValidationError): boolean {
  const { instancePath } = error;
  const inside = instancePath === anyOf.instancePath || instancePath.startsWith(`${anyOf.instancePath}/`);
  return inside && error.schemaPath.startsWith(`${anyOf.schemaPath}/`);
}

function branchOf(error: ValidationError, anyOf: ValidationError): number {
  return Number.parseInt(error.schemaPath.slice(anyOf.schemaPath.length + 1), 10);
}

/** Identifies a value together with the schema it was compared with. */
function comparisonKey({ instancePath, schemaPath }: ValidationError): string {
  return `${schemaPath.slice(0, schemaPath.lastIndexOf("/"))} ${instancePath}`;
}

function locate(root: JsonValue, pointer: string): Pick<Mismatch, "path" | "value"> {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of pointerParts(pointer)) {
    const step = Array.isArray(value) ? Number(part) : part;
    path.push(step);
    value = (value as JsonObject)[step] as JsonValue;
  }
  return { path, value };
}

/** The schema that contains the keyword at `schemaPath`, such as `#/properties/tabBar/required`. */
function lookUp(root: Schema, schemaPath: string): Pick<Mismatch, "schema" | "requiredBy"> {
  const steps = pointerParts(schemaPath.slice(1)).map((step) => decodeURIComponent(step));
  let schema = root;
  let requiredBy: Schema | undefined;
  for (let i = 0; i < steps.length - 1; i++) {
    const outer = schema;
    const step = steps[i];
    requiredBy = undefined;
    if (step === "properties") {
      const key = steps[++i] as string;
      schema = outer.properties?.[key] ?? {};
      if (outer.required?.includes(key)) requiredBy = outer;
    } else if (step === "items") schema = outer.items ?? {};
    else if (step === "additionalProperties") schema = outer.additionalProperties || {};
    else if (step === "anyOf") {
      const branch = outer.anyOf?.[Number(steps[++i])] ?? {};
      const description = outer.description ?? branch.description;
      schema = description === undefined ? branch : { ...branch, description };
    }
  }
  return { schema, requiredBy };
}
