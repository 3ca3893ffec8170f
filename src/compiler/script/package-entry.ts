/**
 * Finds the files of an npm package from its package.json.
 *
 * Mini-program packages name the folder of their native files in `miniprogram`; plain JavaScript packages have `main`,
 * `browser` or `exports`. A mini-program has neither Node.js nor a DOM. If a package offers a choice, prefer the
 * browser variant, because one that needs Node.js can never work.
 */
import { normalizePath } from "../source/index.ts";

export interface PackageEntry {
  /** Folder of the native files, without leading or trailing slash. */
  readonly miniprogramDir?: string;
  /** The file (or folder, or file without extension) that the bare package name resolves to. */
  readonly main?: string;
  /** Where to look if `main` does not exist, best first. */
  readonly alternatives: readonly string[];
  /**
   * `browser` as an object: what replaces a file or package; `false` means an empty module. Files are written `./path`,
   * relative to the package's folder.
   */
  readonly replacements: Readonly<Record<string, string | false>>;
}

/** Reads the relevant fields of package.json; any of them may be missing or of the wrong type. */
export function packageEntry(packageJson: unknown): PackageEntry {
  const fields = asObject(packageJson);
  const miniprogram = typeof fields["miniprogram"] === "string" ? normalizePath(fields["miniprogram"]) : "";
  const candidates = [
    ...exportTargets(fields["exports"], "."),
    ...[fields["browser"], fields["main"], fields["module"]].flatMap((value) =>
      typeof value === "string" && value !== "" ? [normalizePath(value)] : [],
    ),
  ].filter((path, index, all) => path !== "" && !path.startsWith("..") && all.indexOf(path) === index);
  const [main, ...alternatives] = candidates;
  return {
    ...(miniprogram === "" || miniprogram.startsWith("..") ? {} : { miniprogramDir: miniprogram }),
    ...(main === undefined ? {} : { main }),
    alternatives,
    replacements: browserReplacements(fields["browser"]),
  };
}

/**
 * The files that `name/subpath` may mean, best first: the target from `exports`, if any, then the path itself.
 * (WeChat's npm build ignores `exports`, and apps import files that `exports` would forbid.)
 */
export function packageSubpath(packageJson: unknown, subpath: string): readonly string[] {
  const path = normalizePath(subpath);
  return [...new Set([...exportTargets(asObject(packageJson)["exports"], `./${path}`), path])];
}

/** Conditions that hold in a mini-program. CommonJS comes before ES modules, as `require` would choose. */
const passes: readonly (readonly string[])[] = [
  ["miniprogram", "browser", "require", "default"],
  ["miniprogram", "browser", "import", "module", "default"],
];

function exportTargets(exports: unknown, subpath: string): string[] {
  if (exports === undefined || exports === null) return [];
  const found = subpathTarget(exports, subpath);
  if (!found) return [];
  return passes.flatMap((conditions) => {
    const target = chooseTarget(found.target, conditions);
    return target === undefined ? [] : [normalizePath(target.replaceAll("*", found.star))];
  });
}

function subpathTarget(exports: unknown, subpath: string): { target: unknown; star: string } | undefined {
  const table = asObject(exports);
  const keys = Object.keys(table);
  if (!keys.some((key) => key.startsWith("."))) return subpath === "." ? { target: exports, star: "" } : undefined;
  if (subpath in table) return { target: table[subpath], star: "" };
  let best: { target: unknown; star: string; length: number } | undefined;
  for (const key of keys) {
    const at = key.indexOf("*");
    if (at < 0) continue;
    const tail = key.slice(at + 1);
    const fits = subpath.startsWith(key.slice(0, at)) && subpath.endsWith(tail) && subpath.length >= key.length - 1;
    if (fits && (!best || at > best.length)) {
      best = { target: table[key], star: subpath.slice(at, subpath.length - tail.length), length: at };
    }
  }
  return best;
}

/** Node.js's rule: the first condition, in the package's order, that holds and has a target. */
function chooseTarget(target: unknown, conditions: readonly string[]): string | undefined {
  if (typeof target === "string") return target.startsWith("./") ? target : undefined;
  if (Array.isArray(target)) {
    for (const item of target) {
      const chosen = chooseTarget(item, conditions);
      if (chosen !== undefined) return chosen;
    }
    return undefined;
  }
  const table = asObject(target);
  for (const key of Object.keys(table)) {
    const chosen = conditions.includes(key) ? chooseTarget(table[key], conditions) : undefined;
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

function browserReplacements(browser: unknown): Record<string, string | false> {
  const replacements: Record<string, string | false> = {};
  for (const [from, to] of Object.entries(asObject(browser))) {
    const key = fileOrName(from);
    const target = typeof to === "string" ? fileOrName(to) : to;
    if (key !== undefined && (target === false || typeof target === "string")) replacements[key] = target;
  }
  return replacements;
}

/** A file as `./path`, a package name as it is; `undefined` for a file outside of the package. */
function fileOrName(text: string): string | undefined {
  if (!text.startsWith(".")) return text;
  const path = normalizePath(text);
  return path.startsWith("..") ? undefined : `./${path}`;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
