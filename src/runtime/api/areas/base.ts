/** APIs that need no device: the app itself, its events, encodings, logs, reports, subpackages and workers. */
import type { OpenServices } from "../../services/open.ts";
import { base64ToBuffer, bufferToBase64 } from "../base64.ts";
import { ApiFailure, event, object, real, standIn, sync } from "../definition.ts";
import type { ApiContext, ApiDefinition } from "../definition.ts";
import { createEvents } from "../listeners.ts";
import { isFunction, isRecord, text } from "../parameters.ts";

/** The WeChat base library version that the runtime follows, reported as `SDKVersion`. */
export const sdkVersion = "3.8.0";

export function baseArea(context: ApiContext): ApiDefinition[] {
  return [
    ...identityApis(context),
    ...appEvents(context),
    ...encodings(),
    ...reports(context),
    ...packageApis(context),
    sync("nextTick", (callback?: unknown) => {
      if (isFunction(callback)) void later(() => callback(), context, "nextTick callback");
    }),
    sync("requestIdleCallback", (callback?: unknown) => {
      const id = setTimeout(() => isFunction(callback) && callback({ didTimeout: false, timeRemaining: () => 50 }), 1);
      return Number(id);
    }),
    sync("cancelIdleCallback", (id?: unknown) => clearTimeout(id as number)),
    real("setEnableDebug", { enableDebug: "Boolean" }, () => undefined),
  ];
}

function identityApis({ identity, launch, link, app }: ApiContext): ApiDefinition[] {
  const entered = {
    path: launch.path,
    query: launch.query,
    scene: launch.scene,
    shareTicket: undefined,
    referrerInfo: launch.referrerInfo ?? {},
    forwardMaterials: [],
    apiCategory: "default",
  };
  let enter: object = entered;
  app.on("appShow", (detail) => {
    if (isRecord(detail)) enter = { ...entered, ...detail };
  });
  const envVersion = identity.mode === "release" || identity.mode === "" ? "release" : "develop";
  return [
    { name: "env", support: "real", form: "value", value: { USER_DATA_PATH: "wxfile://usr" } },
    { name: "worklet", support: "stand-in", form: "value", value: worklet },
    {
      name: "router",
      support: "stand-in",
      form: "value",
      value: { addRouteBuilder() {}, removeRouteBuilder() {}, getRouteContext() {} },
    },
    { name: "version", support: "real", form: "value", value: { SDKVersion: sdkVersion } },
    sync("getAccountInfoSync", () => ({
      miniProgram: { appId: identity.appId, envVersion, version: identity.versionName },
      plugin: {},
    })),
    sync("getLaunchOptionsSync", () => entered),
    sync("getEnterOptionsSync", () => enter),
    sync("getApiCategory", () => "default"),
    sync("getExptInfoSync", () => ({}), "stand-in"),
    sync("getExtConfigSync", () => ({}), "stand-in"),
    standIn("getExtConfig", {}, () => ({ extConfig: {} })),
    real("exitMiniProgram", {}, () => link.call("system.exit", {})),
    real("restartMiniProgram", { path: "String?" }, ({ path }) =>
      link.call("system.restart", path === undefined ? {} : { path: text(path).replace(/^\/+/, "") }),
    ),
    object("getUpdateManager", () => updateManager()),
  ];
}

const same = (value: unknown): unknown => value;

/**
 * Stub for Skyline's worklet animations, which this renderer does not have: code that prepares them runs, but animates
 * nothing.
 */
