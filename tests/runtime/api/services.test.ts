/** The host's services in a real browser: storage, files, network, device and media. */
import { describe, expect, test } from "vitest";
import { useBench } from "./services-bench.ts";

const bench = useBench();
const { act, call, open } = bench;

const request = {
  kind: "request",
  method: "GET",
  header: {},
  timeout: 5000,
  chunked: false,
  redirect: "follow",
} as const;

describe("storage", () => {
  test("is kept for the next run of the same app, in order", async () => {
    await open();
    await call("storage.write", { clear: true, entries: [] });
    await Promise.all([
      call("storage.write", { clear: false, entries: [["a", { text: "j1" }]] }),
      call("storage.write", {
        clear: false,
        entries: [
          ["b", { text: "j2" }],
          ["a", null],
          ["__proto__", { text: "j3" }],
        ],
      }),
    ]);
    await bench.page.reload();
    await open();
    expect(await preloaded()).toEqual([
      ["__proto__", { text: "j3" }],
      ["b", { text: "j2" }],
    ]);
    await open({ appId: "app.two" });
    expect(await preloaded()).toEqual([]);
  });

  test("is encrypted at rest on request", async () => {
    await open({ appId: "app.secret" });
    await call("storage.write", { clear: true, entries: [["a", { text: 'j"top secret"', encrypted: true }]] });
    const raw = await act<[string | null, string]>("rawStorage");
    expect(raw[0]).toBeNull();
    expect(raw[1]).not.toContain("top secret");
    await bench.page.reload();
    await open({ appId: "app.secret" });
    expect(await preloaded()).toEqual([["a", { text: 'j"top secret"', encrypted: true }]]);
  });

  async function preloaded(): Promise<unknown> {
    return act("preloadedStorage");
  }
});

test("files persist, and files of the package are preloaded up to a limit", async () => {
  await open({ appId: "app.files" });
  await act("writeFiles");
  await bench.page.reload();
  await open({ appId: "app.files" });
  const found = await act("preloadedFiles");
  expect(found).toEqual([
    [
      ["wxfile://usr/d", true],
      ["wxfile://usr/d/a", "hello"],
    ],
    [
      ["data/a.json", "[1]"],
      ["big.bin", 600 * 1024],
    ],
  ]);
  expect(await call("file.package", { path: "data/a.json" })).toMatchObject({ ok: "[1]" });
  expect(await call("file.package", { path: "../secret" })).toMatchObject({ errno: 1300002 });
});

describe("network", () => {
  test("sends exactly what was requested, without credentials of the host", async () => {
    await act("setCookie");
    await open();
    const { ok } = await call("network.request", {
      ...request,
      method: "POST",
      url: `${bench.origin}/api?x=1`,
      header: { "x-a": "1" },
      data: "body",
    });
    const { statusCode, data } = ok as { statusCode: number; data: string };
    expect(statusCode).toBe(200);
    expect(JSON.parse(data)).toEqual({
      method: "POST",
      url: "/api?x=1",
      type: "text/plain;charset=UTF-8",
      body: "body",
    });
  });

  test("allows only listed domains, for redirects too, and sends nothing elsewhere", async () => {
    await open();
    const refused = { failed: "url not in domain list", errno: 600002 };
    for (const url of [
      `${bench.otherOrigin}/x`,
      bench.origin.replace("127.0.0.1", "127.0.0.1.evil.test"),
      bench.origin.replace("127.0.0.1", "localhost"),
      `${bench.origin.slice(0, -1)}/`,
    ]) {
      expect([url, await call("network.request", { ...request, url })]).toMatchObject([url, refused]);
    }
    for (const url of [
      "file:///etc/passwd",
      "javascript:1",
      "data:text/plain,x",
      "blob:x",
      `http://user:pass@${bench.origin.slice(7)}/`,
      "",
    ]) {
      expect([url, await call("network.request", { ...request, url })]).toMatchObject([url, { errno: 600009 }]);
    }
    expect(await call("network.request", { ...request, url: `${bench.origin}/away` })).toMatchObject({ errno: 600001 });
    expect(
      await call("network.connect", {
        socket: 1,
        url: bench.otherOrigin.replace("http", "ws"),
        protocols: [],
        timeout: 100,
      }),
    ).toMatchObject(refused);
    expect(bench.seen.filter((one) => one.startsWith("elsewhere"))).toEqual([]);
  });

  test("allows all domains if a preview says so", async () => {
    await open({ urlCheck: false });
    expect(await call("network.request", { ...request, url: `${bench.otherOrigin}/x` })).toMatchObject({
      ok: { data: "secret" },
    });
  });

  test("times out, and can be aborted", async () => {
    await open();
    expect(await call("network.request", { ...request, url: `${bench.origin}/slow`, timeout: 50 })).toMatchObject({
      failed: "timeout",
      errno: 5,
    });
    expect(
      await call("network.request", { ...request, url: `${bench.origin}/slow` }, { abortAfter: 20 }),
    ).toMatchObject({
      failed: "abort",
    });
  });

  test("works in browsers without the newer functions of AbortSignal", async () => {
    await act("makeOld");
    await open();
    expect(await call("network.request", { ...request, url: `${bench.origin}/a` })).toMatchObject({
      ok: { statusCode: 200 },
    });
    const slow = { ...request, url: `${bench.origin}/slow` };
    expect(await call("network.request", { ...slow, timeout: 50 })).toMatchObject({ failed: "timeout", errno: 5 });
    expect(await call("network.request", slow, { abortAfter: 50 })).toMatchObject({ failed: "abort" });
  });

  test("uploads a form and reports the progress of a download", async () => {
    await open();
    const uploaded = await act<string>("upload", `${bench.origin}/up`);
    const { type, body } = JSON.parse(uploaded) as { type: string; body: string };
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain('name="k"\r\n\r\nv');
    expect(body).toContain('name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nFILE');
    const { notices } = await call("network.request", { ...request, kind: "download", url: `${bench.origin}/down` });
    expect(notices).toMatchObject([{ statusCode: 200 }, { done: expect.any(Number) }]);
  });

  test("lets a preview answer instead", async () => {
    const answered = await act("mocks");
    expect(answered).toEqual(["mock of https://a.b/c", { code: "from the preview" }, "cancel"]);
  });

  test("a socket opens, echoes and closes", async () => {
    const address = bench.origin.replace("http", "ws");
    await open({ domains: { socket: [address] } });
    const said = await act("socket", address);
    expect(said).toEqual(["text", [7], { code: 3001, reason: "done" }]);
  });
});

