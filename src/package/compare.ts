/** Compares two packages by their manifests alone. */
import { compareUtf8 } from "./verify/bytes.ts";
import { domainKinds } from "./verify/manifest.ts";
import type { PackageDomains, PackageManifest, PackageSubpackage } from "./verify/manifest.ts";

export interface PackageComparison {
  /** Plain fields that differ, such as `versionName` or `build.target`; `null` where a field is missing. */
  readonly fields: readonly FieldChange[];
  readonly permissions: ListChange;
  /** Contains only the kinds that differ. */
  readonly domains: Readonly<Partial<Record<keyof PackageDomains, ListChange>>>;
  /** npm packages as `name@version`. */
  readonly dependencies: ListChange;
  /** Contains only the subpackages that differ. */
  readonly subpackages: readonly SubpackageChange[];
  /** Sorted by subpackage, then path. */
  readonly files: readonly FileChange[];
}

export interface FieldChange {
  readonly field: string;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

export interface ListChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface SubpackageChange {
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  /** Compressed bytes; 0 if the subpackage is missing. */
  readonly size: Change;
  readonly unpackedSize: Change;
  /** Set only if they differ. */
  readonly root?: { readonly from: string; readonly to: string };
  readonly independent?: { readonly from: boolean; readonly to: boolean };
}

export interface FileChange {
  readonly subpackage: string;
  readonly path: string;
  readonly change: "added" | "removed" | "changed";
  /** Bytes; 0 if the file is missing. */
  readonly size: Change;
}

export interface Change {
  readonly from: number;
  readonly to: number;
}

/** Compares two manifests. Two packages with the same digest can differ only in their compression. */
export function comparePackages(from: PackageManifest, to: PackageManifest): PackageComparison {
  const domains: { -readonly [K in keyof PackageDomains]: ListChange } = {};
  for (const kind of domainKinds) {
    const change = compareLists(from.domains[kind] ?? [], to.domains[kind] ?? []);
    if (!isEmpty(change)) domains[kind] = change;
  }
  const pairs = pairByKey(from.subpackages, to.subpackages, (subpackage) => subpackage.name);
  return {
    fields: compareFields(from, to),
    permissions: compareLists(from.permissions, to.permissions),
    domains,
    dependencies: compareLists(dependencyNames(from), dependencyNames(to)),
    subpackages: pairs.flatMap(([a, b]) => compareSubpackages(a, b)),
    files: pairs.flatMap(([a, b]) => compareFiles(a, b)),
  };
}

/** Whether nothing was added or removed. */
export function isEmpty(change: ListChange): boolean {
  return change.added.length === 0 && change.removed.length === 0;
}

function compareFields(from: PackageManifest, to: PackageManifest): FieldChange[] {
  const a = plainFields(from);
  const b = plainFields(to);
  return Object.keys(a)
    .filter((field) => a[field] !== b[field])
    .map((field) => ({ field, from: a[field] ?? null, to: b[field] ?? null }));
}

function plainFields(manifest: PackageManifest): Record<string, string | number | null> {
  return {
    appId: manifest.appId,
    versionName: manifest.versionName,
    versionCode: manifest.versionCode,
    abi: manifest.abi,
    minPlatform: manifest.minPlatform ?? null,
    "build.compiler": manifest.build.compiler,
    "build.target": manifest.build.target,
    "build.mode": manifest.build.mode,
  };
}

function dependencyNames(manifest: PackageManifest): string[] {
  return manifest.build.dependencies.map(({ name, version }) => `${name}@${version}`);
}

function compareLists(from: readonly string[], to: readonly string[]): ListChange {
  const a = new Set(from);
  const b = new Set(to);
  return { added: to.filter((item) => !a.has(item)), removed: from.filter((item) => !b.has(item)) };
}

type Pair<T> = readonly [T | undefined, T | undefined];

/** Pairs the items of both lists by key, sorted by key with `main` first. */
function pairByKey<T>(from: readonly T[], to: readonly T[], keyOf: (item: T) => string): Pair<T>[] {
  const a = new Map(from.map((item) => [keyOf(item), item]));
  const b = new Map(to.map((item) => [keyOf(item), item]));
  return [...new Set([...a.keys(), ...b.keys()])]
    .toSorted((x, y) => Number(y === "main") - Number(x === "main") || compareUtf8(x, y))
    .map((key) => [a.get(key), b.get(key)]);
}

function compareSubpackages(a: PackageSubpackage | undefined, b: PackageSubpackage | undefined): SubpackageChange[] {
  const some = b ?? a;
  if (!some || (a && b && a.digest === b.digest && a.root === b.root && a.independent === b.independent)) return [];
  return [
    {
      name: some.name,
      change: kindOf(a, b),
      size: { from: a?.size ?? 0, to: b?.size ?? 0 },
      unpackedSize: { from: a?.unpackedSize ?? 0, to: b?.unpackedSize ?? 0 },
      ...(a && b && a.root !== b.root ? { root: { from: a.root, to: b.root } } : {}),
      ...(a && b && a.independent !== b.independent ? { independent: { from: a.independent, to: b.independent } } : {}),
    },
  ];
}

function compareFiles(a: PackageSubpackage | undefined, b: PackageSubpackage | undefined): FileChange[] {
  const subpackage = b?.name ?? a?.name ?? "";
  const changes: FileChange[] = [];
  for (const [x, y] of pairByKey(a?.files ?? [], b?.files ?? [], (file) => file.path)) {
    if (x?.sha256 === y?.sha256) continue;
    const path = y?.path ?? x?.path ?? "";
    changes.push({ subpackage, path, change: kindOf(x, y), size: { from: x?.size ?? 0, to: y?.size ?? 0 } });
  }
  return changes;
}

function kindOf(a: unknown, b: unknown): "added" | "removed" | "changed" {
  return a === undefined ? "added" : b === undefined ? "removed" : "changed";
}