const worklet = {
  shared: (value: unknown) => ({ value }),
  derived: (compute: () => unknown) => ({
    get value() {
      return compute();
    },
  }),
  cancelAnimation: () => undefined,
  runOnUI: same,
  runOnJS: same,
  timing: same,
  spring: same,
  decay: same,
  delay: (_time: unknown, animation: unknown) => animation,
  repeat: same,
  sequence: (...all: unknown[]) => all.at(-1),
  scrollViewContext: {},
  Easing: {
    ...Object.fromEntries(
      "linear ease quad cubic bounce circle exp sin in out inOut".split(" ").map((name) => [name, same]),
    ),
    // These return a curve rather than a number.
    ...Object.fromEntries(
      "poly bezier cubicBezier elastic back"
        .split(" ")
        .map((name) => [name, () => Object.assign((value: unknown) => value, { factory: () => same })]),
    ),
  },
};

/** The host installs a new release at the next start, so no update ever arrives during a run. */
function updateManager(): object {
  return {
    onCheckForUpdate(listener: unknown) {
      if (isFunction(listener)) void Promise.resolve().then(() => listener({ hasUpdate: false }));
    },
    onUpdateReady: () => undefined,
    onUpdateFailed: () => undefined,
    applyUpdate: () => undefined,
  };
}

/** `wx.onX` name → event of the app that it listens to. */
const appEventNames: readonly (readonly [name: string, source: string])[] = [
  ["AppShow", "appShow"],
  ["AppHide", "appHide"],
  ["Error", "error"],
  ["UnhandledRejection", "unhandledRejection"],
  ["PageNotFound", "pageNotFound"],
  ["LazyLoadError", "lazyLoadError"],
  ["WindowResize", "windowResize"],
  ["AppRoute", "appRoute"],
  ["AppRouteDone", "appRouteDone"],
  ["BeforeAppRoute", "beforeAppRoute"],
  ["BeforePageLoad", "beforePageLoad"],
  ["AfterPageLoad", "afterPageLoad"],
  ["BeforePageUnload", "beforePageUnload"],
  ["AfterPageUnload", "afterPageUnload"],
];

function appEvents({ app, link }: ApiContext): ApiDefinition[] {
  return [
    ...appEventNames.map(([name, source]) => event(name, (emit) => app.on(source, emit))),
    event("ThemeChange", (emit) => link.on("themeChange", emit)),
    event("MemoryWarning", (emit) => link.on("memoryWarning", emit)),
    event("UserCaptureScreen", (emit) => link.on("userCaptureScreen", emit), "stand-in"),
    event("ScreenRecordingStateChanged", (emit) => link.on("screenRecordingStateChange", emit), "stand-in"),
  ];
}

function encodings(): ApiDefinition[] {
  return [
    sync("arrayBufferToBase64", (buffer?: unknown) => bufferToBase64(buffer)),
    sync("base64ToArrayBuffer", (encoded?: unknown) => base64ToBuffer(text(encoded))),
    real("getRandomValues", { length: "Number" }, ({ length }) => {
      const count = Math.trunc(length as number);
      if (count < 1 || count > 1_048_576) throw new ApiFailure("invalid length");
      return { randomValues: randomBytes(count) };
    }),
  ];
}

