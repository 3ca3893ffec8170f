/** Requests that the server forwards for the app: only to declared origins, without the developer's cookies. */
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stripControlCharacters } from "../../src/preview/controls.ts";
import { isForbidden, proxyRequest } from "../../src/preview/proxy.ts";

let server: Server;
let other: Server;
let origin: string;
let otherOrigin: string;
let seen: { method: string; headers: IncomingHttpHeaders; body: string } | undefined;

function listen(one: Server): Promise<string> {
  return new Promise((resolve) => {
    one.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(one.address() as AddressInfo).port}`));
  });
}

beforeAll(async () => {
  other = createServer((_request, response) => response.end("secret"));
  otherOrigin = await listen(other);
  server = createServer((request, response) => {
    if (request.url === "/away") return void response.writeHead(302, { location: `${otherOrigin}/` }).end();
    if (request.url === "/metadata") {
      return void response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    }
    if (request.url === "/round") return void response.writeHead(302, { location: "/round" }).end();
    if (request.url === "/here") return void response.writeHead(303, { location: "/there" }).end();
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      seen = { method: request.method ?? "", headers: request.headers, body };
      response.writeHead(200, { "content-type": "text/plain", "set-cookie": "a=1" }).end("fine");
    });
  });
  origin = await listen(server);
});

afterAll(() => {
  server.close();
  other.close();
});

function ask(path: string, more: Partial<Parameters<typeof proxyRequest>[0]> = {}): ReturnType<typeof proxyRequest> {
  const request = { url: path.startsWith("/") ? origin + path : path, method: "GET", headers: [], body: "", ...more };
  return proxyRequest(request, { origins: [origin] });
}

test("a request to a declared origin is forwarded with method, headers and body", async () => {
  const answer = await ask("/data", {
    method: "POST",
    headers: [
      ["Content-Type", "application/json"],
      ["X-Own", "1"],
    ],
    body: Buffer.from('{"a":1}').toString("base64"),
  });
  expect(answer.status).toBe(200);
  expect(Buffer.from(answer.body, "base64").toString()).toBe("fine");
  expect(seen).toMatchObject({ method: "POST", body: '{"a":1}', headers: { "x-own": "1" } });
});

test("Cookie, Origin, Referer and X-Forwarded-For are not forwarded", async () => {
  await ask("/data", {
    headers: [
      ["Cookie", "session=1"],
      ["Origin", "http://localhost:5170"],
      ["Referer", "http://localhost:5170/"],
      ["X-Forwarded-For", "10.0.0.1"],
      ["Host", "evil.example"],
    ],
  });
  expect(Object.keys(seen?.headers ?? {})).not.toEqual(expect.arrayContaining(["cookie"]));
  for (const name of ["cookie", "origin", "referer", "x-forwarded-for"]) expect(seen?.headers).not.toHaveProperty(name);
  expect(seen?.headers.host).toBe(new URL(origin).host);
});

describe("refuses", () => {
  test.each([
    ["an origin that the app does not declare", () => `${otherOrigin}/`, /not in the app's domain list/],
    ["a redirect to one", () => "/away", /not in the app's domain list/],
    ["a redirect to a machine's own secrets", () => "/metadata", /not in the app's domain list|does not forward/],
    ["redirects without end", () => "/round", /too many redirects/],
    ["another scheme", () => "file:///etc/passwd", /does not forward/],
    ["a password in the address", () => origin.replace("//", "//me:secret@"), /password/],
    ["what is no address", () => "http://", /URL is invalid/],
  ])("%s", async (_name, url, message) => {
    await expect(ask(url())).rejects.toThrow(message);
  });

  test("a line break in a header, and an unsupported method", async () => {
    await expect(ask("/data", { headers: [["X-A", "1\r\nX-B: 2"]] })).rejects.toThrow();
    await expect(ask("/data", { method: "TRACE" })).rejects.toThrow(/does not forward/);
  });

  test("link-local addresses, even when all origins are allowed", async () => {
    const any = { origins: undefined };
    const request = { url: "http://169.254.169.254/", method: "GET", headers: [], body: "" };
    await expect(proxyRequest(request, any)).rejects.toThrow(/does not forward/);
    for (const address of [
      "169.254.1.1",
      "0.0.0.0",
      "224.0.0.1",
      "::",
      "fe80::1",
      "ff02::1",
      "::ffff:169.254.169.254",
      "::ffff:a9fe:a9fe",
    ]) {
      expect(isForbidden(address)).toBe(true);
    }
    for (const address of ["127.0.0.1", "10.0.0.1", "93.184.216.34", "::1", "2606:4700::1"]) {
      expect(isForbidden(address)).toBe(false);
    }
  });
});

test("after a 303 the next request is a GET without a body", async () => {
  await ask("/here", { method: "POST", body: Buffer.from("x").toString("base64") });
  expect(seen).toMatchObject({ method: "GET", body: "" });
});

test("control characters are stripped from text that a browser sends to the terminal", () => {
  expect(stripControlCharacters("plain\n\ttext")).toBe("plain\n\ttext");
  const hostile = "a\u001b]0;title\u0007b\u001b[2Jc\u009b31md\re\u202ef\u2066g\u007f";
  const clean = stripControlCharacters(hostile);
  const bad = new Set([0x1b, 0x07, 0x9b, 0x0d, 0x202e, 0x2066, 0x7f]);
  expect([...clean].filter((char) => bad.has(char.codePointAt(0) ?? 0))).toEqual([]);
});
