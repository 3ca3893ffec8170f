/**
 * JSON files with positions.
 *
 * A project has a thousand small JSON files and almost none needs a position, so `JSON.parse` reads the text first, and
 * a syntax tree is built only when a position is requested. What WeChat's own tools accept or people write by habit (a
 * byte order mark, an empty file, comments, duplicate keys) is read with a warning.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText, Span } from "../source/text.ts";
import { createPositions } from "./json-positions.ts";
import type { Positions } from "./json-positions.ts";
import { carefulScan, maximumDepth, quickScan } from "./json-scan.ts";
import type { CarefulScan } from "./json-scan.ts";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export interface JsonDocument {
  readonly source: SourceText;
  /** `{}` if the file is empty or invalid. A key `__proto__` is an ordinary own property. */
  readonly value: JsonValue;
  /** The file contains only white space. */
  readonly empty: boolean;
  /** The text is not valid JSON, so `value` does not reflect what the author wrote. */
  readonly broken: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The position of a value (of a string, including its quotes). `pointer` is a JSON Pointer (RFC 6901), e.g.
   * `/tabBar/list/0/text`. If it does not exist, the position of the nearest enclosing value.
   */
  spanOf(pointer: string): Span;
  /** The position of the key of a value; for array elements and the root, of the value itself. */
  keySpanOf(pointer: string): Span;
}

/** Reads a JSON file. Never throws; problems in the text are in `diagnostics`. */
export function parseJson(source: SourceText): JsonDocument {
  const { text } = source;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return text.trim() === "" ? createDocument(source, {}, [], "empty") : parseTolerantly(source);
  }
  const scan = quickScan(text);
  if (scan.depth > maximumDepth) return tooDeep(source);
  const diagnostics = scan.members === countMembers(value) ? noDiagnostics : duplicateKeys(source, carefulScan(text));
  return createDocument(source, value, diagnostics, "fine");
}

const noDiagnostics: readonly Diagnostic[] = Object.freeze([]);

function parseTolerantly(source: SourceText): JsonDocument {
  const scan = carefulScan(source.text);
  if (scan.depth > maximumDepth) return tooDeep(source);
  const diagnostics: Diagnostic[] = [];
  const comment = scan.comments[0];
  if (comment) diagnostics.push(createDiagnostic("manifest/json-comment", {}, { source, span: comment }));
  for (const span of scan.trailingCommas) {
    const reason = `there is a trailing comma before \`${nextSign(source.text, span.end, scan)}\``;
    diagnostics.push(createDiagnostic("manifest/json-syntax", { reason }, { source, span }));
  }
  diagnostics.push(...duplicateKeys(source, scan));
  if (!scan.fault) {
    try {
      const text = blank(source.text, [...scan.comments, ...scan.trailingCommas]);
      return createDocument(source, JSON.parse(text) as JsonValue, diagnostics, "fine");
    } catch {
      // The scan accepts something that JSON.parse rejects: report it without a position.
    }
  }
  const fault = scan.fault ?? { start: 0, end: source.text.length, reason: "the file is not valid JSON" };
  diagnostics.push(createDiagnostic("manifest/json-syntax", { reason: fault.reason }, { source, span: fault }));
  return createDocument(source, {}, diagnostics, "broken");
}

function createDocument(
  source: SourceText,
  value: JsonValue,
  diagnostics: readonly Diagnostic[],
  state: "fine" | "empty" | "broken",
): JsonDocument {
  let positions: Positions | undefined;
  const find = () => (positions ??= createPositions(source.text));
  const whole = { start: 0, end: source.text.length };
  return {
    source,
    value,
    empty: state === "empty",
    broken: state === "broken",
    diagnostics,
    spanOf: (pointer) => (state === "fine" ? find().spanOf(pointer) : whole),
    keySpanOf: (pointer) => (state === "fine" ? find().keySpanOf(pointer) : whole),
  };
}

function tooDeep(source: SourceText): JsonDocument {
  const span = { start: 0, end: Math.min(1, source.text.length) };
  const diagnostic = createDiagnostic("manifest/json-depth", { maximum: maximumDepth }, { source, span });
  return createDocument(source, {}, [diagnostic], "broken");
}

function duplicateKeys(source: SourceText, scan: CarefulScan): Diagnostic[] {
  return scan.duplicates.map((span) =>
    createDiagnostic("manifest/duplicate-key", { key: span.key }, { source, span }, [
      { message: "The earlier key, which is ignored.", position: { source, span: span.first } },
    ]),
  );
}

function countMembers(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) count += countMembers(item);
    return count;
  }
  for (const key of Object.keys(value)) count += 1 + countMembers((value as JsonObject)[key] as JsonValue);
  return count;
}

function blank(text: string, spans: readonly Span[]): string {
  let out = "";
  let from = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    out += text.slice(from, start) + " ".repeat(end - start);
    from = end;
  }
  return out + text.slice(from);
}

/** The `}` or `]` after a trailing comma. */
function nextSign(text: string, from: number, scan: CarefulScan): string {
  let at = from;
  for (;;) {
    const comment = scan.comments.find((span) => span.start === at);
    if (comment) at = comment.end;
    else if (/\s/.test(text.charAt(at))) at++;
    else return text.charAt(at);
  }
}
