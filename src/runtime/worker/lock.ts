/**
 * Removes from a Worker everything that could send, store or compile, before any of the app's code runs (spec:
 * isolation).
 *
 * The Content-Security-Policy of the Worker's response allows it to load its chunks and nothing else, but would leave
 * databases, caches and messages to other windows. This lock would leave `import()`. Together they leave nothing. Any
 * failure here throws, and then no app starts.
 */

/** Functions that the runtime keeps for itself; the app's code cannot reach them. */
export interface Captured {
  readonly importScripts: (url: string) => void;
  /** The original timers, which also accept what the wrapped ones refuse. */
  readonly setTimeout: (task: () => void, delay?: number) => number;
  readonly clearTimeout: (id: number) => void;
  readonly now: () => number;
  readonly defineGlobal: (name: string, value: unknown) => void;
}

/** Globals of the language, and a few of the platform, that the app keeps. */
const allowed: ReadonlySet<string> = new Set([
  ..."Object Array Boolean Number BigInt String Symbol Date RegExp Math JSON Reflect Proxy Promise Map Set".split(" "),
  ..."WeakMap WeakSet WeakRef FinalizationRegistry Iterator Intl globalThis Infinity NaN undefined".split(" "),
  ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError".split(" "),
  ..."ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array".split(" "),
  ..."Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array".split(" "),
  ..."parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape".split(" "),
  ..."unescape setTimeout clearTimeout setInterval clearInterval queueMicrotask TextEncoder TextDecoder".split(" "),
  // Replaced rather than removed, because programs compare values with them.
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
    defineGlobal: (name, value) => replace(scope, name, value),
  };
  // Handlers may already be set: reset them. (This only removes; nothing is added.)
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

/** Wraps the timers to accept functions only: given a string, they would compile it. */
function wrapTimers(scope: WorkerScope): void {
  for (const name of timers) {
    const real = scope[name].bind(scope);
    const wrapped = (task: unknown, delay?: number, ...values: unknown[]): number => {
      if (typeof task !== "function") throw new TypeError(`${name} needs a function`);
      // Pass on only the function and a plain number. Other values of the app could change between check and use.
      return real((...given: unknown[]) => void task(...given), typeof delay === "number" ? delay : 0, ...values);
    };
    replace(scope, name, wrapped);
  }
}

/** The prototypes of the four kinds of functions. Their constructors compile text. */
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
    throw new EvalError("code from strings is not allowed");
  };
  for (const prototype of functionPrototypes()) {
    // One stand-in per kind, so that `instanceof` keeps working. Not an arrow function, because those have no
    // prototype.
    const stand = function Function(): never {
      return refuse();
    };
    Object.defineProperty(stand, "prototype", { value: prototype, writable: false });
    // An accessor instead of a read-only value: old polyfills assign a `constructor` to their own functions, and a
    // read-only value would make that fail for every object that inherits it.
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

/**
 * Prevents scripts from setting `Error.prepareStackTrace`, through which V8 exposes stack frames with their functions
 * and receivers.
 */
function freezeStacks(): void {
  Object.defineProperty(Error, "prepareStackTrace", { value: undefined, writable: false, configurable: false });
}

function removeGlobals(scope: object): void {
  for (const [holder, key] of unwanted(scope)) {
    if (!Reflect.deleteProperty(holder, key)) Reflect.set(holder, key, undefined);
  }
  // What is left must be undefined or a primitive constant such as `PERSISTENT`.
  for (const [holder, key] of unwanted(scope)) {
    const left = Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor;
    if (!("value" in left) || Object(left.value) === left.value)
      throw new Error(`${String(key)} cannot be removed from the Worker's scope`);
  }
  for (const name of named) replace(scope, name, undefined);
}

/**
 * The properties of the global object and its prototypes that the app does not keep. Of the prototypes, that is all:
 * `constructor` leads back to the interfaces, `addEventListener` to messages.
 */
function* unwanted(scope: object): Generator<readonly [object, string | symbol]> {
  for (let at: object | null = scope; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (at !== scope || typeof key !== "string" || !allowed.has(key)) yield [at, key];
    }
  }
}

/**
 * WeChat passes these names to modules as parameters without values: libraries read them without a `typeof` check, and
 * must get undefined instead of an error.
 */
const named = (
  "window document frames self location navigator localStorage history Caches screen alert confirm prompt " +
  "XMLHttpRequest WebSocket Reporter webkit WeixinJSCore"
).split(" ");

function replace(holder: object, name: string, value: unknown): void {
  // Defined on the object itself, so that it shadows any property of a prototype.
  Object.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: false });
}
