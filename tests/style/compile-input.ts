/** In-memory stylesheets: a host with a few files, and the real Less and Sass. */
import { preprocessors as installed } from "../../src/commands/preprocessors.ts";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import type { Host, HostEntry, SourceText } from "../../src/compiler/source/index.ts";
import { compileStyleModule } from "../../src/compiler/style/index.ts";
import type { Preprocessors, StyleModule, StyleModuleOptions } from "../../src/compiler/style/index.ts";

/** As a build loads them, but without their versions. */
export const preprocessors: Preprocessors = {
  ...(installed.less ? { less: installed.less } : {}),
  ...(installed.sass ? { sass: installed.sass } : {}),
};

export interface MemoryHost extends Host {
  /** Every path that was read. */
  readonly asked: string[];
}

/** A host with these files. Packages are the folders in `node_modules`, also above the root (`../node_modules`). */
export function memoryHost(files: Readonly<Record<string, string>>): MemoryHost {
  const asked: string[] = [];
  const encoder = new TextEncoder();
  const encoded = new Map<string, Uint8Array>();
  return {
    asked,
    read(path) {
      asked.push(path);
      if (!Object.hasOwn(files, path)) return undefined;
      const text = files[path] as string;
      // The same file always returns the same byte array.
      const bytes = encoded.get(text) ?? encoder.encode(text);
      encoded.set(text, bytes);
      return bytes;
    },
    list(path) {
      const entries = new Map<string, HostEntry>();
      const start = path === "" ? "" : `${path}/`;
      for (const file of Object.keys(files)) {
        if (!file.startsWith(start)) continue;
        const [name = "", ...rest] = file.slice(start.length).split("/");
        entries.set(name, { name, kind: rest.length > 0 ? "folder" : "file" });
      }
      return entries.size > 0 ? [...entries.values()] : undefined;
    },
    resolvePackage(name) {
      const folders = [`node_modules/${name}`, `../node_modules/${name}`];
      return folders.find((folder) => Object.keys(files).some((file) => file.startsWith(`${folder}/`)));
    },
  };
}

/** Compiles one of the host's files. */
export function compileFile(host: Host, path: string, options: Partial<StyleModuleOptions> = {}): Promise<StyleModule> {
  const text = new TextDecoder().decode(host.read(path));
  const all = { minify: true, sourceMap: false, component: false, root: "", preprocessors, host };
  return compileStyleModule({ path, text }, { ...all, ...options });
}

/** For the fixtures of diagnostics: `installed: false` simulates a project without Less and Sass. */
export async function compileInputSheet(
  source: SourceText,
  options: Readonly<Record<string, unknown>>,
): Promise<readonly Diagnostic[]> {
  const available = options["installed"] === false ? {} : { preprocessors };
  const host = memoryHost({ [source.path]: source.text });
  return (await compileFile(host, source.path, { preprocessors: {}, ...available })).diagnostics;
}
