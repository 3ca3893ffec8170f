/**
 * `wx` for tests: the runtime's own, on a host without services. Routing, storage, queries and everything else that
 * needs no device work as on a device; the rest fails as documented, unless the test mocks it.
 */
import { createWx } from "../runtime/api/index.ts";
import type { AppRuntime } from "../runtime/logic/app/index.ts";
import type { FakeHost } from "./fake-host.ts";
import { callApi, createAccess } from "../runtime/logic/app/index.ts";
import { typedNames } from "../runtime/api/typed-names.ts";

/**
 * By API name. A function replaces the API. Any other value is its result: for an asynchronous API it is passed to
 * `success` (or resolves the promise), for a synchronous one it is returned.
 */
export type WxMocks = Readonly<Record<string, unknown>>;

export interface WxCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface WxMock {
  readonly wx: Record<string, unknown>;
  /** Every call of a function of `wx`, in order. */
  readonly calls: WxCall[];
}

const asynchronous: ReadonlySet<string> = new Set(typedNames.async.split(" "));

/**
 * Creates the mock.
 * @param around the number of tabs in the app's tab bar, and the current time
 */
export function createWxMock(
  runtime: AppRuntime,
  host: FakeHost,
  mocks: WxMocks,
  around: { readonly tabCount: number; now(): number },
): WxMock {
  const calls: WxCall[] = [];
  const { wx: real } = createWx({
    link: host,
    preloaded: {},
    app: createAccess(runtime),
    identity: { appId: "testing", versionName: "0.0.0", mode: "" },
    launch: runtime.launch,
    settings: { tabCount: around.tabCount },
    report: (error, during) => runtime.report(error, during),
    warn: () => {},
    now: () => around.now(),
  });
  const record =
    (name: string, run: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      calls.push({ name, args });
      const answer = run(...args);
      // An unhandled rejection of an API call is the app's concern and must not fail the test.
      if (answer instanceof Promise) answer.catch(() => {});
      return answer;
    };
  const wx: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...real, ...mocks })) {
    const isMocked = Object.hasOwn(mocks, name);
    if (typeof value === "function") wx[name] = record(name, value as () => unknown);
    else if (isMocked && typeof real[name] === "function") {
      wx[name] = record(name, asynchronous.has(name) ? answering(runtime, name, value) : () => value);
    } else wx[name] = value;
  }
  return { wx, calls };
}

function answering(runtime: AppRuntime, name: string, value: unknown): (options?: unknown) => unknown {
  return (options) =>
    callApi(
      name,
      (options ?? {}) as object,
      Promise.resolve(typeof value === "object" && value !== null ? value : {}),
      (error) => runtime.report(error, `a callback of ${name}`),
    );
}
