/** The host's services in a real browser, on a page whose policy allows no inline styles and no scripts but its own. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { launchBrowser } from "../browser.ts";
import { root } from "../../build/program.ts";

let browser: Browser;
let page: Page;
let server: Server;
let elsewhere: Server;
let origin: string;
let otherOrigin: string;
const seen: string[] = [];

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [`${root}/tests/runtime/api/services.dom.ts`],
    bundle: true,
    write: false,
    format: "iife",
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  server = createServer((request, response) => void answer(request, response, script));
  elsewhere = createServer((request, response) => {
    seen.push(`elsewhere ${request.url ?? ""}`);
    response.setHeader("access-control-allow-origin", "*").end("secret");
  });
  origin = await listen(server);
  otherOrigin = await listen(elsewhere);
  new WebSocketServer({ server }).on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  browser = await launchBrowser(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
  const context = await browser.newContext({
    permissions: ["clipboard-read", "clipboard-write", "geolocation"],
    geolocation: { latitude: 1, longitude: 2, accuracy: 3 },
    acceptDownloads: true,
  });
  page = await context.newPage();
});

beforeEach(async () => {
  await page.goto(`${origin}/`);
  seen.length = 0;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  elsewhere?.close();
});

async function listen(one: Server): Promise<string> {
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

async function answer(request: IncomingMessage, response: ServerResponse, script: string): Promise<void> {
  const url = request.url ?? "";
  seen.push(url);
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

interface Shown {
  readonly ok?: unknown;
  readonly failed?: string;
  readonly errno?: number;
  readonly notices: readonly unknown[];
}

interface OpenOptions {
  readonly appId?: string;
  readonly theme?: "light" | "dark";
  readonly urlCheck?: boolean;
  readonly domains?: Readonly<Record<string, readonly string[]>>;
  readonly hooks?: { readonly asks?: boolean };
}

/** Does what services.dom.ts has under this name, in the page. */
async function act<T = unknown>(name: string, argument?: unknown): Promise<T> {
  return page.evaluate(
    ([name, argument]) => {
      const { acts } = globalThis as never as { acts: Record<string, (argument: unknown) => unknown> };
      return acts[name as string]?.(argument) as never;
    },
    [name, argument] as const,
  );
}

async function open(options: OpenOptions = {}): Promise<void> {
  await act("open", options);
}

/** The answer of a service; buffers become texts. */
async function call(service: string, argument: object, options: { abortAfter?: number } = {}): Promise<Shown> {
  return act("call", [service, argument, options] as const);
}

const request = {
  kind: "request",
  method: "GET",
  header: {},
  timeout: 5000,
  chunked: false,
  redirect: "follow",
} as const;

describe("storage", () => {
  test("is there in the next run, for this app alone, in order", async () => {
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
    await page.reload();
    await open();
    expect(await preloaded()).toEqual([
      ["__proto__", { text: "j3" }],
      ["b", { text: "j2" }],
    ]);
    await open({ appId: "app.two" });
    expect(await preloaded()).toEqual([]);
  });

  test("is encrypted at rest for those who ask for it", async () => {
    await open({ appId: "app.secret" });
    await call("storage.write", { clear: true, entries: [["a", { text: 'j"top secret"', encrypted: true }]] });
    const raw = await act<[string | null, string]>("rawStorage");
    expect(raw[0]).toBeNull();
    expect(raw[1]).not.toContain("top secret");
    await page.reload();
    await open({ appId: "app.secret" });
    expect(await preloaded()).toEqual([["a", { text: 'j"top secret"', encrypted: true }]]);
  });

  async function preloaded(): Promise<unknown> {
    return act("preloadedStorage");
  }
});

