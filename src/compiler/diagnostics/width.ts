/**
 * Makes source text safe and measurable for a terminal: tabs become spaces, wide characters take two columns, and
 * characters that could move the cursor or reorder the line are replaced. Source files are untrusted input.
 */

/** A line ready to print, with the column of each of its UTF-16 units. */
export interface LaidOutLine {
  /** The characters in order, each with its first column (0-based) and its width (0, 1 or 2; up to 4 for a tab). */
  readonly cells: readonly Cell[];
  /** Width of the whole line in columns. */
  readonly width: number;
}

export interface Cell {
  readonly text: string;
  /** Offset in the line and length there, UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  readonly column: number;
  readonly width: number;
}

const TAB = 4;

/** Lays out one line (without its line break). */
export function layOutLine(line: string): LaidOutLine {
  const cells: Cell[] = [];
  let column = 0;
  let offset = 0;
  for (const character of line) {
    const code = character.codePointAt(0) as number;
    const width = code === 9 ? TAB - (column % TAB) : isHidden(code) ? 1 : widthOf(code);
    const text = code === 9 ? " ".repeat(width) : isHidden(code) ? "\uFFFD" : character;
    cells.push({ text, offset, length: character.length, column, width });
    column += width;
    offset += character.length;
  }
  return { cells, width: column };
}

/** The column where the UTF-16 unit at `offset` starts; the line's width for offsets at or past its end. */
export function columnOf(laid: LaidOutLine, offset: number): number {
  for (const cell of laid.cells) if (offset < cell.offset + cell.length) return cell.column;
  return laid.width;
}

/** The text of a message or path on one line, without control characters. */
export function printable(text: string): string {
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    out += code === 9 || code === 10 || code === 13 ? " " : isHidden(code) ? "\uFFFD" : character;
  }
  return out;
}

/** Control characters, invisible characters, and characters that change the text direction. */
function isHidden(code: number): boolean {
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return true;
  if (code < 0x200b) return code === 0xad || code === 0x61c || code === 0x180e;
  return (
    (code >= 0x200b && code <= 0x200f && code !== 0x200d) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    (code >= 0xd800 && code <= 0xdfff)
  );
}

/** Columns of a character: 2 for Unicode's East Asian wide and full-width, 0 for combining characters, else 1. */
function widthOf(code: number): number {
  if (code < 0x300) return 1;
  if (inRanges(COMBINING, code)) return 0;
  return code >= 0x1100 && inRanges(WIDE, code) ? 2 : 1;
}

function inRanges(ranges: readonly number[], code: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    if (code < (ranges[i] as number)) return false;
    if (code <= (ranges[i + 1] as number)) return true;
  }
  return false;
}

/** First and last code point of each range, ascending: common combining marks, joiners and variation selectors. */
const COMBINING = [
  0x300, 0x36f, 0x483, 0x489, 0x591, 0x5bd, 0x610, 0x61a, 0x64b, 0x65f, 0x93c, 0x93c, 0x94d, 0x94d, 0xe31, 0xe31, 0xe34,
  0xe3a, 0xe47, 0xe4e, 0x1ab0, 0x1aff, 0x1dc0, 0x1dff, 0x200d, 0x200d, 0x20d0, 0x20f0, 0x302a, 0x302d, 0x3099, 0x309a,
  0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0x1f3fb, 0x1f3ff, 0xe0100, 0xe01ef,
];

/** Hangul, CJK, kana, full-width forms and emoji, in the same form. */
const WIDE = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648, 0x2653,
  0x26a1, 0x26a1, 0x26bd, 0x26be, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c, 0x2753, 0x2755,
  0x2757, 0x2757, 0x2795, 0x2797, 0x2b50, 0x2b50, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff,
  0xa000, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff00, 0xff60,
  0xffe0, 0xffe6, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f200, 0x1f320, 0x1f32d,
  0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0, 0x1f7eb, 0x1f90c, 0x1f9ff, 0x1fa70, 0x1faff, 0x20000, 0x3fffd,
];
