/** `miniapp init --here`: adds miniapp.json to an existing mini-program, and nothing else. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createSource } from "../compiler/source/index.ts";
import { parseJson } from "../compiler/manifest/index.ts";
import type { JsonValue } from "../compiler/manifest/index.ts";
import { checkAppId } from "./init-names.ts";
import type { InitFlags, InitResult } from "./init-result.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { writeNewFiles } from "./new-files.ts";
import { packageNameOf } from "./templates.ts";

/** @throws CommandError if there is no mini-program, or miniapp.json exists and `--force` is not given */
export async function adoptProject(folder: string, flags: InitFlags, io: Io): Promise<InitResult> {
  if (flags.template !== undefined || flags.style !== undefined || flags.name !== undefined) {
    throw new CommandError(exitCodes.usage, "--here cannot be combined with --template, --style or --name");
  }
  const directory = resolve(io.cwd, folder);
  const config = readObject(join(directory, "project.config.json"));
  const root = typeof config?.["miniprogramRoot"] === "string" ? config["miniprogramRoot"] : "";
  if (!existsSync(join(directory, root, "app.json"))) {
    throw new CommandError(
      exitCodes.environment,
      `no mini-program in ${directory}: ${join(root, "app.json")} is missing`,
      "Run it in the folder of project.config.json or app.json, or omit --here to create a new project.",
    );
  }
  const name = textOf(config?.["projectname"]) ?? "mini-program";
  const appId = flags.appId ?? appIdOf(config) ?? `com.example.${packageNameOf(name)}`;
  const trouble = checkAppId(appId);
  if (trouble !== undefined) throw new CommandError(exitCodes.usage, trouble);
  if (existsSync(join(directory, "miniapp.json")) && !flags.force) {
    throw new CommandError(exitCodes.environment, "miniapp.json already exists", "Use --force to overwrite it.");
  }
  const content = `${JSON.stringify({ appId, versionName: "0.1.0", versionCode: 1 }, null, 2)}\n`;
  const files = new Map([["miniapp.json", Buffer.from(content)]]);
  const { created, overwritten } = await writeNewFiles(directory, files, () => true);
  const relativePath = relative(io.cwd, directory);
  const dir = relativePath === "" ? "" : ` ${JSON.stringify(relativePath)}`;
  const next = [`miniapp doctor${dir}`, `miniapp preview${dir}`, `miniapp build${dir}`];
  return {
    directory,
    template: null,
    name,
    appId,
    style: null,
    dependency: null,
    created,
    overwritten,
    git: false,
    next,
  };
}

function appIdOf(config: { readonly [key: string]: JsonValue } | undefined): string | undefined {
  const id = textOf(config?.["appid"]);
  return id !== undefined && checkAppId(id) === undefined ? id : undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function readObject(path: string): { readonly [key: string]: JsonValue } | undefined {
  if (!existsSync(path)) return undefined;
  const { value } = parseJson(createSource("project.config.json", readFileSync(path)));
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: JsonValue })
    : undefined;
}
