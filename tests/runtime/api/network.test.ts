/**
 * Requests, uploads, downloads and sockets, tested against their documentation ("网络"): the calls to the host, and the
 * results for authors.
 */
import { describe, expect, test } from "vitest";
import type {
  NetworkRequest,
  NetworkResponse,
  RequestNotice,
  SocketNotice,
} from "../../../src/runtime/services/network.ts";
import { ServiceError } from "../../../src/runtime/services/index.ts";
import { api, fakeWx, withCallbacks } from "./fake-host.ts";
import type { FakeHost, FakeOptions } from "./fake-host.ts";

function answering(text: string, more: Partial<NetworkResponse> = {}): FakeOptions {
  return {
    handlers: {
      "file.write": () => undefined,
      "network.request": () => ({ statusCode: 200, header: {}, cookies: [], data: bytes(text), ...more }),
    },
  };
}

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}

/** The request as the host received it. */
async function asked(options: object, host = answering("")): Promise<NetworkRequest> {
  const fake = fakeWx(host);
  await withCallbacks(api(fake, "request"), options);
  return fake.calls[0]?.[1] as NetworkRequest;
}

async function result(name: string, options: object, host: FakeHost): Promise<Record<string, unknown>> {
  const said = await withCallbacks((given) => void api(host, name)(given), options);
  return said[0]?.[1] as Record<string, unknown>;
}

describe("request", () => {
  // "GET: data is converted to a query string (encodeURIComponent(k)=encodeURIComponent(v)&…)"
  test("puts the data of a GET request into the URL", async () => {
    expect(await asked({ url: "https://a.b/c?x=1#end", data: { "ä ": "&", n: 1, o: { p: [1] } } })).toMatchObject({
      url: "https://a.b/c?x=1&%C3%A4%20=%26&n=1&o=%7B%22p%22%3A%5B1%5D%7D#end",
      method: "GET",
    });
    expect(await asked({ url: "https://a.b/c" })).toMatchObject({ url: "https://a.b/c", timeout: 60_000, header: {} });
  });

  // "POST with application/json (the default): JSON; with application/x-www-form-urlencoded: a query string"
  test("encodes other data according to the content type", async () => {
    const url = "https://a.b/c";
    expect(await asked({ url, method: "post", data: { a: [1] } })).toMatchObject({
      method: "POST",
      data: '{"a":[1]}',
      header: { "content-type": "application/json" },
    });
    expect(
      await asked({
        url,
        method: "POST",
        data: { a: 1, b: "x y" },
        header: { "Content-Type": "application/x-www-form-urlencoded" },
      }),
    ).toMatchObject({ data: "a=1&b=x%20y" });
    expect(await asked({ url, method: "PUT", data: "text" })).toMatchObject({ data: "text" });
    const binary = await asked({ url, method: "POST", data: new Uint8Array([1, 2, 3]).subarray(1) });
    expect(new Uint8Array(binary.data as ArrayBuffer)).toEqual(new Uint8Array([2, 3]));
  });

  test("removes a referrer header, and uses timeouts of app.json", async () => {
    const host = { ...answering(""), settings: { networkTimeout: { request: 5000 } } };
    expect(await asked({ url: "https://a.b", header: { Referer: "https://evil", "X-A": 1 } }, host)).toMatchObject({
      header: { "x-a": "1" },
      timeout: 5000,
    });
    expect(await asked({ url: "https://a.b", timeout: 10 }, host)).toMatchObject({ timeout: 10 });
  });

  // "dataType json: JSON.parse is tried on the data"
  test("parses JSON where possible, and returns bytes on request", async () => {
    const url = "https://a.b";
    expect(await result("request", { url }, fakeWx(answering('{"a":1}')))).toMatchObject({
      data: { a: 1 },
      statusCode: 200,
      errMsg: "request:ok",
    });
    expect(await result("request", { url }, fakeWx(answering("{no")))).toMatchObject({ data: "{no" });
    expect(await result("request", { url, dataType: "other" }, fakeWx(answering("{}")))).toMatchObject({ data: "{}" });
    const { data } = await result("request", { url, responseType: "arraybuffer" }, fakeWx(answering("ab")));
    expect(data).toEqual(bytes("ab"));
  });

  test("succeeds with any status", async () => {
    const host = fakeWx(answering("no", { statusCode: 404 }));
    expect(await result("request", { url: "https://a.b" }, host)).toMatchObject({
      statusCode: 404,
      errMsg: "request:ok",
    });
  });

  test("fails with the host's reason and number; for invalid URLs without calling the host", async () => {
    const host = fakeWx({
      handlers: {
        "network.request": () => {
          throw new ServiceError("url not in domain list", 600002);
        },
      },
    });
    expect(await result("request", { url: "https://a.b" }, host)).toEqual({
      errMsg: "request:fail url not in domain list",
      errno: 600002,
    });
    for (const url of ["/api", "javascript:alert(1)", "file:///etc/passwd", "http:/"]) {
      expect(await result("request", { url }, host)).toEqual({
        errMsg: `request:fail invalid url "${url}"`,
        errno: 600009,
      });
    }
    expect(host.calls).toHaveLength(1);
  });

  test("can be aborted through its task", async () => {
    const host = fakeWx({ handlers: { "network.request": () => new Promise<never>(() => undefined) } });
    const failed = await new Promise((resolve) => {
      const task = api(host, "request")({ url: "https://a.b", fail: resolve }) as { abort(): void };
      setTimeout(() => task.abort(), 1);
    });
    expect(failed).toEqual({ errMsg: "request:fail abort" });
  });

  test("reports headers and chunks", async () => {
    const said: unknown[] = [];
    const host = fakeWx({
      handlers: {
        async "network.request"(_request, { notice }) {
          await Promise.resolve();
          notice({ header: { a: "1" }, statusCode: 200, cookies: [] } satisfies RequestNotice);
          notice({ chunk: bytes("x") } satisfies RequestNotice);
          return { statusCode: 200, header: { a: "1" }, cookies: [], data: new ArrayBuffer(0) };
        },
      },
    });
    await new Promise<void>((resolve) => {
      const task = api(
        host,
        "request",
      )({ url: "https://a.b", enableChunked: true, complete: () => resolve() }) as Record<
        string,
        (listener: unknown) => void
      >;
      task["onHeadersReceived"]?.((one: { header: object }) => said.push(one.header));
      task["onChunkReceived"]?.(({ data }: { data: ArrayBuffer }) => said.push(data.byteLength));
    });
    expect(said).toEqual([{ a: "1" }, 1]);
  });
});

