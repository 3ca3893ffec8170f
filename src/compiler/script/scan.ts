/**
 * Finds what a script needs from other modules without parsing it: one pass over the characters that recognizes
 * strings, templates, comments and regular expressions, and looks closer only at a dozen words.
 *
 * The graph knows a script only through this scan, so it must not miss a `require` and must not invent one. If it
 * cannot be sure (a local function named `require`, a name that may be a type), it marks the dependency instead of
 * guessing. It never throws; esbuild reports syntax errors.
 */
import { extname } from "../source/index.ts";
import type { SourceText, Span } from "../source/index.ts";
import { environmentName } from "./environment.ts";
import {
  isNameStart,
  isWideSpace,
  isWord,
  skipBlockComment,
  skipLine,
  skipName,
  skipNumber,
  skipRegExp,
  skipSpace,
  skipString,
  skipTemplateChunk,
} from "./lexer.ts";
import {
  ARROW,
  BRACE,
  BRACKET,
  CLOSED,
  CONTROL,
  DOT,
  NAMES_REQUIRE,
  OBJECT,
  OPERAND,
  OPERATOR,
  OWN_REQUIRE,
  PARAMETERS,
  PAREN,
  STATEMENT,
  TEMPLATE,
  TRY,
  close,
  open,
  openBrace,
} from "./scan-brackets.ts";
import { recordCall } from "./scan-calls.ts";
import { readExport, readImport } from "./scan-module.ts";
import type { ScanState, ScriptScan } from "./scan-state.ts";
import {
  BEFORE_OPERAND,
  BEFORE_STATEMENT,
  COMMONJS,
  CONTROL_WORD,
  CREATE_WORKER,
  DECLARE,
  ENVIRONMENT,
  EXPORT,
  IMPORT,
  OTHER,
  REQUIRE,
  REQUIRE_PLUGIN,
  wordAt,
} from "./scan-words.ts";

/** Finds the dependencies and exports of a script. The file extension decides the language. */
export function scanScript(source: SourceText): ScriptScan {
  const scan = createState(source);
  scanTokens(scan, lastPlaceOfInterest(source.text));
  const { dependencies, esm, dynamicImports, constants, decorator, diagnostics } = scan;
  return {
    dependencies,
    esm,
    exports: { certain: esm && exportsAreCertain(scan), names: [...scan.names], stars: scan.stars },
    constants,
    ...(decorator ? { decorator } : {}),
    dynamicImports,
    diagnostics,
  };
}

/** Offsets of all regular expressions in the text. */
export function findPatterns(source: SourceText): ReadonlySet<number> {
  const scan = createState(source);
  const patterns = new Set<number>();
  scan.patterns = patterns;
  scanTokens(scan, source.text.length);
  return patterns;
}

/** The innermost bracket that is not closed at the end of the text. */
export function unclosedBracket(source: SourceText): Span | undefined {
  const scan = createState(source);
  const opened: number[] = [];
  scan.opened = opened;
  scanTokens(scan, source.text.length);
  const at = scan.stack.length === 0 ? undefined : opened[scan.stack.length - 1];
  return at === undefined ? undefined : { start: at, end: at + (source.text.charCodeAt(at) === 36 ? 2 : 1) };
}

function createState(source: SourceText): ScanState {
  const extension = extname(source.path);
  return {
    source,
    text: source.text,
    typescript: extension === ".ts" || extension === ".mts" || extension === ".cts" || extension === ".tsx",
    foldable: undefined,
    dependencies: [],
    dynamicImports: [],
    constants: [],
    decorator: undefined,
    diagnostics: [],
    names: new Set(),
    stars: [],
    stack: [],
    opened: undefined,
    patterns: undefined,
    previous: STATEMENT,
    esm: false,
    commonjs: false,
    certain: true,
    exportingVariables: false,
    shadows: 0,
    tries: 0,
    pending: 0,
    closed: 0,
    declaring: false,
    dynamicNoted: false,
  };
}

function scanTokens(scan: ScanState, limit: number): void {
  const { text } = scan;
  let i = text.startsWith("#!") ? skipLine(text, 0) : 0;
  while (i < limit || (scan.exportingVariables && i < text.length)) {
    const c = text.charCodeAt(i);
    if (c === 32 || (c >= 9 && c <= 13)) i++;
    else if (isNameStart(c)) i = scanName(scan, i);
    else if (c === 39 || c === 34) {
      i = skipString(text, i);
      scan.previous = OPERAND;
    } else if (c === 47) i = scanSlash(scan, i);
    else if (c === 96) i = scanTemplate(scan, i + 1);
    else if (c >= 48 && c <= 57) {
      i = skipNumber(text, i);
      scan.previous = OPERAND;
    } else if (c > 127 && isWideSpace(c)) i++;
    else i = scanPunctuator(scan, c, i);
  }
}

