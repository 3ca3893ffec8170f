/** Diagnostics as the simulator page shows them: plain text, the frame included. */
import { formatFrame, formatPretty } from "../compiler/diagnostics/index.ts";
import type { Diagnostic } from "../compiler/diagnostics/index.ts";
import type { Problem } from "./protocol.ts";

/** A page that lists more is of no use to anybody. */
const limit = 200;

/** Columns of source that fit on a phone beside the line's number. */
const phoneWidth = 38;
const mostRelated = 4;

/** Errors first, in the order of files and places otherwise. */
export function problemsOf(diagnostics: readonly Diagnostic[]): Problem[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = diagnostics.filter(({ severity }) => severity !== "error");
  return [...errors, ...others].slice(0, limit).map(toProblem);
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
          related: related.slice(0, mostRelated).map(({ message: text, location: { file, start } }) => ({
            message: text,
            file,
            line: start.line,
            column: start.column,
          })),
        }
      : {}),
  };
}
