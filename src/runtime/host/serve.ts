/**
 * What an app's origin answers, as a pure function, so that the Service Worker, the preview's server and tests share
 * one implementation. All URLs of a running app are below `/a/<id>/`:
 *
 * | path | |
 * |---|---|
 * | `worker.js`, `subworker.js` | the runtime; the policy of this response lets the Worker load the chunks of this app, the runtime's own parts and nothing else |
 * | `page.html`, `page.js` | the frame of a page; the one of the first page creates the app's Workers. The script for that and the runtime's own stylesheet are inline |
 * | `c/….js` | components, and rarely used parts of both scripts |
 * | `view/<package>.js` | templates of a package, generated from its `view.json` |
 * | `p/<path>` | files of the package |
 *
 * Every URL with a query is refused: Content-Security-Policy ignores queries, so an app could leak data through them.
 * Paths are looked up, never normalized, so `..` reaches nothing.
 */
import { viewCall, workerParts } from "../protocol-windows.ts";
import { withoutFragments } from "./sheet-urls.ts";

/** A running app as its origin knows it. */
export interface ServedApp {
  /** Path → content, for all packages together. */
  readonly files: { get(path: string): Uint8Array | undefined };
  readonly packages: readonly ServedPackage[];
  /** Allowed sources of images, fonts, audio and video besides the package; default `https:`. */
  readonly media?: readonly string[];
  /** Origins that `web-view` may show; "any": every web page, for development only. */
  readonly webViews?: readonly string[] | "any";
  /** Only in a preview: allows scripts below `update/` and stylesheets below `v/`, which another function serves. */
  readonly updates?: boolean;
}

export interface ServedPackage {
  readonly name: string;
  /** Without leading or trailing slash; `""` for the main package. */
  readonly root: string;
}

