/** Puts a built app, the runtime, a host and `wx` together, in this thread. */
import { createAppRuntime } from "../runtime/logic/app/index.ts";
import type { AppRuntime } from "../runtime/logic/app/index.ts";
import type { LaunchOptions, WorkerProblem } from "../runtime/protocol.ts";
import { defineName } from "../compiler/link/index.ts";
import type { BuiltApp } from "./compile-app.ts";
import { createFakeHost } from "./fake-host.ts";
import type { FakeHost, ServiceMocks } from "./fake-host.ts";
import { runScript } from "./run-chunk.ts";
import { TestSurface } from "./test-surface.ts";
import type { Measure } from "./test-surface.ts";
import type { TestClock } from "./clock.ts";
import { createWxMock } from "./wx-mock.ts";
import type { WxCall, WxMocks } from "./wx-mock.ts";

export interface StartOptions {
  /** Names that scripts see besides those of the platform. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Answers of `wx`, by API; what is not here and needs a host fails as `x:fail not supported`. */
  readonly wx?: WxMocks;
  /** Answers of the host, by service. */
  readonly services?: ServiceMocks;
  /** Measures of elements, for selector queries. */
  readonly measure?: Measure;
  /** Timers of the test's own, from `createClock`. */
  readonly clock?: TestClock;
  /** Hears what the app's functions and templates throw. Without it the error is thrown on, and fails the test. */
  readonly report?: (error: unknown) => void;
}

export interface StartedApp {
  readonly runtime: AppRuntime;
  readonly host: FakeHost;
  readonly wx: Record<string, unknown>;
  readonly calls: WxCall[];
  readonly problems: WorkerProblem[];
  /** By the page's number. */
  readonly surfaces: ReadonlyMap<number, TestSurface>;
}

export function startApp(built: BuiltApp, launch: LaunchOptions, options: StartOptions = {}): StartedApp {
  const host = createFakeHost(options.services);
  const problems: WorkerProblem[] = [];
  const surfaces = new Map<number, TestSurface>();
  const later = (task: () => void): void => queueMicrotask(task);
  const clock = options.clock;
  // Looked up when called: a test may have put fake ones in their place.
  const after = (milliseconds: number, task: () => void): void =>
    void (clock ? clock.timers.setTimeout(task, milliseconds) : globalThis.setTimeout(task, milliseconds));
  const runtime: AppRuntime = createAppRuntime({
    app: built.app,
    entries: built.entries,
    launch,
    host,
    createSurface(owner) {
      const surface = new TestSurface(owner, options.measure ?? (() => ({})), later, (error) =>
        runtime.report(error, "page frame"),
      );
      surfaces.set(owner.page, surface);
      surface.onDestroy = () => surfaces.delete(owner.page);
      return surface;
    },
    loadPackage(name) {
      const script = built.scripts.get(name);
      if (!script) throw new Error(`there is no package ${JSON.stringify(name)}`);
      runScript(script.code, { ...globals, [defineName]: runtime.define.bind(runtime) }, script.path);
    },
    problem: (problem) => problems.push(problem),
    console: silentConsole,
    now: () => performance.now(),
    later,
    after,
    caught(error) {
      if (options.report) options.report(error);
      else throw error;
    },
  });
  const { wx, calls } = createWxMock(runtime, host, options.wx ?? {}, {
    tabCount: built.app.tabBar?.list.length ?? 0,
    now: () => (clock ?? Date).now(),
  });
  const globals: Readonly<Record<string, unknown>> = {
    ...withheld,
    ...clock?.timers,
    ...(clock?.Date ? { Date: clock.Date } : {}),
    wx,
    ...runtime.globals,
    ...options.globals,
  };
  return { runtime, host, wx, calls, problems, surfaces };
}

const silentConsole = { log() {}, info() {}, warn() {}, error() {}, debug() {} };

/** What this platform has and an app does not see: there to be asked for, and undefined. */
const withheld: Readonly<Record<string, undefined>> = Object.fromEntries(
  (
    "window document self navigator location localStorage sessionStorage indexedDB caches fetch XMLHttpRequest WebSocket " +
    "Worker BroadcastChannel importScripts process Buffer setImmediate clearImmediate"
  )
    .split(" ")
    .map((name) => [name, undefined]),
);
