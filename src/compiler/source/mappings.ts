/**
 * Writes the `mappings` of a source map directly as text. Source map libraries keep an array per segment and a buffer
 * per map, which dominates the time for thousands of small maps.
 */

/**
 * Segments must be added in the order of the generated text. Lines and columns count from 0, columns in UTF-16 units.
 */
export class MappingsWriter {
  #text = "";
  #isLineEmpty = true;
  #line = 0;
  #column = 0;
  #source = 0;
  #sourceLine = 0;
  #sourceColumn = 0;

  /** Adds a segment; skips it if it maps to the same position as the previous segment on its line. */
  add(line: number, column: number, source: number, sourceLine: number, sourceColumn: number): void {
    if (line > this.#line) {
      this.#text += ";".repeat(line - this.#line);
      this.#line = line;
      this.#column = 0;
      this.#isLineEmpty = true;
    }
    if (!this.#isLineEmpty) {
      const isSame = source === this.#source && sourceLine === this.#sourceLine && sourceColumn === this.#sourceColumn;
      if (isSame) return;
      this.#text += ",";
    }
    const columns = writeVlq(column - this.#column) + writeVlq(source - this.#source);
    this.#text += columns + writeVlq(sourceLine - this.#sourceLine) + writeVlq(sourceColumn - this.#sourceColumn);
    this.#isLineEmpty = false;
    this.#column = column;
    this.#source = source;
    this.#sourceLine = sourceLine;
    this.#sourceColumn = sourceColumn;
  }

  /** The `mappings` of a version 3 source map. */
  finish(): string {
    return this.#text;
  }
}

/** The base64 digits of VLQ, by value. */
export const vlqDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A number as base64 VLQ, with its sign in the lowest bit. */
export function writeVlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  if (rest < 32) return vlqDigits.charAt(rest);
  let text = "";
  do {
    let digit = rest & 31;
    rest >>>= 5;
    if (rest > 0) digit |= 32;
    text += vlqDigits.charAt(digit);
  } while (rest > 0);
  return text;
}