describe("uploads and downloads", () => {
  test("upload a file as a form", async () => {
    const host = fakeWx({ ...answering("done"), preloaded: { packageFiles: { "a/b.png": bytes("png") } } });
    const said = await result(
      "uploadFile",
      {
        url: "https://a.b",
        filePath: "/a/b.png",
        name: "f",
        formData: { x: 1 },
        header: { "content-type": "multipart/form-data" },
      },
      host,
    );
    expect(said).toMatchObject({ data: "done", statusCode: 200 });
    expect(host.calls[0]?.[1]).toMatchObject({
      kind: "upload",
      header: {},
      form: { fields: [["x", "1"]], file: { name: "f", fileName: "b.png", type: "image/png", data: bytes("png") } },
    });
    expect(await result("uploadFile", { url: "https://a.b", filePath: "wxfile://tmp_no", name: "f" }, host)).toEqual({
      errMsg: "uploadFile:fail file not found",
    });
  });

  test("download to a temporary file or the given path, and report progress", async () => {
    const host = fakeWx({
      handlers: {
        "file.write": () => undefined,
        async "network.request"(_request, { notice }) {
          await Promise.resolve();
          notice({ done: 1, expected: 4 } satisfies RequestNotice);
          return { statusCode: 200, header: {}, cookies: [], data: bytes("abcd") };
        },
      },
    });
    const progress: unknown[] = [];
    const path = await new Promise((resolve) => {
      const task = api(
        host,
        "downloadFile",
      )({
        url: "https://a.b/c.pdf?x",
        success: ({ tempFilePath }: { tempFilePath: string }) => resolve(tempFilePath),
      }) as { onProgressUpdate(listener: unknown): void };
      task.onProgressUpdate((one: unknown) => progress.push(one));
    });
    expect(path).toMatch(/^wxfile:\/\/tmp_\w+\.pdf$/);
    expect(progress).toEqual([{ progress: 25, totalBytesWritten: 1, totalBytesExpectedToWrite: 4 }]);
    const filePath = "wxfile://usr/d";
    expect(await result("downloadFile", { url: "https://a.b", filePath }, host)).toMatchObject({ filePath });
    expect(await host.readFile(filePath)).toMatchObject({ data: bytes("abcd") });
  });
});

