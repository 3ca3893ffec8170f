/** The tables of a package, as far as the app side reads them. `docs/package.md` describes the files. */
import type { ComponentEntry } from "../component/space.ts";

/** `_miniapp/app.json`. */
export interface AppTable {
  readonly entryPagePath: string;
  readonly window?: Themed<WindowTable>;
  readonly tabBar?: {
    readonly custom: boolean;
    readonly list: readonly { readonly pagePath: string; readonly text?: string }[];
  };
  readonly preloadRule?: readonly { readonly page: string; readonly packages: readonly string[] }[];
  /** The app's script. */
  readonly script?: string;
  readonly style?: unknown;
  /** The main package first. */
  readonly packages: readonly PackageTable[];
  readonly plugins?: readonly string[];
}

export interface PackageTable {
  readonly name: string;
  /** Folder; `""` for the main package. */
  readonly root: string;
  readonly independent: boolean;
  readonly pages: readonly string[];
}

export interface Themed<T> {
  readonly light: T;
  readonly dark: T;
}

export type WindowTable = Readonly<Record<string, unknown>>;

/** One of `entries.json`. */
export type EntryTable = ComponentEntry;

/** The package whose folder contains a file; the deepest folder wins. */
export function packageOf({ packages }: AppTable, id: string): PackageTable | undefined {
  let found: PackageTable | undefined;
  for (const one of packages) {
    const inside = one.root === "" || id.startsWith(`${one.root}/`);
    if (inside && (!found || one.root.length > found.root.length)) found = one;
  }
  return found;
}

/** The packages that code in a package may use, in loading order. */
export function packagesFor({ packages }: AppTable, own: PackageTable): PackageTable[] {
  if (own.root === "" || own.independent) return [own];
  return [...packages.filter(({ root }) => root === ""), own];
}
