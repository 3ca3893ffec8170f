/** What the simulator's origin answers: its page and the scripts and sheets of that page. */
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

/** The Worker of mock functions, in one piece: what it is allowed to load is nothing. */
export const mocksPath = "/mocks.js";

export function answerMocks(worker: Uint8Array | undefined, functions: string | undefined): Answer | undefined {
  if (!worker || functions === undefined) return undefined;
  return {
    status: 200,
    headers: {
      "Content-Type": "text/javascript; charset=utf-8",
      // Of the Worker, not of the page: no address may be asked for anything, and no text be compiled.
      "Content-Security-Policy": "default-src 'none'",
    },
    body: Buffer.concat([worker, Buffer.from(functions)]),
  };
}

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
      // Requests of the app are made by this page, which holds them to the app's domain list.
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
  // Only this very page can read it: no other origin gets the answer.
  const body = new TextDecoder()
    .decode(file)
    .replace("__TOKEN__", token)
    .replace("__APP_PORT__", new URL(appOrigin).port);
  return { status: 200, headers, body };
}
