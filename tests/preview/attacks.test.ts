/**
 * Attacks that have worked against other development servers, sent over raw sockets. A refusal must not contain a byte
 * of any file; every file that must stay hidden contains `secret`.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { parseClientMessage } from "../../src/preview/protocol.ts";
import { findPort } from "../../src/preview/ports.ts";
import { startServers } from "../../src/preview/server.ts";
import type { Answer, PreviewServers } from "../../src/preview/server.ts";
import { sendRaw, sendUpgrade } from "./raw-request.ts";
import type { RawAnswer } from "./raw-request.ts";

const token = "tokentokentokentokentokenAAAA_-1";
const files = new Map([
  ["/", "simulator"],
  ["/simulator.js", "script"],
  ["/a/one/p/app.js", "script of the app"],
]);
const folder = mkdtempSync(join(tmpdir(), "miniapp-attacks-"));
let ports: { simulator: number; app: number };
let servers: PreviewServers;
let host: string;
const messages: unknown[] = [];

function content(path: string): Answer | undefined {
  const body = files.get(path);
  return body === undefined ? undefined : { status: 200, headers: { "Content-Type": "text/javascript" }, body };
}

beforeAll(async () => {
  writeFileSync(join(folder, "outside.txt"), "secret");
  writeFileSync(join(folder, ".env"), "secret");
  symlinkSync(join(folder, "outside.txt"), join(folder, "link.txt"));
  const simulator = await findPort(46_000, false);
  const app = await findPort(simulator + 1, false);
  ports = { simulator, app };
  host = `localhost:${simulator}`;
  servers = await startServers({
    ports,
    hosts: [],
    open: false,
    token,
    simulator: content,
    app: content,
    connected: (socket) => {
      socket.on("message", (data) => {
        const message = parseClientMessage(String(data));
        if (message) messages.push(message);
      });
      // An oversized frame must end this connection only, not the server.
      socket.on("error", () => {});
    },
  });
});

afterAll(async () => {
  await servers.close();
  rmSync(folder, { recursive: true, force: true });
});

function get(target: string, headers: readonly string[] = [], port = ports.simulator): Promise<RawAnswer> {
  return sendRaw(port, [`GET ${target} HTTP/1.1`, `Host: localhost:${port}`, "Connection: close", ...headers]);
}

function expectRefused(answer: RawAnswer, statuses: readonly number[]): void {
  expect(statuses).toContain(answer.status);
  expect(answer.body).not.toContain("secret");
  for (const body of files.values()) expect(answer.body).not.toBe(body);
}

test("existing files are served with all security headers", async () => {
  const answer = await get("/simulator.js");
  expect(answer).toMatchObject({ status: 200, body: "script" });
  expect(answer.headers).toMatchObject({
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  expect(answer.headers["content-security-policy"]).toContain("frame-ancestors");
  expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
});

describe("A: files outside the served ones", () => {
  const absolute = join(folder, "outside.txt");
  test.each([
    // A1
    "/../outside.txt",
    "/..%2foutside.txt",
    "/%2e%2e/outside.txt",
    "//..//outside.txt",
    "/%252e%252e/x",
    "/..%5coutside.txt",
    // A2, A3, A4
    `/@fs${absolute}?import&raw??`,
    `/@fs${absolute}?import&?inline=1.wasm?init`,
    `/@fs${absolute}?.svg?.wasm?init`,
    // A5
    "/@fs/#/../../../etc/passwd",
    "/#/../../../etc/passwd",
    // A6
    "/.env",
    "/.env/.",
    "/.env?raw",
    "/.env?import&url&inline",
    // A7
    "/a/deps/../../../../tmp/poc.map",
    // A8
    "/.env::$DATA?raw",
    "/simulator.js::$DATA",
    "/TLS~1.PEM",
    "/..\\..\\x",
    "/%5C..%5Cx",
    // A9
    "/link.txt",
    // A10
    "/x%00.html",
    "/simulator.js%00.html",
    `http://evil.example/.env`,
    // A11, A12
    "/.git/config",
    "/.npmrc",
    "/development-key.pem",
    "/node_modules/x/.env",
    // A13
    `/@fs${folder}/`,
    "/a/one/p/../../../etc/passwd",
    "/a/one/p/%2e%2e/app.js",
    "/simulator.js?x=secret",
    "*",
  ])("%s", async (target) => {
    for (const port of [ports.simulator, ports.app]) expectRefused(await get(target, [], port), [400, 403, 404]);
  });

  test("a malformed escape gets 400, a 64 KB path gets 404", async () => {
    expectRefused(await get("/%E0%A4%A"), [400]);
    expectRefused(await get(`/${"a".repeat(65_536)}`), [404]);
  });
});

describe("B: other origins", () => {
  const evil = "http://evil.example";
  test.each(["evil.example", "evil.example:1", "localhost.evil.example", "localhost@evil.example", ""])(
    "B1: Host %j",
    async (name) => {
      for (const port of [ports.simulator, ports.app]) {
        const named = name.endsWith(":1") ? `evil.example:${port}` : name;
        const answer = await sendRaw(port, ["GET / HTTP/1.1", `Host: ${named}`, "Connection: close"]);
        expectRefused(answer, [400, 403]);
      }
    },
  );

  test("B1: no Host, two Host headers, and a Host with another port are refused", async () => {
    expectRefused(await sendRaw(ports.simulator, ["GET / HTTP/1.0"]), [403]);
    expectRefused(
      await sendRaw(ports.simulator, ["GET / HTTP/1.1", `Host: ${host}`, "Host: evil.example", "Connection: close"]),
      [400, 403],
    );
    expectRefused(await sendRaw(ports.simulator, ["GET / HTTP/1.1", "Host: localhost:1", "Connection: close"]), [403]);
  });

  test.each([evil, "null", "http://127.0.0.1:9999", "http://192.168.1.9", "http://localhost"])(
    "B2, B6: Origin %s",
    async (origin) => {
      const answer = await get("/simulator.js", [`Origin: ${origin}`]);
      expectRefused(answer, [403]);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    },
  );

  test("B3: a script tag on another site cannot load the script, with or without Sec-Fetch headers", async () => {
    for (const site of ["cross-site", "same-site"]) {
      const headers = [`Sec-Fetch-Site: ${site}`, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"];
      expectRefused(await get("/simulator.js", headers), [403]);
    }
    expect((await get("/simulator.js")).headers["cross-origin-resource-policy"]).toBe("same-origin");
  });

  test("B4: a CORS preflight is refused without any CORS headers", async () => {
    const answer = await sendRaw(ports.simulator, [
      "OPTIONS /simulator.js HTTP/1.1",
      `Host: ${host}`,
      `Origin: ${evil}`,
      "Access-Control-Request-Method: GET",
      "Connection: close",
    ]);
    expectRefused(answer, [405]);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("B5: other sites cannot embed the simulator in a frame", async () => {
    const headers = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"];
    expectRefused(await get("/", headers), [403]);
    expect((await get("/")).headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  });

  test("B7: there is no event stream", async () => {
    expectRefused(await get("/esbuild", ["Accept: text/event-stream"]), [404]);
  });
});

describe("C: the WebSocket", () => {
  function handshake(headers: readonly string[], target = "/socket", port = ports.simulator): Promise<RawAnswer> {
    return sendUpgrade(port, [
      `GET ${target} HTTP/1.1`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    ]);
  }
  const good = () => [`Host: ${host}`, `Origin: http://${host}`, `Sec-WebSocket-Protocol: miniapp, token.${token}`];

  test("the simulator's own page can connect", async () => {
    expect((await handshake(good())).status).toBe(101);
  });

  test.each([
    ["C1: another origin", (h: string[]) => [h[0], "Origin: http://evil.example", h[2]]],
    ["C2: no origin", (h: string[]) => [h[0], h[2]]],
    ["C2: neither origin nor token", (h: string[]) => [h[0]]],
    ["C2: no token", (h: string[]) => [h[0], h[1]]],
    ["C3: a sandboxed frame's origin", (h: string[]) => [h[0], "Origin: null", h[2]]],
    ["C4: a domain that points here", (h: string[]) => ["Host: evil.example", "Origin: http://evil.example", h[2]]],
    ["C5: a short token", (h: string[]) => [h[0], h[1], "Sec-WebSocket-Protocol: token.x"]],
    [
      "C5: a wrong token of the right length",
      (h: string[]) => [h[0], h[1], `Sec-WebSocket-Protocol: token.${"x".repeat(token.length)}`],
    ],
    ["C5: an empty token", (h: string[]) => [h[0], h[1], "Sec-WebSocket-Protocol: token."]],
    ["C6: a sub-protocol of other tools", (h: string[]) => [h[0], h[1], "Sec-WebSocket-Protocol: vite-ping"]],
  ] as const)("%s", async (_name, change) => {
    expect((await handshake(change(good()) as string[])).status).toBe(403);
  });

  test("C6, C9: other paths and the app's origin cannot open a WebSocket", async () => {
    expect((await handshake(good(), "/")).status).toBe(404);
    expect((await handshake(good(), "/socket?x=1")).status).toBe(404);
    const app = [`Host: localhost:${ports.app}`, `Origin: http://localhost:${ports.app}`, good()[2] as string];
    expect((await handshake(app, "/socket", ports.app)).status).toBe(404);
  });

  test("C7: messages from clients are validated; an oversized one closes the connection", async () => {
    const socket = new WebSocket(`ws://${host}/socket`, ["miniapp", `token.${token}`], {
      headers: { Origin: `http://${host}` },
    });
    await new Promise((resolve) => socket.once("open", resolve));
    const sent = [
      "not json",
      "[]",
      '{"type":"unknown"}',
      '{"__proto__":{"type":"rebuild"}}',
      '{"type":"open","file":{},"line":1,"column":1}',
      '{"type":"open","file":"a","line":-1,"column":1e99}',
      '{"type":"note","level":"shout","text":"x"}',
      '{"type":"rebuild"}',
    ];
    for (const text of sent) socket.send(text);
    await expect.poll(() => messages.length).toBe(1);
    expect(messages).toEqual([{ type: "rebuild" }]);
    expect(({} as { type?: string }).type).toBeUndefined();
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.send("x".repeat(5 * 1024 * 1024));
    expect(await closed).toBe(1009);
    // The server keeps running.
    expect((await get("/")).status).toBe(200);
  });
});

describe("D: endpoints with side effects", () => {
  test.each([
    "/__open-in-editor?file=x",
    "/__open-in-editor",
    "/open-url",
    "/__proxy?url=http://169.254.169.254/",
    "/__mock",
  ])("D1 to D3: %s does not exist", async (target) => expectRefused(await get(target), [403, 404]));

  test.each(["POST", "PUT", "DELETE", "PATCH", "TRACE"])("D4, D5: %s is answered with 405", async (method) => {
    for (const type of ["text/plain", "application/json"]) {
      const answer = await sendRaw(
        ports.simulator,
        [`${method} / HTTP/1.1`, `Host: ${host}`, `Content-Type: ${type}`, "Content-Length: 2", "Connection: close"],
        "{}",
      );
      expectRefused(answer, [405]);
    }
  });
});

describe("E: exposure", () => {
  test("E2: a port that another program uses on a single address counts as in use", async () => {
    const { createServer } = await import("node:net");
    for (const address of ["127.0.0.1", "0.0.0.0"]) {
      const port = await findPort(47_000, false);
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(port, address, resolve));
      await expect(findPort(port, true)).rejects.toThrow(`port ${port} is in use`);
      expect(await findPort(port, false)).toBeGreaterThan(port);
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test("E6: a client that never completes its request is disconnected", async () => {
    const { connect } = await import("node:net");
    const begun = Date.now();
    const socket = connect({ port: ports.simulator, host: "127.0.0.1" });
    socket.write("GET / HTTP/1.1\r\nHost: ");
    await new Promise((resolve) =>
      socket
        .once("close", resolve)
        .on("error", () => {})
        .resume(),
    );
    expect(Date.now() - begun).toBeLessThan(20_000);
  });

  test("E1: a server open to other machines requires the token, then sets it as a cookie", async () => {
    const port = await findPort(48_000, false);
    const app = await findPort(port + 1, false);
    const open = await startServers({
      ports: { simulator: port, app },
      hosts: ["phone.test"],
      open: true,
      token,
      simulator: content,
      app: content,
      connected: (socket) => socket.close(),
    });
    try {
      const ask = (target: string, headers: readonly string[] = [], at = port): Promise<RawAnswer> =>
        sendRaw(at, [`GET ${target} HTTP/1.1`, `Host: phone.test:${at}`, "Connection: close", ...headers]);
      expectRefused(await ask("/"), [403]);
      expectRefused(await ask("/a/one/p/app.js", [], app), [403]);
      expectRefused(await ask(`/k/${"x".repeat(token.length)}`), [403]);
      const answer = await ask(`/k/${token}`);
      expect(answer.status).toBe(303);
      expect(answer.headers["location"]).toBe("/");
      expect(answer.headers["set-cookie"]).toMatch(/HttpOnly; SameSite=Strict/);
      const cookie = [`Cookie: ${(answer.headers["set-cookie"] ?? "").split(";")[0]}`];
      expect((await ask("/", cookie)).body).toBe("simulator");
      expect((await ask("/a/one/p/app.js", cookie, app)).status).toBe(200);
    } finally {
      await open.close();
    }
  });
});
