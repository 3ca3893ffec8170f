/**
 * The path that a request asks for, or why it is not looked at.
 *
 * Works on the request target as it came over the wire, because whatever parses it as a URL first also repairs it. It is
 * decoded once, and what would need a second look is refused: there is no normal form to compute, and a lookup in a list
 * follows, never one on the disk.
 */

export type Target = { readonly path: string } | { readonly refused: 400 | 403 | 404; readonly reason: string };

/** Longer targets name nothing of ours. */
const MAX_LENGTH = 4096;

/** @param target as in the request line */
export function parseTarget(target: string): Target {
  if (!target.startsWith("/")) return refuse(403, "only paths of this server are served");
  if (target.length > MAX_LENGTH) return refuse(404, "the path is too long");
  if (target.includes("?")) return refuse(403, "queries are not accepted");
  if (hasOddCharacter(target) || target.includes("#"))
    return refuse(403, "the path contains characters that paths cannot have");
  let path: string;
  try {
    path = decodeURIComponent(target);
  } catch {
    return refuse(400, "the path has a bad escape");
  }
  if (hasOddCharacter(path) || path.includes("%") || path.includes(":")) {
    return refuse(403, "the path contains characters that paths cannot have");
  }
  if (path === "/") return { path };
  const segments = path.slice(1).split("/");
  // An empty last segment is a folder's slash.
  const inner = segments.at(-1) === "" ? segments.slice(0, -1) : segments;
  for (const segment of inner) {
    if (segment === "" || segment.startsWith(".")) return refuse(404, "there is no such file");
    // 8.3 names of Windows.
    if (/~\d/.test(segment)) return refuse(404, "there is no such file");
  }
  return { path };
}

/** Backslashes and control characters. */
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
