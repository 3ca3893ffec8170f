/** Files of this program that its own build creates: the runtime and the simulator page. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The files of a folder of `dist/`, by relative path; read on first use. */
export function openFolderOfFiles(name: string): { get(path: string): Uint8Array | undefined } {
  const folder = findFolder(name);
  const known = new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/")),
  );
  const files = new Map<string, Uint8Array>();
  return {
    get(path) {
      const there = files.get(path);
      if (there || !known.has(path) || !/\.\w+$/.test(path)) return there;
      const content = readFileSync(`${folder}/${path}`);
      files.set(path, content);
      return content;
    },
  };
}

/** Finds the folder. This file is in a chunk of `dist/` or in a subfolder of it. */
function findFolder(name: string): string {
  const tried = ["./", "../"].map((relativePath) => fileURLToPath(new URL(`${relativePath}${name}`, import.meta.url)));
  for (const folder of tried) {
    try {
      readdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error(`dist/${name} is missing; the program was not built whole`);
}
