/**
 * Finds files that scripts name in strings: `{ iconPath: "/images/a.png" }`, `fs.readFile("data/x.bin")`,
 * `"/images/" + type + ".png"`. No syntax marks them, so each result is a guess that counts only if the file exists.
 * Reads *compiled* code, from which comments and dead branches are gone.
 */
import { isAssetPath } from "./media-types.ts";

export interface AssetReferences {
  /** Paths with the extension of an asset, without query or fragment; no duplicates. */
  readonly files: readonly string[];
  /**
   * Beginnings of paths that the program completes, e.g. `/images/icon-`. They match assets in the folder up to the
   * last slash whose names begin with the rest.
   */
  readonly prefixes: readonly string[];
}

/** Finds string literals that look like paths of assets, or like beginnings of such paths. */
export function findAssetReferences(code: string): AssetReferences {
  const files = new Set<string>();
  const prefixes = new Set<string>();
  extensionEnd.lastIndex = 0;
  for (let found = extensionEnd.exec(code); found; found = extensionEnd.exec(code)) {
    const end = found.index + 1 + (found[1] as string).length;
    const path = literalBefore(code, end);
    if (path !== undefined && isAssetPath(path)) files.add(path);
  }
  styleUrl.lastIndex = 0;
  for (let found = styleUrl.exec(code); found; found = styleUrl.exec(code)) {
    const path = (found[1] as string).replace(/[?#].*$/, "");
    if (isLocal(path) && isAssetPath(path)) files.add(path);
  }
  for (const pattern of [prefixEnd, stylePrefix]) {
    pattern.lastIndex = 0;
    for (let found = pattern.exec(code); found; found = pattern.exec(code)) {
      const path = found[1] as string;
      if (/[^./]\//.test(path)) prefixes.add(path);
    }
  }
  folderEnd.lastIndex = 0;
  for (let found = folderEnd.exec(code); found; found = folderEnd.exec(code)) {
    const path = literalBefore(code, found.index + 1);
    if (path !== undefined && /^[\w@./\u0080-\uffff-]+$/.test(path) && /[^./]\//.test(path)) prefixes.add(path);
  }
  return { files: [...files], prefixes: [...prefixes] };
}

/** An extension at the end of a string, or before a query. */
const extensionEnd = /\.([A-Za-z][A-Za-z0-9]{1,6})(?=["'`?#])/g;

/** `url(…)` in a string: inline styles in scripts and templates. */
const styleUrl = /url\([\\"' ]*([^\\"'()\s{}<>,;]{1,300})/g;

/** A string that contains a slash and continues with `+`, `${` or `.concat(`. */
const prefixEnd =
  /["'`]((?:\.{1,2}\/)*\/?[\w@\u0080-\uffff-][\w@./\u0080-\uffff-]*\/[\w@.\u0080-\uffff-]*|(?:\.{1,2}\/)*\/[\w@\u0080-\uffff-]+)(?:\$\{|["'`] ?(?:\+|\.concat\())/g;

/** The same after `url(`. */
const stylePrefix = /url\([\\"' ]*([\w@./\u0080-\uffff-]*)(?:\$\{|["'`] ?(?:\+|\.concat\())/g;

/** A string that ends in a slash: `{ base: "../../images/" }`, completed somewhere else. */
const folderEnd = /\/(?=["'`])/g;

const maxPathLength = 300;

const isLocal = (path: string): boolean => !path.includes("://") && !path.startsWith("//") && !path.startsWith("data:");

/** The text from the opening quote up to `end`, if there is a quote and the text may be a local path. */
function literalBefore(code: string, end: number): string | undefined {
  const stop = Math.max(0, end - maxPathLength);
  for (let i = end - 1; i >= stop; i--) {
    switch (code.charCodeAt(i)) {
      case 34: // "
      case 39: // '
      case 96: {
        // `
        const path = code.slice(i + 1, end);
        return isLocal(path) ? path : undefined;
      }
      case 10: // A path contains no line break, bracket, comma or backslash
      case 13:
      case 123:
      case 125:
      case 60:
      case 62:
      case 44:
      case 59:
      case 92:
        return undefined;
      default:
    }
  }
  return undefined;
}
