/** Creates what runs in an app's Worker: connects the app's runtime, `wx` and the ports of the frames. */
import { createWx } from "../api/index.ts";
import type { AppSettings, FontFace, WxApi } from "../api/index.ts";
import { createAppRuntime } from "../logic/app/index.ts";
import type {
  AppRuntime,
  AppRuntimeOptions,
  Page,
  PageSurface,
  SavedExitState,
  SurfaceOwner,
} from "../logic/app/index.ts";
import { PageView } from "../logic/frame/index.ts";
import { datasetOf, idOf } from "../logic/index.ts";
import type { ElementReference } from "../logic/index.ts";
import type { FromFrame, StartMessage } from "../protocol.ts";
import type { HostLink, Preloaded } from "../services/index.ts";
import type { ExitState } from "../services/system.ts";
import { appAccess } from "./app-access.ts";
import { elementSide } from "./element-side.ts";
import { fieldConfig } from "./field-config.ts";
import { listenTo } from "./start.ts";
import type { WorkerApp, WorkerContext, WorkerPort } from "./start.ts";
import { WorkerPorts } from "./worker-ports.ts";

export interface CreatedApp {
  readonly worker: WorkerApp;
  readonly frames: Frames;
  readonly runtime: AppRuntime;
  readonly api: WxApi;
}

/** Creates the app and `wx`, and defines their globals. The app starts when the current task ends. */
export function createApp(context: WorkerContext): CreatedApp {
  const { start, host } = context;
  const frames = new Frames((error) => app.report(error, "page frame"));
  // Fonts for all current and future pages.
  const fonts: FontFace[] = [];
  const workers = new WorkerPorts({
    link: host.link,
    url: `${start.base}_miniapp/workers.js`,
    log: (level, values) => host.send({ type: "log", level, values }),
  });
  const app: AppRuntime = createAppRuntime({
    ...tablesOf(start),
    host: host.link,
    createSurface(owner) {
      const surface = frames.create(owner);
      for (const font of fonts) surface.command({ font });
      return surface;
    },
    loadPackage: (name) => context.loadPackage(name),
    problem: (problem) => host.send(problem),
    console: context.console as unknown as AppRuntimeOptions["console"],
    now: () => performance.now(),
    later: (task) => queueMicrotask(task),
    after: (milliseconds, task) => void setTimeout(task, milliseconds),
    exitStates: savedStates(start),
    keepExitStates: stateKeeper(host.link),
    act: (page, name, argument, target) => act(api, app, host.link, page, name, argument, target),
    ...elementSide(() => api),
  });
  const api = createWx({
    link: host.link,
    preloaded: start.preloaded,
    app: appAccess(app, workers, start, fonts),
    identity: start.identity,
    launch: start.launch,
    settings: settingsOf(start),
    report: (error, during) => app.report(error, during),
    warn: (message) => host.send({ type: "log", level: "warn", values: [message] }),
    now: () => Date.now(),
  });
  const __wxConfig = fieldConfig(start, api.wx);
  context.defineGlobals({ ...app.globals, wx: api.wx, global: globalThis, __wxConfig });
  // Deferred until `createApp` has returned: a package that loads synchronously registers its modules with the result.
  queueMicrotask(() => void app.start().catch((error: unknown) => app.report(error, "launch")));
  const worker: WorkerApp = {
    define: (name, modules, esm) => app.define(name, modules, esm),
    frame: (page, port) => frames.connect(page, port),
    worker: (id, port) => workers.connect(id, port),
    uncaught: (error) => app.report(error, "script"),
    rejected: (reason, promise) => app.reject(reason, promise),
  };
  return { worker, frames, runtime: app, api };
}

function tablesOf({ app, entries, launch, preloaded }: StartMessage) {
  const theme = (preloaded as { system?: { theme?: "light" | "dark" } }).system?.theme;
  return {
    app: app as AppRuntimeOptions["app"],
    entries: entries as AppRuntimeOptions["entries"],
    launch,
    ...(theme === undefined ? {} : { theme }),
  };
}

