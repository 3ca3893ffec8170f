/** JSON as a module: `require("./data.json")` returns the value. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Result, SourceText } from "../source/index.ts";
import type { CompiledScript } from "./compile.ts";

/** Compiles a JSON file that scripts require. An empty file means an empty object, as for every other JSON file. */
export function compileJson(source: SourceText): Result<CompiledScript> {
  if (source.text.trim() === "") return { output: { code: "module.exports={};", requires: [] }, diagnostics: [] };
  try {
    const text = JSON.stringify(JSON.parse(source.text));
    // In an object literal `__proto__` sets the prototype; in JSON it is an ordinary key.
    const value = text.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(text)})` : text;
    return { output: { code: `module.exports=${value};`, requires: [] }, diagnostics: [] };
  } catch {
    return { output: { code: "", requires: [] }, diagnostics: [complain(source)] };
  }
}

function complain(source: SourceText): Diagnostic {
  const { text } = source;
  const start = failureOffset(text);
  const found = text.codePointAt(start);
  const problem =
    found === undefined
      ? "the file ends before the value is complete"
      : `unexpected \`${String.fromCodePoint(found)}\``;
  const end = found === undefined ? start : start + (found > 0xffff ? 2 : 1);
  return createDiagnostic("script/json-syntax", { problem }, { source, span: { start, end } });
}

/**
 * The offset of the first JSON syntax error, or the text's length if the text ends too early. The message of
 * `JSON.parse` gives no reliable position: it differs between engines.
 */
function failureOffset(text: string): number {
  const reader = { text, at: 0, depth: 0 };
  readSpace(reader);
  if (!readValue(reader)) return reader.at;
  readSpace(reader);
  return reader.at;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/** Deeper than any hand-written data, and far below the engine's stack limit. */
const deepest = 1000;

/**
 * Each reader advances past what it accepts. It returns false on an error and then stays at the position of the error.
 */
function readValue(reader: Reader): boolean {
  const { text, at } = reader;
  switch (text.charAt(at)) {
    case "{":
      return readItems(reader, "}", true);
    case "[":
      return readItems(reader, "]", false);
    case '"':
      return readString(reader);
    default:
      return readPattern(reader, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  }
}

function readItems(reader: Reader, close: string, named: boolean): boolean {
  const { text } = reader;
  if (++reader.depth > deepest) return false;
  reader.at++;
  readSpace(reader);
  if (text.charAt(reader.at) === close) return leave(reader);
  for (;;) {
    if (named) {
      if (text.charAt(reader.at) !== '"' || !readString(reader)) return false;
      readSpace(reader);
      if (!readPattern(reader, /:/y)) return false;
      readSpace(reader);
    }
    if (!readValue(reader)) return false;
    readSpace(reader);
    if (text.charAt(reader.at) === close) return leave(reader);
    if (!readPattern(reader, /,/y)) return false;
    readSpace(reader);
  }
}

function leave(reader: Reader): boolean {
  reader.at++;
  reader.depth--;
  return true;
}

function readString(reader: Reader): boolean {
  const { text } = reader;
  reader.at++;
  for (;;) {
    const c = text.charCodeAt(reader.at);
    if (c === 34) break;
    if (c === 92) {
      if (!readPattern(reader, /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y)) return false;
    } else if (c >= 32) reader.at++;
    else return false; // a control character, or the end
  }
  reader.at++;
  return true;
}

function readSpace(reader: Reader): void {
  readPattern(reader, /[ \t\r\n]+/y);
}

function readPattern(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at += found[0].length;
  return found !== null;
}
