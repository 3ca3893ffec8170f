/**
 * Network requests, limited to the package's signed domains. They carry nothing of the host page: no cookies,
 * credentials or referrer. Redirect targets are checked against the domains too.
 */
import type {
  NetworkRequest,
  NetworkResponse,
  RequestNotice,
  SocketNotice,
  SocketRequest,
} from "../../services/network.ts";
import { ServiceError } from "../../services/index.ts";
import type { CallContext, HostHooks, ServiceArea, ServiceContext } from "./contract.ts";

/** Documented limit: at most ten requests at a time; further ones wait. */
const maxRequests = 10;

type Kind = keyof ServiceContext["domains"];

export function createNetworkServices(context: ServiceContext): ServiceArea {
  const sockets = new Map<number, WebSocket>();
  const acquire = createRequestQueue(maxRequests);
  return {
    handlers: {
      async "network.request"(request, call) {
        const url = allowed(request.url, request.kind, context);
        const release = await acquire(call.signal);
        try {
          return await send(request, url, context, call);
        } finally {
          release();
        }
      },
      "network.connect": (request, call) => connect(request, context, sockets, call),
      "network.send"({ socket, data }) {
        const found = sockets.get(socket);
        if (found?.readyState !== WebSocket.OPEN) throw new ServiceError("SocketTask.readyState is not OPEN");
        found.send(data);
      },
      "network.close"({ socket, code, reason }) {
        // The only close codes that browsers accept from pages.
        const valid = code === 1000 || (code >= 3000 && code <= 4999);
        sockets.get(socket)?.close(valid ? code : 1000, reason.slice(0, 40));
      },
    },
    close() {
      for (const socket of sockets.values()) socket.close();
      sockets.clear();
    },
  };
}

/** @throws ServiceError with WeChat's message if the domain is not on the list */
function allowed(
  address: string,
  kind: Kind,
  { domains, urlCheck, hooks }: Pick<ServiceContext, "domains" | "urlCheck" | "hooks">,
): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new ServiceError(`invalid url "${address}"`, 600009);
  }
  const schemes = kind === "socket" ? ["wss:", "ws:"] : ["https:", "http:"];
  if (!schemes.includes(url.protocol) || url.username !== "" || url.password !== "") {
    throw new ServiceError(`invalid url "${address}"`, 600009);
  }
  if (urlCheck && !domains[kind].some((domain) => originOf(domain) === originOf(url.href))) {
    hooks.refused?.(kind, url.href);
    throw new ServiceError("url not in domain list", 600002);
  }
  return url;
}

