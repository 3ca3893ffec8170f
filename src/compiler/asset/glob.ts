/**
 * Glob patterns of `packOptions`: `*` and `?` within a path segment, `**` across segments, `[a-z]`, `{a,b}`.
 *
 * The matcher remembers where it failed, so its time is at most pattern length × path length per brace alternative.
 */

/** Whether the whole path matches the pattern. Neither begins with a slash. */
export function matchesGlob(pattern: string, path: string): boolean {
  return expandBraces(pattern).some((plain) => matchPlain(plain, path));
}

/** Beyond this many alternatives, braces are literal text. */
const maxAlternatives = 64;

function expandBraces(pattern: string): readonly string[] {
  let open: readonly string[] = [pattern];
  for (;;) {
    const next = open.flatMap((text) => expandOne(text));
    if (next.length > maxAlternatives) return open;
    if (next.length === open.length && next.every((text, index) => text === open[index])) return next;
    open = next;
  }
}

/** Expands the first innermost `{a,b}`; braces without a comma are literal text. */
function expandOne(text: string): readonly string[] {
  const found = /\{([^{},]*(?:,[^{},]*)+)\}/.exec(text);
  if (!found) return [text];
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return (found[1] as string).split(",").map((choice) => before + choice + after);
}

function matchPlain(pattern: string, path: string): boolean {
  const failed = new Set<number>();
  const width = path.length + 1;
  const match = (p: number, s: number): boolean => {
    const key = p * width + s;
    if (failed.has(key)) return false;
    const found = matchAt(pattern, path, p, s, match);
    if (!found) failed.add(key);
    return found;
  };
  return match(0, 0);
}

function matchAt(
  pattern: string,
  path: string,
  p: number,
  s: number,
  match: (p: number, s: number) => boolean,
): boolean {
  if (p === pattern.length) return s === path.length;
  const c = pattern.charAt(p);
  if (c === "*") {
    if (pattern.charAt(p + 1) === "*") {
      // `**/` may also match no folder at all.
      const rest = pattern.charAt(p + 2) === "/" ? p + 3 : p + 2;
      if (match(rest, s)) return true;
      return s < path.length && match(p, s + 1);
    }
    if (match(p + 1, s)) return true;
    return s < path.length && path.charAt(s) !== "/" && match(p, s + 1);
  }
  if (s === path.length) return false;
  const d = path.charAt(s);
  if (c === "?") return d !== "/" && match(p + 1, s + 1);
  const close = c === "[" ? pattern.indexOf("]", p + 2) : -1;
  if (close > 0) return d !== "/" && inClass(pattern.slice(p + 1, close), d) && match(close + 1, s + 1);
  return c === d && match(p + 1, s + 1);
}

function inClass(set: string, c: string): boolean {
  const negated = set.startsWith("!") || set.startsWith("^");
  let found = false;
  for (let i = negated ? 1 : 0; i < set.length; i++) {
    if (set.charAt(i + 1) === "-" && i + 2 < set.length) {
      if (set.charAt(i) <= c && c <= set.charAt(i + 2)) found = true;
      i += 2;
    } else if (set.charAt(i) === c) found = true;
  }
  return found !== negated;
}
