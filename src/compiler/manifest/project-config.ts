/** Reads project.config.json: where the mini-program is, what is packed, where npm packages are. */
import { normalizePath } from "../source/path.ts";
import type { SourceText } from "../source/text.ts";
import { validateProjectConfig } from "./generated/validators.mjs";
import type { JsonObject, JsonValue } from "./json.ts";
import { openFile, readChoice, readFlag, readList, readObject, readString, readStrings } from "./read.ts";
import type { Located, ReadResult } from "./read.ts";
import { projectConfigSchema } from "./schemas/project-config.ts";

/** A rule of `packOptions`. WeChat compares case-insensitively, relative to `miniprogramRoot`. */
export interface PackRule {
  readonly type: "file" | "folder" | "suffix" | "prefix" | "glob" | "regexp";
  /** Files and folders are normalized, anything else is as written. */
  readonly value: string;
  readonly pointer: string;
}

export interface NpmRelation {
  /** Normalized paths, relative to the folder of project.config.json. */
  readonly packageJsonPath: string;
  readonly miniprogramNpmDistDir: string;
  readonly pointer: string;
}

export interface ProjectConfig extends Located {
  readonly appId: string | undefined;
  readonly projectName: string | undefined;
  readonly compileType: string;
  readonly libVersion: string | undefined;
  /** Normalized folder of app.json; `""` for the folder of project.config.json. */
  readonly miniprogramRoot: string;
  readonly pluginRoot: string | undefined;
  readonly cloudfunctionRoot: string | undefined;
  readonly packOptions: { readonly include: readonly PackRule[]; readonly ignore: readonly PackRule[] };
  readonly packNpmManually: boolean;
  readonly packNpmRelations: readonly NpmRelation[];
  /** `typescript`, `less`, `sass`. */
  readonly compilerPlugins: readonly string[];
  /** Stylesheets that WeChat's tools prepend to all others of their language; paths from the app's root. */
  readonly commonSheets: { readonly less?: string; readonly scss?: string; readonly sass?: string };
  readonly raw: JsonObject;
}

/** Keys that the build reads, so that mismatches below them are errors. */
const used = ["miniprogramRoot", "pluginRoot", "packOptions"] as const;

/**
 * Reads project.config.json. The file belongs to another tool, so mismatches in what the build does not read are
 * warnings.
 */
export function readProjectConfig(source: SourceText): ReadResult<ProjectConfig> {
  const file = openFile(source, projectConfigSchema, validateProjectConfig, { mode: "tool", used });
  const { root, located, diagnostics } = file;
  const setting = readObject(root["setting"]);
  const packOptions = readObject(root["packOptions"]);
  const manifest: ProjectConfig = {
    ...located,
    appId: readChoice(file, "appid") || undefined,
    projectName: nonEmpty(root["projectname"]),
    compileType: readChoice(file, "compileType") ?? "miniprogram",
    libVersion: nonEmpty(root["libVersion"]),
    miniprogramRoot: normalizePath(readString(root["miniprogramRoot"]) ?? ""),
    pluginRoot: normalPath(root["pluginRoot"]),
    cloudfunctionRoot: normalPath(root["cloudfunctionRoot"]),
    packOptions: { include: packRules(packOptions, "include"), ignore: packRules(packOptions, "ignore") },
    packNpmManually: readFlag(setting["packNpmManually"]) ?? false,
    packNpmRelations: npmRelations(setting["packNpmRelationList"]),
    compilerPlugins: readStrings(setting["useCompilerPlugins"]),
    commonSheets: commonSheets(readObject(setting["lessSetting"]), readObject(setting["sassSetting"])),
    raw: root,
  };
  return { manifest, diagnostics };
}

function nonEmpty(value: JsonValue | undefined): string | undefined {
  const string = readString(value);
  return string === "" ? undefined : string;
}

function normalPath(value: JsonValue | undefined): string | undefined {
  const path = nonEmpty(value);
  return path === undefined ? undefined : normalizePath(path);
}

const ruleTypes: ReadonlySet<string> = new Set(["file", "folder", "suffix", "prefix", "glob", "regexp"]);

function packRules(options: JsonObject, key: "include" | "ignore"): PackRule[] {
  const rules: PackRule[] = [];
  readList(options[key]).forEach((item, index) => {
    const rule = readObject(item);
    const type = readString(rule["type"]);
    const value = nonEmpty(rule["value"]);
    if (type === undefined || value === undefined || !ruleTypes.has(type)) return;
    const path = type === "file" || type === "folder";
    rules.push({
      type: type as PackRule["type"],
      value: path ? normalizePath(value) : value,
      pointer: `/packOptions/${key}/${index}`,
    });
  });
  return rules;
}

function commonSheets(less: JsonObject, sass: JsonObject): ProjectConfig["commonSheets"] {
  const paths = {
    less: normalPath(less["commonUseFilePath"]),
    scss: normalPath(sass["scssCommonUseFilePath"]),
    sass: normalPath(sass["sassCommonUseFilePath"]),
  };
  return Object.fromEntries(Object.entries(paths).filter(([, path]) => path !== undefined));
}

function npmRelations(value: JsonValue | undefined): NpmRelation[] {
  const relations: NpmRelation[] = [];
  readList(value).forEach((item, index) => {
    const relation = readObject(item);
    const from = readString(relation["packageJsonPath"]);
    const to = readString(relation["miniprogramNpmDistDir"]);
    if (from === undefined || to === undefined) return;
    relations.push({
      packageJsonPath: normalizePath(from),
      miniprogramNpmDistDir: normalizePath(to),
      pointer: `/setting/packNpmRelationList/${index}`,
    });
  });
  return relations;
}
