/**
 * Serves the app's own origin. Responses are those of every host's app origin (`runtime/host/serve.ts`), from the
 * newest build, plus two things that only a preview has: updates and source maps.
 */
import type { NetworkRules } from "../compiler/index.ts";
import { answer } from "../runtime/host/serve.ts";
import type { ServedApp } from "../runtime/host/serve.ts";
import type { GoodBuild } from "./session.ts";
import type { Answer } from "./server.ts";
import { findFile } from "./update.ts";

export interface AppContentOptions {
  /** The id of the only app that is served. */
  readonly id: string;
  /** As the request names it. */
  readonly origin: string;
  /** Origin of the page that contains the app's frames. */
  readonly simulator: string;
  /** Before the first successful build, only the runtime's own files are served. */
  readonly build: { readonly output: Pick<GoodBuild["output"], "subpackages" | "sourceMaps"> } | undefined;
  readonly runtime: { get(name: string): Uint8Array | undefined };
  readonly network: NetworkRules | undefined;
  /** Path below the app's URL → script. */
  readonly updates: { get(path: string): UpdateChunk | undefined };
}

/** A script with changed modules. */
export interface UpdateChunk {
  readonly path: string;
  readonly code: Uint8Array;
  /** A source map as JSON. */
  readonly map: Uint8Array | undefined;
}

type Served = NonNullable<AppContentOptions["build"]>;

const nothingBuilt: Served = { output: { subpackages: [], sourceMaps: [] } };
const encoder = new TextEncoder();

/** The response for a path, or `undefined` if there is none. */
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
  // Queries are refused, so a changed stylesheet is requested under a new path: `p/` becomes `v/<number>/p/`.
  const versioned = /^v\/\d{1,9}\/(p\/.*)$/.exec(rest)?.[1] ?? rest;
  const found = answer(
    {
      origin,
      hosts: [simulator],
      // A preview's Worker can apply updates; a host's cannot.
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

/** If the domain check is off, pages and images may come from anywhere, as in WeChat's developer tools. */
function reachable(network: NetworkRules | undefined): Pick<ServedApp, "media" | "webViews"> {
  if (network?.urlCheck === false) return { media: ["https:", "http:"], webViews: "any" };
  return { webViews: network?.domains.webview ?? [] };
}

/**
 * Adds the URL of the source map to scripts, so that a debugger shows the sources. The package itself never contains
 * it.
 */
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
