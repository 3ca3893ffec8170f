/** Converts diagnostics for the simulator page: plain text, including the code frame. */
import { formatFrame, formatPretty } from "../compiler/diagnostics/index.ts";
import type { Diagnostic } from "../compiler/diagnostics/index.ts";
import type { Problem } from "./protocol.ts";

/** More problems than this are not useful. */
const maxProblems = 200;

/** Columns of source that fit on a phone next to the line number. */
const phoneWidth = 38;
const maxRelated = 4;

/** Errors first; otherwise in the order of files and positions. */
export function problemsOf(diagnostics: readonly Diagnostic[]): Problem[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = diagnostics.filter(({ severity }) => severity !== "error");
  return [...errors, ...others].slice(0, maxProblems).map(toProblem);
}

function toProblem(diagnostic: Diagnostic): Problem {
  const { code, severity, message, hint = "", location, related = [] } = diagnostic;
  return {
    code,
    severity,
    message,
    hint,
    ...(location
      ? {
          file: location.file,
          line: location.start.line,
          column: location.start.column,
          frame: formatPretty([diagnostic]).trimEnd(),
          lines: formatFrame(location, { width: phoneWidth }),
        }
      : {}),
    ...(related.length > 0
      ? {
          related: related.slice(0, maxRelated).map(({ message: text, location: { file, start } }) => ({
            message: text,
            file,
            line: start.line,
            column: start.column,
          })),
        }
      : {}),
  };
}