describe("connectSocket", () => {
  interface Task {
    readonly readyState: number;
    send(options: object): Promise<object>;
    close(options?: object): Promise<object>;
    onOpen(listener: unknown): void;
    onMessage(listener: unknown): void;
    onClose(listener: unknown): void;
    onError(listener: unknown): void;
  }

  /** A host whose sockets echo messages. */
  function echo(): FakeHost {
    const sockets = new Map<
      number,
      { notice(detail: SocketNotice): void; close(code: number, reason: string): void }
    >();
    return fakeWx({
      handlers: {
        "network.connect": ({ socket }, { notice }) =>
          new Promise((resolve) => {
            sockets.set(socket, { notice, close: (code, reason) => resolve({ code, reason }) });
            setTimeout(() => notice({ open: { header: {} } } satisfies SocketNotice), 1);
          }),
        "network.send": ({ socket, data }) => sockets.get(socket)?.notice({ message: data }),
        "network.close": ({ socket, code, reason }) => sockets.get(socket)?.close(code, reason),
      },
    });
  }

  test("opens, sends, receives and closes", async () => {
    const host = echo();
    const said: unknown[] = [];
    const task = api(host, "connectSocket")({ url: "wss://a.b" }) as Task;
    expect(task.readyState).toBe(0);
    await new Promise((resolve) => task.onOpen(resolve));
    expect(task.readyState).toBe(1);
    task.onMessage(({ data }: { data: unknown }) => said.push(data));
    await task.send({ data: "x" });
    await task.send({ data: new Uint8Array([1]) });
    const closed = new Promise((resolve) => task.onClose(resolve));
    await task.close({ code: 3000, reason: "done" });
    expect(await closed).toEqual({ code: 3000, reason: "done" });
    expect(said).toEqual(["x", new Uint8Array([1]).buffer]);
    expect(task.readyState).toBe(3);
    await expect(task.send({ data: "late" })).rejects.toMatchObject({
      errMsg: "sendSocketMessage:fail SocketTask.readyState is not OPEN",
    });
  });

  test("closing a closed connection is not an unhandled rejection", async () => {
    const seen: unknown[] = [];
    const see = (reason: unknown): number => seen.push(reason);
    process.on("unhandledRejection", see);
    const task = api(echo(), "connectSocket")({ url: "wss://a.b" }) as Task;
    await new Promise((resolve) => task.onOpen(resolve));
    void task.close({});
    void task.close({});
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", see);
    expect(seen).toEqual([]);
  });

  test("the older functions use the latest connection", async () => {
    const host = echo();
    const said: unknown[] = [];
    const opened = new Promise((resolve) => api(host, "onSocketOpen")(resolve));
    api(host, "onSocketMessage")(({ data }: { data: unknown }) => said.push(data));
    await expect(api(host, "sendSocketMessage")({ data: "x" })).rejects.toMatchObject({
      errMsg: "sendSocketMessage:fail socket is not connected",
    });
    api(host, "connectSocket")({ url: "wss://a.b" });
    await opened;
    await api(host, "sendSocketMessage")({ data: "x" });
    await api(host, "closeSocket")();
    expect(said).toEqual(["x"]);
  });

  // "At most five connections at a time"
  test("refuses a sixth connection", async () => {
    const host = echo();
    for (let index = 0; index < 5; index++) api(host, "connectSocket")({ url: "wss://a.b" });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await result("connectSocket", { url: "wss://a.b" }, host)).toEqual({
      errMsg: "connectSocket:fail max socket connections exceeded",
    });
    expect(await result("connectSocket", { url: "https://a.b" }, echo())).toMatchObject({ errno: 600009 });
  });

  test("reports an error and a close if the host refuses", async () => {
    const host = fakeWx({
      handlers: {
        "network.connect": () => {
          throw new ServiceError("url not in domain list", 600002);
        },
      },
    });
    const task = api(host, "connectSocket")({ url: "wss://a.b" }) as Task;
    const said: unknown[] = [];
    task.onError((one: unknown) => said.push(one));
    await new Promise<void>((resolve) => {
      task.onClose((one: unknown) => {
        said.push(one);
        resolve();
      });
    });
    expect(said).toEqual([{ errMsg: "url not in domain list" }, { code: 1006, reason: "abnormal closure" }]);
  });
});
