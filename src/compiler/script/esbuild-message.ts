/**
 * Turns esbuild's messages into diagnostics: positions in the author's text (esbuild counts columns in UTF-8 bytes),
 * our codes, and wording for readers who do not know that esbuild is involved.
 */
import type { Message } from "esbuild";
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic, DiagnosticPosition } from "../diagnostics/index.ts";
import type { SourceText } from "../source/index.ts";
import { unclosedBracket } from "./scan.ts";

/**
 * esbuild's process ended unexpectedly (for example, killed for using too much memory). Not the fault of any script.
 */
export class ScriptCompilerStopped extends Error {
  constructor(reason: string) {
    super(`the esbuild process, which compiles the scripts, exited before it was done${reason}`);
    this.name = "ScriptCompilerStopped";
  }
}

/** The diagnostics of a failed transform. Rethrows a failure that has nothing to do with the source. */
export function fromEsbuildFailure(source: SourceText, failure: unknown, target: string): readonly Diagnostic[] {
  if (!isTransformFailure(failure)) throw stopOf(failure) ?? failure;
  return failure.errors.map((message) => {
    const position = positionOf(source, message.location);
    const related = relatedOf(source, message);
    if (message.text.startsWith("Top-level await")) return createDiagnostic("script/top-level-await", {}, position);
    if (message.text.includes("JSX syntax extension")) return createDiagnostic("script/jsx", {}, position);
    const lowering = /^Transforming (.+) to the configured target environment/.exec(message.text);
    if (lowering) return createDiagnostic("script/target", { feature: lowering[1] ?? "", target }, position);
    const language = /\.[mc]?ts$/.test(source.path) ? "TypeScript" : "JavaScript";
    if (message.text.endsWith("end of file")) {
      const opener = unclosedBracket(source);
      if (opener) related.push({ message: "This is never closed", position: { source, span: opener } });
    }
    return createDiagnostic("script/syntax-error", { language, problem: sharpen(message.text) }, position, related);
  });
}

/** Keeps only warnings about code that certainly fails at run time. The others are a linter's job. */
export function fromEsbuildWarnings(
  source: SourceText,
  warnings: readonly Message[],
  target: string,
): readonly Diagnostic[] {
  return warnings.flatMap((message) => {
    const position = positionOf(source, message.location);
    switch (message.id) {
      case "assign-to-constant":
      case "assign-to-import":
        return [
          createDiagnostic(
            "script/will-throw",
            { problem: sharpen(message.text) },
            position,
            relatedOf(source, message),
          ),
        ];
      case "bigint":
        return [createDiagnostic("script/target", { feature: "BigInt", target }, position)];
      case "empty-import-meta":
        return [createDiagnostic("script/import-meta", {}, position)];
      default:
        return [];
    }
  });
}

/** This wording is the only sign esbuild gives, for calls in progress and for later ones. */
function stopOf(failure: unknown): ScriptCompilerStopped | undefined {
  const message = failure instanceof Error ? failure.message : "";
  const match = /The service (?:was stopped|is no longer running)(: [^\n]*)?/.exec(message);
  return match ? new ScriptCompilerStopped(match[1] ?? "") : undefined;
}

function isTransformFailure(failure: unknown): failure is { errors: readonly Message[] } {
  if (typeof failure !== "object" || failure === null || !("errors" in failure)) return false;
  const { errors } = failure;
  return Array.isArray(errors) && errors.length > 0 && errors.every((error: Message) => error.location !== null);
}

function relatedOf(source: SourceText, message: Message): { message: string; position: DiagnosticPosition }[] {
  return message.notes.flatMap((note) => {
    const position = positionOf(source, note.location);
    return position ? [{ message: sharpen(note.text).replace(/:$/, ""), position }] : [];
  });
}

/** Converts esbuild's 1-based line and byte column to a span. */
function positionOf(source: SourceText, location: Message["location"]): DiagnosticPosition | undefined {
  if (!location) return undefined;
  const { text } = source;
  const line = lineOffset(text, location.line);
  const start = advanceBytes(text, line, location.column);
  const end = advanceBytes(text, start, location.length);
  return { source, span: { start, end } };
}

/** The offset of a line as esbuild counts: LF, CRLF, CR, U+2028 and U+2029 end a line. */
function lineOffset(text: string, line: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
    at += text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1;
  }
  return Math.min(at, text.length);
}

const isLineEnd = (c: number): boolean => c === 10 || c === 13 || c === 0x2028 || c === 0x2029;

function advanceBytes(text: string, start: number, bytes: number): number {
  let at = start;
  let left = bytes;
  while (left > 0 && at < text.length) {
    const c = text.codePointAt(at) as number;
    left -= c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    at += c < 0x10000 ? 1 : 2;
  }
  return at;
}

/** Rewords esbuild's sentence: no full stop, and quoted code in backticks. */
function sharpen(text: string): string {
  const known = rewordings.find(([pattern]) => pattern.test(text));
  const words = known ? text.replace(known[0], known[1]) : text;
  return words
    .replace(/"((?:[^"\\]|\\.)+)"/g, (_, inner: string) => `\`${inner.replace(/\\(.)/g, "$1")}\``)
    .replace(/[.:]$/, "");
}

const rewordings: readonly (readonly [RegExp, string])[] = [
  [/^This assignment will throw because (.+)$/, "$1"],
  [/^Unexpected end of file$/, "the file ends while a bracket, a function or a statement is still open"],
  [/^Unterminated string literal$/, "the string is not closed on its line"],
  [/^Unterminated template literal$/, "the template string is never closed"],
  [/^Unterminated regular expression$/, "the regular expression is not closed on its line"],
  [/^Expected identifier but found (.+)$/, "expected an identifier here, not $1"],
  [/^Expected (.+) but found end of file$/, "$1 is missing at the end of the file"],
  [/^Expected (.+) but found (.+)$/, "expected $1 here, not $2"],
  [/^Unexpected (.+)$/, "unexpected $1"],
  [/^Syntax error (.+)$/, "unexpected $1"],
];
