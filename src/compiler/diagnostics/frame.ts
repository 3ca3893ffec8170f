/**
 * Diagnostics for a terminal: message, location, code frame, hint, related locations.
 *
 * The frame has a bounded size whatever the source looks like: a few lines, each clipped to a width around the location.
 */
import type { Diagnostic, Location, Severity } from "./diagnostic.ts";
import { columnOf, layOutLine, printable } from "./width.ts";
import type { LaidOutLine } from "./width.ts";

/** Adds colour to text. The caller knows whether the terminal supports it; without a painter the text stays plain. */
export interface Painter {
  error(text: string): string;
  warning(text: string): string;
  hint(text: string): string;
  /** Line numbers and rules. */
  dim(text: string): string;
  /** Codes and locations. */
  strong(text: string): string;
}

export interface PrettyOptions {
  readonly paint?: Painter;
  /** Maximum columns of a source line; longer lines are clipped around the location. Default 100, at least 20. */
  readonly width?: number;
}

const plain: Painter = {
  error: (text) => text,
  warning: (text) => text,
  hint: (text) => text,
  dim: (text) => text,
  strong: (text) => text,
};

/** All diagnostics in the given order, each followed by an empty line; `""` for none. No summary. */
export function formatPretty(diagnostics: readonly Diagnostic[], options: PrettyOptions = {}): string {
  const { paint = plain } = options;
  const width = Math.max(20, options.width ?? 100);
  return diagnostics.map((diagnostic) => `${prettyLines(diagnostic, paint, width).join("\n")}\n\n`).join("");
}

/** Only the code frame of a location, without a trailing line break. */
export function formatFrame(location: Location, options: PrettyOptions = {}): string {
  return frameLines(location, "error", options.paint ?? plain, Math.max(20, options.width ?? 100)).join("\n");
}

const MAX_RELATED = 4;

function prettyLines(diagnostic: Diagnostic, paint: Painter, width: number): string[] {
  const { code, severity, message, hint, location, related = [] } = diagnostic;
  const lines = [`${paintSeverity(severity, severity, paint)} ${paint.strong(code)}: ${printable(message)}`];
  if (location) lines.push(`  ${positionOf(location, paint)}`, ...frameLines(location, severity, paint, width));
  for (const { message: text, location: where } of related.slice(0, MAX_RELATED)) {
    lines.push(
      `  ${printable(text).replace(/\.$/, "")}: ${positionOf(where, paint)}`,
      ...frameLines(where, undefined, paint, width),
    );
  }
  if (related.length > MAX_RELATED) lines.push(`  and ${related.length - MAX_RELATED} more places`);
  if (hint !== undefined) lines.push(`  ${paint.hint("hint:")} ${printable(hint)}`);
  return lines;
}

function positionOf({ file, start }: Location, paint: Painter): string {
  return paint.strong(`${printable(file)}:${start.line}:${start.column}`);
}

function paintSeverity(severity: Severity | undefined, text: string, paint: Painter): string {
  if (severity === undefined) return paint.hint(text);
  return severity === "error" ? paint.error(text) : paint.warning(text);
}

/** The numbered lines around a location, with carets under its first line. A related location shows only that line. */
function frameLines(location: Location, severity: Severity | undefined, paint: Painter, width: number): string[] {
  const { start, end, excerpt } = location;
  const last = excerpt.firstLine + excerpt.lines.length - 1;
  const gutter = String(last).length;
  const marked = excerpt.lines[start.line - excerpt.firstLine] ?? "";
  const base = marked.length > MAX_LINE_LENGTH ? Math.max(0, start.column - MAX_LINE_LENGTH / 2) : 0;
  const markedLine = layOutLine(marked.slice(base, base + MAX_LINE_LENGTH));
  const from = columnOf(markedLine, start.column - 1 - base);
  const to = Math.max(
    from + 1,
    end.line === start.line ? columnOf(markedLine, end.column - 1 - base) : markedLine.width,
  );
  const view = windowAround(from, to, markedLine.width, width);
  const lines: string[] = [];
  for (let line = excerpt.firstLine; line <= last; line++) {
    if (severity === undefined && line !== start.line) continue;
    const text = excerpt.lines[line - excerpt.firstLine] ?? "";
    const laid = line === start.line ? markedLine : layOutLine(text.slice(base, base + MAX_LINE_LENGTH));
    const mark = line >= start.line && line <= end.line ? paintSeverity(severity, ">", paint) : " ";
    const shown = clip(laid, view);
    lines.push(`  ${mark} ${paint.dim(`${String(line).padStart(gutter)} |`)}${shown === "" ? "" : ` ${shown}`}`);
    if (line !== start.line) continue;
    const carets = paintSeverity(severity, "^".repeat(Math.min(to, view.end) - from), paint);
    lines.push(`    ${paint.dim(`${" ".repeat(gutter)} |`)} ${" ".repeat(from - view.start)}${carets}`);
  }
  return lines;
}

/** UTF-16 units of a line to lay out at most, because minified files have lines of a megabyte. */
const MAX_LINE_LENGTH = 2000;

/** The visible columns, as a half-open range. */
interface View {
  readonly start: number;
  readonly end: number;
}

/** The whole line if it fits; otherwise a part of it with some context before the location. */
function windowAround(from: number, to: number, length: number, width: number): View {
  const needed = Math.max(length, from + 1);
  if (needed <= width) return { start: 0, end: width };
  const before = Math.max(4, Math.floor((width - (to - from)) / 3));
  const start = Math.max(0, Math.min(from - before, needed - width));
  return { start, end: start + width };
}

/** The visible part of a line. An ellipsis markedLine a cut, and spaces replace a wide character that is cut in half. */
function clip(laid: LaidOutLine, view: View): string {
  if (laid.width <= view.start) return "";
  const cutBefore = view.start > 0;
  const cutBehind = laid.width > view.end;
  const first = view.start + (cutBefore ? 1 : 0);
  const last = view.end - (cutBehind ? 1 : 0);
  let out = cutBefore ? "…" : "";
  let column = first;
  for (const cell of laid.cells) {
    if (cell.column < first) continue;
    if (cell.column + cell.width > last) break;
    out += " ".repeat(cell.column - column) + cell.text;
    column = cell.column + cell.width;
  }
  return cutBehind ? `${out}${" ".repeat(last - column)}…` : out;
}
