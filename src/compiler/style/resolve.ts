/**
 * Resolves an `@import`. Paths may be relative, `/absolute` (from the app's root) or bare (treated as relative); the
 * extension is optional. A path that climbs above the app's root is clamped to the root.
 */
import { dirname, joinPath, normalizePath } from "../source/index.ts";

interface ResolvedStyle {
  readonly path: string;
  /** The specifier climbs above the app's root and was clamped. */
  readonly clamped: boolean;
}

const extensions = ["", ".wxss", ".less", ".scss", ".sass", ".css"];

/**
 * Resolves `specifier` as written in the stylesheet `from`.
 * @param from host path of the importing stylesheet
 * @param root host path of the app's root, `""` if it is the project's
 * @param exists whether a host path names a file
 */
export function resolveStyle(
  from: string,
  specifier: string,
  root: string,
  exists: (path: string) => boolean,
): ResolvedStyle | undefined {
  const { path, clamped } = targetPath(from, specifier, root);
  for (const extension of extensions) {
    if (exists(path + extension)) return { path: path + extension, clamped };
  }
  return undefined;
}

function targetPath(from: string, specifier: string, root: string): ResolvedStyle {
  if (specifier.startsWith("/")) return clamp(normalizePath(specifier), root);
  const inside = root === "" || from.startsWith(`${root}/`);
  if (!inside) return { path: joinPath(dirname(from), specifier), clamped: false };
  const folder = dirname(root === "" ? from : from.slice(root.length + 1));
  // A package above the project is not part of the app, so its paths may climb.
  if (folder.startsWith("..")) return { path: joinPath(folder, specifier), clamped: false };
  return clamp(joinPath(folder, specifier), root);
}

function clamp(path: string, root: string): ResolvedStyle {
  const cut = path.replace(/^(?:\.\.(?:\/|$))+/, "");
  return { path: joinPath(root, cut), clamped: cut !== path };
}
