/**
 * The Service Worker of an app's origin: answers for running apps by the rules of serve.ts. Packages are stored in a
 * cache while they run, because the browser may stop a Service Worker at any time. Requests below `/a/` are answered
 * from the package and the runtime's own files, or refused; none of them reaches the network.
 */
import type { InstallPackage, UninstallPackage } from "./install-protocol.ts";
import { answer } from "./serve.ts";
import type { Answer, ServedApp } from "./serve.ts";

export interface StoredPackage extends InstallPackage {
  /** Origins of pages that may embed its frames. */
  readonly hosts: readonly string[];
}

/** The used part of the Service Worker's global scope, which the DOM types do not declare. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetched) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent & Waiting) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void>; matchAll(options: object): Promise<readonly { readonly url: string }[]> };
}

interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetched {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Kept extends ServedApp {
  readonly hosts: readonly string[];
}

const scope = globalThis as unknown as Scope;
const cacheName = "miniapp-packages";
/** The runtime's files as last loaded from the network, for when it does not answer. */
const runtimeCacheName = "miniapp-runtime";
/**
 * Milliseconds after which a package without frames is removed. A page that the browser keeps for going back has no
 * frames, but browsers keep it for a shorter time than this.
 */
const abandonedAfterMs = 3_600_000;
const timeHeader = "Miniapp-Installed";
/** The runtime's files by name. They do not change during the life of this Service Worker. */
const runtime = new Map<string, Uint8Array>();
const apps = new Map<string, Kept>();

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) =>
  // Files of an earlier version would never be removed otherwise: their names contain digests.
  event.waitUntil(
    caches.delete(runtimeCacheName).then(
      () => scope.clients.claim(),
      () => scope.clients.claim(),
    ),
  ),
);

scope.addEventListener("message", (event) => {
  const [port] = event.ports;
  // Only `install.html` may do this: page frames of apps are clients too.
  const sender = event.source as { readonly url?: string } | null;
  if (!port || sender?.url !== `${location.origin}/install.html`) return;
  const work = keep(event.data as StoredPackage | UninstallPackage).then(
    () => port.postMessage(true),
    (error: unknown) => port.postMessage(String(error)),
  );
  event.waitUntil(work);
});

scope.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/a/")) event.respondWith(respond(event.request, url));
  // The policies of apps name it, and policies ignore queries: an app could send data with the request.
  else if (decodeURIComponent(url.pathname) === location.pathname) event.respondWith(Promise.resolve(Response.error()));
});

async function keep(message: StoredPackage | UninstallPackage): Promise<void> {
  const cache = await caches.open(cacheName);
  const key = `/package/${message.id}`;
  if (message.type === "miniapp-uninstall") {
    apps.delete(message.id);
    await cache.delete(key);
    return;
  }
  const { files, ...rest } = message;
  const head = new TextEncoder().encode(JSON.stringify({ ...rest, files: files.map(([path, c]) => [path, c.length]) }));
  const headers = { [timeHeader]: String(Date.now()) };
  const body = joined([head, ...files.map(([, content]) => content)]);
  await Promise.all([cache.put(key, new Response(body, { headers })), removeAbandoned(cache)]);
  apps.set(message.id, toApp(message));
}

/**
 * The length of the first part, then all parts. Not as a Blob, which WebKit's Service Worker cannot put into a cache
 * ("Blob loading failed").
 */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 4));
  new DataView(bytes.buffer).setUint32(0, parts[0]?.length ?? 0);
  let at = 4;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Removes packages of runs that did not end with `close`: the user closed the window, or the browser crashed. */
async function removeAbandoned(cache: Cache): Promise<void> {
  const clients = await scope.clients.matchAll({ includeUncontrolled: true });
  for (const request of await cache.keys()) {
    const id = new URL(request.url).pathname.replace("/package/", "");
    const time = Number((await cache.match(request))?.headers.get(timeHeader));
    const isUsed = clients.some(({ url }) => url.startsWith(`${location.origin}/a/${id}/`));
    if (!isUsed && Date.now() - time > abandonedAfterMs) await cache.delete(request);
  }
}

function toApp({ files, packages, media, webViews, hosts }: StoredPackage): Kept {
  return { files: new Map(files), packages, webViews, hosts, ...(media ? { media } : {}) };
}

async function respond(request: Request, url: URL): Promise<Response> {
  const id = /^\/a\/([\w-]+)\//.exec(url.pathname)?.[1];
  const app = id === undefined ? undefined : (apps.get(id) ?? (await restore(id)));
  const name = url.pathname.slice(`/a/${id}/`.length);
  if (!/^(p|view)\//.test(name) && url.search === "") await loadRuntime(name);
  if (name === "worker.js") loadAhead().catch(() => {});
  const { origin, href } = location;
  const site = { origin, hosts: app?.hosts ?? [], runtime, app: () => app, serviceWorker: href };
  return toResponse(answer(site, request.method, url.href.slice(url.origin.length)));
}

/** Reloads an app from the cache after the browser has stopped this Service Worker during a run. */
async function restore(id: string): Promise<Kept | undefined> {
  const stored = await (await caches.open(cacheName)).match(`/package/${id}`);
  if (!stored) return undefined;
  const bytes = new Uint8Array(await stored.arrayBuffer());
  let at = 4 + new DataView(bytes.buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, at))) as Omit<StoredPackage, "files"> & {
    readonly files: readonly (readonly [path: string, size: number])[];
  };
  const files = head.files.map(([path, size]) => [path, bytes.subarray(at, (at += size))] as const);
  const app = toApp({ ...head, files });
  apps.set(id, app);
  return app;
}

/** Loads a runtime file from beside this script; `c/<name>` are components and rare parts. */
async function loadRuntime(name: string): Promise<void> {
  if (runtime.has(name) || !/^(c\/)?[\w.-]+\.(js|css|html)$/.test(name)) return;
  const response = await fetch(`/${name}`).catch(() => undefined);
  // The browser may have stopped this Service Worker, with the files in its memory, before the network failed.
  const found = response ?? (await (await caches.open(runtimeCacheName)).match(`/${name}`));
  if (!found?.ok) return;
  if (response) keepForLater(name, response.clone()).catch(() => undefined);
  runtime.set(name, new Uint8Array(await found.arrayBuffer()));
}

async function keepForLater(name: string, response: Response): Promise<void> {
  await (await caches.open(runtimeCacheName)).put(`/${name}`, response);
}

/**
 * Loads ahead the file that nearly every Worker needs, and waits for, when it opens a second page or goes to the
 * background. It is then there without a network round trip, even offline.
 */
async function loadAhead(): Promise<void> {
  await loadRuntime("c/worker-rare.js");
}

function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
}