/**
 * A file may use both `import` and `module.exports =`. If it has no `export`, the scan may end before the latter, so a
 * text search decides.
 */
function exportsAreCertain(scan: ScanState): boolean {
  if (scan.commonjs || !scan.certain) return false;
  return scan.names.size > 0 || scan.stars.length > 0 || !scan.text.includes("exports");
}

/**
 * Where the scan may end: after the last occurrence of any word it looks for. For most scripts that is near the
 * beginning.
 */
function lastPlaceOfInterest(text: string): number {
  if (text.includes("@") && decorator.test(text)) return text.length;
  let last = -1;
  for (const word of ["require", "import", "createWorker", environmentName]) {
    last = Math.max(last, text.indexOf(word, last + 1) < 0 ? -1 : text.lastIndexOf(word));
  }
  // `exports` only matters if there is an `export`; then scan up to the last of both.
  let exported = text.indexOf("export");
  while (exported >= 0 && text.charCodeAt(exported + 6) === 115) exported = text.indexOf("export", exported + 7);
  if (exported >= 0) last = Math.max(last, text.lastIndexOf("export"), text.lastIndexOf("module"));
  return last + 1;
}

/**
 * Matches text that may be a decorator: `@name` at the beginning of a line or member. (In block comments, lines begin
 * with a star.)
 */
const decorator = /(?:^|[;{}]|\b(?:export|default))[ \t]*@[\w$]/m;

function scanSlash(scan: ScanState, at: number): number {
  const { text } = scan;
  const next = text.charCodeAt(at + 1);
  if (next === 47) return skipLine(text, at);
  if (next === 42) return skipBlockComment(text, at);
  if (operandExpected(scan)) {
    const end = skipRegExp(text, at);
    if (end > 0) {
      scan.patterns?.add(at);
      scan.previous = OPERAND;
      return end;
    }
  }
  scan.previous = OPERATOR;
  return at + 1;
}

/** Whether a value may start here, so that a slash starts a regular expression and a brace an object. */
function operandExpected(scan: ScanState): boolean {
  if (scan.previous === CLOSED) {
    return (scan.closed & PAREN) !== 0 ? (scan.closed & CONTROL) !== 0 : (scan.closed & OBJECT) === 0;
  }
  return scan.previous <= OPERATOR || scan.previous === ARROW;
}

function scanTemplate(scan: ScanState, at: number): number {
  const end = skipTemplateChunk(scan.text, at);
  if (scan.text.charCodeAt(end - 1) === 123 && end - 2 >= at) {
    open(scan, TEMPLATE, end - 2);
    scan.previous = OPERATOR;
  } else scan.previous = OPERAND;
  return end;
}

function scanPunctuator(scan: ScanState, c: number, at: number): number {
  const { text, stack } = scan;
  const next = text.charCodeAt(at + 1);
  switch (c) {
    case 40: // (
      open(scan, PAREN | (scan.pending & (CONTROL | PARAMETERS)), at);
      scan.pending = 0;
      break;
    case 91: // [
      open(scan, BRACKET, at);
      break;
    case 123: // {
      openBrace(scan, at);
      return at + 1;
    case 41: // )
    case 93: // ]
      return close(scan, at);
    case 125: // }
      return (stack[stack.length - 1] ?? 0) & TEMPLATE ? closeTemplate(scan, at) : close(scan, at);
    case 46: // .
      if (next === 46) {
        scan.previous = OPERATOR;
        return at + 3;
      }
      if (next >= 48 && next <= 57) {
        scan.previous = OPERAND;
        return skipNumber(text, at);
      }
      scan.previous = DOT;
      return at + 1;
    case 35: // #: treat a private name like a property
      scan.previous = DOT;
      return at + 1;
    case 64: // @
      scan.decorator ??= { start: at, end: skipName(text, at) };
      break;
    case 43: // ++
    case 45: // -- as well: neither changes what a following slash means, as in `a++ / b`
      if (next === c) return at + 2;
      break;
    case 61: // =>
      if (next === 62) {
        if (scan.previous !== CLOSED) scan.closed = 0;
        scan.previous = ARROW;
        return at + 2;
      }
      break;
    case 60: // <!--
      if (next === 33 && text.startsWith("<!--", at)) return skipLine(text, at);
      break;
    case 44: // ,
      if (scan.exportingVariables && stack.length === 0) scan.certain = false;
      break;
    case 59: // ;
      if (stack.length === 0) scan.exportingVariables = false;
      scan.pending = 0;
      scan.previous = STATEMENT;
      return at + 1;
    default:
  }
  scan.previous = OPERATOR;
  return at + 1;
}

