/** A page with the host's services in it, under a policy that allows no inline styles and only its own scripts. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { WebSocketServer } from "ws";
import { root } from "../../build/program.ts";
import { launchBrowser } from "../browser.ts";

export interface Shown {
  readonly ok?: unknown;
  readonly failed?: string;
  readonly errno?: number;
  readonly notices: readonly unknown[];
}

export interface OpenOptions {
  readonly appId?: string;
  readonly theme?: "light" | "dark";
  readonly urlCheck?: boolean;
  readonly domains?: Readonly<Record<string, readonly string[]>>;
  readonly hooks?: { readonly asks?: boolean };
}

export interface Bench {
  readonly page: Page;
  readonly origin: string;
  /** Origin of a server that the services must not read from. */
  readonly otherOrigin: string;
  /** Requests to both servers since the start of the test. */
  readonly seen: readonly string[];
  /** Calls the function of services.dom.ts with this name, in the page. */
  act<T = unknown>(name: string, argument?: unknown): Promise<T>;
  open(options?: OpenOptions): Promise<void>;
  /** Calls a service; buffers in the result become texts. */
  call(service: string, argument: object, options?: { abortAfter?: number }): Promise<Shown>;
}

/** One bench for the tests of a file. Each test starts with a freshly loaded page. */
export function useBench(): Bench {
  const seen: string[] = [];
  let browser: Browser;
  let page: Page;
  let servers: BenchServers | undefined;
  beforeAll(async () => {
    servers = await startServers(seen);
    browser = await launchBrowser(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
    // WebDriver grants no permissions.
    const granted = {
      permissions: ["clipboard-read", "clipboard-write", "geolocation"],
      geolocation: { latitude: 1, longitude: 2, accuracy: 3 },
      acceptDownloads: true,
    };
    const context = await browser.newContext(process.env["MINIAPP_BROWSER"] === "webkit" ? {} : granted);
    page = await context.newPage();
  });
  beforeEach(async () => {
    await page.goto(`${servers?.origin}/`);
    seen.length = 0;
  });
  afterAll(async () => {
    await browser?.close();
    servers?.close();
  });
  const act: Bench["act"] = (name, argument) =>
    page.evaluate(
      ([name, argument]) => {
        const { acts } = globalThis as never as { acts: Record<string, (argument: unknown) => unknown> };
        return acts[name as string]?.(argument) as never;
      },
      [name, argument] as const,
    );
  return {
    get page() {
      return page;
    },
    get origin() {
      return servers?.origin ?? "";
    },
    get otherOrigin() {
      return servers?.otherOrigin ?? "";
    },
    seen,
    act,
    open: (options = {}) => act("open", options),
    call: (service, argument, options = {}) => act("call", [service, argument, options] as const),
  };
}

interface BenchServers {
  readonly origin: string;
  readonly otherOrigin: string;
  close(): void;
}

async function startServers(seen: string[]): Promise<BenchServers> {
  const script = await bundle();
  const elsewhere = createServer((request, response) => {
    seen.push(`elsewhere ${request.url ?? ""}`);
    response.setHeader("access-control-allow-origin", "*").end("secret");
  });
  const otherOrigin = await listen(elsewhere);
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    void answer(request, response, script, otherOrigin);
  });
  new WebSocketServer({ server }).on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  const close = (): void => [server, elsewhere].forEach((one) => one.close());
  return { origin: await listen(server), otherOrigin, close };
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}/tests/runtime/api/services.dom.ts`],
    bundle: true,
    write: false,
    format: "iife",
  });
  return outputFiles[0]?.text ?? "";
}

async function listen(one: Server): Promise<string> {
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  script: string,
  otherOrigin: string,
): Promise<void> {
  const url = request.url ?? "";
  if (url === "/") {
    response.setHeader("content-type", "text/html");
    const policy =
      "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' blob: data:; media-src blob:";
    response.setHeader("content-security-policy", `${policy}; connect-src *`);
    response.end(`<!doctype html><meta charset="utf-8"><script src="/bench.js"></script><body></body>`);
  } else if (url === "/bench.js") response.setHeader("content-type", "text/javascript").end(script);
  else if (url === "/away") response.writeHead(302, { location: `${otherOrigin}/stolen` }).end();
  else if (url === "/slow") return;
  else {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { cookie, referer, "content-type": type } = request.headers;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ method: request.method, url, cookie, referer, type, body: Buffer.concat(parts).toString() }),
    );
  }
}
