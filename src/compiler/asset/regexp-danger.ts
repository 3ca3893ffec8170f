/**
 * Whether a regular expression from a project's configuration may take more than polynomial time. JavaScript's engine
 * cannot be interrupted, and an untrusted pattern must not hang a build. The check is conservative: it refuses nested
 * repetition, alternatives inside repetition, back references, and very long patterns.
 */

const maxPatternLength = 200;
/** Each further unbounded repetition can multiply the time by the path's length. */
const maxRepetitions = 4;

/** Why the pattern is refused, or `undefined`. */
export function regExpDanger(pattern: string): string | undefined {
  if (pattern.length > maxPatternLength) return `it is longer than ${maxPatternLength} characters`;
  if (/\\[1-9]|\\k</.test(pattern)) return "it has a backreference, which can take very long";
  /** Per open group: whether it contains a repetition or an alternative. */
  const groups: boolean[] = [false];
  let repetitions = 0;
  let closed = false;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    const wasClosed = closed;
    closed = false;
    if (c === "\\") i++;
    else if (c === "[") i = classEnd(pattern, i);
    else if (c === "(") groups.push(false);
    else if (c === ")") {
      const risky = groups.length > 1 && (groups.pop() as boolean);
      if (risky) groups[groups.length - 1] = true;
      closed = risky;
    } else if (c === "|") groups[groups.length - 1] = true;
    else if (c === "*" || c === "+" || (c === "{" && /^\{\d+,?\d*\}/.test(pattern.slice(i)))) {
      if (wasClosed) return "it repeats a group that contains a repetition or an alternation, which can take very long";
      groups[groups.length - 1] = true;
      repetitions++;
    }
  }
  return repetitions > maxRepetitions
    ? `it has more than ${maxRepetitions} repetitions, which can take very long`
    : undefined;
}

function classEnd(pattern: string, open: number): number {
  let i = open + 1;
  while (i < pattern.length && pattern.charAt(i) !== "]") i += pattern.charAt(i) === "\\" ? 2 : 1;
  return i;
}
