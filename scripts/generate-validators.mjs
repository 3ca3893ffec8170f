/**
 * Writes src/compiler/manifest/generated/: ajv's standalone code for the schemas of the manifests. So the compiler
 * validates with ajv, but a build needs neither ajv nor code generation.
 *
 * The first line of the generated file is a digest of all inputs. If it is unchanged, nothing happens, and esbuild is
 * not even loaded. Files are renamed into place, so that concurrent runs are safe.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { root } from "./install.mjs";

const schemaFolder = `${root}src/compiler/manifest/schemas/`;
const target = `${root}src/compiler/manifest/generated/`;

/** Brings the generated files up to date. */
export async function generateValidators() {
  const firstLine = `// ${digest()}\n`;
  if (readIfThere(`${target}validators.mjs`).startsWith(firstLine)) return;
  const schemas = await importSchemas();
  const code = firstLine + (await bundle(standaloneCode(schemas)));
  mkdirSync(target, { recursive: true });
  replace(`${target}validators.d.mts`, declarations(Object.keys(schemas)));
  // Last, because its first line marks the generated files as complete.
  replace(`${target}validators.mjs`, code);
}

/** vitest calls this before the tests. */
export async function setup() {
  await generateValidators();
}

function digest() {
  const hash = createHash("sha256");
  const names = readdirSync(schemaFolder).sort();
  const inputs = [fileURLToPath(import.meta.url), ...names.map((name) => schemaFolder + name)];
  for (const path of inputs) hash.update(readFileSync(path)).update("\0");
  for (const name of ["ajv", "esbuild"]) hash.update(readFileSync(`${root}node_modules/${name}/package.json`));
  return hash.digest("hex");
}

/** The objects exported by the schemas' TypeScript modules, by name. */
async function importSchemas() {
  const { build } = await import("esbuild");
  const file = join(tmpdir(), `miniapp-schemas-${process.pid}.mjs`);
  await build({ entryPoints: [`${schemaFolder}index.ts`], bundle: true, format: "esm", outfile: file });
  try {
    return (await import(pathToFileURL(file).href)).schemas;
  } finally {
    rmSync(file, { force: true });
  }
}

/** ajv's code for all schemas: a module with one function per schema. */
function standaloneCode(schemas) {
  const require = createRequire(import.meta.url);
  const { default: Ajv } = require("ajv");
  const { default: standalone } = require("ajv/dist/standalone");
  const ajv = new Ajv({
    strict: true,
    allErrors: true,
    // We write the messages ourselves.
    messages: false,
    code: { source: true, esm: true, optimize: true },
  });
  const known = new Map();
  const names = {};
  let aliases = "";
  for (const [name, schema] of Object.entries(schemas)) {
    const rules = rulesOf(schema);
    const key = JSON.stringify(rules);
    // Page JSON and component JSON have the same keys, so one function serves both.
    if (known.has(key)) aliases += `export { ${functionName(known.get(key))} as ${functionName(name)} };`;
    else {
      known.set(key, name);
      ajv.addSchema(rules, name);
      names[functionName(name)] = name;
    }
  }
  return standalone(ajv, names) + aliases;
}

/** The schema without text for people (ajv would copy it into its code), with object keys in a fixed order. */
function rulesOf(schema) {
  if (Array.isArray(schema)) return schema.map(rulesOf);
  if (typeof schema !== "object" || schema === null) return schema;
  const rules = {};
  for (const key of Object.keys(schema).sort()) {
    if (["$schema", "$id", "title", "description", "default"].includes(key)) continue;
    const value = schema[key];
    if (key !== "properties") rules[key] = rulesOf(value);
    else
      rules.properties = Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((name) => [name, rulesOf(value[name])]),
      );
  }
  return rules;
}

/** Inlines ajv's CommonJS helpers, if a schema needs one. */
async function bundle(contents) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "js" },
    bundle: true,
    format: "esm",
    target: "node20",
    minify: true,
    write: false,
  });
  return outputFiles[0].text;
}

function declarations(names) {
  const lines = names.map((name) => `export declare const ${functionName(name)}: Validator;\n`);
  return `import type { Validator } from "../mismatches.ts";\n\n${lines.join("")}`;
}

/** For example `validateProjectConfig` for `project-config`. */
function functionName(name) {
  return `validate${name.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase())}`;
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

function replace(path, content) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateValidators();
