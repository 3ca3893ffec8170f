/**
 * Checks the arguments of the functions that a host page calls. A page without a type checker would otherwise get an
 * error from deep inside the host, or none at all.
 */
import { checkBrowser } from "./check-browser.ts";
import type { MountOptions } from "./mount.ts";
import type { PackageSource } from "./source.ts";
import type { StoreSource } from "./store.ts";

interface Rule {
  /** What the option must be: completes "must be …". */
  readonly expected: string;
  readonly test: (value: unknown) => boolean;
  readonly required?: true;
}

const text: Rule = { expected: "a string", test: (value) => typeof value === "string" };
const functions: Rule = {
  expected: "an object of functions",
  test: (value) => isObject(value) && Object.values(value).every((one) => one === undefined || isFunction(one)),
};
const object: Rule = { expected: "an object", test: isObject };
const callback: Rule = { expected: "a function", test: isFunction };

const themes = ["light", "dark", "auto"] as const;
const theme: Rule = { expected: `"light", "dark" or "auto"`, test: (value) => themes.some((one) => one === value) };

const launch: Rule = {
  expected: "an object with path (string), query (object of strings), scene (number) and referrerInfo (object)",
  test: (value) =>
    isObject(value) &&
    matches(value["path"], "string") &&
    matches(value["scene"], "number") &&
    (value["query"] === undefined || isObjectOfStrings(value["query"])) &&
    (value["referrerInfo"] === undefined || isObject(value["referrerInfo"])),
};

type SharedOptions = Omit<MountOptions, keyof PackageSource>;
type Rules<T> = { readonly [K in keyof Required<T>]: Rule };

const shared: Rules<SharedOptions> = {
  appOrigin: {
    expected: `an https: or http: origin without a path, such as "https://apps.example"`,
    test: isOrigin,
    required: true,
  },
  served: {
    expected: "an id of letters, digits, _ and -",
    test: (value) => typeof value === "string" && /^[\w-]{1,128}$/.test(value),
  },
  launch,
  mode: text,
  device: object,
  hooks: object,
  services: functions,
  theme,
  animations: { expected: "true or false", test: (value) => typeof value === "boolean" },
  media: {
    expected: "an array of Content-Security-Policy sources",
    test: (value) => Array.isArray(value) && value.every((one) => typeof one === "string" && /^[^;,\r\n]+$/.test(one)),
  },
};

const ofPackage: Rules<PackageSource> = {
  package: {
    expected: "the bytes of a .mapkg (Uint8Array or ArrayBuffer) or its URL",
    test: (value) =>
      (typeof value === "string" && value !== "") ||
      value instanceof URL ||
      value instanceof Uint8Array ||
      value instanceof ArrayBuffer,
    required: true,
  },
  trust: {
    expected: "the text of a trust file",
    test: (value) => typeof value === "string" || (isObject(value) && Array.isArray(value["keys"])),
    required: true,
  },
  appId: text,
  digest: text,
  sm2: { expected: "verifySm2 of miniapp/runtime/sm2.js", test: isFunction },
};

const ofStore: Rules<StoreSource> = {
  client: {
    expected: "the result of createClient of miniapp/client",
    test: (value) => isObject(value) && isFunction(value["update"]) && isFunction(value["open"]),
    required: true,
  },
  app: { ...text, expected: "the id of an app", required: true },
  channel: { ...text, expected: "the name of a channel", required: true },
  asked: callback,
};

/**
 * @throws TypeError that names the wrong argument and says what it must be
 * @throws Error if the browser is too old, or the page is not a secure context
 */
export function checkMount(caller: "mountMiniApp" | "mountFromStore", element: unknown, options: unknown): void {
  checkBrowser();
  const rules: Readonly<Record<string, Rule>> = { ...shared, ...(caller === "mountMiniApp" ? ofPackage : ofStore) };
  if (!isElement(element)) wrong(caller, "the first argument", "an element of the page", element);
  if (!isObject(options)) wrong(caller, "the second argument", "an object of options", options);
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(rules, name)) continue;
    throw new TypeError(`${caller}: there is no option ${JSON.stringify(name)}; it knows ${list(Object.keys(rules))}`);
  }
  for (const [name, { expected, test, required }] of Object.entries(rules)) {
    const value = options[name];
    if (value === undefined ? required === true : !test(value)) wrong(caller, `the option ${name}`, expected, value);
  }
  // Browsers offer neither WebCrypto nor Service Workers elsewhere.
  if (!isSecureContext) throw new Error(`${caller}: the page must be loaded over https:, or from localhost`);
}

/** @throws TypeError if it is none of the themes */
export function checkTheme(value: unknown): void {
  if (!theme.test(value)) wrong("setTheme", "the theme", theme.expected, value);
}

/** @throws TypeError if there is no such event, or the listener is not a function */
export function checkListener(event: unknown, listener: unknown, events: readonly string[]): void {
  if (!events.some((one) => one === event))
    wrong(
      "on",
      "the event",
      list(
        events.map((one) => `"${one}"`),
        "or",
      ),
      event,
    );
  if (!isFunction(listener)) wrong("on", "the listener", callback.expected, listener);
}

/** @throws TypeError if these are not launch options */
export function checkLaunch(value: unknown): void {
  if (!launch.test(value)) wrong("restart", "the argument", launch.expected, value);
}

function wrong(caller: string, argument: string, expected: string, value: unknown): never {
  throw new TypeError(`${caller}: ${argument} must be ${expected}, but ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return "it is missing";
  if (value === null) return "it is null";
  if (value instanceof Promise) return "it is a Promise: add await";
  if (typeof value === "string") return `it is ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === "number" || typeof value === "boolean") return `it is ${value}`;
  if (typeof value === "object" && !isObject(value)) return "it is an array";
  const name = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
  return `it is ${typeof name === "string" && name !== "" && name !== "Object" ? `a value of type ${name}` : "another object"}`;
}

/** Also true for elements of another window, which are instances of that window's `HTMLElement`. */
function isElement(value: unknown): value is HTMLElement {
  return isObject(value) && value["nodeType"] === 1 && isFunction(value["attachShadow"]) && isObject(value["style"]);
}

function isOrigin(value: unknown): boolean {
  // The URL parser would also accept a relative path or a user name, and ignore what follows the origin.
  return typeof value === "string" && /^https?:\/\/[^/?#\\@\s]+\/?$/i.test(value) && isUrl(value);
}

function isUrl(value: string): boolean {
  try {
    return new URL(value).host !== "";
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function isObjectOfStrings(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((one) => typeof one === "string");
}

function matches(value: unknown, type: "string" | "number"): boolean {
  return value === undefined || typeof value === type;
}

function list(names: readonly string[], last = "and"): string {
  return `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
