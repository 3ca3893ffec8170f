/**
 * Finds npm packages where they are installed (`miniprogram_npm` in the app, or any `node_modules` that Node.js would
 * search, including those of pnpm and workspaces), and gives them ids below `miniprogram_npm/`. No separate npm build
 * step is needed.
 */
import { createSource, dirname, joinPath, normalizePath } from "../source/index.ts";
import type { Host } from "../source/index.ts";
import { npmFolder } from "./layout.ts";
import type { Layout, Mount, Replacements } from "./layout.ts";

/**
 * Reads the fields of package.json that decide where a package's files are. All fields are optional and may have any
 * type.
 */
export type PackageEntry = (packageJson: unknown) => {
  readonly miniprogramDir?: string;
  readonly main?: string;
  /** Where to look if `main` does not exist, best first. */
  readonly alternatives: readonly string[];
  readonly replacements: Replacements;
};

/** The files that a path into a package may mean, best first. */
export type PackageSubpath = (packageJson: unknown, subpath: string) => readonly string[];

export interface PackagesOptions {
  /** Host path of the app's root folder. */
  readonly appRoot: string;
  /** Host paths of further folders whose `node_modules` are searched (`packNpmRelationList`). */
  readonly extraFolders: readonly string[];
  readonly entryOf: PackageEntry;
  readonly subpathOf: PackageSubpath;
}

/** The npm package that a bare specifier names; `undefined` if no package can have that name, as with `@/a`. */
export function packageName(specifier: string): string | undefined {
  return /^(?:@[\w~-][\w.~-]*\/)?[\w-][\w.~-]*(?=\/|$)/.exec(specifier)?.[0];
}

/** Resolves bare specifiers to ids, and mounts the packages it finds in the layout. */
export class Packages {
  readonly #host: Host;
  readonly #layout: Layout;
  readonly #options: PackagesOptions;
  readonly #prefixOfFolder = new Map<string, string>();
  /** Package folder by name and starting folder; caches slow disk look-ups. */
  readonly #located = new Map<string, string>();
  /** Failed look-ups. */
  readonly #absent = new Map<string, readonly [name: string, start: string]>();
  /** Content of every package.json read. */
  readonly #manifests = new Map<string, Uint8Array | undefined>();
  /** True if some prefix depends on the order in which packages were found. */
  idsDependOnOrder = false;

  constructor(host: Host, layout: Layout, options: PackagesOptions) {
    this.#host = host;
    this.#layout = layout;
    this.#options = options;
  }

