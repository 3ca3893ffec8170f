/** Path arithmetic on `/`-separated project paths; no file system, no drive letters. */

/** Resolves `.` and `..`. A path that climbs above the root keeps its leading `..` segments. */
export function normalizePath(path: string): string {
  if (!untidy.test(path)) return path;
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && out.length > 0 && out[out.length - 1] !== "..") out.pop();
    else out.push(part);
  }
  return out.join("/");
}

/** Matches paths that need work (an empty segment, `.` or `..`); most do not. */
const untidy = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Joins and normalizes; drops empty segments. */
export function joinPath(...parts: readonly string[]): string {
  return normalizePath(parts.join("/"));
}

/** The folder of a path; `""` for a path at the root. */
export function dirname(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The last segment. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The extension with its dot, in lower case; `""` if there is none. */
export function extname(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot).toLowerCase();
}