function randomBytes(count: number): ArrayBuffer {
  const bytes = new Uint8Array(count);
  // `getRandomValues` fills at most 65,536 bytes per call.
  for (let at = 0; at < count; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes.buffer;
}

/** Sends logs and reports to the host, which may ignore them. Authors get no answer and no errors. */
function reports(context: ApiContext): ApiDefinition[] {
  const report = (kind: string, values: readonly unknown[]): void => {
    const argument: OpenServices["open.report"]["argument"] = { kind, values: values.map(toJsonValue) };
    context.link.call("open.report", argument).catch(() => undefined);
  };
  const log = (kind: string, names: readonly string[], more: object): object =>
    Object.assign(
      Object.fromEntries(names.map((name) => [name, (...values: unknown[]) => report(`${kind}.${name}`, values)])),
      more,
    );
  const realtime = (): object =>
    log("realtimeLog", ["info", "warn", "error", "setFilterMsg", "addFilterMsg"], {
      in: () => realtime(),
      getCurrentState: () => ({ size: 0, maxSize: 1024 * 100, logCount: 0, maxLogCount: 500 }),
      tag: (name: unknown) =>
        log(`realtimeLog.${text(name)}`, ["info", "warn", "error", "setFilterMsg", "addFilterMsg"], {}),
    });
  return [
    ...["reportAnalytics", "reportEvent", "reportMonitor", "reportPerformance"].map((name) =>
      sync(name, (...values: unknown[]) => report(name, values)),
    ),
    object("getLogManager", () => log("log", ["debug", "info", "log", "warn"], {})),
    object("getRealtimeLogManager", realtime),
    object("getPerformance", () => performanceOf(context)),
  ];
}

/** Only the author's own marks are measured; there are no entries of the platform (navigation, render). */
function performanceOf({ now, report }: ApiContext): object {
  interface Mark {
    readonly name: string;
    readonly entryType: string;
    readonly startTime: number;
    readonly duration: number;
  }
  const started = now();
  const entries: Mark[] = [];
  const list = (all: readonly Mark[]) => ({
    getEntries: () => all,
    getEntriesByType: (type: unknown, name?: unknown) =>
      all.filter((one) => one.entryType === type && (name === undefined || one.name === name)),
    getEntriesByName: (name: unknown, type?: unknown) =>
      all.filter((one) => one.name === name && (type === undefined || one.entryType === type)),
  });
  const observers = createEvents(["entry"], report);
  return {
    ...list(entries),
    mark(name: unknown) {
      entries.push({ name: text(name), entryType: "mark", startTime: now() - started, duration: 0 });
      observers.emit("entry", list(entries.slice(-1)));
    },
    setBufferSize: () => undefined,
    now: () => now() - started,
    createObserver: (listener: unknown) => ({
      observe: () => observers.methods["onEntry"]?.(listener),
      disconnect: () => observers.methods["offEntry"]?.(listener),
    }),
  };
}

function packageApis({ app, settings, report }: ApiContext): ApiDefinition[] {
  const load = (name: string) => ({
    name,
    support: "real" as const,
    form: "task" as const,
    parameters: {},
    run(options: Readonly<Record<string, unknown>>) {
      const { methods, emit } = createEvents(["progressUpdate"], report);
      const wanted = options["name"] ?? options["packageName"] ?? options["root"];
      return {
        task: methods,
        async start() {
          const names = isRecord(options["package"]) ? Object.values(options["package"]) : [wanted];
          for (const one of names) await app.loadPackage(text(one));
          emit("progressUpdate", { progress: 100, totalBytesWritten: 0, totalBytesExpectedToWrite: 0 });
        },
      };
    },
  });
  let running = false;
  return [
    load("loadSubpackage"),
    load("preDownloadSubpackage"),
    object("createWorker", (path?: unknown) => {
      const { methods, emit } = createEvents(["message", "processKilled"], report);
      if (settings.workers === undefined) throw new Error("createWorker:fail workers is not set in app.json");
      // "The number of concurrent workers is limited to one; terminate it before creating the next."
      if (running) throw new Error("createWorker:fail exceed max concurrent worker limit");
      const worker = app.startWorker?.(text(path));
      if (!worker) throw new Error("createWorker:fail not supported");
      running = true;
      worker.onMessage((message) => emit("message", message));
      return {
        ...methods,
        postMessage: (message: unknown) => worker.post(message),
        terminate() {
          running = false;
          worker.terminate();
        },
      };
    }),
  ];
}

async function later(task: () => unknown, { report }: ApiContext, during: string): Promise<void> {
  await Promise.resolve();
  try {
    task();
  } catch (error) {
    report(error, during);
  }
}

/** Turns a value into JSON-compatible data that can be sent to the host. */
function toJsonValue(value: unknown): unknown {
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return value === undefined ? null : JSON.parse(JSON.stringify(value) ?? "null");
  } catch {
    return String(value);
  }
}
