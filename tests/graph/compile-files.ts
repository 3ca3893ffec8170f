/** Compiles an in-memory project. */
import { createHash } from "node:crypto";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Compilation } from "../../src/compiler/index.ts";
import type { Host, HostEntry } from "../../src/compiler/source/index.ts";

export interface CompiledFiles extends Compilation {
  /** `code location message`, one per line. */
  readonly told: readonly string[];
  /** Paths in all packages, without the compiler's own files. */
  readonly packed: readonly string[];
}

/** @param files path → content; required files that are missing are added */
export async function compileFiles(
  files: Readonly<Record<string, string>>,
  allowMissing = false,
): Promise<CompiledFiles> {
  const compiler = createCompiler(memoryHost({ "app.js": "App({});", ...files }), {
    version: "test",
    sourceMaps: false,
    allowMissing,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  });
  const compilation = await compiler.build();
  return {
    ...compilation,
    told: compilation.diagnostics.map(({ severity, code, location, message }) => {
      const place = location ? `${location.file}:${location.start.line}:${location.start.column}` : "-";
      return `${severity} ${code} ${place} ${message}`;
    }),
    packed: (compilation.output?.subpackages ?? []).flatMap((subpackage) =>
      subpackage.files.map(({ path }) => path).filter((path) => !path.includes("_miniapp/")),
    ),
  };
}

export function memoryHost(files: Readonly<Record<string, string>>): Host {
  const folders = new Map<string, Map<string, HostEntry>>();
  for (const path of Object.keys(files)) {
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const name = parts[depth] as string;
      const entries = folders.get(folder) ?? new Map<string, HostEntry>();
      entries.set(name, { name, kind: depth === parts.length - 1 ? "file" : "folder" });
      folders.set(folder, entries);
    }
  }
  // Every call returns the same byte array, as the disk's host does: caches are keyed by it.
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return {
    read: (path) => bytes.get(path),
    list: (path) => {
      const entries = folders.get(path);
      return entries && [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    resolvePackage: (name) => (folders.has(`node_modules/${name}`) ? `node_modules/${name}` : undefined),
  };
}
