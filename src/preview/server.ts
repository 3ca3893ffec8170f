/**
 * The servers for the two origins of a preview: the simulator's, with its WebSocket, and the app's. Each listens on
 * both loopback addresses (or, with `open`, on all), checks every request (gate.ts), and responds from memory.
 */
import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { checkRequest, checkUpgrade, cookieName, sameText, securityHeaders } from "./gate.ts";
import type { GateRules, RequestFacts, Verdict } from "./gate.ts";
import type { Ports } from "./ports.ts";

export interface Answer {
  readonly status: number;
  /** In addition to the headers of every response; these override them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** `origin`: as the request names this server. */
export type Content = (path: string, origin: string) => Answer | undefined | Promise<Answer | undefined>;

export interface Certificate {
  readonly key: string | Uint8Array;
  readonly cert: string | Uint8Array;
}

export interface ServerOptions {
  readonly ports: Ports;
  /** Host names for which the servers respond, besides those of loopback. */
  readonly hosts: readonly string[];
  /** Reachable from other machines; then every request needs the cookie that `/k/<token>` sets. */
  readonly open: boolean;
  /** At least 128 random bits as URL-safe text. */
  readonly token: string;
  readonly certificate?: Certificate;
  readonly simulator: Content;
  readonly app: Content;
  /** A browser has connected; its messages are text. */
  connected(socket: WebSocket): void;
}

export interface PreviewServers {
  close(): Promise<void>;
}

/** The path of the WebSocket. */
export const socketPath = "/socket";
/** A client that sends a larger message is disconnected. */
const maxMessage = 4 * 1024 * 1024;
/** Large enough that we, not the parser, respond to overlong paths. */
const maxHeaders = 96 * 1024;

/**
 * Starts all servers.
 * @throws the system's error if a port cannot be used; nothing stays open then
 */
export async function startServers(options: ServerOptions): Promise<PreviewServers> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessage, handleProtocols: () => "miniapp" });
  const names = new Set(["localhost", "127.0.0.1", "[::1]", ...options.hosts]);
  const cookie = options.open ? { cookie: options.token } : {};
  const base = { hosts: names, secure: options.certificate !== undefined, ...cookie };
  const simulator: GateRules = { ...base, port: options.ports.simulator, framedBy: [] };
  const app: GateRules = { ...base, port: options.ports.app, framedBy: ["simulator"] };
  const open: Server[] = [];
  const close = async (): Promise<void> => {
    for (const client of sockets.clients) client.terminate();
    await Promise.all(open.map(closeServer));
  };
  for (const address of options.open ? ["::"] : ["127.0.0.1", "::1"]) {
    const first = makeServer(options, (request, response) => serveSimulator(request, response, simulator, options));
    first.on("upgrade", (request, socket, head) => upgrade(request, socket, head, simulator, options, sockets));
    const second = makeServer(options, (request, response) => serve(request, response, app, options.app));
    second.on("upgrade", (_request, socket) => refuseUpgrade(socket, 404, "no such endpoint"));
    for (const [server, port] of [
      [first, options.ports.simulator],
      [second, options.ports.app],
    ] as const) {
      try {
        if (await listen(server, port, address)) open.push(server);
      } catch (error) {
        await close();
        throw error;
      }
    }
  }
  return { close };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

function makeServer({ certificate }: ServerOptions, handler: Handler): Server {
  const limits = {
    maxHeaderSize: maxHeaders,
    requestTimeout: 10_000,
    headersTimeout: 5_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  };
  const server = certificate
    ? createHttpsServer({ ...limits, key: Buffer.from(certificate.key), cert: Buffer.from(certificate.cert) }, handler)
    : createHttpServer(limits, handler);
  server.maxHeadersCount = 64;
  return server as Server;
}

/** Returns false on a machine without IPv6. */
function listen(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code !== "EADDRNOTAVAIL" && error.code !== "EAFNOSUPPORT") reject(error);
      else if (host === "::") listen(server, port, "0.0.0.0").then(resolve, reject);
      else resolve(false);
    };
    server.once("error", failed);
    server.listen({ port, host, exclusive: true }, () => {
      server.off("error", failed);
      resolve(true);
    });
  });
}

/** If other machines can reach the server, a visitor first sends the token in the path and gets it back as a cookie. */
function serveSimulator(
  request: IncomingMessage,
  response: ServerResponse,
  rules: GateRules,
  { open, token, simulator }: ServerOptions,
): void {
  const given = open ? /^\/k\/([A-Za-z0-9_-]+)$/.exec(request.url ?? "")?.[1] : undefined;
  if (given === undefined) return serve(request, response, rules, simulator);
  const { cookie: _none, ...withoutCookie } = rules;
  const verdict = checkRequest(factsOf(request), withoutCookie);
  if (!verdict.allowed) return refuse(response, verdict.status, verdict.reason);
  if (!sameText(given, token)) return refuse(response, 403, "the token is wrong");
  const attributes = `HttpOnly; SameSite=Strict; Path=/${rules.secure ? "; Secure" : ""}`;
  response.writeHead(303, {
    ...securityHeaders("'none'"),
    "Set-Cookie": `${cookieName}=${token}; ${attributes}`,
    Location: "/",
  });
  response.end();
}

function serve(request: IncomingMessage, response: ServerResponse, rules: GateRules, content: Content): void {
  const verdict = checkRequest(factsOf(request), rules);
  if (!verdict.allowed) return refuse(response, verdict.status, verdict.reason);
  const answer = content(verdict.path, verdict.origin);
  if (answer instanceof Promise) void answer.then((late) => send(request, response, late));
  else send(request, response, answer);
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer | undefined): void {
  if (!answer) return refuse(response, 404, "no such file");
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, {
    ...securityHeaders("'none'"),
    ...answer.headers,
    "Content-Length": body.byteLength,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  rules: GateRules,
  options: ServerOptions,
  sockets: WebSocketServer,
): void {
  const verdict: Verdict = checkUpgrade(factsOf(request), rules, socketPath, options.token);
  if (!verdict.allowed) return refuseUpgrade(socket, verdict.status, verdict.reason);
  sockets.handleUpgrade(request, socket, head, (client) => options.connected(client));
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, {
    ...securityHeaders("'none'"),
    "Content-Type": "text/plain; charset=utf-8",
    ...(status === 405 ? { Allow: "GET, HEAD" } : {}),
  });
  response.end(`${reason}\n`);
}

function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.on("error", () => {});
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: ${reason.length + 1}\r\n\r\n${reason}\n`,
  );
}

function factsOf({ method = "", url = "", headersDistinct }: IncomingMessage): RequestFacts {
  return { method, target: url, headers: headersDistinct };
}
