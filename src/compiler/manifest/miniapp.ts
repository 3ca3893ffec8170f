/** Reads miniapp.json, this tool's own configuration file, and fills in defaults. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { createSource } from "../source/text.ts";
import type { SourceText } from "../source/text.ts";
import { validateMiniapp } from "./generated/validators.mjs";
import type { JsonObject, JsonValue } from "./json.ts";
import { openFile, readFlag, readObject, readString, readStrings } from "./read.ts";
import type { Located, OpenFile, ReadResult } from "./read.ts";
import { constantName, miniappSchema } from "./schemas/miniapp.ts";
import type { Schema } from "./schemas/schema.ts";
import { nearest } from "../diagnostics/suggest.ts";
import { isObject } from "./validate.ts";

export type Target =
  | "es2015"
  | "es2016"
  | "es2017"
  | "es2018"
  | "es2019"
  | "es2020"
  | "es2021"
  | "es2022"
  | "es2023"
  | "es2024"
  | "esnext";

export type Domains = Readonly<Record<"request" | "socket" | "upload" | "download" | "webview", readonly string[]>>;

export type Constants = Readonly<Record<string, string | number | boolean>>;

export interface MiniappConfig extends Located {
  /** False if the project has no miniapp.json, so that all values are defaults. */
  readonly exists: boolean;
  /** Absent if miniapp.json does not set it; project.config.json may. */
  readonly appId: string | undefined;
  readonly versionName: string;
  readonly versionCode: number;
  readonly minPlatform: string;
  readonly permissions: readonly string[];
  readonly domains: Domains;
  /** Bytes, uncompressed and without source maps. */
  readonly budgets: { readonly package: number; readonly total: number };
  readonly signing: { readonly key: string | undefined };
  readonly release: { readonly store: string | undefined };
  /** Paths relative to the folder of app.json, or patterns with `*` and `**`. */
  readonly allowMissing: readonly string[];
  readonly environments: ReadonlyMap<string, Constants>;
  readonly target: Target;
  readonly minify: boolean;
  readonly strictWxs: boolean;
}

/** Reads miniapp.json; a project without one gets the defaults. */
export function readMiniappConfig(source?: SourceText): ReadResult<MiniappConfig> {
  const text = source ?? createSource("miniapp.json", "{}");
  const file = openFile(text, miniappSchema, validateMiniapp, { mode: "own" });
  const { located, diagnostics } = file;
  const root = fitting(file, "", miniappSchema, file.root);
  const budgets = readObject(root["budgets"]);
  const signing = readObject(root["signing"]);
  const release = readObject(root["release"]);
  const { versionCode } = root;
  const manifest: MiniappConfig = {
    ...located,
    exists: source !== undefined,
    appId: readString(root["appId"]),
    versionName: readString(root["versionName"]) ?? "0.0.0",
    versionCode: typeof versionCode === "number" && Number.isInteger(versionCode) ? versionCode : 1,
    minPlatform: readString(root["minPlatform"]) ?? "1",
    permissions: readStrings(root["permissions"]),
    domains: readDomains(readObject(readObject(root["network"])["domains"])),
    budgets: {
      package: readSize(budgets["package"]) ?? 2 * 1024 * 1024,
      total: readSize(budgets["total"]) ?? 30 * 1024 * 1024,
    },
    signing: { key: readString(signing["key"]) },
    release: { store: readString(release["store"]) },
    allowMissing: readStrings(root["allowMissing"]),
    environments: readEnvironments(readObject(file.root["env"])),
    target: (readString(root["target"]) as Target | undefined) ?? "es2020",
    minify: readFlag(root["minify"]) ?? true,
    strictWxs: readFlag(root["strictWxs"]) ?? false,
  };
  return { manifest, diagnostics };
}

export interface EnvironmentResult {
  readonly constants: Constants;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The constants of the environment that `--mode` selects, keys in code-unit order; none without a mode. A mode that
 * miniapp.json does not define is an error.
 */
export function environmentConstants(config: MiniappConfig, mode: string | undefined): EnvironmentResult {
  if (mode === undefined) return { constants: {}, diagnostics: [] };
  const constants = config.environments.get(mode);
  if (constants) return { constants, diagnostics: [] };
  const names = [...config.environments.keys()];
  const near = nearest(mode, names);
  const list = names.map((name) => `\`${name}\``).join(", ");
  const advice =
    near === undefined
      ? names.length > 0
        ? `Choose one of ${list}, or add \`${mode}\` under \`env\`.`
        : `Add \`"env": { "${mode}": { … } }\` to miniapp.json.`
      : `Did you mean \`${near}\`?`;
  const pointer = names.length > 0 ? "/env" : "";
  const position = config.exists ? { source: config.source, span: config.keySpanOf(pointer) } : undefined;
  return { constants: {}, diagnostics: [createDiagnostic("manifest/unknown-mode", { mode, advice }, position)] };
}

/**
 * Only the values that match the schema, so that an invalid one, which is reported as an error, has no further effect.
 */
function fitting(file: OpenFile, pointer: string, schema: Schema, from: JsonObject): JsonObject {
  const out: Record<string, JsonValue> = {};
  for (const [key, rule] of Object.entries(schema.properties ?? {})) {
    const value = Object.hasOwn(from, key) ? from[key] : undefined;
    if (value === undefined) continue;
    if (rule.properties && isObject(value)) out[key] = fitting(file, `${pointer}/${key}`, rule, value);
    else if (file.isValid(`${pointer}/${key}`)) out[key] = value;
  }
  return out;
}

function readDomains(domains: JsonObject): Domains {
  const read = (key: string) => readStrings(domains[key]).map((origin) => origin.replace(/\/$/, ""));
  return {
    request: read("request"),
    socket: read("socket"),
    upload: read("upload"),
    download: read("download"),
    webview: read("webview"),
  };
}

const units: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

function readSize(value: JsonValue | undefined): number | undefined {
  if (typeof value === "number") return value;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?) ?([KMG]?B)$/.exec(value) : null;
  return match ? Math.floor(Number(match[1]) * (units[match[2] ?? "B"] as number)) : undefined;
}

function readEnvironments(env: JsonObject): ReadonlyMap<string, Constants> {
  const environments = new Map<string, Constants>();
  const allowed = new RegExp(constantName);
  for (const mode of Object.keys(env)) {
    const object = readObject(env[mode]);
    const constants: Record<string, string | number | boolean> = {};
    for (const key of Object.keys(object).sort()) {
      // Already reported; using it would cause a second error.
      if (!allowed.test(key)) continue;
      const value = object[key];
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") constants[key] = value;
    }
    environments.set(mode, constants);
  }
  return environments;
}
