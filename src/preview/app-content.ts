/**
 * What the app's own origin answers: what every host's app origin answers (`runtime/host/serve.ts`), from the newest
 * build, and two things on top that only a preview has: updates, and source maps.
 */
import type { NetworkRules } from "../compiler/index.ts";
import { answer } from "../runtime/host/serve.ts";
import type { ServedApp } from "../runtime/host/serve.ts";
import type { GoodBuild } from "./session.ts";
import type { Answer } from "./server.ts";
import { findFile } from "./update.ts";

export interface AppContentOptions {
  /** Of the one app that is served. */
  readonly id: string;
  /** As the request names it. */
  readonly origin: string;
  /** Of the page that holds the app's frames. */
  readonly simulator: string;
  /** Before the first good one only what is the runtime's own is there. */
  readonly build: { readonly output: Pick<GoodBuild["output"], "subpackages" | "sourceMaps"> } | undefined;
  readonly runtime: { get(name: string): Uint8Array | undefined };
  readonly network: NetworkRules | undefined;
  /** Path below the app's URL → script. */
  readonly updates: { get(path: string): UpdateChunk | undefined };
}

/** A script of changed modules. */
export interface UpdateChunk {
  readonly path: string;
  readonly code: Uint8Array;
  /** A source map as JSON. */
  readonly map: Uint8Array | undefined;
}

type Served = NonNullable<AppContentOptions["build"]>;

const nothingBuilt: Served = { output: { subpackages: [], sourceMaps: [] } };
const encoder = new TextEncoder();

export function serveApp(path: string, options: AppContentOptions): Answer | undefined {
  const { id, origin, simulator, build = nothingBuilt, network, runtime, updates } = options;
  const base = `/a/${id}/`;
  if (!path.startsWith(base)) return undefined;
  const rest = path.slice(base.length);
  const update = updates.get(rest);
  if (update) return script(withMap(update.code, `${base}map/${rest}.map`));
  if (rest.startsWith("map/")) {
    const path = rest.slice("map/".length, -".map".length);
    return sourceMap(updates.get(path)?.map ?? build.output.sourceMaps.find((one) => one.path === path)?.map);
  }
  const { subpackages } = build.output;
  // A sheet that changed is asked for under a path of its own, since queries are refused: `p/` becomes `v/<number>/p/`.
  const versioned = /^v\/\d{1,9}\/(p\/.*)$/.exec(rest)?.[1] ?? rest;
  const found = answer(
    {
      origin,
      hosts: [simulator],
      // The Worker of a preview takes over updates; that of a host has no way to.
      runtime: { get: (name) => runtime.get(name === "worker.js" ? "preview-worker.js" : name) },
      app: (name) =>
        name === id
          ? {
              files: { get: (file) => fileWithMap(build, base, file) },
              packages: subpackages,
              ...reachable(network),
              updates: true,
            }
          : undefined,
    },
    "GET",
    base + versioned.split("/").map(encodeURIComponent).join("/"),
  );
  return found.status === 404 ? undefined : found;
}

/** Without the check of domains, pages and pictures may come from anywhere, as in WeChat's developer tools. */
function reachable(network: NetworkRules | undefined): Pick<ServedApp, "media" | "webViews"> {
  if (network?.urlCheck === false) return { media: ["https:", "http:"], webViews: ["https:", "http:"] };
  return { webViews: network?.domains.webview ?? [] };
}

/** Scripts name their source map, so that a debugger shows the sources; the package itself never does. */
function fileWithMap({ output }: Served, base: string, path: string): Uint8Array | undefined {
  const content = findFile(output, path);
  if (!content || !path.endsWith(".js") || !output.sourceMaps.some((map) => map.path === path)) return content;
  return withMap(content, `${base}map/${path}.map`);
}

function withMap(content: Uint8Array, url: string): Uint8Array {
  return Buffer.concat([content, encoder.encode(`//# sourceMappingURL=${url}\n`)]);
}

function sourceMap(body: Uint8Array | undefined): Answer | undefined {
  return body && { status: 200, headers: { "Content-Type": "application/json" }, body };
}

function script(body: Uint8Array): Answer {
  return { status: 200, headers: { "Content-Type": "text/javascript; charset=utf-8" }, body };
}
