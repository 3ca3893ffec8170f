/**
 * `wx` for tests: the runtime's own, on a host that can do nothing. So routing, storage, queries and all that needs no
 * device works as on a device, and everything else fails as documented unless the test answers in its place.
 */
import { createWx } from "../runtime/api/index.ts";
import type { AppRuntime } from "../runtime/logic/app/index.ts";
import type { FakeHost } from "./fake-host.ts";
import { callApi, createAccess } from "../runtime/logic/app/index.ts";
import { typedNames } from "../runtime/api/typed-names.ts";

/**
 * By name: a function stands in the API's place; any other value is its answer, handed to `success` (or the promise) if
 * the API is asynchronous, and returned if it is not.
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

/** @param around tabs of the app's tab bar; what time it is */
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
      // A failure that nobody waits for is what the app makes of it, not the test's.
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
