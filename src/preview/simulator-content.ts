/** Serves the simulator's origin: its page with scripts and stylesheets. */
import type { Answer } from "./server.ts";

export interface SimulatorContentOptions {
  readonly page: { get(name: string): Uint8Array | undefined };
  readonly token: string;
  readonly origin: string;
  readonly appOrigin: string;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** The Worker of mock functions. It is a single file, because it must not load anything. */
export const mocksPath = "/mocks.js";

/** The response for `mocksPath`: the Worker's script followed by the mock functions. */
export function answerMocks(worker: Uint8Array | undefined, functions: string | undefined): Answer | undefined {
  if (!worker || functions === undefined) return undefined;
  return {
    status: 200,
    headers: {
      "Content-Type": "text/javascript; charset=utf-8",
      // This policy applies to the Worker, not to the page: no requests, and no `eval`.
      "Content-Security-Policy": "default-src 'none'",
    },
    body: Buffer.concat([worker, Buffer.from(functions)]),
  };
}

/** The response for a path of the simulator's origin, or `undefined` if there is none. */
export function serveSimulator(path: string, options: SimulatorContentOptions): Answer | undefined {
  const { page, token, origin, appOrigin } = options;
  const name = path === "/" ? "index.html" : path.slice(1);
  const type = types[name.slice(name.lastIndexOf(".") + 1)];
  const file = type === undefined || !/^[\w.-]+$/.test(name) ? undefined : page.get(name);
  if (!file || type === undefined) return undefined;
  const socket = origin.replace(/^http/, "ws");
  const headers = {
    "Content-Type": type,
    "Content-Security-Policy": [
      "default-src 'none'",
      `script-src ${origin}/`,
      `worker-src ${origin}${mocksPath}`,
      `style-src ${origin}/`,
      // This page makes the app's requests and restricts them to the app's domain list.
      `connect-src ${origin}/ ${socket}/ https: http: wss: ws:`,
      `img-src ${origin}/ ${appOrigin}/ data: blob:`,
      `media-src ${appOrigin}/ data: blob:`,
      `frame-src ${appOrigin}/`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
  if (name !== "index.html") return { status: 200, headers, body: file };
  // The token is safe in the page: other origins cannot read the response.
  const body = new TextDecoder()
    .decode(file)
    .replace("__TOKEN__", token)
    .replace("__APP_PORT__", new URL(appOrigin).port);
  return { status: 200, headers, body };
}
