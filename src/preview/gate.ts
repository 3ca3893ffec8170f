/**
 * Checks every request, including WebSocket upgrades: who sends it, from where, and for what.
 *
 * Every page in the developer's browser can reach a server on the developer's machine. So the Host header must be one
 * of ours (a hostile domain that resolves to this machine is not), the Origin header, if there is one, must be our own,
 * and Sec-Fetch-Site must not name another site. The checks do not rely on these headers being present: the responses
 * also forbid their use by other origins (`securityHeaders`).
 */
import { timingSafeEqual } from "node:crypto";
import { parseTarget } from "./target.ts";

export interface RequestFacts {
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  /** All values of each header; names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
}

export interface GateRules {
  /** Lower-case host names without port; IPv6 literals in brackets. */
  readonly hosts: ReadonlySet<string>;
  /** The port that Host must name; 80 and 443 may be omitted. */
  readonly port: number;
  readonly secure: boolean;
  /** Origins whose documents may show ours in a frame, besides our own. */
  readonly framedBy: readonly string[];
  /** A cookie that every request must have if other machines can reach the server. */
  readonly cookie?: string;
}

export type Verdict =
  | { readonly allowed: true; readonly path: string; readonly origin: string }
  | { readonly allowed: false; readonly status: number; readonly reason: string };

/** The cookie that contains the token if other machines can reach the server. */
export const cookieName = "miniapp-preview";

/** Checks a plain request. */
export function checkRequest(request: RequestFacts, rules: GateRules): Verdict {
  const host = checkHost(request, rules);
  if (!host.allowed) return host;
  if (request.method !== "GET" && request.method !== "HEAD") return deny(405, "only GET and HEAD are allowed");
  const origin = header(request, "origin");
  if (request.headers["origin"] && origin !== host.origin) return deny(403, "the Origin header does not match");
  const site = checkSite(request, rules);
  if (site) return site;
  if (rules.cookie !== undefined && !hasCookie(request, rules.cookie)) return deny(403, "the token is missing");
  const target = parseTarget(request.target);
  if ("refused" in target) return deny(target.refused, target.reason);
  return { allowed: true, path: target.path, origin: host.origin };
}

/**
 * Checks a WebSocket upgrade: Origin must be present and our own, and the sub-protocols must include the token as
 * `token.<token>`.
 */
export function checkUpgrade(request: RequestFacts, rules: GateRules, path: string, token: string): Verdict {
  const host = checkHost(request, rules);
  if (!host.allowed) return host;
  if (request.method !== "GET") return deny(405, "a WebSocket upgrade must use GET");
  if (header(request, "origin") !== host.origin) return deny(403, "the Origin header does not match");
  if (request.target !== path) return deny(404, "no such endpoint");
  const protocols = (header(request, "sec-websocket-protocol") ?? "").split(",").map((one) => one.trim());
  const given = protocols.find((one) => one.startsWith("token."))?.slice("token.".length);
  if (given === undefined || !sameText(given, token)) return deny(403, "the token is missing");
  return { allowed: true, path, origin: host.origin };
}

/**
 * Headers of every response.
 * @param frames who may show the response in a frame
 */
export function securityHeaders(frames: string): Record<string, string> {
  return {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": `default-src 'none'; frame-ancestors ${frames}`,
  };
}

/** Compares two texts in a time that does not reveal how much of them is equal. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

type HostVerdict = { readonly allowed: true; readonly origin: string } | Extract<Verdict, { allowed: false }>;

function checkHost(request: RequestFacts, { hosts, port, secure }: GateRules): HostVerdict {
  const host = header(request, "host")?.toLowerCase();
  const match = host === undefined ? null : /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(host);
  if (!match) return deny(403, "the Host header is missing or invalid");
  const [, name = "", named] = match;
  const isKnown = hosts.has(name) || (hosts.has("localhost") && name.endsWith(".localhost"));
  if (!isKnown || Number(named ?? (secure ? 443 : 80)) !== port)
    return deny(403, "the Host header names another server");
  return { allowed: true, origin: `${secure ? "https" : "http"}://${host}` };
}

/** Checks `Sec-Fetch-*`, which browsers send and other programs do not. */
function checkSite(request: RequestFacts, { framedBy }: GateRules): Verdict | undefined {
  if (!request.headers["sec-fetch-site"]) return undefined;
  const site = header(request, "sec-fetch-site");
  if (site === "none" || site === "same-origin") return undefined;
  const isNavigation = header(request, "sec-fetch-mode") === "navigate";
  const destination = header(request, "sec-fetch-dest");
  if (isNavigation && destination === "document") return undefined;
  if (isNavigation && destination === "iframe" && framedBy.length > 0) return undefined;
  return deny(403, "cross-site requests are not allowed");
}

function hasCookie(request: RequestFacts, value: string): boolean {
  const cookies = (header(request, "cookie") ?? "").split(";").map((one) => one.trim());
  return cookies.some((one) => one.startsWith(`${cookieName}=`) && sameText(one.slice(cookieName.length + 1), value));
}

/** A header that appears twice counts as missing. */
function header({ headers }: RequestFacts, name: string): string | undefined {
  const values = headers[name];
  return values?.length === 1 ? values[0] : undefined;
}

function deny(status: number, reason: string): Extract<Verdict, { allowed: false }> {
  return { allowed: false, status, reason };
}
