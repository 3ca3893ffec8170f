/**
 * Reads `import` and `export` clauses for the scanner: which module, which names, which exports a file has. Type-only
 * forms of TypeScript name no module that exists at run time and are skipped.
 */
import type { ScanState, ScriptDependency } from "./scan-state.ts";
import { isNameStart, isWord, literalEnd, literalValue, skipName, skipSpace, skipString } from "./lexer.ts";

type ImportedName = { readonly name: string; readonly span: { readonly start: number; readonly end: number } };

/** Reads from the token after `import`; returns the offset at which the scanner continues. */
export function readImport(scan: ScanState, at: number): number {
  const { text } = scan;
  if (isQuote(text.charCodeAt(at))) {
    scan.esm = true;
    return addModule(scan, at, [], false);
  }
  const names: ImportedName[] = [];
  let i = at;
  let onlyTypes = false;
  if (isTypeKeyword(scan, i)) {
    onlyTypes = true;
    i = skipSpace(text, i + 4);
  }
  if (isNameStart(text.charCodeAt(i))) {
    const end = skipName(text, i);
    names.push({ name: "default", span: { start: i, end } });
    i = skipSpace(text, end);
    // TypeScript's `import x = require("y")`; the scanner finds the call itself.
    if (text.charCodeAt(i) === 61) return i;
    if (text.charCodeAt(i) === 44) i = skipSpace(text, i + 1);
  }
  if (text.charCodeAt(i) === 42 /* * */) {
    const as = skipSpace(text, i + 1);
    names.push({ name: "*", span: { start: i, end: i + 1 } });
    i = skipSpace(text, skipName(text, skipSpace(text, as + 2)));
  } else if (text.charCodeAt(i) === 123 /* { */) i = readNames(scan, i + 1, (name) => names.push(name));
  if (!isWord(text, i, "from")) return i;
  const from = skipSpace(text, i + 4);
  if (!isQuote(text.charCodeAt(from))) return i;
  scan.esm = true;
  return onlyTypes ? skipString(text, from) : addModule(scan, from, names, scan.typescript);
}

/** Reads from after the word `export`; returns the offset at which the scanner continues. */
export function readExport(scan: ScanState, afterWord: number): number {
  const { text } = scan;
  const at = skipSpace(text, afterWord);
  const c = text.charCodeAt(at);
  scan.exportingVariables = false;
  if (c === 61 /* = */) {
    scan.commonjs = true;
    return at;
  }
  if (c === 58 /* : */ || c === 46 /* . */ || c === 40 /* ( */) return at;
  scan.esm = true;
  if (c === 42 /* * */) return readStar(scan, at + 1, false);
  if (c === 123 /* { */) return readExportList(scan, at + 1, false);
  if (isTypeKeyword(scan, at)) {
    const next = skipSpace(text, at + 4);
    const d = text.charCodeAt(next);
    if (d === 123) return readExportList(scan, next + 1, true);
    if (d === 42) return readStar(scan, next + 1, true);
    return addName(scan, next);
  }
  return readDeclaration(scan, at) ?? afterWord;
}

/**
 * Records the name in `export const a`, `export async function* b`, `export default` and TypeScript's forms. Returns
 * where the scanner continues, or `undefined` to continue right after `export`.
 */
function readDeclaration(scan: ScanState, at: number): number | undefined {
  const { text } = scan;
  let i = at;
  while (isNameStart(text.charCodeAt(i))) {
    const end = skipName(text, i);
    const word = text.slice(i, end);
    i = skipSpace(text, end);
    switch (word) {
      case "default":
        scan.names.add("default");
        return undefined;
      case "async":
      case "declare":
      case "abstract":
        continue;
      case "const":
      case "let":
      case "var":
        if (isWord(text, i, "enum")) continue;
        scan.exportingVariables = true;
        if (isNameStart(text.charCodeAt(i))) addName(scan, i);
        else scan.certain = false;
        // Continue after the keyword: it would end the export statement in progress.
        return i;
      case "function":
        if (text.charCodeAt(i) === 42) i = skipSpace(text, i + 1);
        addName(scan, i);
        return undefined;
      case "class":
      case "enum":
      case "interface":
      case "namespace":
      case "module":
      case "import":
        addName(scan, i);
        return undefined;
      default:
        scan.certain = false;
        return undefined;
    }
  }
  scan.certain = false;
  return undefined;
}

