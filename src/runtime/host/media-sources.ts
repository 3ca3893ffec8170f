/**
 * Which media the host page itself may load for an app: previews of pictures, sounds, and icons given as addresses. The
 * policies of the app's frames do not apply to the host page, so `MountOptions.media` is checked here in the same way.
 */

export const defaultMedia: readonly string[] = ["https:"];

/**
 * The address to load media from; undefined if the sources do not allow it. As in the frames, a page loaded over `https:`
 * loads everything over `https:`.
 *
 * @param protocol of the host page
 */
export function mediaUrl(sources: readonly string[], address: string, protocol: string): string | undefined {
  const url = protocol === "https:" ? address.replace(/^http:/i, "https:") : address;
  return allowsMedia(sources, url) ? url : undefined;
}

/**
 * Whether a Content-Security-Policy with these sources allows to load the address. Unlike a browser, this cannot check
 * where the server redirects to.
 */
export function allowsMedia(sources: readonly string[], address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (!/^https?:$/.test(url.protocol)) return false;
  return sources.some((source) => matches(source, url));
}

function matches(source: string, url: URL): boolean {
  if (source === "*") return true;
  const [, scheme, host, port, path = ""] =
    /^(?:([a-z][a-z\d+.-]*:)(?:\/\/|$))?([^/:\s']*)(?::(\d+|\*))?(\/\S*)?$/i.exec(source) ?? [];
  if (scheme === undefined ? !host : !fitsScheme(scheme.toLowerCase(), url.protocol)) return false;
  if (!host) return !source.includes("//");
  if (!fitsHost(host.toLowerCase(), url.hostname)) return false;
  const standard = url.protocol === "https:" ? "443" : "80";
  if (port !== "*" && (port ?? standard) !== (url.port || standard)) return false;
  if (path === "" || path === "/") return true;
  return path.endsWith("/") ? url.pathname.startsWith(path) : url.pathname === path;
}

/** A source with `http:` also allows `https:`. */
function fitsScheme(scheme: string, protocol: string): boolean {
  return scheme === protocol || (scheme === "http:" && protocol === "https:");
}

function fitsHost(host: string, name: string): boolean {
  return host.startsWith("*.") ? name.endsWith(host.slice(1)) : host === "*" || host === name;
}
