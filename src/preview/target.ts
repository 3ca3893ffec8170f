/**
 * Validates the path of a request.
 *
 * Works on the raw request target, because parsing it as a URL would also repair it. It is decoded only once, and
 * anything that would need a second decoding is refused. No normalization is needed, because the path is only looked up
 * in a list, never on disk.
 */

export type Target = { readonly path: string } | { readonly refused: 400 | 403 | 404; readonly reason: string };

/** Longer targets cannot be one of ours. */
const MAX_LENGTH = 4096;

/** @param target as in the request line */
export function parseTarget(target: string): Target {
  if (!target.startsWith("/")) return refuse(403, "the request target must be a path");
  if (target.length > MAX_LENGTH) return refuse(404, "the path is too long");
  if (target.includes("?")) return refuse(403, "query strings are not allowed");
  if (hasOddCharacter(target) || target.includes("#")) return refuse(403, "the path contains invalid characters");
  let path: string;
  try {
    path = decodeURIComponent(target);
  } catch {
    return refuse(400, "the path has an invalid percent-encoding");
  }
  if (hasOddCharacter(path) || path.includes("%") || path.includes(":")) {
    return refuse(403, "the path contains invalid characters");
  }
  if (path === "/") return { path };
  const segments = path.slice(1).split("/");
  // An empty last segment comes from a trailing slash.
  const inner = segments.at(-1) === "" ? segments.slice(0, -1) : segments;
  for (const segment of inner) {
    if (segment === "" || segment.startsWith(".")) return refuse(404, "no such file");
    // Short 8.3 names of Windows.
    if (/~\d/.test(segment)) return refuse(404, "no such file");
  }
  return { path };
}

/** Whether it contains backslashes or control characters. */
function hasOddCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code === 0x5c) return true;
  }
  return false;
}

function refuse(status: 400 | 403 | 404, reason: string): Target {
  return { refused: status, reason };
}