export interface Site {
  /** The app's origin, such as `https://apps.example`. */
  readonly origin: string;
  /** Origins of pages that may embed its frames. */
  readonly hosts: readonly string[];
  /** The files of `dist/runtime/` by name. */
  readonly runtime: { get(name: string): Uint8Array | undefined };
  app(id: string): ServedApp | undefined;
  /** The Service Worker's script, where one passes the answers on; see `sources`. */
  readonly serviceWorker?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * @param method the HTTP method
 * @param target the request target exactly as received, including any query
 */
export function answer(site: Site, method: string, target: string): Answer {
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET is answered");
  const parts = splitTarget(target);
  if (!parts) return refuse(400, "not a path of an app");
  const app = site.app(parts.id);
  if (!app) return refuse(404, "no such app");
  return answerFile(site, app, parts.id, parts.rest) ?? refuse(404, "no such file");
}

/** URLs from which an app's Worker loads its chunks, by package name. */
export function chunkUrls(origin: string, id: string, packages: readonly ServedPackage[]): Record<string, string> {
  return Object.fromEntries(packages.map((p) => [p.name, fileUrl(origin, id, chunkPath(p, "logic.js"))]));
}

/** URL of a package file, encoded so that a Content-Security-Policy can name it. */
export function fileUrl(origin: string, id: string, path: string): string {
  return `${origin}/a/${id}/p/${path.split("/").map(encodeURIComponent).join("/")}`;
}

function splitTarget(target: string): { readonly id: string; readonly rest: string } | undefined {
  if (/[?#\\]/.test(target)) return undefined;
  const match = /^\/a\/([\w-]{1,128})\/(.+)$/.exec(target);
  if (!match) return undefined;
  try {
    const rest = decodeURIComponent(match[2] as string);
    // eslint-disable-next-line no-control-regex
    return /[\u0000-\u001f\\]/.test(rest) ? undefined : { id: match[1] as string, rest };
  } catch {
    return undefined;
  }
}

function answerFile(site: Site, app: ServedApp, id: string, rest: string): Answer | undefined {
  const base = `${site.origin}/a/${id}/`;
  if (rest.startsWith("p/")) return answerPackageFile(app, rest.slice(2), new URL(base).pathname);
  if (rest.startsWith("view/")) return answerView(app, rest.slice(5));
  const name = rest.startsWith("c/") ? rest.slice(2) : rest;
  const isPart = rest.startsWith("c/") ? /^[\w.-]+\.js$/.test(name) : Object.hasOwn(runtimePolicies, name);
  const body = isPart ? site.runtime.get(rest) : undefined;
  if (!body) return undefined;
  const policy = runtimePolicies[name]?.(base, site, app, id, body) ?? closed;
  return found(body, mediaType(name), policy);
}

type Policy = (base: string, site: Site, app: ServedApp, id: string, body: Uint8Array) => string;

const closed = "default-src 'none'; frame-ancestors 'none'";

const runtimePolicies: Readonly<Record<string, Policy>> = {
  "page.html": (base, site, { media = ["https:"], webViews = [], updates }, _id, body) => {
    const files = sources(site, [`${base}p/`, "data:", "blob:", ...media]);
    return policy({
      "script-src": sources(site, [...digestsIn(body, "script"), `${base}page.js`, `${base}c/`, `${base}view/`]),
      "worker-src": sources(site, [`${base}worker.js`, `${base}subworker.js`]),
      "style-src": sources(site, [...digestsIn(body, "style"), `${base}p/`, ...(updates ? [`${base}v/`] : [])]),
      "img-src": files,
      "media-src": files,
      "font-src": files,
      "frame-src": webViews === "any" ? ["https:", "http:"] : webViews.flatMap(originOf),
      "connect-src": [],
      "frame-ancestors": site.hosts,
    });
  },
  "worker.js": (base, site, { packages, updates }, id) =>
    policy({
      "worker-src": [],
      "script-src": sources(site, [
        ...packages.map((p) => fileUrl(site.origin, id, chunkPath(p, "logic.js"))),
        ...workerParts.map((name) => `${base}c/worker-${name}.js`),
        ...(updates ? [`${base}update/`] : []),
      ]),
    }),
  "subworker.js": (_base, site, _app, id) =>
    policy({ "worker-src": [], "script-src": sources(site, [fileUrl(site.origin, id, "_miniapp/workers.js")]) }),
  "page.js": () => closed,
};

/**
 * The origin of an address in the package's manifest; an empty list if it is not one. A manifest may contain any text,
 * and `;` or a space would add directives or sources to the policy.
 */
function originOf(address: string): string[] {
  // Not always `URL`: for `https://*.example`, browsers differ.
  return [address.replace(/\/$/, ""), parsedOrigin(address)]
    .filter((one) => /^https?:\/\/(?:[\w.*-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(one))
    .slice(0, 1);
}

function parsedOrigin(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return "";
  }
}

/**
 * Firefox checks an answer that a Service Worker made as if it came from that Worker's script, so policies must allow
 * the script too. The Service Worker refuses requests for it, except for a Worker that a page frame would create.
 */
function sources({ serviceWorker }: Site, urls: readonly string[]): readonly string[] {
  return serviceWorker === undefined ? urls : [...urls, serviceWorker];
}

/**
 * Digests of the inline scripts or styles of a runtime document, for its policy. The build writes them into the
 * document. Inlining saves a request.
 */
function digestsIn(document: Uint8Array, tag: "script" | "style"): string[] {
  const pattern = new RegExp(`<${tag} data-digest="(sha256-[\\w+/]+=*)">`, "g");
  return [...decoder.decode(document).matchAll(pattern)].map(([, digest]) => `'${digest}'`);
}

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries({ "frame-ancestors": [], ...directives }).map(
    ([name, sources]) => `${name} ${sources.length === 0 ? "'none'" : sources.join(" ")}`,
  );
  return ["default-src 'none'", "base-uri 'none'", "form-action 'none'", ...lines].join("; ");
}

/** @param root path of the app's URL */
function answerPackageFile(app: ServedApp, path: string, root: string): Answer | undefined {
  const body = app.files.get(path);
  if (!body) return undefined;
  const isChunk = path === "_miniapp/workers.js" || app.packages.some((p) => chunkPath(p, "logic.js") === path);
  // These files must not work as documents, and a script that is not a chunk must not work as a script.
  if (isChunk) return found(body, "text/javascript; charset=utf-8", closed);
  const type = mediaType(path, true);
  const shown = type === types["css"] ? encoder.encode(servedSheet(decoder.decode(body), path, `${root}p`)) : body;
  return found(shown, type, `${closed}; style-src 'unsafe-inline'; sandbox`);
}

/**
 * Adapts a stylesheet of the package: URLs starting with `/` are relative to the app's root, safe-area insets come from
 * variables that the frame sets, because the browser knows only its own, and two properties get the prefix without which
 * WebKit does not know them (`backdrop-filter` before Safari 18).
 */
function servedSheet(text: string, path: string, root: string): string {
  const css = withoutFragments(text);
  if (!/(^|\/)_miniapp\//.test(path)) return css;
  const rooted = css.includes("url(") ? css.replace(/(\burl\(\s*["']?)\/(?!\/)/g, `$1${root}/`) : css;
  const prefixed = rooted.replace(/([{;]\s*)((?:user-select|backdrop-filter)\s*:[^;}]*)/g, "$1-webkit-$2;$2");
  if (!prefixed.includes("safe-area-inset-")) return prefixed;
  return prefixed.replace(
    /\b(?:env|constant)\(\s*(safe-area-inset-(?:top|bottom))\s*(?:,[^()]*)?\)/g,
    (whole, name: string) => `var(--${name},${whole.startsWith("env") ? whole : "0px"})`,
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/**
 * Parses the JSON and serializes it again: whatever a package puts into its templates, the frame runs a single call
 * with one string.
 */
function answerView(app: ServedApp, file: string): Answer | undefined {
  const p = app.packages.find(({ name }) => `${name}.js` === file);
  const body = p && app.files.get(chunkPath(p, "view.json"));
  if (!p || !body) return undefined;
  let text: string;
  try {
    text = JSON.stringify(JSON.parse(decoder.decode(body)));
  } catch {
    return undefined;
  }
  const call = `${viewCall}(${JSON.stringify(p.name)},JSON.parse(${JSON.stringify(text)}));\n`;
  return found(encoder.encode(call), mediaType(".js"), closed);
}

function chunkPath({ root }: ServedPackage, name: string): string {
  return `${root === "" ? "" : `${root}/`}_miniapp/${name}`;
}

const commonHeaders = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
  // Asks the browser for a separate renderer process where it can spare one.
  "Origin-Agent-Cluster": "?1",
};

function found(body: Uint8Array, type: string, csp: string): Answer {
  return { status: 200, headers: { ...commonHeaders, "Content-Type": type, "Content-Security-Policy": csp }, body };
}

function refuse(status: number, why: string): Answer {
  const headers = { ...commonHeaders, "Content-Type": "text/plain; charset=utf-8", "Content-Security-Policy": closed };
  return { status, headers, body: encoder.encode(`${why}\n`) };
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  txt: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  bmp: "image/bmp",
  ico: "image/x-icon",
  ttf: "font/ttf",
  otf: "font/otf",
  woff: "font/woff",
  woff2: "font/woff2",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  wav: "audio/wav",
  ogg: "audio/ogg",
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
};

/** @param isData true if it must not be run or shown as a document */
function mediaType(path: string, isData = false): string {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  if (isData && (extension === "js" || extension === "html")) return "text/plain; charset=utf-8";
  return (Object.hasOwn(types, extension) ? types[extension] : undefined) ?? "application/octet-stream";
}