/** The origin of an address, also for `wss://`, where `URL.origin` is not reliable in every environment. */
function originOf(address: string): string | undefined {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}`;
  } catch {
    return undefined;
  }
}

async function send(
  request: NetworkRequest,
  url: URL,
  context: ServiceContext,
  call: CallContext,
): Promise<NetworkResponse> {
  // Not `AbortSignal.timeout` and `AbortSignal.any`, which Safari has since 16.0 and 17.4.
  const end = new AbortController();
  let isLate = false;
  const stop = (): void => end.abort();
  const timer = setTimeout(
    () => {
      isLate = true;
      stop();
    },
    Math.min(Math.max(Number(request.timeout) || 0, 1), 2 ** 31 - 1),
  );
  call.signal.addEventListener("abort", stop);
  try {
    const response = await fetchFollowing(request, url, end.signal, context);
    const heads: RequestNotice = {
      header: headersOf(response),
      statusCode: response.status,
      cookies: cookiesOf(response),
    };
    call.notice(heads);
    const data = await readBody(response, request, call);
    if (request.kind === "upload")
      call.notice({ done: sizeOf(request), expected: sizeOf(request) } satisfies RequestNotice);
    return { ...heads, data };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (isLate) throw new ServiceError("timeout", 5);
    if (call.signal.aborted) throw new ServiceError("abort");
    throw new ServiceError(context.hooks.fetch ? messageOf(error) : noAnswer, 600001);
  } finally {
    clearTimeout(timer);
  }
}

async function fetchFollowing(
  request: NetworkRequest,
  url: URL,
  signal: AbortSignal,
  context: ServiceContext,
): Promise<Response> {
  const init: RequestInit = {
    method: request.method,
    headers: safeHeaders(request.header),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    // A browser does not reveal the target of a redirect that it did not follow, nor intermediate redirects. So with
    // domain checks on, any redirect fails.
    redirect: request.redirect === "manual" ? "manual" : context.urlCheck ? "error" : "follow",
    signal,
  };
  if (request.form) init.body = formOf(request.form);
  else if (request.data !== undefined && request.method !== "GET" && request.method !== "HEAD")
    init.body = request.data;
  if (/^(CONNECT|TRACE)$/.test(request.method)) throw new ServiceError(`browsers send no ${request.method}`, 600009);
  const fetchIt = context.hooks.fetch ?? ((one: Request) => fetch(one));
  const response = await fetchIt(new Request(url, init));
  if (response.redirected) allowed(response.url, request.kind, context);
  return response;
}

/** Browsers tell pages no more than this, each in words of its own. */
const noAnswer = "no answer: the server was not reached, redirects, or does not allow this page (CORS)";

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function safeHeaders(header: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(header)) {
    try {
      headers.set(name, value);
    } catch {
      throw new ServiceError(`invalid header "${name}"`, 600009);
    }
  }
  return headers;
}

function formOf({ fields, file }: NonNullable<NetworkRequest["form"]>): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append(file.name, new Blob([file.data], { type: file.type }), file.fileName);
  return form;
}

async function readBody(response: Response, request: NetworkRequest, call: CallContext): Promise<ArrayBuffer> {
  const reports = request.chunked || request.kind === "download";
  if (!reports || !response.body) return response.arrayBuffer();
  const expected = Number(response.headers.get("content-length")) || 0;
  const parts: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { value } = await reader.read();
    if (!value) break;
    done += value.length;
    if (request.chunked) call.notice({ chunk: value.slice().buffer } satisfies RequestNotice);
    else {
      parts.push(value);
      call.notice({ done, expected: Math.max(expected, done) } satisfies RequestNotice);
    }
  }
  return new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer();
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers.entries());
}

/** Browsers hide `Set-Cookie`; a hook that proxies requests through a server can pass it in `x-set-cookie`. */
function cookiesOf(response: Response): string[] {
  const hidden = response.headers.get("x-set-cookie");
  return hidden === null ? [] : [hidden];
}

function sizeOf({ form }: NetworkRequest): number {
  return form?.file.data.byteLength ?? 0;
}

function connect(
  { socket, url, protocols, timeout }: SocketRequest,
  context: ServiceContext,
  sockets: Map<number, WebSocket>,
  call: CallContext,
): Promise<{ code: number; reason: string }> {
  const address = allowed(url, "socket", context).href;
  if (sockets.has(socket)) throw new ServiceError("this socket is connected already");
  const connection = openSocket(context.hooks, address, protocols);
  connection.binaryType = "arraybuffer";
  sockets.set(socket, connection);
  const notice = (detail: SocketNotice): void => call.notice(detail);
  const timer = setTimeout(
    () => {
      if (connection.readyState !== WebSocket.CONNECTING) return;
      notice({ error: "connect timeout" });
      connection.close();
    },
    Math.min(timeout, 2 ** 31 - 1),
  );
  call.signal.addEventListener("abort", () => connection.close());
  connection.addEventListener("open", () => notice({ open: { header: {} } }));
  connection.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => notice({ message: data }));
  return new Promise((resolve) => {
    const end = ({ code, reason }: { readonly code: number; readonly reason: string }): void => {
      clearTimeout(timer);
      sockets.delete(socket);
      resolve({ code, reason });
    };
    connection.addEventListener("error", () => {
      notice({ error: "connection failed" });
      // WebKit raises no `close` after refusing to connect, for example because of the page's policy.
      setTimeout(() => connection.readyState === WebSocket.CLOSED && end({ code: 1006, reason: "" }));
    });
    connection.addEventListener("close", end);
  });
}

function openSocket({ openSocket }: HostHooks, address: string, protocols: readonly string[]): WebSocket {
  try {
    return openSocket ? openSocket(address, protocols) : new WebSocket(address, [...protocols]);
  } catch (error) {
    throw new ServiceError(messageOf(error));
  }
}

/** Limits concurrency. The returned function waits for a free slot and resolves with a function that frees it. */
function createRequestQueue(limit: number): (signal: AbortSignal) => Promise<() => void> {
  let left = limit;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else left++;
  };
  return async (signal) => {
    if (left > 0) left--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    if (signal.aborted) {
      release();
      throw new ServiceError("abort");
    }
    return release;
  };
}
