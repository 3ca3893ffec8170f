/**
 * What an app's origin answers, as a pure function, so that one implementation stands behind a Service Worker, the
 * preview's server and tests. Everything of one running app lies below `/a/<id>/`:
 *
 * | path | |
 * |---|---|
 * | `boot.html` | makes the app's Workers; its script is in it |
 * | `worker.js`, `subworker.js` | the runtime; the response's own policy lets the Worker load this app's chunks, its own parts and nothing else |
 * | `page.html`, `page.js` | a page's frame; the runtime's own sheet is in the document |
 * | `c/….js` | components, and rare parts of both scripts |
 * | `view/<package>.js` | templates of a package, made from its `view.json` |
 * | `p/<path>` | files of the package |
 *
 * Policies ignore queries, so a query could carry something out: any is refused. Paths are looked up and never
 * normalised, so there is nothing that `..` could reach.
 */
import { viewCall, workerParts } from "../protocol-windows.ts";

/** An app that runs, as its origin knows it. */
export interface ServedApp {
  /** Path → content, all packages together. */
  readonly files: { get(path: string): Uint8Array | undefined };
  readonly packages: readonly ServedPackage[];
  /** Sources that images, fonts, audio and video may come from besides the package; default `https:`. */
  readonly media?: readonly string[];
  /** Origins that `web-view` may show. */
  readonly webViews?: readonly string[];
  /** Only in a preview: scripts below `update/` and sheets below `v/` may be loaded; this function does not answer for them. */
  readonly updates?: boolean;
}

export interface ServedPackage {
  readonly name: string;
  /** Without slashes at its ends; `""` for the main package. */
  readonly root: string;
}

export interface Site {
  /** The app's origin, such as `https://apps.example`. */
  readonly origin: string;
  /** Origins of pages that may hold its frames. */
  readonly hosts: readonly string[];
  /** Files of `dist/runtime/` by name. */
  readonly runtime: { get(name: string): Uint8Array | undefined };
  app(id: string): ServedApp | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * @param method of the request
 * @param target the request's path as it stood on the wire, with whatever follows it
 */
export function answer(site: Site, method: string, target: string): Answer {
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET is answered");
  const parts = splitTarget(target);
  if (!parts) return refuse(400, "not a path of an app");
  const app = site.app(parts.id);
  if (!app) return refuse(404, "no such app");
  return answerFile(site, app, parts.id, parts.rest) ?? refuse(404, "no such file");
}

/** Where the chunks of an app are, as its Worker loads them, by package name. */
export function chunkUrls(origin: string, id: string, packages: readonly ServedPackage[]): Record<string, string> {
  return Object.fromEntries(packages.map((p) => [p.name, fileUrl(origin, id, chunkPath(p, "logic.js"))]));
}

/** Of a file of the package, every character written so that a policy can name it. */
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
  "boot.html": (base, { hosts }, _app, _id, body) =>
    policy({
      "script-src": digestsIn(body, "script"),
      "worker-src": [`${base}worker.js`, `${base}subworker.js`],
      "frame-ancestors": hosts,
    }),
  "page.html": (base, { hosts }, { media = ["https:"], webViews = [], updates }, _id, body) => {
    const files = [`${base}p/`, "data:", "blob:", ...media];
    return policy({
      "script-src": [`${base}page.js`, `${base}c/`, `${base}view/`],
      "style-src": [...digestsIn(body, "style"), `${base}p/`, ...(updates ? [`${base}v/`] : [])],
      "img-src": files,
      "media-src": files,
      "font-src": files,
      "frame-src": webViews,
      "connect-src": [],
      "frame-ancestors": hosts,
    });
  },
  "worker.js": (base, { origin }, { packages, updates }, id) =>
    policy({
      "script-src": [
        ...packages.map((p) => fileUrl(origin, id, chunkPath(p, "logic.js"))),
        ...workerParts.map((name) => `${base}c/worker-${name}.js`),
        ...(updates ? [`${base}update/`] : []),
      ],
    }),
  "subworker.js": (_base, { origin }, _app, id) =>
    policy({ "script-src": [fileUrl(origin, id, "_miniapp/workers.js")] }),
  "page.js": () => closed,
};

/** What stands in the runtime's own documents for the sake of a request less; the build wrote down the digests of it. */
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
  // As documents these files are nothing; a script that is no chunk is not even a script.
  if (isChunk) return found(body, "text/javascript; charset=utf-8", closed);
  const isSheet = path.endsWith(".css") && /(^|\/)_miniapp\//.test(path);
  const shown = isSheet ? encoder.encode(servedSheet(decoder.decode(body), `${root}p`)) : body;
  return found(shown, mediaType(path, true), `${closed}; style-src 'unsafe-inline'; sandbox`);
}

/**
 * In the package's sheets a URL that begins with `/` starts at the app's root, and the insets of the screen's edges are
 * what the frame is told of them: the browser knows only its own.
 */
function servedSheet(css: string, root: string): string {
  const rooted = css.includes("url(") ? css.replace(/(\burl\(\s*["']?)\/(?!\/)/g, `$1${root}/`) : css;
  if (!rooted.includes("safe-area-inset-")) return rooted;
  return rooted.replace(
    /\b(?:env|constant)\(\s*(safe-area-inset-(?:top|bottom))\s*(?:,[^()]*)?\)/g,
    (whole, name: string) => `var(--${name},${whole.startsWith("env") ? whole : "0px"})`,
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

/** Parsed and written again: whatever a package calls its templates, what a frame runs is one call with one string. */
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
  // A renderer process of its own where the browser can spare one.
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

/** @param isData nothing of it is to be run or shown as a document */
function mediaType(path: string, isData = false): string {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  if (isData && (extension === "js" || extension === "html")) return "text/plain; charset=utf-8";
  return (Object.hasOwn(types, extension) ? types[extension] : undefined) ?? "application/octet-stream";
}
