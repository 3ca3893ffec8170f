/** Turns everything passed to `load` into the files of an app: paths on disk, and definitions with their templates. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Host } from "../../compiler/index.ts";
import { createDiskHost } from "../../disk/index.ts";
import { withOnePage } from "../compile-app.ts";

/** What `load` accepts instead of a path: the options of `Component`, and its template. */
export interface SimulatedDefinition {
  /** If set, every template can use the component without naming it in `usingComponents`. */
  readonly id?: string;
  readonly tagName?: string;
  readonly template?: string;
  /** Tag → result of `load`, or a path relative to the folder of a component on disk. */
  readonly usingComponents?: Readonly<Record<string, string>>;
  readonly [option: string]: unknown;
}

export interface LoadOptions {
  /** Folder that acts as the app's root; by default the component's folder. */
  readonly rootPath?: string;
  /** Replaces the component's own. */
  readonly usingComponents?: Readonly<Record<string, string>>;
}

export type Loaded =
  | {
      readonly kind: "path";
      readonly name: string;
      readonly root: string;
      /** Relative to the root, without extension. */
      readonly path: string;
      readonly usingComponents: Readonly<Record<string, string>> | undefined;
    }
  | { readonly kind: "definition"; readonly name: string; readonly given: SimulatedDefinition };

/**
 * Describes a component by its path on disk.
 * @param name the tag name with which the test loads it
 */
export function locate(componentPath: string, name: string, options: LoadOptions): Loaded {
  const full = resolve(componentPath);
  const root = options.rootPath === undefined ? dirname(full) : resolve(options.rootPath);
  const path = options.rootPath === undefined ? basename(full) : relative(root, full).split(sep).join("/");
  return { kind: "path", name, root, path, usingComponents: options.usingComponents };
}

export interface SimulatedProject {
  readonly host: Host;
  /** Ids of loaded components in the app → their tag names. */
  readonly names: ReadonlyMap<string, string>;
  /** The id in the app of a loaded component. */
  idOf(id: string): string;
}

/** The files of an app that contains `main` and all loaded components that it uses. */
export function projectOf(main: string, loaded: ReadonlyMap<string, Loaded>): SimulatedProject {
  const all = usedBy(main, loaded);
  const root = commonFolder([...all.values()].flatMap((one) => (one.kind === "path" ? foldersOf(one) : [])));
  const disk = root === undefined ? undefined : createDiskHost(root);
  const idOf = (id: string): string => {
    const one = all.get(id) as Loaded;
    if (one.kind === "definition") return `simulated/${id}/index`;
    return [...relative(root ?? one.root, one.root).split(sep), one.path].filter((part) => part !== "").join("/");
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
  for (const [id, one] of all) {
    if (one.kind !== "path" || !one.usingComponents) continue;
    const own = disk?.read(`${idOf(id)}.json`);
    const json = own ? (JSON.parse(new TextDecoder().decode(own)) as object) : { component: true };
    write(`${idOf(id)}.json`, { ...json, usingComponents: resolveTags(one.usingComponents) });
  }
  const appJson = disk?.read("app.json");
  const app = (appJson ? JSON.parse(new TextDecoder().decode(appJson)) : {}) as { usingComponents?: object };
  write("app.json", { ...app, usingComponents: { ...app.usingComponents, ...global } });
  const names = new Map([...all].map(([id, { name }]) => [idOf(id), name]));
  return { host: withOnePage(overlay(files, disk), idOf(main)), names, idOf };
}

/**
 * The loaded components that a component uses, directly or indirectly. Global ones may be used anywhere, so they are
 * always included.
 */
function usedBy(main: string, all: ReadonlyMap<string, Loaded>): ReadonlyMap<string, Loaded> {
  const isGlobal = (one: Loaded): boolean => one.kind === "definition" && one.given.id !== undefined;
  const used = new Map<string, Loaded>();
  const pending = [main, ...[...all].filter(([, one]) => isGlobal(one)).map(([id]) => id)];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const one = all.get(id);
    if (!one || used.has(id)) continue;
    used.set(id, one);
    const using = one.kind === "definition" ? one.given.usingComponents : one.usingComponents;
    pending.push(...Object.values(using ?? {}));
  }
  return used;
}

/** The root of a component, and the folders outside it of components used through paths with `..`. */
function foldersOf({ root, path }: Loaded & { readonly kind: "path" }): string[] {
  const folders = new Set([root]);
  const seen = new Set<string>();
  const pending = [join(root, path)];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const using = usingOf(`${file}.json`);
    if (!using) continue;
    if (relative(root, file).startsWith("..")) folders.add(dirname(file));
    for (const target of Object.values(using))
      pending.push(target.startsWith("/") ? join(root, target) : join(dirname(file), target));
  }
  return [...folders];
}

/**
 * `usingComponents` of a component's JSON file; `undefined` if the file does not exist. The compiler reports invalid
 * JSON.
 */
function usingOf(file: string): Readonly<Record<string, string>> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { usingComponents = {} } = JSON.parse(readFileSync(file, "utf8")) as { usingComponents?: object };
    return Object.fromEntries(Object.entries(usingComponents).filter(([, target]) => typeof target === "string"));
  } catch {
    return {};
  }
}

/** The innermost folder that contains all of them, so that relative paths between them stay valid. */
function commonFolder(folders: readonly string[]): string | undefined {
  return folders.reduce<string | undefined>((common, folder) => {
    let above = common ?? folder;
    while (folder !== above && !folder.startsWith(above.endsWith(sep) ? above : above + sep)) above = dirname(above);
    return above;
  }, undefined);
}

/** Files that hide those of a disk. */
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
