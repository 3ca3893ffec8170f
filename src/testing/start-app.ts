/** Combines a built app, the runtime, a host and `wx` in this thread. */
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
  /** Global names for scripts, in addition to the platform's. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Answers of `wx`, by API name. An API that is not listed and needs a host fails with `x:fail not supported`. */
  readonly wx?: WxMocks;
  /** Answers of the host, by service. */
  readonly services?: ServiceMocks;
  /** Measurements of elements, for selector queries. */
  readonly measure?: Measure;
  /** The test's own timers, from `createClock`. */
  readonly clock?: TestClock;
  /**
   * Called with errors thrown by the app's functions and templates. Without it the error is rethrown, which fails the
   * test.
   */
  readonly report?: (error: unknown) => void;
}

export interface StartedApp {
  readonly runtime: AppRuntime;
  readonly host: FakeHost;
  readonly wx: Record<string, unknown>;
  readonly calls: WxCall[];
  readonly problems: WorkerProblem[];
  /** By page number. */
  readonly surfaces: ReadonlyMap<number, TestSurface>;
}

/** Creates the runtime for a built app; nothing runs yet. */
export function startApp(built: BuiltApp, launch: LaunchOptions, options: StartOptions = {}): StartedApp {
  const host = createFakeHost(options.services);
  const problems: WorkerProblem[] = [];
  const surfaces = new Map<number, TestSurface>();
  const later = (task: () => void): void => queueMicrotask(task);
  const clock = options.clock;
  // Looked up at call time, because a test may have replaced it with a fake.
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

/** Globals that Node.js has and an app must not see: they are shadowed with `undefined`. */
const withheld: Readonly<Record<string, undefined>> = Object.fromEntries(
  (
    "window document self navigator location localStorage sessionStorage indexedDB caches fetch XMLHttpRequest WebSocket " +
    "Worker BroadcastChannel importScripts process Buffer setImmediate clearImmediate"
  )
    .split(" ")
    .map((name) => [name, undefined]),
);
