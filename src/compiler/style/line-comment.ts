/**
 * `//` is not a comment in WXSS. WeChat's compiler drops the two slashes and reads the rest of the line as CSS, or
 * rejects the stylesheet if the rest is not CSS. We do the former too; where WeChat rejects it, we treat the rest of
 * the line as the intended comment. Both give a warning.
 */

/** The offset at which parsing continues: after the slashes, or at the end of the line. */
export function lineCommentEnd(text: string, at: number): number {
  let plain = true;
  let i = at + 2;
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13 || c === 12) break;
    if (c === 47 && text.charCodeAt(i + 1) === 42) break;
    if (!isCssCharacter(c)) plain = false;
  }
  return plain ? at + 2 : i;
}

/** Letters, digits, blanks and `- _ . , : ; # { } >`. */
function isCssCharacter(c: number): boolean {
  if ((c > 96 && c < 123) || (c > 64 && c < 91) || (c > 47 && c < 60)) return true;
  return (
    c === 32 ||
    c === 9 ||
    c === 45 ||
    c === 95 ||
    c === 46 ||
    c === 44 ||
    c === 35 ||
    c === 123 ||
    c === 125 ||
    c === 62
  );
}
