/**
 * Resolves a path in source code to a module id, by all the rules that real projects rely on (spec: wild-constructs).
 *
 * A path may be relative, absolute (`/x`: from the app's root) or bare. A bare path is a relative path without `./`,
 * else an alias, else an npm package, else a path from the app's root. A path may leave out its extension or name a
 * folder that contains an `index`. A path that climbs above the root is clamped to the root and reported.
 */
import { basename, dirname, extname, joinPath, normalizePath } from "../source/index.ts";
import { resolveAlias } from "../manifest/index.ts";
import type { Alias } from "../manifest/index.ts";
import { emptyModule, npmFolder } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Packages } from "./packages.ts";

export interface Resolution {
  readonly id: string;
  /** The path climbed above the root and was clamped. */
  readonly clamped: boolean;
}

/**
 * How paths of one kind of reference are completed. `extensions`: tried in this order. `index`: a folder means the
 * `index` in it.
 */
interface PathRule {
  readonly extensions: readonly string[];
  readonly index: boolean;
  /** Extensions that complete a path. In a name like `a.b`, the `.b` does not. */
  readonly known: readonly string[];
  readonly npm: boolean;
}

const scriptRule: PathRule = {
  extensions: [".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".json"],
  known: [".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".json"],
  index: true,
  npm: true,
};
const typescriptRule: PathRule = { ...scriptRule, extensions: [".ts", ".js", ".mjs", ".cjs", ".mts", ".cts", ".json"] };
const templateRule: PathRule = { extensions: [".wxml"], known: [".wxml"], index: false, npm: true };
const wxsRule: PathRule = { extensions: [".wxs"], known: [".wxs"], index: false, npm: true };
const styleExtensions = [".wxss", ".less", ".scss", ".sass", ".css"];
const styleRule: PathRule = { extensions: styleExtensions, known: styleExtensions, index: false, npm: true };

export interface ResolverOptions {
  /** `resolveAlias` of app.json and tsconfig `paths`, longest prefix first. */
  readonly aliases: readonly Alias[];
  /** `.ts` wins over a `.js` next to it, because the project compiles TypeScript itself. */
  readonly preferTypescript: boolean;
}

/**
 * Resolves specifiers to ids; `undefined` if there is no such file. `from` is always the id of the importing module.
 * Results are cached until `forget`.
 */
export class Resolver {
  readonly #layout: Layout;
  readonly #packages: Packages;
  readonly #options: ResolverOptions;
  readonly #known = new Map<string, Resolution | undefined>();

  constructor(layout: Layout, packages: Packages, options: ResolverOptions) {
    this.#layout = layout;
    this.#packages = packages;
    this.#options = options;
  }

  /** Forgets everything. Call it when files are created or deleted. */
  forget(): void {
    this.#known.clear();
  }

  /** Forgets failed look-ups, because no event announces a newly installed package. Call it after each build. */
  forgetMisses(): void {
    for (const [key, found] of this.#known) if (!found) this.#known.delete(key);
  }

  script(specifier: string, from: string): Resolution | undefined {
    const own = this.#options.preferTypescript && !this.#layout.mountOf(from);
    const rule = own ? typescriptRule : scriptRule;
    const name = this.#packages.replacedName(specifier, from);
    if (name !== undefined) return this.#replacement(name, from);
    const found = this.#memo("script", specifier, from, rule);
    const file = found && this.#packages.replacedFile(found.id);
    return file === undefined ? found : this.#replacement(file, found?.id ?? from);
  }

  /**
   * Resolves the target of a `browser` replacement. A replacement is not replaced again.
   * @param inside the id of any module of that package
   */
  #replacement(target: string | false, inside: string): Resolution | undefined {
    if (target === false) return { id: emptyModule, clamped: false };
    if (!target.startsWith("./")) return this.#memo("script", target, inside, scriptRule);
    const id = this.#complete(`${this.#layout.mountOf(inside)?.prefix}/${target.slice(2)}`, scriptRule, false);
    return id === undefined ? undefined : { id, clamped: false };
  }

  template(specifier: string, from: string): Resolution | undefined {
    return this.#memo("template", specifier, from, templateRule);
  }

  wxs(specifier: string, from: string): Resolution | undefined {
    return this.#memo("wxs", specifier, from, wxsRule);
  }

  style(specifier: string, from: string): Resolution | undefined {
    return this.#memo("style", specifier, from, styleRule);
  }

  /** Resolves a copied file; ignores a query or fragment after the path. */
  asset(specifier: string, from: string): Resolution | undefined {
    const path = specifier.replace(/[?#].*$/s, "");
    const found = this.#memo("asset", path, from, { extensions: [], known: [], index: false, npm: false });
    if (found || !path.startsWith("/")) return found;
    const id = normalizePath(path.slice(1));
    return this.#layout.adopt(id, from) ? { id, clamped: false } : undefined;
  }

  /**
   * Resolves a component or page. Neither the path nor the returned id has an extension. A component exists if any of
   * its files exists. A folder means the `index` in it, or the file with the folder's own name.
   */
  component(specifier: string, from: string): Resolution | undefined {
    const key = `component\0${dirname(from)}\0${specifier}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const found = this.#component(specifier.replace(/\.(wxml|js|ts|json)$/, ""), from);
    this.#known.set(key, found);
    return found;
  }

  #component(specifier: string, from: string): Resolution | undefined {
    for (const base of this.#bases(specifier, from, true)) {
      const id = this.#componentAt(base.id);
      if (id !== undefined) return { id, clamped: base.clamped };
    }
    return undefined;
  }

  #componentAt(base: string): string | undefined {
    for (const path of [base, `${base}/index`, `${base}/${basename(base)}`]) {
      const parts = [".json", ".wxml", ".js", ".ts"];
      if (path !== "" && parts.some((extension) => this.#layout.has(path + extension))) return path;
    }
    return undefined;
  }

  #memo(kind: string, specifier: string, from: string, rule: PathRule): Resolution | undefined {
    const key = `${kind}\0${dirname(from)}\0${specifier}`;
    if (this.#known.has(key)) return this.#known.get(key);
    let found: Resolution | undefined;
    const folderOnly = specifier.endsWith("/");
    for (const base of this.#bases(specifier, from, rule.npm)) {
      const id = this.#complete(base.id, rule, folderOnly);
      if (id !== undefined) {
        found = { id, clamped: base.clamped };
        break;
      }
    }
    if (!found && rule.index && specifier.startsWith("/")) {
      // WeChat's `require` skips empty segments, so `/sibling` also finds a file next to the importer.
      const id = this.#complete(joinPath(dirname(from), specifier), rule, folderOnly);
      if (id !== undefined) found = { id, clamped: false };
    }
    this.#known.set(key, found);
    return found;
  }

  /** The paths that a specifier may mean, best first, possibly without extension. */
  *#bases(specifier: string, from: string, npm: boolean): Generator<Resolution> {
    if (specifier === "") return;
    const folder = dirname(from);
    const aliased = resolveAlias(this.#options.aliases, specifier);
    if (specifier.startsWith("/")) {
      // An absolute path in a package starts at the app's root, not at the package's.
      if (aliased !== undefined) yield clamp(aliased);
      yield clamp(specifier);
      yield* this.#installedInstead(clamp(specifier), from);
      return;
    }
    if (/^\.\.?(\/|$)/.test(specifier)) {
      const path = clamp(`${folder}/${specifier}`);
      yield path;
      yield* this.#installedInstead(path, from);
      // WeChat's developer tools also try an npm package of that name, and projects rely on it.
      const name = specifier.replace(/^(\.\.?\/)+/, "");
      if (npm && name !== "" && !name.startsWith(".")) {
        for (const id of this.#packages.find(name, from)) yield { id, clamped: false };
      }
      return;
    }
    if (aliased !== undefined) yield clamp(aliased);
    yield clamp(`${folder}/${specifier}`);
    if (npm) for (const id of this.#packages.find(specifier, from)) yield { id, clamped: false };
    if (folder !== "") yield clamp(specifier);
  }

  /** A path into a `miniprogram_npm` folder that does not exist means the installed package. */
  *#installedInstead(path: Resolution, from: string): Generator<Resolution> {
    const at = path.id.startsWith(`${npmFolder}/`) ? 0 : path.id.indexOf(`/${npmFolder}/`) + 1;
    if (at === 0 && !path.id.startsWith(`${npmFolder}/`)) return;
    const rest = path.id.slice(at + npmFolder.length + 1);
    for (const id of this.#packages.find(rest, from)) yield { id, clamped: false };
  }

  #complete(base: string, rule: PathRule, folderOnly: boolean): string | undefined {
    if (!folderOnly) {
      if ((rule.known.length === 0 || rule.known.includes(extname(base))) && this.#layout.has(base)) return base;
      for (const extension of rule.extensions) if (this.#layout.has(base + extension)) return base + extension;
      // Stylesheets may import each other as `x.wxss` even if only `x.less` exists.
      if (rule === styleRule && base.endsWith(".wxss")) {
        const sheet = styleExtensions.find((extension) => this.#layout.has(base.slice(0, -5) + extension));
        if (sheet !== undefined) return base.slice(0, -5) + sheet;
      }
      // The TypeScript convention: `./x.js` may mean `x.ts`.
      if (rule.index && base.endsWith(".js") && this.#layout.has(`${base.slice(0, -3)}.ts`))
        return `${base.slice(0, -3)}.ts`;
    }
    if (!rule.index) return undefined;
    for (const main of this.#packages.mainsOf(base)) {
      const id = main === base ? undefined : this.#complete(main, rule, false);
      if (id !== undefined) return id;
    }
    for (const extension of rule.extensions) {
      const id = base === "" ? `index${extension}` : `${base}/index${extension}`;
      if (this.#layout.has(id)) return id;
    }
    return undefined;
  }
}

function clamp(path: string): Resolution {
  const normal = normalizePath(path);
  if (!normal.startsWith("..")) return { id: normal, clamped: false };
  return { id: normal.replace(/^(\.\.\/?)+/, ""), clamped: true };
}
