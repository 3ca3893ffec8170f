/** Finds the file that an author most likely meant by a path that leads nowhere. */
import type { Code } from "../diagnostics/index.ts";
import { nearest } from "../diagnostics/suggest.ts";
import { dirname, extname, joinPath } from "../source/index.ts";
import type { Layout } from "./layout.ts";

/** Matches no name: such files are named in full. */
const fullName = /^$/;

/** Files that a path of this kind may mean; the extension may be left out. */
const extensions: Partial<Record<Code, RegExp>> = {
  "graph/missing-app-script": /\.js$/,
  "graph/missing-module": /\.(?:js|ts|json)$/,
  "graph/missing-component": /\.(?:json|js|ts|wxml)$/,
  "graph/missing-page": /\.(?:js|ts|wxml)$/,
  "graph/missing-part": /\.(?:js|ts|wxml)$/,
  "graph/missing-template": /\.wxml$/,
  "graph/missing-wxs": /\.wxs$/,
  "graph/missing-style": /\.(?:wxss|css|less|scss|sass)$/,
  "graph/missing-asset": fullName,
};

/**
 * @param specifier a path as the author wrote it; npm packages are not looked for
 * @param from id of the file that names it, or `undefined` if the path counts from the app's root
 * @returns the path with one of its names corrected; `undefined` if no file is near enough
 */
export function nearFile(layout: Layout, code: Code, specifier: string, from: string | undefined): string | undefined {
  const path = specifier.replace(/[?#].*$/s, "");
  const isRelative = !path.startsWith("/") && from !== undefined;
  if (!(code in extensions) || (isRelative && code === "graph/missing-module" && !path.startsWith(".")))
    return undefined;
  const parts = path.split("/");
  let folder = isRelative ? dirname(from) : "";
  for (const [i, part] of parts.entries()) {
    if (part === "" || part === "." || part === "..") {
      folder = joinPath(folder, part);
      continue;
    }
    if (i < parts.length - 1 && layout.folder(joinPath(folder, part)) !== undefined) {
      folder = joinPath(folder, part);
      continue;
    }
    const isLast = i === parts.length - 1;
    const names = isLast ? fileNames(layout, folder, part, extensions[code] as RegExp) : layout.foldersIn(folder);
    const name = nearName(part, names);
    if (name === undefined) return undefined;
    const corrected = [...parts.slice(0, i), name, ...parts.slice(i + 1)].join("/");
    return isLast || exists(layout, code, joinPath(isRelative ? dirname(from) : "", corrected)) ? corrected : undefined;
  }
  return undefined;
}

/** With their extensions only if the author wrote one, which must be the same then. */
function fileNames(layout: Layout, folder: string, written: string, extension: RegExp): readonly string[] {
  const all = layout.filesIn(folder);
  if (extension === fullName || extension.test(written)) {
    return all.filter((name) => extname(name) === extname(written));
  }
  return [...new Set(all.filter((name) => extension.test(name)).map((name) => name.replace(extension, "")))];
}

/** Names with other digits mean another file, and short names are near to all others. */
function nearName(written: string, names: readonly string[]): string | undefined {
  const stem = (name: string) => name.replace(/\.\w+$/, "");
  const found = nearest(written, names);
  if (found === undefined || found === written) return undefined;
  if (found.toLowerCase() === written.toLowerCase()) return found;
  const isNumbered = found.replace(/\d/g, "") === written.replace(/\d/g, "");
  return isNumbered || stem(written).length < 4 || stem(found).length < 4 ? undefined : found;
}

function exists(layout: Layout, code: Code, id: string): boolean {
  if (layout.has(id)) return true;
  const name = id.slice(id.lastIndexOf("/") + 1);
  return fileNames(layout, dirname(id), name, extensions[code] as RegExp).includes(name);
}
