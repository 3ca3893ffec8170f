/** Finds npm packages that a project depends on but that are not installed; all their components are missing then. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Diagnostic } from "../compiler/index.ts";

/** Folders that may contain package.json: the project's, or that of app.json. */
const usualFolders = ["", "miniprogram", "src"];

export interface MissingPackages {
  /** The folder of package.json. */
  readonly folder: string;
  readonly names: readonly string[];
}

/** @param directory the project's folder */
export function missingPackages(directory: string): readonly MissingPackages[] {
  return usualFolders
    .map((name) => join(directory, name))
    .map((folder) => ({
      folder,
      names: dependencyNames(folder).filter((name) => !isInstalled(directory, folder, name)),
    }))
    .filter(({ names }) => names.length > 0);
}

/**
 * One line of advice for all missing components and modules, instead of a hint below each diagnostic; `""` if `npm
 * install` would not help.
 *
 * @param root the project's folder
 * @param from the folder that shown paths are relative to
 */
export function installAdvice(diagnostics: readonly Diagnostic[], root: string, from: string): string {
  const missing = diagnostics.filter(
    ({ code }) => code === "graph/missing-component" || code === "graph/missing-module",
  );
  if (missing.length === 0) return "";
  return missingPackages(root)
    .map(({ folder, names }) => {
      const affected = names.filter((name) => missing.some((one) => isAboutPackage(one, name)));
      const count = missing.filter((one) => affected.some((name) => isAboutPackage(one, name))).length;
      if (count === 0) return "";
      const where = relative(from, folder);
      const which = count === 1 ? "One of these comes" : `${count} of these come`;
      const list = listNames(affected);
      return `${which} from npm packages that are in package.json but not installed (${list}): run npm install${where === "" ? "" : ` in ${where}`}\n`;
    })
    .join("");
}

/** The first names, and how many more there are. */
export function listNames(names: readonly string[]): string {
  return `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
}

function isAboutPackage({ message }: Diagnostic, name: string): boolean {
  return message.includes(`"${name}/`) || message.includes(`"${name}"`);
}

function dependencyNames(folder: string): readonly string[] {
  let dependencies: unknown;
  try {
    ({ dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: unknown });
  } catch {
    // Without the file there is nothing to install; npm reports a damaged one.
    return [];
  }
  return typeof dependencies === "object" && dependencies !== null ? Object.keys(dependencies) : [];
}

/** Looks for a package as Node.js does, in parent folders, and in `miniprogram_npm` where WeChat's tools put it. */
function isInstalled(directory: string, from: string, name: string): boolean {
  if (usualFolders.some((place) => existsSync(join(directory, place, "miniprogram_npm", name)))) return true;
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules", name))) return true;
    if (dirname(folder) === folder) return false;
  }
}
