/**
 * Everything outside its module that compiled wxs code can reach: the built-in names and the helpers that the compiler
 * inserts, as one object, `$wxs`. Nothing in it leads to JavaScript's own globals or to the `Function` constructor.
 */

/** The console of wxs code. */
export interface WxsConsole {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  debug(...values: unknown[]): void;
}

/** Creates `$wxs`; one per app, shared by all modules. */
export function createWxsGlobals(console: WxsConsole): object {
  return Object.freeze({
    ...helpers,
    Date: dateFunction(),
    JSON: Object.freeze({ parse, stringify }),
    Math: ownMembers(Math),
    Number: numberFunction(),
    console: Object.freeze({
      log: (...values: unknown[]) => console.log(...values),
      info: (...values: unknown[]) => console.info(...values),
      warn: (...values: unknown[]) => console.warn(...values),
      error: (...values: unknown[]) => console.error(...values),
      debug: (...values: unknown[]) => console.debug(...values),
    }),
    decodeURI,
    decodeURIComponent,
    encodeURI,
    encodeURIComponent,
    getDate: (...values: []) => new Date(...values),
    getRegExp: (...values: [string, string?]) => new RegExp(...values),
    isFinite,
    isNaN,
    parseFloat,
    parseInt,
  });
}

/**
 * A deep copy, so that wxs code and its caller cannot modify each other's values. Copies arrays, plain objects, dates
 * and regular expressions. Functions and all other objects become `null`, as on WeChat.
 */
export function copyValue(value: unknown): unknown {
  if (typeof value !== "object") return typeof value === "function" || typeof value === "symbol" ? null : value;
  if (value === null) return null;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (let i = 0; i < value.length; i++) copy.push(copyValue(value[i]));
    return copy;
  }
  return copyObject(value);
}

function copyObject(value: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || tagOf(value) === "Object") {
    const source = value as Record<string, unknown>;
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(source)) if (key !== "__proto__") copy[key] = copyValue(source[key]);
    return copy;
  }
  const tag = tagOf(value);
  if (tag === "Date") return new Date((value as Date).getTime());
  if (tag === "RegExp") return new RegExp((value as RegExp).source, (value as RegExp).flags);
  return tag === "Arguments" ? { ...value } : null;
}

const helpers = {
  /** `value.constructor`: the name of the type. `soft` is set for `value?.constructor`. */
  type(value: unknown, soft?: boolean): unknown {
    switch (typeof value) {
      case "string":
        return "String";
      case "number":
        return "Number";
      case "boolean":
        return "Boolean";
      case "function":
        return "Function";
      case "object":
        if (value !== null) return typeOfObject(value);
    }
    if (soft) return undefined;
    throw new TypeError(`Cannot read properties of ${String(value)} (reading 'constructor')`);
  },

  /** A computed key. Keys that lead out of the module get a `$` prefix, as the compiler does for literal keys. */
  key(key: unknown): unknown {
    if (typeof key === "number") return key;
    const name = typeof key === "string" ? key : String(key);
    return OUTWARD.has(name) ? `$${name}` : name;
  },

  /** `value.toString(…)`; functions do not reveal their code. */
  toString(value: unknown, ...values: unknown[]): unknown {
    if (typeof value === "function") return "[function Function]";
    const target = value as { toString(...values: unknown[]): unknown };
    return target.toString(...values);
  },

  /** `this`: `undefined` where sloppy JavaScript has the global object. */
  self(value: unknown): unknown {
    return value === globalThis ? undefined : value;
  },
};

const OUTWARD: ReadonlySet<string> = new Set([
  "constructor",
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

function typeOfObject(value: object): unknown {
  if (Array.isArray(value)) return "Array";
  if (Object.prototype.hasOwnProperty.call(value, "constructor")) {
    const own: unknown = (value as { constructor: unknown }).constructor;
    // Data may have a key of this name. A constructor from the prototype stays hidden.
    if (typeof own !== "function") return own;
  }
  const tag = tagOf(value);
  return tag === "Date" || tag === "RegExp" ? tag : "Object";
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function parse(text: unknown): unknown {
  return text === undefined ? undefined : (JSON.parse(String(text)) as unknown);
}

function stringify(value: unknown): string | undefined {
  return JSON.stringify(copyValue(value));
}

function ownMembers(source: object): object {
  const members: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(source)) {
    members[name] = (source as Readonly<Record<string, unknown>>)[name];
  }
  return Object.freeze(members);
}

/**
 * `Date` without its prototype, which is JavaScript's own. wxs uses `getDate` for `new Date`; newer WeChat versions
 * accept `new Date` too.
 */
function dateFunction(): object {
  function create(...values: []): Date | string {
    return new.target ? new Date(...values) : Date();
  }
  return Object.freeze(
    Object.assign(create, { prototype: undefined, parse: Date.parse, UTC: Date.UTC, now: () => Date.now() }),
  );
}

/** `Number` without its prototype, which is JavaScript's own. */
function numberFunction(): object {
  const convert = (...values: unknown[]): number => (values.length === 0 ? 0 : Number(values[0]));
  for (const name of ["MAX_VALUE", "MIN_VALUE", "NaN", "NEGATIVE_INFINITY", "POSITIVE_INFINITY"] as const) {
    Object.defineProperty(convert, name, { value: Number[name] });
  }
  return Object.freeze(convert);
}
