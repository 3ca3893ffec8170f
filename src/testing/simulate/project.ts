/** What `load` was given, as the files of an app: paths on the disk, and definitions with their templates. */
import { basename, dirname, relative, resolve, sep } from "node:path";
import type { Host } from "../../compiler/index.ts";
import { createDiskHost } from "../../disk/index.ts";

/** What `load` takes instead of a path: the options of `Component`, and its template. */
export interface SimulatedDefinition {
  /** With it the component can be used in every template without being named in `usingComponents`. */
  readonly id?: string;
  readonly tagName?: string;
  readonly template?: string;
  /** Tag → what `load` returned, or a path from the folder of a component on the disk. */
  readonly usingComponents?: Readonly<Record<string, string>>;
  readonly [option: string]: unknown;
}

export interface LoadOptions {
  /** Folder that counts as the app's root; that of the component if it is left out. */
  readonly rootPath?: string;
  /** Put in place of the component's own. */
  readonly usingComponents?: Readonly<Record<string, string>>;
}

export type Loaded =
  | {
      readonly kind: "path";
      readonly name: string;
      readonly root: string;
      /** From the root, without extension. */
      readonly path: string;
      readonly usingComponents: Readonly<Record<string, string>> | undefined;
    }
  | { readonly kind: "definition"; readonly name: string; readonly given: SimulatedDefinition };

export function locate(componentPath: string, name: string, options: LoadOptions): Loaded {
  const full = resolve(componentPath);
  const root = options.rootPath === undefined ? dirname(full) : resolve(options.rootPath);
  const path = options.rootPath === undefined ? basename(full) : relative(root, full).split(sep).join("/");
  return { kind: "path", name, root, path, usingComponents: options.usingComponents };
}

/** The files of an app with everything that was loaded; `idOf` says where in it each has come to lie. */
export function projectOf(main: string, all: ReadonlyMap<string, Loaded>): { host: Host; idOf(id: string): string } {
  const loaded = all.get(main) as Loaded;
  const disk = loaded.kind === "path" ? createDiskHost(loaded.root) : undefined;
  const idOf = (id: string): string => {
    const one = all.get(id);
    if (one?.kind === "definition") return `simulated/${id}/index`;
    if (one?.kind === "path" && loaded.kind === "path" && one.root === loaded.root) return one.path;
    throw new Error(`${id}: a component on the disk can be used by others of the same root only`);
  };
  const files = new Map<string, Uint8Array>();
  const encoder = new TextEncoder();
  const write = (path: string, value: unknown): void =>
    void files.set(path, encoder.encode(typeof value === "string" ? value : JSON.stringify(value)));
  const resolveTags = (using: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(using).map(([tag, target]) => [tag, all.has(target) ? `/${idOf(target)}` : target]),
    );
  const global: Record<string, string> = {};
  for (const [id, one] of all) {
    if (one.kind !== "definition") continue;
    const { given } = one;
    if (given.id !== undefined) global[given.id] = `/${idOf(id)}`;
    write(`${idOf(id)}.json`, { component: true, usingComponents: resolveTags(given.usingComponents ?? {}) });
    write(`${idOf(id)}.wxml`, given.template ?? "");
    write(`${idOf(id)}.js`, `Component(__simulated__(${JSON.stringify(id)}))`);
  }
  if (loaded.kind === "path" && loaded.usingComponents) {
    const own = disk?.read(`${loaded.path}.json`);
    const json = own ? (JSON.parse(new TextDecoder().decode(own)) as object) : { component: true };
    write(`${loaded.path}.json`, { ...json, usingComponents: resolveTags(loaded.usingComponents) });
  }
  const appJson = disk?.read("app.json");
  const app = (appJson ? JSON.parse(new TextDecoder().decode(appJson)) : {}) as { usingComponents?: object };
  write("app.json", { pages: [idOf(main)], usingComponents: { ...app.usingComponents, ...global } });
  return { host: overlay(files, disk), idOf };
}

/** Files in front of a disk. */
function overlay(files: ReadonlyMap<string, Uint8Array>, disk: Host | undefined): Host {
  return {
    read: (path) => files.get(path) ?? disk?.read(path),
    list(path) {
      const prefix = path === "" ? "" : `${path}/`;
      const entries = new Map((disk?.list(path) ?? []).map((entry) => [entry.name, entry] as const));
      for (const file of files.keys()) {
        if (!file.startsWith(prefix)) continue;
        const [name = "", ...rest] = file.slice(prefix.length).split("/");
        entries.set(name, { name, kind: rest.length > 0 ? "folder" : "file" });
      }
      if (entries.size === 0 && path !== "") return disk?.list(path);
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    resolvePackage: (name, from) => disk?.resolvePackage(name, from),
  };
}