describe("device", () => {
  test("system information describes the area of the app", async () => {
    await open();
    const { ok } = await call("system.facts", {});
    expect(ok).toMatchObject({
      screenWidth: 375,
      screenHeight: 667,
      windowHeight: 667 - 20 - 44 - 50,
      statusBarHeight: 20,
      menuButton: { left: 281, right: 368, top: 26, bottom: 58 },
    });
    expect(await call("system.network", {})).toMatchObject({ ok: { isConnected: true } });
  });

  test("clipboard and location", async () => {
    await open();
    await bench.page.bringToFront();
    await call("device.writeClipboard", { data: "copied" });
    expect(await call("device.readClipboard", {})).toMatchObject({ ok: { data: "copied" } });
    expect(await call("device.location", { highAccuracy: true, timeout: 5000 })).toMatchObject({
      ok: { latitude: 1, longitude: 2, accuracy: 3 },
    });
  });

  test("an app exits and restarts through its host", async () => {
    await open();
    await call("system.exit", {});
    await call("system.restart", { path: "pages/a/a" });
    expect(await act("exits")).toEqual([null, { path: "pages/a/a" }]);
  });
});

describe("media", () => {
  test("chosen files include their bytes; closing the dialog is cancel", async () => {
    await open();
    const opened = bench.page.waitForEvent("filechooser");
    const chosen = call("media.choose", { kind: "file", count: 2, camera: false, extensions: ["txt"] });
    const chooser = await opened;
    await chooser.setFiles([{ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hi") }]);
    expect(await chosen).toMatchObject({ ok: { files: [{ name: "a.txt", type: "text/plain", data: "hi" }] } });
  });

  test("images are measured and compressed", async () => {
    await open();
    const measured = await act("pictures");
    expect(measured).toEqual([
      { width: 40, height: 20 },
      { width: 10, height: 5 },
    ]);
    await act("makeOld");
    expect(await act("pictures")).toEqual(measured);
    expect(await call("media.imageInfo", { data: "x" })).toMatchObject({ failed: "the picture cannot be decoded" });
  });

  test("images are previewed above everything until tapped", async () => {
    await open();
    await call("media.preview", {
      sources: [
        { type: "image", source: `${bench.origin}/a.png` },
        { type: "image", source: "javascript:alert(1)" },
      ],
      current: 0,
    });
    await bench.page.getByText("1/2").waitFor();
    await bench.page.getByRole("dialog").click({ position: { x: 360, y: 300 } });
    await bench.page.getByText("2/2").waitFor();
    expect(await bench.page.locator("[role=dialog] img").getAttribute("src")).toBe("");
    await bench.page.getByRole("dialog").click({ position: { x: 180, y: 300 } });
    expect(await bench.page.getByRole("dialog").count()).toBe(0);
  });

  test("a recording becomes a file", async () => {
    await open();
    await bench.page.context().grantPermissions(["microphone"]);
    await call("media.record", { command: "start", duration: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await call("media.record", { command: "stop" });
    await expect.poll(() => act("eventNames")).toEqual(["record start", "record stop"]);
  });
});
