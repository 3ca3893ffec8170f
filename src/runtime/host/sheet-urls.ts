/**
 * Removes the fragments of URLs in a stylesheet: `url(a.svg#b)` becomes `url("a.svg")`. For a filter, a mask or a clip
 * path with a fragment, Firefox loads the SVG as a document, and what that document imports and shows is subject to no
 * policy: a package could send data to any server. `url(#b)` refers to the page itself and stays.
 */

const escape = String.raw`\\(?:[\da-f]{1,6}(?:\r\n|\s)?|[^])`;
const string = (quote: string): string => String.raw`${quote}(?:[^${quote}\\\n\r\f]|\\[^])*`;
/** A letter, also as an escape. */
const letter = (is: string, codes: string): string => String.raw`(?:${is}|\\0{0,4}${codes}(?:\r\n|\s)?|\\${is})`;

/** Comments, strings and escapes are only there to be skipped. */
const token = new RegExp(
  [
    String.raw`/\*[^]*?(?:\*/|$)`,
    String.raw`(?:${letter("u", "[57]5")}${letter("r", "[57]2")}${letter("l", "[46]c")}|src)\(\s*` +
      String.raw`(?:(${string('"')}|${string("'")})["']?|((?:[^)"'\\]|${escape})*))`,
    string('"') + '"?',
    string("'") + "'?",
    escape,
  ].join("|"),
  "gi",
);

export function withoutFragments(css: string): string {
  return css.replace(token, (whole, quoted: string | undefined, bare: string | undefined) => {
    const raw = quoted?.slice(1) ?? bare?.trim();
    if (raw === undefined || raw === "") return whole;
    const url = unescaped(raw);
    const end = url.indexOf("#");
    // URLs are trimmed when they are parsed.
    // eslint-disable-next-line no-control-regex
    if (end < 0 || /^[\0-\x20]*$/.test(url.slice(0, end))) return whole;
    return `url("${url.slice(0, end).replace(/[^\x20-\x7e]|["\\]/gu, hex)}"`;
  });
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([\da-f]{1,6})(?:\r\n|\s)?|(\r\n|[^]))/gi, (_, code: string | undefined, other: string) => {
    if (code === undefined) return /[\n\r\f]/.test(other) ? "" : other;
    const number = Number.parseInt(code, 16);
    return number === 0 || number > 0x10ffff ? "\ufffd" : String.fromCodePoint(number);
  });
}

function hex(character: string): string {
  return `\\${(character.codePointAt(0) as number).toString(16)} `;
}
