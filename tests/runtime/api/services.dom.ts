/** The host's services in a page of their own, for services-bench.ts, which accesses them through `window`. */
import { mediaUrl } from "../../../src/runtime/host/media-sources.ts";
import { createServices } from "../../../src/runtime/host/services/index.ts";
import type { HostHooks, ServiceContext } from "../../../src/runtime/host/services/contract.ts";

export interface OpenOptions {
  appId?: string;
  theme?: "light" | "dark";
  urlCheck?: boolean;
  domains?: Partial<ServiceContext["domains"]>;
  hooks?: HostHooks;
}

interface Bench {
  /** Starts a run; the previous one, if any, is closed. */
  open(options?: OpenOptions): void;
  call(service: string, argument: unknown, options?: { abortAfter?: number }): Promise<unknown>;
  preload(): Promise<unknown>;
  close(): void;
  readonly notices: unknown[];
  readonly events: (readonly [string, unknown])[];
  readonly exits: unknown[];
}

const files: Readonly<Record<string, Uint8Array>> = {
  "data/a.json": new TextEncoder().encode("[1]"),
  "big.bin": new Uint8Array(600 * 1024),
};

const tries: string[] = [];

const define = (holder: object, name: string, value: unknown): void =>
  void Object.defineProperty(holder, name, { value, configurable: true, writable: true });

let area: ReturnType<typeof createServices> | undefined;

const bench: Bench = {
  notices: [],
  events: [],
  exits: [],
  open(options = {}) {
    area?.close();
    bench.notices.length = bench.events.length = bench.exits.length = 0;
    const element = document.createElement("div");
    element.style.cssText = "position:relative;width:375px;height:667px;overflow:hidden;background:#eee";
    const layer = document.createElement("div");
    layer.style.cssText = "position:absolute;inset:0";
    layer.dataset["theme"] = options.theme ?? "light";
    const root = element.attachShadow({ mode: "open" });
    root.append(layer);
    document.body.replaceChildren(element);
    Object.assign(window, { layer });
    area = createServices({
      appId: options.appId ?? "app.one",
      layer,
      theme: () => options.theme ?? "light",
      domains: {
        request: [location.origin],
        socket: [],
        upload: [location.origin],
        download: [location.origin],
        ...options.domains,
      },
      urlCheck: options.urlCheck ?? true,
      emit: (event, detail) => void bench.events.push([event, detail]),
      readPackageFile: (path) => files[path],
      packageFiles: Object.keys(files),
      packageUrl: (path) => `/package/${path}`,
      mediaUrl: (address) => mediaUrl(["http:"], address, location.protocol),
      facts: {
        version: "1.0.0",
        element,
        statusBarHeight: 20,
        navigationBarHeight: 44,
        tabBarHeight: 50,
        menuButton: { left: 281, top: 26, width: 87, height: 32 },
      },
      hooks: options.hooks ?? {},
      exit: (restart) => void bench.exits.push(restart ?? null),
    });
  },
  async call(service, argument, { abortAfter } = {}) {
    const abort = new AbortController();
    if (abortAfter !== undefined) setTimeout(() => abort.abort(), abortAfter);
    const handler = area?.handlers[service as never] as
      | ((argument: unknown, call: { notice(detail: unknown): void; signal: AbortSignal }) => unknown)
      | undefined;
    if (!handler) throw new Error(`no service ${service}`);
    return handler(argument, { notice: (detail) => void bench.notices.push(detail), signal: abort.signal });
  },
  preload: async () => area?.preload(),
  close() {
    area?.close();
    area = undefined;
  },
};