/** The page states that the last run saved. */
function savedStates({ preloaded }: StartMessage): Readonly<Record<string, unknown>> {
  const { exitStates = {} } = preloaded as Preloaded;
  return Object.fromEntries(Object.entries(exitStates).map(([path, { data }]) => [path, JSON.parse(data) as unknown]));
}

function stateKeeper(link: HostLink): (states: Readonly<Record<string, SavedExitState>>) => void {
  let areKept = false;
  return (states) => {
    const texts: Record<string, ExitState> = {};
    for (const [path, { data, expireTimeStamp }] of Object.entries(states)) {
      const until = typeof expireTimeStamp === "number" ? { expireTimeStamp } : {};
      texts[path] = { data: JSON.stringify(data) ?? "null", ...until };
    }
    const areThere = Object.keys(texts).length > 0;
    // Few apps save states: skip the call if there are none now and none to clear.
    if (areThere || areKept) link.call("system.saveExitStates", { states: texts }).catch(() => {});
    areKept = areThere;
  };
}

function settingsOf({ app }: StartMessage): AppSettings {
  const { networkTimeout, workers, tabBar } = app as AppSettings & { readonly tabBar?: { readonly list?: unknown[] } };
  return {
    ...(networkTimeout ? { networkTimeout } : {}),
    ...(typeof workers === "string" ? { workers } : {}),
    tabCount: tabBar?.list?.length ?? 0,
  };
}

/** Handles requests of built-in components, except navigation. */
async function act(
  api: WxApi,
  app: AppRuntime,
  link: HostLink,
  page: Page,
  name: string,
  argument: unknown,
  target: ElementReference | undefined,
): Promise<unknown> {
  if (name === "file") return api.readFile(String(argument));
  if (name === "location") return link.call("device.location", { highAccuracy: false, timeout: 10_000 });
  const share = () => app.share("appMessage", { from: "button", target: target && eventTarget(target) });
  return api.act(page.number, name, argument, share);
}

/** The element as the `target` of an event that authors see. */
function eventTarget(element: ElementReference): object {
  return { id: idOf(element), dataset: datasetOf(element) };
}

/** The surfaces of the pages. Each is connected as soon as both the page and its frame's port exist. */
export class Frames {
  readonly #views = new Map<number, PageView>();
  readonly #report: (error: unknown) => void;
  readonly #waiting = new Set<{ readonly view: PageView; resolve(): void }>();
  // The port of page 1, kept until that page exists.
  #first: WorkerPort | undefined;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  create(owner: SurfaceOwner): PageSurface {
    const view = new PageView({
      owner,
      // The host has already told the frame about app.wxss.
      sheets: [],
      report: this.#report,
      schedule: (task) => queueMicrotask(task),
    });
    this.#views.set(owner.page, view);
    const destroy = view.destroy.bind(view);
    view.destroy = () => {
      this.#views.delete(owner.page);
      destroy();
      for (const one of this.#waiting) if (one.view === view) one.resolve();
    };
    if (owner.page === 1 && this.#first) this.connect(1, this.#first);
    return view;
  }

  /** Only in a preview: from here on, operations of all pages use the templates of this build. */
  markUpdate(build: number): void {
    for (const view of this.#views.values()) view.markUpdate(build);
  }

  /** Resolves when every current page has shown all pending updates, or is gone. */
  async settled(): Promise<void> {
    const views = [...this.#views.values()];
    await Promise.all(
      views.map(
        (view) =>
          new Promise<void>((resolve) => {
            this.#waiting.add({ view, resolve });
            view.whenShown(resolve);
          }),
      ),
    );
    for (const one of this.#waiting) if (views.includes(one.view)) this.#waiting.delete(one);
  }

  connect(page: number, port: WorkerPort): void {
    const view = this.#views.get(page);
    if (!view && page === 1 && !this.#first) {
      this.#first = port;
      return;
    }
    if (!view) return port.close();
    listenTo(port, ({ data }) => view.receive(data as FromFrame));
    view.connect({ postMessage: (message) => port.postMessage(message) });
  }
}