  /**
   * Forgets package ids if a fresh walk might assign other ids or files. After that, ids of modules in packages are
   * invalid until the walk.
   * @returns true if it forgot them
   */
  refresh(): boolean {
    for (const [path, bytes] of this.#manifests) {
      if (this.#host.read(path) === bytes) continue;
      this.forget();
      return true;
    }
    // No event announces that a package was installed, so look again.
    for (const [name, start] of this.#absent.values()) {
      if (this.#find(name, start) === undefined) continue;
      this.forget();
      return true;
    }
    if (!this.idsDependOnOrder) return false;
    this.#forgetIds();
    return true;
  }

  /** Forgets which packages exist, and their ids. */
  forget(): void {
    this.#located.clear();
    this.#forgetIds();
  }

  #forgetIds(): void {
    this.idsDependOnOrder = false;
    this.#manifests.clear();
    this.#absent.clear();
    this.#prefixOfFolder.clear();
    this.#layout.forgetMounts();
  }

  /** Ids that a bare specifier may mean in npm packages, possibly without extension, best first. */
  *find(specifier: string, from: string): Generator<string> {
    const parts = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/s.exec(specifier);
    if (!parts) return;
    const name = parts[1] as string;
    const rest = normalizePath(parts[2] ?? "");
    if (rest.startsWith("..")) return;
    const built = this.#builtFolder(name, from);
    if (built !== undefined) yield rest === "" ? built : `${built}/${rest}`;
    const mount = this.#installed(name, from);
    if (!mount) return;
    if (rest === "") yield mount.prefix;
    else for (const path of this.#options.subpathOf(this.#packageJson(mount), rest)) yield `${mount.prefix}/${path}`;
  }

  /** Where the main script of a package's folder may be: ids, possibly without extension, best first. */
  mainsOf(id: string): readonly string[] {
    const mount = this.#layout.mount(id);
    if (mount) return mount.mains.map((main) => `${mount.prefix}/${main}`);
    const path = this.#layout.file(`${id}/package.json`);
    if (path === undefined) return [];
    const { main, alternatives } = this.#options.entryOf(this.#readJson(path));
    return [...(main === undefined ? [] : [main]), ...alternatives].map((file) => normalizePath(`${id}/${file}`));
  }

  /** The package that the package of module `from` uses instead of `specifier`, if its package.json says so. */
  replacedName(specifier: string, from: string): string | false | undefined {
    const replacements = this.#layout.mountOf(from)?.replacements;
    return replacements && Object.hasOwn(replacements, specifier) ? replacements[specifier] : undefined;
  }

  /**
   * What a package uses instead of one of its own files, if its package.json says so. The table may leave out the
   * extension or `/index`.
   */
  replacedFile(id: string): string | false | undefined {
    const mount = this.#layout.mountOf(id);
    const path = mount && this.#layout.file(id);
    if (!mount || !path?.startsWith(`${mount.folder}/`)) return undefined;
    const file = `.${path.slice(mount.folder.length)}`;
    const stem = file.replace(/\.[cm]?js(?:on)?$/, "");
    const written = [file, stem, stem.replace(/\/index$/, "")].find((name) => Object.hasOwn(mount.replacements, name));
    return written === undefined ? undefined : mount.replacements[written];
  }

  /** Name and version of the installed packages that contain any of these ids, sorted. */
  used(ids: Iterable<string>): readonly { readonly name: string; readonly version: string }[] {
    const mounts = new Set<Mount>();
    for (const id of ids) {
      const mount = this.#layout.mountOf(id);
      if (mount) mounts.add(mount);
    }
    const list = [...mounts].map(({ prefix, folder }) => {
      const { version } = this.#readJson(joinPath(folder, "package.json")) as { version?: unknown };
      return {
        name: prefix.slice(prefix.lastIndexOf(`${npmFolder}/`) + npmFolder.length + 1),
        // npm treats a missing version as 0.0.0, too; workspace folders often have none.
        version: typeof version === "string" && /^[\x21-\x7e]{1,256}$/.test(version) ? version : "0.0.0",
      };
    });
    const key = (p: { name: string; version: string }) => `${p.name}@${p.version}`;
    return [...new Map(list.map((p) => [key(p), p])).values()].sort((a, b) =>
      key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0,
    );
  }

  /** `miniprogram_npm/name` in the importer's folder or above it. */
  #builtFolder(name: string, from: string): string | undefined {
    let folder = dirname(from);
    for (;;) {
      const id = folder === "" ? `${npmFolder}/${name}` : `${folder}/${npmFolder}/${name}`;
      if (!this.#layout.mount(id) && this.#layout.folder(id) !== undefined) return id;
      if (folder === "") return undefined;
      folder = dirname(folder);
    }
  }

  #installed(name: string, from: string): Mount | undefined {
    const importer = this.#layout.mountOf(from);
    const start = importer ? importer.folder : joinPath(this.#options.appRoot, dirname(from));
    const folder = this.#locate(name, start);
    if (folder === undefined) return undefined;
    const known = this.#prefixOfFolder.get(folder);
    if (known !== undefined) {
      // A symbolic link gives the package a second name. The first name found wins.
      if (!known.endsWith(`${npmFolder}/${name}`)) this.idsDependOnOrder = true;
      return this.#layout.mount(known);
    }
    const prefix = this.#choosePrefix(name, folder, importer);
    const mount = this.#describe(prefix, folder);
    this.#prefixOfFolder.set(folder, prefix);
    this.#layout.addMount(mount);
    return mount;
  }

  /**
   * Chooses a prefix that no other folder has. Normally this is the place in the app from which every file finds this
   * copy. If that place finds another copy, it is one below the importer's package.
   */
  #choosePrefix(name: string, folder: string, importer: Mount | undefined): string {
    const { appRoot } = this.#options;
    const own = `${npmFolder}/${name}`;
    const short = this.#locate(name, appRoot) === folder;
    const home = short ? "" : homeOf(folder, appRoot);
    const seen = short ? folder : this.#locate(name, joinPath(appRoot, home));
    const base = home === "" ? own : `${home}/${own}`;
    const nested = `${importer?.prefix ?? base}/${own}`;
    let prefix = seen === folder || seen === undefined ? base : nested;
    if (prefix === base && this.#isTaken(base)) prefix = nested;
    while (this.#isTaken(prefix)) prefix += `/${own}`;
    // Only a copy found from the app's root always gets the same id.
    if (!short || prefix !== base) this.idsDependOnOrder = true;
    return prefix;
  }

  #isTaken(prefix: string): boolean {
    return this.#layout.mount(prefix) !== undefined || this.#layout.folder(prefix) !== undefined;
  }

  #locate(name: string, start: string): string | undefined {
    const key = `${name}\0${start}`;
    const known = this.#located.get(key);
    if (known !== undefined) return known;
    const found = this.#find(name, start);
    if (found === undefined) this.#absent.set(key, [name, start]);
    else this.#located.set(key, found);
    return found;
  }

  #find(name: string, start: string): string | undefined {
    for (const folder of [start, ...this.#options.extraFolders]) {
      const found = this.#host.resolvePackage(name, folder);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #describe(prefix: string, folder: string): Mount {
    const entry = this.#options.entryOf(this.#readJson(joinPath(folder, "package.json")));
    const { replacements } = entry;
    const native = entry.miniprogramDir === undefined ? undefined : joinPath(folder, entry.miniprogramDir);
    const hasFolder = (path: string) => this.#host.list(path) !== undefined;
    const mains = [...(entry.main === undefined ? [] : [entry.main]), ...entry.alternatives, "index"];
    if (native !== undefined && hasFolder(native))
      return { prefix, folder, roots: [native, folder], mains: ["index", ...mains], replacements };
    const implied = joinPath(folder, "miniprogram_dist");
    if (hasFolder(implied))
      return { prefix, folder, roots: [implied, folder], mains: ["index", ...mains], replacements };
    // Some packages keep their native files in dist/ without declaring it.
    const roots = [folder, joinPath(folder, "dist")].filter(hasFolder);
    return { prefix, folder, roots, mains, replacements };
  }

  #packageJson(mount: Mount): unknown {
    return this.#readJson(joinPath(mount.folder, "package.json"));
  }

  #readJson(path: string): unknown {
    const bytes = this.#host.read(path);
    this.#manifests.set(path, bytes);
    if (!bytes) return {};
    try {
      return JSON.parse(createSource(path, bytes).text) as unknown;
    } catch {
      // Treat a broken package.json as empty; the importer reports whatever cannot be found.
      return {};
    }
  }
}

/**
 * The folder of the app whose `node_modules` contains this folder, as an id; `""` for the root and for folders outside
 * the app.
 */
function homeOf(folder: string, appRoot: string): string {
  const root = appRoot === "" ? "" : `${appRoot}/`;
  if (!folder.startsWith(root)) return "";
  const at = folder.indexOf("/node_modules/", root.length);
  return at < 0 || folder.startsWith("../") ? "" : folder.slice(root.length, at);
}