/** Functions that tests call in the page, by name. */
const acts = {
  open: (given: OpenOptions) => bench.open(given),
  call: async ([service, argument, options]: readonly [string, object, { abortAfter?: number }]) => {
    const plain = (value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
      if (Array.isArray(value)) return value.map(plain);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
    };
    bench.notices.length = 0;
    try {
      const ok = plain(await bench.call(service, argument, options));
      return { ok, notices: plain(bench.notices) as unknown[] };
    } catch (error) {
      const { message, errno } = error as { message: string; errno?: number };
      return { failed: message, ...(errno === undefined ? {} : { errno }), notices: [] };
    }
  },
  rawStorage: async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("miniapp-data:app.secret");
      opening.addEventListener("success", () => resolve(opening.result));
    });
    const all = database.transaction("storage").objectStore("storage").getAll();
    await new Promise((resolve) => all.addEventListener("success", resolve));
    const [{ sealed, text }] = all.result as [{ sealed: ArrayBuffer; text?: string }];
    return [text ?? null, new TextDecoder().decode(sealed)] as const;
  },
  preloadedStorage: async () => {
    return ((await bench.preload()) as { storage: unknown }).storage;
  },
  writeFiles: async () => {
    const data = new TextEncoder().encode("hello").buffer;
    await bench.call("file.write", {
      changes: [
        { path: "wxfile://usr/d", now: { directory: true, modified: 1 } },
        { path: "wxfile://usr/d/a", now: { data, modified: 2 } },
        { path: "wxfile://usr/b", now: { data, modified: 3 } },
        { path: "wxfile://usr/b", now: null },
      ],
    });
  },
  preloadedFiles: async () => {
    const { files, packageFiles } = (await bench.preload()) as {
      files: [string, { data?: ArrayBuffer; directory?: true }][];
      packageFiles: Record<string, ArrayBuffer | number>;
    };
    const read = (one: ArrayBuffer | number | undefined) =>
      one instanceof ArrayBuffer ? new TextDecoder().decode(one) : one;
    return [
      files.map(([path, { data, directory }]) => [path, directory ?? read(data)]),
      Object.entries(packageFiles).map(([path, one]) => [path, read(one)]),
    ];
  },
  setCookie: () => void (document.cookie = "session=1"),
  upload: async (url: string) => {
    const data = new TextEncoder().encode("FILE").buffer;
    const file = { name: "f", fileName: "a.txt", type: "text/plain", data };
    const answer = (await bench.call("network.request", {
      kind: "upload",
      method: "POST",
      url,
      header: {},
      timeout: 20_000,
      chunked: false,
      redirect: "follow",
      form: { fields: [["k", "v"]], file },
    })) as { data: ArrayBuffer };
    return new TextDecoder().decode(answer.data);
  },
  mocks: async () => {
    bench.open({
      urlCheck: false,
      hooks: {
        fetch: async (one) => new Response(`mock of ${one.url}`),
        open: { login: () => ({ code: "from the preview" }), scanCode: () => Promise.reject(new Error("cancel")) },
      },
    });
    const { data } = (await bench.call("network.request", {
      kind: "request",
      url: "https://a.b/c",
      method: "GET",
      header: {},
      timeout: 20_000,
      chunked: false,
      redirect: "follow",
    })) as { data: ArrayBuffer };
    const login = await bench.call("open.call", { api: "login", options: {} });
    const scan = await bench
      .call("open.call", { api: "scanCode", options: {} })
      .catch((error: unknown) => (error as Error).message);
    return [new TextDecoder().decode(data), login, scan];
  },
  socket: async (url: string) => {
    const closed = bench.call("network.connect", { socket: 1, url: `${url}/`, protocols: [], timeout: 20_000 });
    const until = async (count: number): Promise<void> => {
      while (bench.notices.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(1);
    await bench.call("network.send", { socket: 1, data: "text" });
    await bench.call("network.send", { socket: 1, data: new Uint8Array([7]).buffer });
    await until(3);
    await bench.call("network.close", { socket: 1, code: 3001, reason: "done" });
    const [, text, binary] = bench.notices as { message?: unknown }[];
    return [text?.message, [...new Uint8Array(binary?.message as ArrayBuffer)], await closed];
  },
  styleOf([selector, name]: readonly [string, string]) {
    const element = document.body.firstElementChild?.shadowRoot?.querySelector(selector);
    return element && (getComputedStyle(element) as unknown as Record<string, string>)[name];
  },
  close: () => bench.close(),
  exits: () => bench.exits,
  pictures: async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 20 });
    canvas.getContext("2d")?.fillRect(0, 0, 10, 10);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    const data = await (blob as Blob).arrayBuffer();
    const made = (await bench.call("media.transformImage", { data, type: "image/png", quality: 50, width: 10 })) as {
      data: ArrayBuffer;
    };
    return [await bench.call("media.imageInfo", { data }), await bench.call("media.imageInfo", { data: made.data })];
  },
  /** Removes what older browsers do not have. */
  makeOld() {
    for (const name of ["any", "timeout"]) Reflect.deleteProperty(AbortSignal, name);
    Reflect.deleteProperty(window, "OffscreenCanvas");
  },
  /** Lets the browser refuse what it refuses without a tap: the first time, or always. */
  wantTap(what: string) {
    const refuse = (): never => {
      tries.push("refused");
      throw new DOMException("a tap is needed", "NotAllowedError");
    };
    const picker = function (this: HTMLInputElement) {
      if (tries.length === 0) refuse();
      tries.push("shown");
      this.dispatchEvent(new Event("cancel"));
    };
    tries.length = 0;
    if (what === "files") HTMLInputElement.prototype.showPicker = picker;
    else if (what === "clipboard") {
      const writeText = async (data: string): Promise<void> => void (tries.length === 0 ? refuse() : tries.push(data));
      define(navigator, "clipboard", { writeText, readText: async () => refuse() });
      define(navigator, "userActivation", { isActive: false });
    } else {
      HTMLMediaElement.prototype.play = async () => refuse();
      AudioContext.prototype.resume = () => new Promise(() => {});
      define(AudioContext.prototype, "state", "suspended");
    }
  },
  tries: () => tries,
  lastEvent: () => bench.events.at(-1)?.[1],
  /** @param permission the user's answer on an iPhone, nothing on other devices, or `missing` without sensors */
  motion(permission: string) {
    if (permission === "missing") return define(window, "DeviceMotionEvent", undefined);
    define(window, "DeviceMotionEvent", class extends Event {});
    // Without this event, as in Safari.
    Reflect.deleteProperty(window, "ondeviceorientationabsolute");
    if (permission !== "") Object.assign(DeviceMotionEvent, { requestPermission: async () => permission });
  },
  move({ z, heading }: { readonly z?: number; readonly heading?: number }) {
    bench.events.length = 0;
    const gravity = { x: z === undefined ? null : 0, y: 0, z };
    dispatchEvent(Object.assign(new DeviceMotionEvent("devicemotion"), { accelerationIncludingGravity: gravity }));
    const compass = { alpha: 5, webkitCompassHeading: heading, webkitCompassAccuracy: 12 };
    dispatchEvent(Object.assign(new Event("deviceorientation"), compass));
    return bench.events.map(([, one]) => one);
  },
  speak: (language: string) => define(navigator, "language", language),
  eventNames: () => bench.events.map(([name, one]) => `${name} ${(one as { event: string }).event}`),
};

Object.assign(window, { acts });
