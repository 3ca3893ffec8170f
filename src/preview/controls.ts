/** Replaces control characters: text from a browser must not contain escape sequences, because terminals obey them. */
export function stripControlCharacters(text: string): string {
  let clean = "";
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const isControl = (code < 0x20 && code !== 0x0a && code !== 0x09) || (code >= 0x7f && code < 0xa0);
    // Marks that change the text direction could make a line look like another.
    const isBidi = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    clean += isControl || isBidi ? "�" : char;
  }
  return clean;
}
