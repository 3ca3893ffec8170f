/**
 * The templates of `miniapp init`: the folders of `templates/` (docs/decisions/templates.md). This file does not write;
 * a project is a map of paths to bytes.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addToJson, replaceInJson } from "./json-edit.ts";

export type Style = "wxss" | "less" | "sass";
export const styles: readonly Style[] = ["wxss", "less", "sass"];

export interface Template {
  /** Name of its folder, and value of `--template`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly styles: readonly Style[];
}

/** The contents of template.json. */
interface TemplateFile extends Pick<Template, "title" | "description" | "styles"> {
  readonly order: number;
  readonly shared?: Readonly<Record<string, string>>;
  /** More places to insert the value, as `file#/json/pointer`. */
  readonly name?: readonly string[];
  readonly appId?: readonly string[];
}

export interface ProjectFacts {
  readonly template: string;
  readonly name: string;
  readonly appId: string;
  readonly style: Style;
  /** How package.json refers to this program: a version, or `file:` and a path. */
  readonly dependency: string;
}

/** The npm packages of the style variants, and their versions in a new project. */
const preprocessorVersions = { less: "4.9.1", sass: "1.108.2" } as const;

/** All templates, in the order in which they are shown. */
export function listTemplates(): readonly Template[] {
  const folder = templateFolder();
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return names
    .flatMap((name) => {
      const file = readTemplateFile(folder, name);
      return file ? [{ ...file, name }] : [];
    })
    .toSorted((a, b) => a.order - b.order)
    .map(({ name, title, description, styles: known }) => ({ name, title, description, styles: known }));
}

/** The files of a new project by path, sorted. */
export function projectFiles(facts: ProjectFacts): ReadonlyMap<string, Uint8Array> {
  const folder = templateFolder();
  const template = readTemplateFile(folder, facts.template);
  if (!template) throw new Error(`templates/${facts.template}/template.json is missing`);
  const files = new Map<string, Buffer>();
  for (const path of listFiles(join(folder, facts.template))) {
    if (path !== "template.json")
      files.set(path.replace(/^_(?=gitignore$|npmrc$)/, "."), read(folder, facts.template, path));
  }
  for (const [place, from] of Object.entries(template.shared ?? {})) {
    const shared = join("shared", from);
    for (const path of listFiles(join(folder, shared))) files.set(`${place}/${path}`, read(folder, shared, path));
  }
  setFacts(files, template, facts);
  const styled = [...files].map((file) => inStyle(file, facts.style));
  return new Map(styled.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Converts a name to a valid npm package name: letters, digits and `-`; `mini-program` if nothing remains. */
export function packageNameOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'\u2019]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64)
    .replace(/-+$/, "");
  return plain === "" ? "mini-program" : plain;
}

function setFacts(
  files: Map<string, Buffer>,
  template: TemplateFile,
  { name, appId, style, dependency }: ProjectFacts,
): void {
  const edit = (path: string, change: (text: string) => string) => {
    const file = files.get(path);
    if (!file) throw new Error(`the template has no ${path}`);
    files.set(path, Buffer.from(change(file.toString("utf8"))));
  };
  const set = (place: string, value: string) => {
    const [path = "", pointer = ""] = place.split("#");
    edit(path, (text) => replaceInJson(text, pointer, value));
  };
  set("package.json#/name", packageNameOf(name));
  set("package.json#/devDependencies/miniapp", dependency);
  for (const place of ["project.config.json#/projectname", ...(template.name ?? [])]) set(place, name);
  for (const place of ["project.config.json#/appid", "miniapp.json#/appId", ...(template.appId ?? [])]) {
    set(place, appId);
  }
  if (style === "wxss") return;
  edit("package.json", (text) => addToJson(text, "/devDependencies", style, preprocessorVersions[style]));
  edit("project.config.json", (text) => addToJson(text, "/setting/useCompilerPlugins", "", style));
}

/**
 * Converts a stylesheet to a style variant. Plain CSS is valid Less and SCSS; only file extensions and imports differ.
 */
function inStyle([path, content]: readonly [string, Buffer], style: Style): [string, Buffer] {
  if (style === "wxss") return [path, content];
  const extension = style === "less" ? "less" : "scss";
  // Tests and texts name stylesheets.
  if (/\.(ts|md)$/.test(path)) {
    return [path, Buffer.from(content.toString("utf8").replace(/\.wxss\b/g, `.${extension}`))];
  }
  if (!path.endsWith(".wxss")) return [path, content];
  const text = content.toString("utf8");
  const changed =
    style === "less"
      ? text.replace(/^(@import ".*)\.wxss";/gm, '$1.less";')
      : text.replace(/^@import "(.*)\.wxss";/gm, (_all, from: string) => `@use "${from}" as *;`);
  return [path.replace(/wxss$/, extension), Buffer.from(changed)];
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => !/^(?:node_modules|dist|\.miniapp)\//.test(path))
    .toSorted();
}

function read(folder: string, ...path: readonly string[]): Buffer {
  return readFileSync(join(folder, ...path));
}

function readTemplateFile(folder: string, name: string): TemplateFile | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, name, "template.json"), "utf8")) as TemplateFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Finds templates/. This file is in dist/, dist/chunks/ or src/commands/. */
function templateFolder(): string {
  for (const up of ["../", "../../"]) {
    const folder = fileURLToPath(new URL(`${up}templates`, import.meta.url));
    try {
      readdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("templates/ of miniapp is missing");
}
