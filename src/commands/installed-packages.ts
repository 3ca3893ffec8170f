/** Which npm packages a project wants and does not have: without them it lacks every component of theirs. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Diagnostic } from "../compiler/index.ts";

/** Where package.json may be: beside the project, or beside app.json. */
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
    .map((folder) => ({ folder, names: wanted(folder).filter((name) => !isInstalled(directory, folder, name)) }))
    .filter(({ names }) => names.length > 0);
}

/**
 * One line in the place of a hint below each of a hundred diagnostics; `""` where `npm install` would mend none.
 *
 * @param root the project's folder
 * @param from where a path that is shown begins
 */
export function installAdvice(diagnostics: readonly Diagnostic[], root: string, from: string): string {
  const lacking = diagnostics.filter(
    ({ code }) => code === "graph/missing-component" || code === "graph/missing-module",
  );
  if (lacking.length === 0) return "";
  return missingPackages(root)
    .map(({ folder, names }) => {
      const blamed = names.filter((name) => lacking.some((one) => comesOf(one, name)));
      const count = lacking.filter((one) => blamed.some((name) => comesOf(one, name))).length;
      if (count === 0) return "";
      const where = relative(from, folder);
      const which = count === 1 ? "One of these comes" : `${count} of these come`;
      const list = listed(blamed);
      return `${which} of npm packages that package.json names and nobody has installed (${list}): npm install${where === "" ? "" : ` in ${where}`}\n`;
    })
    .join("");
}

/** The first few, and how many more. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
}

function comesOf({ message }: Diagnostic, name: string): boolean {
  return message.includes(`"${name}/`) || message.includes(`"${name}"`);
}

function wanted(folder: string): readonly string[] {
  let dependencies: unknown;
  try {
    ({ dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: unknown });
  } catch {
    // Without the file there is nothing to install; a damaged one is npm's to report.
    return [];
  }
  return typeof dependencies === "object" && dependencies !== null ? Object.keys(dependencies) : [];
}

/** As Node.js looks for it, upwards, and as WeChat's tools leave it in or beside the mini-program. */
function isInstalled(directory: string, from: string, name: string): boolean {
  if (usualFolders.some((place) => existsSync(join(directory, place, "miniprogram_npm", name)))) return true;
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules", name))) return true;
    if (dirname(folder) === folder) return false;
  }
}