test("files last, and those of the package come as far as they fit", async () => {
  await open({ appId: "app.files" });
  await act("writeFiles");
  await page.reload();
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
  test("sends what was asked for, without anything of the host's own", async () => {
    await act("setCookie");
    await open();
    const { ok } = await call("network.request", {
      ...request,
      method: "POST",
      url: `${origin}/api?x=1`,
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

  test("is held to the domains, redirects too, and nothing gets out", async () => {
    await open();
    const refused = { failed: "url not in domain list", errno: 600002 };
    for (const url of [
      `${otherOrigin}/x`,
      origin.replace("127.0.0.1", "127.0.0.1.evil.test"),
      origin.replace("127.0.0.1", "localhost"),
      `${origin.slice(0, -1)}/`,
    ]) {
      expect([url, await call("network.request", { ...request, url })]).toMatchObject([url, refused]);
    }
    for (const url of [
      "file:///etc/passwd",
      "javascript:1",
      "data:text/plain,x",
      "blob:x",
      `http://user:pass@${origin.slice(7)}/`,
      "",
    ]) {
      expect([url, await call("network.request", { ...request, url })]).toMatchObject([url, { errno: 600009 }]);
    }
    expect(await call("network.request", { ...request, url: `${origin}/away` })).toMatchObject({ errno: 600001 });
    expect(
      await call("network.connect", { socket: 1, url: otherOrigin.replace("http", "ws"), protocols: [], timeout: 100 }),
    ).toMatchObject(refused);
    expect(seen.filter((one) => one.startsWith("elsewhere"))).toEqual([]);
  });

  test("goes anywhere where a preview says so", async () => {
    await open({ urlCheck: false });
    expect(await call("network.request", { ...request, url: `${otherOrigin}/x` })).toMatchObject({
      ok: { data: "secret" },
    });
  });

  test("times out, and can be aborted", async () => {
    await open();
    expect(await call("network.request", { ...request, url: `${origin}/slow`, timeout: 50 })).toMatchObject({
      failed: "timeout",
      errno: 5,
    });
    expect(await call("network.request", { ...request, url: `${origin}/slow` }, { abortAfter: 20 })).toMatchObject({
      failed: "abort",
    });
  });

  test("uploads a form and tells how a download goes", async () => {
    await open();
    const uploaded = await act<string>("upload", `${origin}/up`);
    const { type, body } = JSON.parse(uploaded) as { type: string; body: string };
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain('name="k"\r\n\r\nv');
    expect(body).toContain('name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nFILE');
    const { notices } = await call("network.request", { ...request, kind: "download", url: `${origin}/down` });
    expect(notices).toMatchObject([{ statusCode: 200 }, { done: expect.any(Number) }]);
  });

  test("lets a preview answer in its place", async () => {
    const answered = await act("mocks");
    expect(answered).toEqual(["mock of https://a.b/c", { code: "from the preview" }, "cancel"]);
  });

  test("a socket opens, echoes and closes", async () => {
    const address = origin.replace("http", "ws");
    await open({ domains: { socket: [address] } });
    const said = await act("socket", address);
    expect(said).toEqual(["text", [7], { code: 3001, reason: "done" }]);
  });
});

describe("dialogs", () => {
  const modal = {
    title: "<b>Title</b>",
    content: "<img src=x onerror=alert(1)>",
    showCancel: true,
    cancelText: "No",
    cancelColor: "red",
    confirmText: "Yes",
    confirmColor: "#576B95",
    editable: false,
    placeholderText: "",
  };

  test("a toast shows its text as text, goes by itself, and makes way for the next", async () => {
    await open();
    const toast = { title: "<b>x</b>", icon: "success", image: "", duration: 5000, mask: false, loading: false };
    await call("ui.toast", toast);
    expect(await page.locator(".ui-toast").innerText()).toBe("<b>x</b>");
    await call("ui.toast", { ...toast, icon: "none", title: "second", duration: 120 });
    expect(await page.locator(".ui-toast").count()).toBe(1);
    expect(await page.locator(".ui-icon").count()).toBe(0);
    await page.locator(".ui-toast").waitFor({ state: "detached" });
    await call("ui.toast", { ...toast, icon: "loading", loading: true, mask: true, duration: 0 });
    expect(await act("styleOf", [".ui-toast", "borderRadius"])).toBe("12px");
    await call("ui.hideToast", { loading: true });
    expect(await page.locator(".ui-toast").count()).toBe(0);
  });

  test("a modal answers by its buttons, one after the other, and is dark at night", async () => {
    await open({ theme: "dark" });
    const first = call("ui.modal", modal);
    const second = call("ui.modal", { ...modal, title: "", editable: true, content: "old", showCancel: false });
    await page.getByText("<b>Title</b>").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await act("styleOf", [".ui-modal", "backgroundColor"])).toBe("rgb(44, 44, 44)");
    await page.getByText("No", { exact: true }).click();
    expect(await first).toMatchObject({ ok: { confirm: false, cancel: true } });
    await page.locator("textarea").fill("new");
    await page.getByText("Yes", { exact: true }).click();
    expect(await second).toMatchObject({ ok: { confirm: true, cancel: false, content: "new" } });
    expect(await page.locator(".ui-modal").count()).toBe(0);
  });

  test("an action sheet answers by its rows, and fails with cancel beside them", async () => {
    await open();
    const sheet = { itemList: ["one", "two"], itemColor: "#000000", alertText: "which?" };
    const chosen = call("ui.actionSheet", sheet);
    await page.getByText("two").click();
    expect(await chosen).toMatchObject({ ok: { tapIndex: 1 } });
    const cancelled = call("ui.actionSheet", sheet);
    await page.locator(".ui-sheet-shade").click({ position: { x: 5, y: 5 } });
    expect(await cancelled).toMatchObject({ failed: "cancel" });
  });

  test("dialogs look the same when the element's sheets have been set anew, as another mount does", async () => {
    await open();
    const width = async (): Promise<number> => {
      const asked = call("ui.modal", modal);
      const box = await page.locator(".ui-modal").boundingBox();
      await page.getByText("No", { exact: true }).click();
      await asked;
      return box?.width ?? 0;
    };
    const before = await width();
    await page.evaluate("layer.getRootNode().adoptedStyleSheets = []");
    expect(await width()).toBe(before);
  });

  test("what is open when the run ends is gone, and was not answered", async () => {
    await open();
    const asked = call("ui.modal", modal);
    await page.locator(".ui-modal").waitFor();
    await act("close");
    expect(await asked).toMatchObject({ failed: "interrupted" });
    expect(await page.locator(".ui-modal").count()).toBe(0);
  });
});

describe("device", () => {
  test("facts are those of the area that the app has", async () => {
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

  test("clipboard and place", async () => {
    await open();
    await page.bringToFront();
    await call("device.writeClipboard", { data: "copied" });
    expect(await call("device.readClipboard", {})).toMatchObject({ ok: { data: "copied" } });
    expect(await call("device.location", { highAccuracy: true, timeout: 5000 })).toMatchObject({
      ok: { latitude: 1, longitude: 2, accuracy: 3 },
    });
  });

  test("an app ends and starts anew through its host", async () => {
    await open();
    await call("system.exit", {});
    await call("system.restart", { path: "pages/a/a" });
    expect(await act("exits")).toEqual([null, { path: "pages/a/a" }]);
  });
});

describe("media", () => {
  test("chosen files come with their bytes; giving up is cancel", async () => {
    await open();
    const opened = page.waitForEvent("filechooser");
    const chosen = call("media.choose", { kind: "file", count: 2, camera: false, extensions: ["txt"] });
    const chooser = await opened;
    await chooser.setFiles([{ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hi") }]);
    expect(await chosen).toMatchObject({ ok: { files: [{ name: "a.txt", type: "text/plain", data: "hi" }] } });
  });

  test("pictures are measured and made smaller", async () => {
    await open();
    const measured = await act("pictures");
    expect(measured).toEqual([
      { width: 40, height: 20 },
      { width: 10, height: 5 },
    ]);
    expect(await call("media.imageInfo", { data: "x" })).toMatchObject({ failed: "the picture cannot be decoded" });
  });

  test("pictures are shown over everything until they are tapped", async () => {
    await open();
    await call("media.preview", {
      sources: [
        { type: "image", source: `${origin}/a.png` },
        { type: "image", source: "javascript:alert(1)" },
      ],
      current: 0,
    });
    await page.getByText("1/2").waitFor();
    await page.getByRole("dialog").click({ position: { x: 360, y: 300 } });
    await page.getByText("2/2").waitFor();
    expect(await page.locator("[role=dialog] img").getAttribute("src")).toBe("");
    await page.getByRole("dialog").click({ position: { x: 180, y: 300 } });
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("a recording becomes a file", async () => {
    await open();
    await page.context().grantPermissions(["microphone"]);
    await call("media.record", { command: "start", duration: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await call("media.record", { command: "stop" });
    await expect.poll(() => act("eventNames")).toEqual(["record start", "record stop"]);
  });
});

describe("stand-ins", () => {
  test("answer or refuse as a user would", async () => {
    await open();
    expect(await call("open.call", { api: "login", options: {} })).toMatchObject({
      ok: { code: expect.stringMatching(/^stand-in-/) },
    });
    expect(await call("open.call", { api: "requestSubscribeMessage", options: { tmplIds: ["t"] } })).toMatchObject({
      ok: { t: "accept" },
    });
    expect(await call("open.call", { api: "requestPayment", options: {} })).toMatchObject({ failed: "cancel" });
    for (const api of ["nothing", "toString", "__proto__"]) {
      expect(await call("open.call", { api, options: {} })).toMatchObject({ failed: "not supported in this host" });
    }
  });

  test("a telephone call is made if the user says so", async () => {
    await open();
    const options = { phoneNumber: "10086#" };
    const refused = call("open.call", { api: "makePhoneCall", options });
    await page.getByText("Cancel", { exact: true }).click();
    expect(await refused).toMatchObject({ failed: "cancel" });
    await page.evaluate("void (HTMLAnchorElement.prototype.click = function () { window.dialled = this.href; })");
    const made = call("open.call", { api: "makePhoneCall", options });
    await page.getByText("Call", { exact: true }).click();
    expect(await made).toMatchObject({ ok: {} });
    expect(await page.evaluate("dialled")).toBe("tel:10086%23");
  });

  test("a preview's developer is asked, sees a likely answer and can change it", async () => {
    await open({ hooks: { asks: true } });
    const scanned = call("open.call", { api: "scanCode", options: {} });
    await page.getByText("wx.scanCode").waitFor();
    expect(JSON.parse(await page.locator("textarea").inputValue())).toMatchObject({ scanType: "QR_CODE" });
    await page.locator("textarea").fill('{"result":"A1"}');
    await page.getByText("OK", { exact: true }).click();
    expect(await scanned).toMatchObject({ ok: { result: "A1" } });
    const paid = call("open.call", { api: "requestPayment", options: {} });
    await page.getByText("wx.requestPayment").waitFor();
    await page.getByText("Cancel", { exact: true }).click();
    expect(await paid).toMatchObject({ failed: "cancel" });
    // What a device has to say, and what others have a default for, is no question.
    expect(await call("open.call", { api: "startWifi", options: {} })).toMatchObject({ failed: "system not support" });
    expect(await call("open.call", { api: "checkSession", options: {} })).toMatchObject({ ok: {} });
  });
});
