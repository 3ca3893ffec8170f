/** What the simulator does in place of the browser: mocks, requests through the server, and a throttled network. */
import type { HostHooks } from "../../runtime/host/services/contract.ts";
import type { DrawnKeyboard } from "../../runtime/host/soft-keyboard.ts";
import type { Advice } from "./advice.ts";
import type { PreviewConfig } from "../protocol.ts";
import type { DeviceState, NetworkCondition } from "./devices.ts";
import type { MockFunctions } from "./mock-functions.ts";
import type { Socket } from "./socket.ts";
import type { Store } from "./store.ts";

export interface NetworkEntry {
  readonly id: number;
  readonly api: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly (readonly [string, string])[];
  readonly requestBody: string;
  /** Milliseconds since the page was loaded. */
  readonly begun: number;
  readonly status?: number;
  readonly statusText?: string;
  readonly responseHeaders?: readonly (readonly [string, string])[];
  readonly responseBody?: string;
  readonly size?: number;
  readonly time?: number;
  /** `nobody`: the request was refused. */
  readonly by: "mock" | "proxy" | "browser" | "nobody";
}

export interface HookOptions {
  readonly socket: Socket;
  config(): PreviewConfig | undefined;
  readonly device: Store<DeviceState>;
  readonly mocking: Store<boolean>;
  readonly functions: MockFunctions;
  /** `undefined` if the device has a keyboard of its own. */
  readonly keyboard: DrawnKeyboard | undefined;
  record(entry: NetworkEntry): void;
  readonly advice: Pick<Advice, "refused" | "unanswered">;
}

/** The result of a request mock: the parts of a response; anything else is its data. */
interface MockedResponse {
  readonly statusCode?: number;
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: unknown;
}

/** Maximum length of a body that is kept for display. */
const shownBody = 200_000;
let nextId = 1;

const refusal = { method: "", requestHeaders: [], requestBody: "", status: 0, time: 0, by: "nobody" } as const;

export function createHooks(options: HookOptions): HostHooks {
  return {
    fetch: (request) => hookedFetch(request, options),
    refused(kind, url) {
      const list = `network.domains.${kind}`;
      options.record({
        ...refusal,
        id: nextId++,
        api: kind,
        url,
        statusText: `not in ${list}`,
        begun: performance.now(),
      });
      options.advice.refused(list, url);
    },
    open: new Proxy({}, openHandlers(options)) as NonNullable<HostHooks["open"]>,
    mocks: {
      names: () => options.config()?.mocks.filter((name) => name !== "request") ?? [],
      answer: async (api, given) => (options.mocking.get() ? askMocks(api, given, options) : undefined),
    },
    asks: true,
    ...(options.keyboard ? { keyboard: options.keyboard } : {}),
    report: (kind, values) => console.debug(`[${kind}]`, ...values),
  };
}

/** Has a handler for exactly those APIs that mocks answer. */
function openHandlers(options: HookOptions): ProxyHandler<object> {
  const { config, mocking } = options;
  const isMocked = (name: string | symbol): name is string =>
    typeof name === "string" && mocking.get() && (config()?.mocks.includes(name) ?? false);
  const handler = (api: string) => async (given: Readonly<Record<string, unknown>>) => {
    const answer = await askMocks(api, given, options);
    if (!answer) throw new Error("no rule of the mock matches");
    return answer.value;
  };
  return {
    has: (_target, name) => isMocked(name),
    get: (_target, name) => (isMocked(name) ? handler(name) : undefined),
    getOwnPropertyDescriptor: (_target, name) =>
      isMocked(name) ? { configurable: true, enumerable: true, value: handler(name) } : undefined,
  };
}

async function hookedFetch(request: Request, options: HookOptions): Promise<Response> {
  const condition = options.device.get().network;
  if (condition.type === "none") throw new TypeError("the simulated network is off");
  const requestBody = request.method === "GET" || request.method === "HEAD" ? "" : await request.clone().text();
  const base = {
    id: nextId++,
    api: "request",
    method: request.method,
    url: request.url,
    requestHeaders: [...request.headers],
    requestBody: requestBody.slice(0, shownBody),
    begun: performance.now(),
  };
  let by: NetworkEntry["by"] = options.config()?.proxy ? "proxy" : "browser";
  options.record({ ...base, by });
  try {
    const mocked = await askMock(base, options);
    if (mocked) by = "mock";
    const response = mocked ?? (by === "proxy" ? await proxied(request, options.socket) : await fetch(request));
    const body = new Uint8Array(await response.arrayBuffer());
    await slowDown(condition, body.length, request.signal);
    const { status, statusText, headers } = response;
    options.record({
      ...base,
      by,
      status,
      statusText,
      responseHeaders: [...headers],
      responseBody: new TextDecoder().decode(body.subarray(0, shownBody)),
      size: body.length,
      time: performance.now() - base.begun,
    });
    const isBare = status === 204 || status === 205 || status === 304;
    return new Response(isBare ? null : body, { status, statusText, headers });
  } catch (error) {
    const statusText = error instanceof Error ? error.message : String(error);
    options.record({ ...base, by, status: 0, statusText, time: performance.now() - base.begun });
    if (by === "browser" && error instanceof TypeError) options.advice.unanswered(request.url);
    throw error;
  }
}

/** @returns `undefined` if no mock answers this call */
async function askMocks(
  api: string,
  given: unknown,
  { socket, functions }: HookOptions,
): Promise<{ readonly value: unknown } | undefined> {
  const { value, error, none, call } = await socket.ask((id) => ({ type: "mock", id, api, options: given }), "mocked");
  if (error !== undefined) throw new Error(error);
  if (none) return undefined;
  if (!call) return { value };
  const answer = await functions.call(call, given);
  return answer === undefined ? undefined : { value: answer };
}

async function askMock(
  { method, url, requestBody, requestHeaders }: Omit<NetworkEntry, "by">,
  options: HookOptions,
): Promise<Response | undefined> {
  if (!options.mocking.get() || !options.config()?.mocks.includes("request")) return undefined;
  const given = { url, method, header: Object.fromEntries(requestHeaders), data: parse(requestBody) };
  const answer = await askMocks("request", given, options);
  if (!answer) return undefined;
  const { value } = answer;
  const isParts = typeof value === "object" && value !== null && ("statusCode" in value || "header" in value);
  const { statusCode = 200, header = {}, data } = isParts ? (value as MockedResponse) : { data: value };
  const isText = typeof data === "string";
  return new Response(isText ? data : JSON.stringify(data ?? null), {
    status: statusCode,
    headers: { "content-type": isText ? "text/plain; charset=utf-8" : "application/json", ...header },
  });
}

async function proxied(request: Request, socket: Socket): Promise<Response> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  const message = await socket.ask(
    (id) => ({
      type: "fetch",
      id,
      url: request.url,
      method: request.method,
      headers: [...request.headers],
      body: toBase64(bytes),
    }),
    "fetched",
  );
  if (!message.answer) throw new TypeError(message.error ?? "the server did not answer");
  const { status, headers, body } = message.answer;
  const isBare = status === 204 || status === 205 || status === 304;
  const own = headers.filter(([name]) => !/^(content-encoding|content-length|transfer-encoding)$/i.test(name));
  return new Response(isBare ? null : fromBase64(body), { status, headers: own.map(([name, value]) => [name, value]) });
}

function slowDown({ delayMs, bytesPerSecond }: NetworkCondition, size: number, signal: AbortSignal): Promise<void> {
  const time = delayMs + (bytesPerSecond > 0 ? (size / bytesPerSecond) * 1000 : 0);
  if (time <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
