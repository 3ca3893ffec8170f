/**
 * Source texts and positions in them.
 *
 * Every phase uses offsets (UTF-16 units into `SourceText.text`); lines and columns are computed only for display. A
 * byte order mark is removed first; line breaks stay as they are, so that offsets match what an editor shows.
 */

export interface SourceText {
  /** Displayed path: relative to the project's root, `/`-separated. */
  readonly path: string;
  readonly text: string;
}

/** Half-open range of offsets, UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** 1-based line, 1-based column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: false });

/** Decodes a file as UTF-8 without its byte order mark. Invalid bytes become U+FFFD. */
export function createSource(path: string, content: Uint8Array | string): SourceText {
  if (typeof content === "string") return { path, text: content.replace(/^\uFEFF/, "") };
  return new EncodedSource(path, content);
}

/**
 * Decodes on first access, because the text of cached files is rarely needed. A class, because an object literal would
 * create the getter anew for each file.
 */
class EncodedSource implements SourceText {
  readonly path: string;
  readonly #content: Uint8Array;
  #text: string | undefined;

  constructor(path: string, content: Uint8Array) {
    this.path = path;
    this.#content = content;
  }

  get text(): string {
    return (this.#text ??= decoder.decode(this.#content));
  }
}

const lineStartsOf = new WeakMap<SourceText, number[]>();

/** Offsets at which lines begin; LF, CRLF and a lone CR end a line. */
export function lineStarts(source: SourceText): readonly number[] {
  let starts = lineStartsOf.get(source);
  if (starts) return starts;
  starts = [0];
  const { text } = source;
  if (!text.includes("\r")) {
    // `indexOf` is much faster than a loop, especially before the JIT compiles the loop.
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
    lineStartsOf.set(source, starts);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  lineStartsOf.set(source, starts);
  return starts;
}

/** The line and column of an offset; clamps offsets beyond the end. */
export function positionAt(source: SourceText, offset: number): Position {
  const starts = lineStarts(source);
  const at = Math.max(0, Math.min(offset, source.text.length));
  const line = lineIndexAt(starts, at);
  return { line: line + 1, column: at - (starts[line] as number) + 1 };
}

/** The 0-based line that contains an offset, given the offsets at which lines start. */
export function lineIndexAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The offset of a 1-based line and column, clamped to the text. */
export function offsetAt(source: SourceText, line: number, column: number): number {
  const starts = lineStarts(source);
  const start = starts[Math.max(0, Math.min(line - 1, starts.length - 1))] ?? 0;
  return Math.min(start + Math.max(0, column - 1), source.text.length);
}

/** The text of one line (1-based) without its line break. */
export function lineText(source: SourceText, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, starts[line] ?? source.text.length).replace(/[\r\n]+$/, "");
}
