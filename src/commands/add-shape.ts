/** What `miniapp add` needs to know about a project: where app.json is, and which languages its files use. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../compiler/manifest/index.ts";
import type { JsonObject, JsonValue } from "../compiler/manifest/index.ts";
import { createSource } from "../compiler/source/index.ts";
import { CommandError, exitCodes } from "./io.ts";

export interface ProjectShape {
  /** The project's folder, as an absolute path. */
  readonly directory: string;
  /** The folder of app.json inside it: empty, or with a trailing slash. */
  readonly root: string;
  /** Path of app.json relative to the project's folder. */
  readonly appJson: string;
  readonly script: "ts" | "js";
  readonly sheet: "wxss" | "less" | "scss";
  /** As listed in app.json; pages of a subpackage are relative to its root. */
  readonly pages: readonly string[];
  readonly subpackages: readonly SubpackageShape[];
}

interface SubpackageShape {
  readonly root: string;
  readonly pointer: string;
  readonly pages: readonly string[];
}

/** @throws CommandError if app.json is missing or not valid JSON */
export function readShape(directory: string): ProjectShape {
  const config = readObject(join(directory, "project.config.json"));
  const named = typeof config?.["miniprogramRoot"] === "string" ? config["miniprogramRoot"] : "";
  const inner = named.replace(/^(?:\.?\/)+|\/+$/g, "");
  const root = inner === "" || inner === "." ? "" : `${inner}/`;
  const app = readObject(join(directory, root, "app.json"));
  if (!app) {
    throw new CommandError(
      exitCodes.environment,
      `no mini-program in ${directory}: ${root}app.json is missing or invalid`,
      "Run it in the project folder, pass the folder with --dir, or create a project with `miniapp init`.",
    );
  }
  const has = (name: string) => existsSync(join(directory, root, name));
  return {
    directory,
    root,
    appJson: `${root}app.json`,
    script: has("app.ts") || !has("app.js") ? "ts" : "js",
    sheet: has("app.less") ? "less" : has("app.scss") ? "scss" : "wxss",
    pages: pagesOf(app),
    subpackages: subpackagesOf(app),
  };
}

function subpackagesOf(app: JsonObject): SubpackageShape[] {
  return ["subPackages", "subpackages"].flatMap((key) => {
    const list = app[key];
    if (!Array.isArray(list)) return [];
    return (list as readonly JsonValue[]).flatMap((entry, index) => {
      if (!isObject(entry) || typeof entry["root"] !== "string") return [];
      const root = entry["root"].replace(/^\/+|\/+$/g, "");
      return [{ root, pointer: `/${key}/${index}`, pages: pagesOf(entry) }];
    });
  });
}

function pagesOf({ pages }: JsonObject): string[] {
  return Array.isArray(pages) ? (pages as readonly JsonValue[]).filter((page) => typeof page === "string") : [];
}

function readObject(path: string): JsonObject | undefined {
  if (!existsSync(path)) return undefined;
  const { value, broken } = parseJson(createSource(path, readFileSync(path)));
  return !broken && isObject(value) ? value : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
