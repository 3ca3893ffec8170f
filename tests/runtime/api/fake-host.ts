/** `wx` in Node.js with a host that is a table of functions. The host refuses all other calls. */
import { createWx } from "../../../src/runtime/api/index.ts";
import type { ApiContext, AppAccess, WxApi } from "../../../src/runtime/api/index.ts";
import { ServiceError } from "../../../src/runtime/services/index.ts";
import type { HostEvents, HostLink, Preloaded, ServiceName, Services } from "../../../src/runtime/services/index.ts";

export interface FakeHost extends WxApi {
  /** Calls to the host in order: service and argument. */
  readonly calls: (readonly [service: string, argument: unknown])[];
  /** Reported errors, as `during: message`. */
  readonly reports: string[];
  readonly context: ApiContext;
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  appEvent(event: string, ...values: unknown[]): void;
}

type Handlers = {
  readonly [N in ServiceName]?: (
    argument: Services[N]["argument"],
    call: { notice(detail: unknown): void; readonly aborted: AbortSignal },
  ) => Services[N]["result"] | Promise<Services[N]["result"]>;
};

export interface FakeOptions {
  readonly handlers?: Handlers;
  readonly preloaded?: Preloaded;
  readonly app?: Partial<AppAccess>;
  readonly settings?: ApiContext["settings"];
}

export function fakeWx(options: FakeOptions = {}): FakeHost {
  const calls: (readonly [string, unknown])[] = [];
  const reports: string[] = [];
  const hostListeners = new Map<string, Set<(detail: never) => void>>();
  const appListeners = new Map<string, Set<(...values: unknown[]) => void>>();
  const link: HostLink = {
    call(service, argument, notice) {
      // Fails for what could not be sent to a real host. Files are exempt: they are large, and only bytes.
      calls.push([service, service === "file.write" ? argument : structuredClone(argument)]);
      const abort = new AbortController();
      const handler = options.handlers?.[service] as ((argument: unknown, call: object) => unknown) | undefined;
      const answer = new Promise((resolve, reject) => {
        abort.signal.addEventListener("abort", () => reject(new ServiceError("abort")));
        const run = async (): Promise<unknown> => {
          if (!handler) throw new ServiceError("not in this test's host");
          return handler(argument, { notice: notice ?? (() => undefined), aborted: abort.signal });
        };
        run().then(resolve, reject);
      });
      return Object.assign(answer, { abort: () => abort.abort() }) as never;
    },
    on(event, listener) {
      const all = hostListeners.get(event) ?? new Set();
      hostListeners.set(event, all.add(listener as (detail: never) => void));
      return () => void all.delete(listener as (detail: never) => void);
    },
  };
  const context: ApiContext = {
    link,
    preloaded: options.preloaded ?? {},
    app: { ...noApp(appListeners), ...options.app },
    identity: { appId: "wx1", versionName: "1.2.3", mode: "" },
    launch: { path: "pages/index/index", query: { a: "1" }, scene: 1001 },
    settings: options.settings ?? {},
    report: (error, during) => reports.push(`${during}: ${error instanceof Error ? error.message : String(error)}`),
    warn: (message) => reports.push(message),
    now: () => 1_700_000_000_000,
  };
  return {
    ...createWx(context),
    context,
    calls,
    reports,
    emit(event, detail) {
      for (const listener of hostListeners.get(event) ?? []) listener(detail as never);
    },
    appEvent(event, ...values) {
      for (const listener of appListeners.get(event) ?? []) listener(...values);
    },
  };
}

function noApp(listeners: Map<string, Set<(...values: unknown[]) => void>>): AppAccess {
  const missing = (): never => {
    throw new Error("not in this test's app");
  };
  const way = async (): Promise<never> => missing();
  return {
    router: { navigateTo: way, redirectTo: way, switchTab: way, reLaunch: way, navigateBack: way },
    currentPage: () => ({ number: 7, path: "pages/index/index" }),
    alertBeforeUnload: missing,
    createSelectorQuery: missing,
    createIntersectionObserver: missing,
    createMediaQueryObserver: missing,
    invoke: way,
    scrollPage: way,
    loadPackage: way,
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
      return () => void all.delete(listener);
    },
  };
}

export type Api = (...values: unknown[]) => unknown;

/** A function of `wx`. */
export function api({ wx }: Pick<WxApi, "wx">, name: string): Api {
  return wx[name] as Api;
}

/** Calls with callbacks. Returns the name and the argument of each callback that ran, in order. */
export async function withCallbacks(call: Api, options: object): Promise<(readonly [string, unknown])[]> {
  const said: (readonly [string, unknown])[] = [];
  await new Promise<void>((resolve) => {
    const result = call({
      ...options,
      success: (value: unknown) => said.push(["success", value]),
      fail: (value: unknown) => said.push(["fail", value]),
      complete: (value: unknown) => {
        said.push(["complete", value]);
        resolve();
      },
    });
    if (said.length > 0) throw new Error("a callback ran before the call had returned");
    if (result instanceof Promise) throw new Error("a promise beside callbacks");
  });
  return said;
}

/** The reason with which a promise rejects. */
export async function failure(call: unknown): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error("it did not fail");
}
