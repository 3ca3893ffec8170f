/** What `miniapp add` has to know of a project: where app.json is, and in which languages its files are written. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../compiler/manifest/index.ts";
import type { JsonObject, JsonValue } from "../compiler/manifest/index.ts";
import { createSource } from "../compiler/source/index.ts";
import { CommandError, exitCodes } from "./io.ts";

export interface ProjectShape {
  /** Absolute path. */
  readonly directory: string;
  /** The folder of app.json in it: empty, or with a slash at the end. */
  readonly root: string;
  /** Path of app.json in the project's folder. */
  readonly appJson: string;
  readonly script: "ts" | "js";
  readonly sheet: "wxss" | "less" | "scss";
  readonly subpackages: readonly { readonly root: string; readonly pointer: string }[];
}

/** @throws CommandError if there is no app.json, or one that is no JSON */
export function readShape(directory: string): ProjectShape {
  const config = readObject(join(directory, "project.config.json"));
  const named = typeof config?.["miniprogramRoot"] === "string" ? config["miniprogramRoot"] : "";
  const inner = named.replace(/^(?:\.?\/)+|\/+$/g, "");
  const root = inner === "" || inner === "." ? "" : `${inner}/`;
  const app = readObject(join(directory, root, "app.json"));
  if (!app) {
    throw new CommandError(
      exitCodes.environment,
      `there is no mini-program in ${directory}: ${root}app.json is missing or no JSON`,
      "Run it in the project's folder, or name that with --dir; `miniapp init` makes a new project.",
    );
  }
  const has = (name: string) => existsSync(join(directory, root, name));
  return {
    directory,
    root,
    appJson: `${root}app.json`,
    script: has("app.ts") || !has("app.js") ? "ts" : "js",
    sheet: has("app.less") ? "less" : has("app.scss") ? "scss" : "wxss",
    subpackages: subpackagesOf(app),
  };
}

function subpackagesOf(app: JsonObject): { root: string; pointer: string }[] {
  return ["subPackages", "subpackages"].flatMap((key) => {
    const list = app[key];
    if (!Array.isArray(list)) return [];
    return (list as readonly JsonValue[]).flatMap((entry, index) => {
      const root = isObject(entry) ? entry["root"] : undefined;
      if (typeof root !== "string") return [];
      return [{ root: root.replace(/^\/+|\/+$/g, ""), pointer: `/${key}/${index}` }];
    });
  });
}

function readObject(path: string): JsonObject | undefined {
  if (!existsSync(path)) return undefined;
  const { value, broken } = parseJson(createSource(path, readFileSync(path)));
  return !broken && isObject(value) ? value : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
