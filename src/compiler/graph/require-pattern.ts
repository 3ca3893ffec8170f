/**
 * Finds the scripts that a `require` with a computed file name may mean, such as `require("./plugins/" + name)`. WeChat
 * packs every script of a project, so apps rely on such calls.
 */
import { dirname, joinPath, normalizePath } from "../source/index.ts";
import type { Dependency } from "../source/index.ts";
import type { Edge } from "./graph.ts";
import { npmFolder } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Resolver } from "./resolve.ts";

/** A folder with more scripts is not packed as a whole, because the app probably needs few of them. */
const maxScripts = 200;

/**
 * One edge for each value that the argument can have: each script directly in the folder, with and without `.js`, and
 * each of its folders with an `index`. With a pattern like `./pages/` + name + `/config.js`: each folder that contains the file.
 * @param dependency has a specifier with one `*`, which stands for the computed part
 * @returns an empty list if the build cannot tell which scripts the call means
 */
export function patternEdges(layout: Layout, resolver: Resolver, dependency: Dependency, from: string): Edge[] {
  const { specifier, span } = dependency;
  const star = specifier.indexOf("*");
  const slash = specifier.lastIndexOf("/", star) + 1;
  const folder = folderOf(specifier.slice(0, slash), from);
  if (folder === undefined) return [];
  const edges = new Map<string, Edge>();
  const targets = new Set<string>();
  for (const value of possibleValues(layout, folder, specifier.slice(slash, star), specifier.slice(star + 1))) {
    const path = specifier.slice(0, slash) + value;
    const target = resolver.script(path, from)?.id;
    // A script that requires itself gets only its unfinished exports.
    if (target === undefined || target === from || !target.startsWith(`${folder}/`)) continue;
    if (!/\.[jt]s$/.test(target) || target.endsWith(".d.ts")) continue;
    targets.add(target);
    edges.set(path, { dependency: { kind: "require", specifier: path, span }, target });
  }
  return targets.size > maxScripts ? [] : [...edges.values()];
}

/** Values of the part of the argument after the folder, in code-unit order of the names. */
function possibleValues(layout: Layout, folder: string, start: string, end: string): string[] {
  const fits = (name: string) =>
    name.startsWith(start) && name.endsWith(end) && name.length > start.length + end.length;
  const folders = layout.foldersIn(folder).filter((name) => !name.startsWith(".") && !notForApps.has(name));
  // A fixed end with a slash names a file, so what is computed can only be the name of a folder.
  if (end.includes("/")) {
    return folders.filter((name) => name.startsWith(start) && name.length > start.length).map((name) => name + end);
  }
  const scripts = layout.filesIn(folder).filter((name) => /\.[jt]s$/.test(name));
  const names = scripts.map((name) => name.slice(0, -3)).flatMap((name) => [name, `${name}.js`]);
  const indexed = folders.filter((name) => [".js", ".ts"].some((ext) => layout.has(`${folder}/${name}/index${ext}`)));
  return [...names, ...indexed].filter(fits);
}

const notForApps: ReadonlySet<string> = new Set(["node_modules", npmFolder]);

/** The id of a folder below the app's root. The root itself has the scripts of build tools, which are not for the app. */
function folderOf(path: string, from: string): string | undefined {
  const joined = path.startsWith("/") ? path.slice(1) : joinPath(dirname(from), path);
  const id = normalizePath(joined).replace(/\/$/, "");
  return id === "" || id === "." || id.startsWith("..") ? undefined : id;
}
