/**
 * Finds the scripts that a `require` with a computed path may mean, such as `require("./plugins/" + name)`. WeChat packs
 * every script of a project, or those below the folder that match, so apps rely on such calls.
 */
import { dirname, joinPath, normalizePath } from "../source/index.ts";
import type { Dependency } from "../source/index.ts";
import type { Edge } from "./graph.ts";
import { npmFolder } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Resolver } from "./resolve.ts";

/** If more scripts match, none is packed, because the app probably needs few of them. */
const maxScripts = 200;

/**
 * One edge for each value that the argument can have: each matching script below the folder, with and without `.js`, and
 * each folder with an `index`.
 * @param dependency has a specifier with one `*`, which stands for the computed part
 * @param isEntry tells whether an id without extension is a page or component. Nobody requires their scripts, and edges to
 * those of subpackages would move them
 * @returns an empty list if the build cannot tell which scripts the call means
 */
export function patternEdges(
  { layout, resolver }: { readonly layout: Layout; readonly resolver: Resolver },
  dependency: Dependency,
  from: string,
  isEntry: (id: string) => boolean,
): Edge[] {
  const { specifier, span } = dependency;
  const star = specifier.indexOf("*");
  const slash = specifier.lastIndexOf("/", star) + 1;
  const [base, start, end] = [specifier.slice(0, slash), specifier.slice(slash, star), specifier.slice(star + 1)];
  const fits = (value: string) =>
    value.startsWith(start) && value.endsWith(end) && value.length > start.length + end.length;
  const folder = folderOf(base, from);
  const edges: Edge[] = [];
  let matching = 0;
  for (const script of folder === undefined ? [] : scriptsBelow(layout, folder, "")) {
    const id = `${folder}/${script}`;
    // A script that requires itself gets only its unfinished exports.
    if (id === from || isEntry(id.slice(0, -3))) continue;
    // If a.js and a.ts exist, a path means only one of them.
    const paths = valuesOf(script)
      .filter(fits)
      .map((value) => base + value);
    const own = paths.filter((path) => resolver.script(path, from)?.id === id);
    if (own.length > 0 && ++matching > maxScripts) return [];
    for (const path of own) edges.push({ dependency: { kind: "require", specifier: path, span }, target: id });
  }
  return edges;
}

/** The ways to write the path of a script. */
function valuesOf(script: string): string[] {
  const name = script.slice(0, -3);
  return name.endsWith("/index") ? [name, `${name}.js`, name.slice(0, -6)] : [name, `${name}.js`];
}

/** Paths of all scripts in a folder and its folders, in code-unit order per folder. */
function* scriptsBelow(layout: Layout, folder: string, prefix: string): Generator<string> {
  for (const name of layout.filesIn(folder)) {
    if (/\.[jt]s$/.test(name) && !name.endsWith(".d.ts")) yield prefix + name;
  }
  for (const name of layout.foldersIn(folder)) {
    if (name.startsWith(".") || name === npmFolder || name === "node_modules") continue;
    yield* scriptsBelow(layout, `${folder}/${name}`, `${prefix}${name}/`);
  }
}

/** The id of a folder below the app's root. The root itself has the scripts of build tools, which are not for the app. */
function folderOf(path: string, from: string): string | undefined {
  const joined = path.startsWith("/") ? path.slice(1) : joinPath(dirname(from), path);
  const id = normalizePath(joined).replace(/\/$/, "");
  return id === "" || id === "." || id.startsWith("..") ? undefined : id;
}
