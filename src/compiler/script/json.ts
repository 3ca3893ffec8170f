/**
 * JSON as a module: `require("./data.json")` gives the value.
 */
import { parse } from "@humanwhocodes/momoa";
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Result, SourceText } from "../source/index.ts";
import type { CompiledScript } from "./compile.ts";

/** Compiles a JSON file that scripts ask for. An empty file gives an empty object, as for every other JSON file. */
export function compileJson(source: SourceText): Result<CompiledScript> {
  if (source.text.trim() === "") return { output: { code: "module.exports={};", requires: [] }, diagnostics: [] };
  try {
    const text = JSON.stringify(JSON.parse(source.text));
    // In a literal `__proto__` would set the prototype; in JSON it is a name like any other.
    const value = text.includes('"__proto__"') ? `JSON.parse(${JSON.stringify(text)})` : text;
    return { output: { code: `module.exports=${value};`, requires: [] }, diagnostics: [] };
  } catch (failure) {
    return { output: { code: "", requires: [] }, diagnostics: [locateFailure(source, failure)] };
  }
}

/** `JSON.parse` does not say where; the parser that keeps positions does. */
function locateFailure(source: SourceText, failure: unknown): Diagnostic {
  const { text } = source;
  const end = text.trimEnd().length;
  const truncated = failure instanceof Error && failure.message.includes("end of JSON input");
  const start = truncated ? end : Math.min(failureOffset(text), end);
  const found = text.codePointAt(start);
  const problem =
    found === undefined || start >= end
      ? "it ends before the value is complete"
      : `\`${String.fromCodePoint(found)}\` cannot stand here`;
  return createDiagnostic(
    "script/json-syntax",
    { problem },
    { source, span: { start, end: Math.min(start + 1, end) } },
  );
}

function failureOffset(text: string): number {
  try {
    parse(text, { mode: "json" });
  } catch (failure) {
    if (failure instanceof Error && "offset" in failure && typeof failure.offset === "number") return failure.offset;
  }
  return 0;
}
