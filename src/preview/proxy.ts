/**
 * Makes the app's requests on behalf of the browser (`--proxy`), because servers of apps rarely allow browsers (CORS).
 * It reaches only origins that the app's manifest declares, also after redirects. It never reaches addresses of the
 * machine's local link, where clouds keep their secrets.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

export interface ProxyRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Base64. */
  readonly body: string;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Base64. */
  readonly body: string;
}

export interface ProxyRules {
  /** Origins that the app declares; `undefined`: `urlCheck` is off, and any origin is allowed. */
  readonly origins: readonly string[] | undefined;
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]);
/** Headers that belong to the connection, or that would reveal the developer's identity. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|keep-alive|proxy-.*|sec-.*|cookie|origin|referer|forwarded|x-forwarded-.*)$/i;
const maxRedirects = 5;
const maxBytes = 20 * 1024 * 1024;
const timeoutMs = 60_000;

/** @throws Error with a reason to show */
export async function proxyRequest(request: ProxyRequest, rules: ProxyRules): Promise<ProxyAnswer> {
  if (!methods.has(request.method)) throw new Error(`the proxy does not forward the method ${request.method}`);
  const headers = new Headers();
  for (const [name, value] of request.headers) {
    // `Headers` rejects line breaks and everything else that is invalid.
    if (!ownHeaders.test(name)) headers.append(name, value);
  }
  const signal = AbortSignal.timeout(timeoutMs);
  let { method } = request;
  let body: Uint8Array | undefined =
    method === "GET" || method === "HEAD" || request.body === "" ? undefined : Buffer.from(request.body, "base64");
  let url = await checkUrl(request.url, rules);
  for (let step = 0; step <= maxRedirects; step++) {
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal,
      ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
    });
    const next = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || next === null) return readAnswer(response);
    await response.body?.cancel();
    url = await checkUrl(new URL(next, url).href, rules);
    if (response.status === 303 || (response.status < 303 && method === "POST")) {
      method = "GET";
      body = undefined;
    }
  }
  throw new Error("too many redirects");
}

async function checkUrl(text: string, { origins }: ProxyRules): Promise<URL> {
  if (!URL.canParse(text)) throw new Error("the URL is invalid");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new Error(`the proxy does not forward ${url.protocol}`);
  if (url.username !== "" || url.password !== "") throw new Error("the proxy does not forward URLs with a password");
  if (origins && !origins.includes(url.origin)) throw new Error(`${url.origin} is not in the app's domain list`);
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(name) ? [name] : (await lookup(name, { all: true })).map(({ address }) => address);
  if (addresses.some((address) => isForbidden(address)))
    throw new Error(`the proxy does not forward to ${url.hostname}`);
  return url;
}

/** Link-local, unspecified and multicast addresses, including IPv4 in IPv6. */
export function isForbidden(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? mappedHex(address);
  if (mapped !== undefined) return isForbidden(mapped);
  if (isIP(address) === 4) {
    const [a = 0, b = 0] = address.split(".").map(Number);
    return a === 0 || (a === 169 && b === 254) || a >= 224;
  }
  const lower = address.toLowerCase();
  return lower === "::" || /^fe[89ab]/.test(lower) || lower.startsWith("ff") || lower === "fd00:ec2::254";
}

/** `::ffff:a9fe:a9fe` */
function mappedHex(address: string): string | undefined {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!match) return undefined;
  const [high, low] = [Number.parseInt(match[1] as string, 16), Number.parseInt(match[2] as string, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

async function readAnswer(response: Response): Promise<ProxyAnswer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxBytes) throw new Error("the response is larger than 20 MB");
    parts.push(part);
  }
  return { status: response.status, headers: [...response.headers], body: Buffer.concat(parts).toString("base64") };
}
