/** The published schemas: equal to those in the compiler, valid, and complete for the keys that real projects use. */
import { readFileSync, writeFileSync } from "node:fs";
import Ajv from "ajv";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as validators from "../../src/compiler/manifest/generated/validators.mjs";
import { parseJson } from "../../src/compiler/manifest/json.ts";
import type { JsonObject, JsonValue } from "../../src/compiler/manifest/json.ts";
import type { Validator } from "../../src/compiler/manifest/mismatches.ts";
import { schemas } from "../../src/compiler/manifest/schemas/index.ts";
import type { Schema } from "../../src/compiler/manifest/schemas/schema.ts";
import { isObject, validate } from "../../src/compiler/manifest/validate.ts";
import { createSource } from "../../src/compiler/source/index.ts";

const generated: Readonly<Record<string, Validator>> = {
  app: validators.validateApp,
  page: validators.validatePage,
  component: validators.validateComponent,
  "project-config": validators.validateProjectConfig,
  sitemap: validators.validateSitemap,
  theme: validators.validateTheme,
  miniapp: validators.validateMiniapp,
};

function folder(path: string): string {
  return new URL(`../../${path}`, import.meta.url).pathname;
}

const ajv = new Ajv.default({ allErrors: true, messages: false });

describe.each(Object.entries(schemas))("schema %s", (name, schema) => {
  test("equals the published file (UPDATE=1 writes it)", () => {
    const path = folder(`schemas/${name}.schema.json`);
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    if (process.env["UPDATE"]) writeFileSync(path, text);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("describes every property", () => {
    const bare: string[] = [];
    walk(schema, name, (at, property) => {
      if (!property.description || property.description.length < 5) bare.push(at);
    });
    expect(bare).toEqual([]);
  });

  test("the generated code agrees with ajv at run time, whatever the value", () => {
    const check = ajv.compile(schema);
    const parts = Object.entries(schema.properties ?? {}).map(([key, part]) => [key, ajv.compile(part)] as const);
    const validator = generated[name] as Validator;
    let accepted = 0;
    fc.assert(
      fc.property(valueFor(schema), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as JsonValue;
        const verdict = check(json);
        if (verdict) accepted++;
        expect(validator(json)).toBe(verdict);
        expect(errorList(validator.errors)).toEqual(errorList(check.errors));
        const { diagnostics, isValid } = validate(document(json), schema, validator, { mode: "own" });
        expect(diagnostics.length === 0).toBe(verdict);
        expect(isValid("")).toBe(verdict);
        if (!isObject(json)) return;
        for (const [key, part] of parts) {
          if (Object.hasOwn(json, key))
            expect([key, isValid(`/${key}`)]).toEqual([key, part((json as JsonObject)[key])]);
        }
      }),
      { numRuns: 250, seed: 7 },
    );
    // The property only means something if both valid and invalid values were generated.
    expect(accepted).toBeGreaterThan(5);
    expect(accepted).toBeLessThan(250);
  });
});

function document(json: JsonValue) {
  return parseJson(createSource("x.json", JSON.stringify(json)));
}

/** Ignores the order, which follows the order of the schema's keys. */
function errorList(errors: readonly object[] | null | undefined): string[] {
  return (errors ?? []).map((error) => JSON.stringify(error)).sort();
}

test("the generated code is self-contained: it imports nothing and evaluates no strings as code", () => {
  const code = readFileSync(folder("src/compiler/manifest/generated/validators.mjs"), "utf8");
  expect(code).toContain("instancePath");
  expect(code).not.toMatch(/\b(?:import|require|eval|Function)\b/);
  expect(Object.keys(generated)).toEqual(Object.keys(schemas));
});

test("every key that real projects use is known, with their values", () => {
  const roots: Record<string, Schema> = {
    "app.json": schemas["app"] as Schema,
    "page.json": schemas["page"] as Schema,
    "component.json": schemas["component"] as Schema,
    "project.config.json": schemas["project-config"] as Schema,
  };
  const lines = readFileSync(folder("fixtures/manifest/usage-keys.txt"), "utf8").trim().split("\n");
  expect(lines.length).toBeGreaterThan(250);
  const unknown = lines.filter((line) => {
    const [file, rest] = line.split(" ") as [string, string];
    const [path, value] = rest.split("=") as [string, string | undefined];
    const schema = find(roots[file] as Schema, path);
    return !schema || (value !== undefined && !ajv.validate(schema, JSON.parse(value)));
  });
  expect(unknown).toEqual([]);
});

/** The schema of `a.b[].c`. */
function find(root: Schema, path: string): Schema | undefined {
  let schema: Schema | undefined = root;
  for (const part of path.split(".")) {
    const key = part.replace("[]", "");
    const next: Schema | undefined = schema?.properties?.[key] ?? (schema?.additionalProperties || undefined);
    schema = part.endsWith("[]") ? next?.items : next;
  }
  return schema;
}

function walk(schema: Schema, at: string, visit: (at: string, property: Schema) => void): void {
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    visit(`${at}.${key}`, property);
    walk(property, `${at}.${key}`, visit);
  }
  if (schema.items) walk(schema.items, `${at}[]`, visit);
  if (schema.additionalProperties) walk(schema.additionalProperties, `${at}.*`, visit);
  for (const branch of schema.anyOf ?? []) walk(branch, at, visit);
}

/** Mostly valid values, with some invalid ones. */
function valueFor(schema: Schema): fc.Arbitrary<unknown> {
  const junk = fc.constantFrom<unknown>(null, true, "", "x", "@a", 0, -1, 2.5, [], {}, [null], { zz: 1 });
  return fc.oneof({ weight: 40, arbitrary: fitting(schema) }, { weight: 1, arbitrary: junk });
}

function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valueFor));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 99, 99) });
    case "array":
      return fc.array(valueFor(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 3,
      });
    case "object":
      return members(schema);
    case "string":
      return strings(schema);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function strings(schema: Schema): fc.Arbitrary<string> {
  const samples = ["a", "pages/a/b", "#fff", "#ff", "@bg", "https://a.example", "wss://b", "1.2.3", "2 MB", "scope.x"];
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, "u");
  const good = pattern ? samples.filter((sample) => pattern.test(sample)) : samples;
  return fc.constantFrom(...(good.length > 0 ? good : samples));
}

function members(schema: Schema): fc.Arbitrary<unknown> {
  const keys = Object.keys(schema.properties ?? {});
  const required = schema.required ?? [];
  const some =
    keys.length === 0 ? fc.constant([] as string[]) : fc.subarray(keys, { maxLength: Math.min(4, keys.length) });
  const own = fc.tuple(some, fc.boolean(), fc.integer({ min: 0, max: 30 })).chain(([picked, all, slip]) => {
    const names = [...new Set([...picked, ...(all || slip > 0 ? required : [])])];
    const entries = names.map((key) => fc.tuple(fc.constant(key), valueFor(schema.properties?.[key] ?? {})));
    if (slip === 1) entries.push(fc.tuple(fc.constant("zzUnknown"), fc.constant<unknown>(1)));
    return entries.length === 0 ? fc.constant([] as [string, unknown][]) : fc.tuple(...entries);
  });
  const rest = schema.additionalProperties
    ? fc.array(
        fc.tuple(fc.constantFrom("a", "b-c", "__proto__", "über", "A_1"), valueFor(schema.additionalProperties)),
        { maxLength: 2 },
      )
    : fc.constant([] as [string, unknown][]);
  return fc.tuple(own, rest).map(([a, b]) => Object.fromEntries([...a, ...b]));
}