function readStar(scan: ScanState, at: number, onlyTypes: boolean): number {
  const { text } = scan;
  let i = skipSpace(text, at);
  const star = { start: at - 1, end: at };
  let named = false;
  if (isWord(text, i, "as")) {
    i = skipSpace(text, i + 2);
    named = true;
    i = skipSpace(text, isQuote(text.charCodeAt(i)) ? addQuoted(scan, i) : addName(scan, i));
  }
  if (!isWord(text, i, "from")) return i;
  const from = skipSpace(text, i + 4);
  if (!isQuote(text.charCodeAt(from))) return i;
  if (onlyTypes) {
    scan.certain = false;
    return skipString(text, from);
  }
  const end = addModule(scan, from, [{ name: "*", span: star }], false);
  if (!named && end > from) scan.stars.push(literalValue(text, from + 1, end - 1));
  return end;
}

function readExportList(scan: ScanState, at: number, onlyTypes: boolean): number {
  const { text } = scan;
  const names: ImportedName[] = [];
  const i = readNames(
    scan,
    at,
    (name) => names.push(name),
    (exported) => scan.names.add(exported),
  );
  if (!isWord(text, i, "from")) return i;
  const from = skipSpace(text, i + 4);
  if (!isQuote(text.charCodeAt(from))) return i;
  return onlyTypes ? skipString(text, from) : addModule(scan, from, names, scan.typescript);
}

/** Reads `a, b as c, type D, "e" as f }`; returns the offset of the token after the brace. */
function readNames(
  scan: ScanState,
  at: number,
  onName: (name: ImportedName) => void,
  onAlias: (name: string) => void = () => {},
): number {
  const { text } = scan;
  let i = skipSpace(text, at);
  while (i < text.length && text.charCodeAt(i) !== 125) {
    if (text.charCodeAt(i) === 44) {
      i = skipSpace(text, i + 1);
      continue;
    }
    let type = false;
    if (scan.typescript && isWord(text, i, "type")) {
      const next = skipSpace(text, i + 4);
      const c = text.charCodeAt(next);
      // `type` alone, or `type as x`, is a name; `type X` marks X as a type.
      if (c !== 44 && c !== 125 && !(isWord(text, next, "as") && !isWord(text, skipSpace(text, next + 2), "as"))) {
        type = true;
        i = next;
      }
    }
    const end = wordEnd(text, i);
    if (end === i) return i; // syntax error: leave it to esbuild
    const name = nameOf(text, i, end);
    if (!type) onName({ name, span: { start: i, end } });
    i = skipSpace(text, end);
    let alias = name;
    if (isWord(text, i, "as")) {
      const start = skipSpace(text, i + 2);
      const aliasEnd = wordEnd(text, start);
      if (aliasEnd === start) return start;
      alias = nameOf(text, start, aliasEnd);
      i = skipSpace(text, aliasEnd);
    }
    onAlias(alias);
    if (text.charCodeAt(i) !== 44 && text.charCodeAt(i) !== 125) return i;
  }
  return skipSpace(text, i + 1);
}

function addModule(scan: ScanState, quote: number, names: readonly ImportedName[], elidable: boolean): number {
  const end = literalEnd(scan.text, quote);
  if (end < 0) return quote; // unclosed string: leave it to esbuild
  const dependency: ScriptDependency = {
    kind: "require",
    specifier: literalValue(scan.text, quote + 1, end - 1),
    span: { start: quote + 1, end: end - 1 },
    names,
    ...(elidable ? { elidable: true } : {}),
  };
  scan.dependencies.push(dependency);
  return end;
}

/** Whether `type` at this offset makes the whole statement type-only. */
function isTypeKeyword(scan: ScanState, at: number): boolean {
  const { text } = scan;
  if (!scan.typescript || !isWord(text, at, "type")) return false;
  const next = skipSpace(text, at + 4);
  const c = text.charCodeAt(next);
  if (c === 123 || c === 42) return true;
  if (!isNameStart(c)) return false;
  // `import type from "x"` imports a value named `type`.
  return !(isWord(text, next, "from") && isQuote(text.charCodeAt(skipSpace(text, next + 4))));
}

function addName(scan: ScanState, at: number): number {
  if (!isNameStart(scan.text.charCodeAt(at))) return at;
  const end = skipName(scan.text, at);
  scan.names.add(scan.text.slice(at, end));
  return end;
}

function addQuoted(scan: ScanState, at: number): number {
  const end = skipString(scan.text, at);
  scan.names.add(literalValue(scan.text, at + 1, end - 1));
  return end;
}

const isQuote = (c: number): boolean => c === 34 || c === 39;

function wordEnd(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (isQuote(c)) return skipString(text, at);
  return at < text.length && isNameStart(c) ? skipName(text, at) : at;
}

function nameOf(text: string, start: number, end: number): string {
  return isQuote(text.charCodeAt(start)) ? literalValue(text, start + 1, end - 1) : text.slice(start, end);
}
