/**
 * Takes from a Worker whatever could send, store or compile, before any of the app's code runs (spec: isolation).
 *
 * The Worker's response carries a policy that lets it load its chunks and nothing else; that alone would leave databases,
 * caches and messages to other windows. This alone would leave `import()`. Together they leave nothing. What fails here
 * throws, and then no app starts.
 */

/** What the runtime keeps for itself; nobody else has a way to these. */
export interface Captured {
  readonly importScripts: (url: string) => void;
  /** The real ones, which also take what the wrapped ones refuse. */
  readonly setTimeout: (task: () => void, delay?: number) => number;
  readonly clearTimeout: (id: number) => void;
  readonly now: () => number;
  readonly defineGlobal: (name: string, value: unknown) => void;
}

/** Globals of the language, and the few of the platform, that the app keeps. */
const allowed: ReadonlySet<string> = new Set([
  ..."Object Array Boolean Number BigInt String Symbol Date RegExp Math JSON Reflect Proxy Promise Map Set".split(" "),
  ..."WeakMap WeakSet WeakRef FinalizationRegistry Iterator Intl globalThis Infinity NaN undefined".split(" "),
  ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError".split(" "),
  ..."ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array".split(" "),
  ..."Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array".split(" "),
  ..."parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape".split(" "),
  ..."unescape setTimeout clearTimeout setInterval clearInterval queueMicrotask TextEncoder TextDecoder".split(" "),
  // Replaced, not removed: programs compare with them.
  ..."Function eval console".split(" "),
]);

const timers = ["setTimeout", "setInterval"] as const;
const unwrapped = ["clearTimeout", "clearInterval", "queueMicrotask"] as const;

/**
 * @param scope the global object
 * @throws Error if something cannot be removed
 */
export function lockGlobals(scope: typeof globalThis): Captured {
  const worker = scope as unknown as WorkerScope;
  const captured: Captured = {
    importScripts: worker.importScripts.bind(worker),
    setTimeout: worker.setTimeout.bind(worker),
    clearTimeout: worker.clearTimeout.bind(worker),
    now: worker.performance.now.bind(worker.performance),
    defineGlobal: (name, value) =>
      Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false }),
  };
  // Somebody may have set them: there is nothing to add, only to take away.
  Object.assign(worker, { onmessage: null, onmessageerror: null });
  wrapTimers(worker);
  for (const name of unwrapped) {
    const real = worker[name].bind(worker);
    replace(scope, name, (given: never) => real(given));
  }
  replaceCompilers(scope);
  freezeStacks();
  removeGlobals(scope);
  return captured;
}

interface WorkerScope {
  importScripts(url: string): void;
  setTimeout(task: unknown, delay?: number, ...values: unknown[]): number;
  setInterval(task: unknown, delay?: number, ...values: unknown[]): number;
  clearTimeout(id: number): void;
  clearInterval(id: number): void;
  queueMicrotask(task: () => void): void;
  readonly performance: { now(): number };
}

/** A timer with a string would compile it. */
function wrapTimers(scope: WorkerScope): void {
  for (const name of timers) {
    const real = scope[name].bind(scope);
    const wrapped = (task: unknown, delay?: number, ...values: unknown[]): number => {
      if (typeof task !== "function") throw new TypeError(`${name} needs a function`);
      // Apart from the function itself nothing of the app is looked at here: it could change between look and use.
      return real((...given: unknown[]) => void task(...given), typeof delay === "number" ? delay : 0, ...values);
    };
    replace(scope, name, wrapped);
  }
}

/** The four kinds of functions, each with a constructor that compiles text. */
function functionPrototypes(): readonly object[] {
  return [
    Function.prototype,
    Object.getPrototypeOf(async function () {}) as object,
    Object.getPrototypeOf(function* () {}) as object,
    Object.getPrototypeOf(async function* () {}) as object,
  ];
}

function replaceCompilers(scope: object): void {
  const { defineProperty } = Object;
  const refuse = (): never => {
    throw new EvalError("code cannot be made from text here");
  };
  for (const prototype of functionPrototypes()) {
    // A function of its own each, so that `instanceof` goes on to work. Not an arrow function: those have no prototype.
    const stand = function Function(): never {
      return refuse();
    };
    Object.defineProperty(stand, "prototype", { value: prototype, writable: false });
    // Not a value that cannot be written: old polyfills give functions of their own another constructor by assignment,
    // which such a value would forbid to whatever inherits it.
    defineProperty(prototype, "constructor", {
      get: () => stand,
      set(this: object, value: unknown) {
        if (this === prototype) refuse();
        defineProperty(this, "constructor", { value, writable: true, enumerable: true, configurable: true });
      },
      configurable: false,
    });
    if (prototype === Function.prototype) replace(scope, "Function", stand);
  }
  replace(scope, "eval", function eval_(): never {
    return refuse();
  });
}

/** V8 hands the frames of a stack, functions and receivers included, to whoever sets this. */
function freezeStacks(): void {
  Object.defineProperty(Error, "prepareStackTrace", { value: undefined, writable: false, configurable: false });
}

function removeGlobals(scope: object): void {
  for (let at: object | null = scope; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (at === scope && typeof key === "string" && allowed.has(key)) continue;
      // All of the prototypes: `constructor` leads back to the interfaces, `addEventListener` to messages.
      if (!Reflect.deleteProperty(at, key)) blank(at, key);
    }
  }
  for (const name of forbidden) {
    if (name in scope && (scope as Record<string, unknown>)[name] !== undefined)
      throw new Error(`${name} is still there`);
  }
  for (const name of named) {
    Object.defineProperty(scope, name, { value: undefined, writable: true, configurable: true, enumerable: false });
  }
}

/**
 * The field's modules have these as parameters that nobody gives: libraries read them without asking whether they are
 * there, and must find nothing rather than fail.
 */
const named = (
  "window document frames self location navigator localStorage history Caches screen alert confirm prompt " +
  "XMLHttpRequest WebSocket Reporter webkit WeixinJSCore"
).split(" ");

/** What cannot be removed must at least be nothing, or a mere constant such as `PERSISTENT`. */
function blank(holder: object, key: string | symbol): void {
  const { writable, value } = Object.getOwnPropertyDescriptor(holder, key) ?? {};
  if (writable) (holder as Record<string | symbol, unknown>)[key] = undefined;
  else if (value === undefined || typeof value === "object" || typeof value === "function") {
    throw new Error(`${String(key)} cannot be removed from the Worker's scope`);
  }
}

/** A second look at what matters most. */
const forbidden = [
  ..."fetch XMLHttpRequest WebSocket WebTransport EventSource importScripts indexedDB caches navigator location self".split(
    " ",
  ),
  ..."postMessage addEventListener onmessage BroadcastChannel MessageChannel MessagePort Worker SharedWorker URL".split(
    " ",
  ),
  ..."crypto performance close name origin Blob File FileReader createImageBitmap OffscreenCanvas WebAssembly".split(
    " ",
  ),
  ..."Notification structuredClone reportError trustedTypes scheduler FontFace Cache CacheStorage Request Response".split(
    " ",
  ),
];

function replace(holder: object, name: string, value: unknown): void {
  // On the object itself, in front of whatever a prototype has.
  Object.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: false });
}