function closeTemplate(scan: ScanState, at: number): number {
  scan.stack.pop();
  return scanTemplate(scan, at + 1);
}

function scanName(scan: ScanState, at: number): number {
  const { text } = scan;
  const end = skipName(text, at);
  const word = wordAt(text, at, end - at);
  const afterDot = scan.previous === DOT;
  scan.previous = OPERAND;
  if (word === OTHER) {
    if (scan.typescript) scan.declaring = isWord(text, at, "declare");
    return end;
  }
  if (afterDot) {
    if (word === CREATE_WORKER) recordCall(scan, "worker", end);
    return end;
  }
  switch (word) {
    case BEFORE_OPERAND:
      scan.previous = OPERATOR;
      break;
    case BEFORE_STATEMENT:
      scan.previous = STATEMENT;
      if (text.charCodeAt(at) === 116 /* try */ && text.charCodeAt(skipSpace(text, end)) === 123) scan.pending |= TRY;
      break;
    case CONTROL_WORD:
      if (text.charCodeAt(skipSpace(text, end)) === 40) scan.pending = CONTROL;
      break;
    case DECLARE:
      noteDeclaration(scan, at, end);
      break;
    case COMMONJS:
      scan.commonjs = true;
      break;
    case REQUIRE:
      return scanRequire(scan, end);
    case REQUIRE_PLUGIN:
      recordCall(scan, "plugin", isWord(text, end, ".async") ? end + 6 : end);
      break;
    case CREATE_WORKER:
      recordCall(scan, "worker", end);
      break;
    case ENVIRONMENT:
      noteConstant(scan, at, end);
      break;
    case IMPORT:
      return scanImport(scan, at, end);
    case EXPORT:
      if (scan.stack.length === 0) return readExport(scan, end);
      break;
    default:
  }
  return end;
}

/** `var require`, `function require`: up to the end of the block, the name is the file's own. */
function noteDeclaration(scan: ScanState, at: number, end: number): void {
  const { text, stack } = scan;
  const isFunction = text.charCodeAt(at) === 102; /* f */
  if (isFunction) scan.pending = PARAMETERS;
  else if (stack.length === 0) scan.exportingVariables = false;
  const declared = scan.declaring;
  scan.declaring = false;
  if (declared || !isWord(text, skipSpace(text, end), "require")) return;
  let i = stack.length - 1;
  while (i >= 0 && ((stack[i] as number) & BRACE) === 0) i--;
  if (i < 0) scan.shadows++;
  else if (((stack[i] as number) & OWN_REQUIRE) === 0) {
    stack[i] = (stack[i] as number) | OWN_REQUIRE;
    scan.shadows++;
  }
}

function scanRequire(scan: ScanState, end: number): number {
  const { text, stack } = scan;
  const next = skipSpace(text, end);
  const c = text.charCodeAt(next);
  if (c === 40) recordCall(scan, "require", next);
  else if (c === 46 && isWord(text, skipSpace(text, next + 1), "async")) {
    recordCall(scan, "require-async", skipSpace(text, next + 1) + 5);
  } else if (c === 61 && text.charCodeAt(next + 1) === 62) {
    scan.previous = ARROW;
    scan.closed = PAREN | NAMES_REQUIRE;
    return next + 2;
  } else if (c === 44 || c === 41 || c === 61 || c === 58) {
    const top = stack[stack.length - 1] ?? 0;
    if (top & PAREN) stack[stack.length - 1] = top | NAMES_REQUIRE;
  }
  return end;
}

function noteConstant(scan: ScanState, at: number, end: number): void {
  const { text } = scan;
  const next = skipSpace(text, end);
  const start = text.charCodeAt(next) === 46 ? skipSpace(text, next + 1) : 0;
  if (start > 0 && isNameStart(text.charCodeAt(start))) {
    const nameEnd = skipName(text, start);
    scan.constants.push({ name: text.slice(start, nameEnd), span: { start, end: nameEnd } });
  } else scan.constants.push({ span: { start: at, end } });
}

function scanImport(scan: ScanState, at: number, end: number): number {
  const next = skipSpace(scan.text, end);
  const c = scan.text.charCodeAt(next);
  if (c === 40) {
    scan.dynamicImports.push(at);
    recordCall(scan, "dynamic-import", next);
    return end;
  }
  return scan.stack.length === 0 && c !== 46 && c !== 58 ? readImport(scan, next) : end;
}
