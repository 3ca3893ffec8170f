/** The app on the screen: starts it, updates it, and restarts it in the state it was in. */
import { mountUnsigned, prepareUnsigned } from "../../runtime/host/mount.ts";
import type { Prepared } from "../../runtime/host/mount.ts";
import type { PreviewedApp } from "../../runtime/host/previewed.ts";
import type { Device, PageLook } from "../../runtime/host/run.ts";
import type { LogMessage, WorkerProblem } from "../../runtime/protocol.ts";
import type { FrameEdit, InspectRequest, Snapshot } from "../../runtime/preview-protocol.ts";
import type { HostHooks } from "../../runtime/host/services/contract.ts";
import type { BuildInfo, StartConditions, UpdateMessage } from "../protocol.ts";
import { isLandscape } from "./devices.ts";
import type { DeviceState } from "./devices.ts";
import { fetchBuild, fetchRest } from "./package-files.ts";
import type { FetchedBuild, FetchedPackage } from "./package-files.ts";

export interface RunnerEvents {
  log(message: LogMessage): void;
  problem(problem: WorkerProblem): void;
  /** A page became the current one. */
  page(path: string, look: PageLook): void;
  /** The app is about to start with this build; `reason` says why it restarts, if it does. */
  starting(build: BuildInfo, reason: string): void;
  /** The app has started. */
  started(build: BuildInfo): void;
  updated(build: BuildInfo, milliseconds: number): void;
  /** The app will restart when the rest of it is built; until then it keeps running. */
  postponed(): void;
  /** The app was ended by itself or by its user. */
  ended(): void;
  failed(error: unknown): void;
}

export interface RunnerOptions {
  readonly appOrigin: string;
  readonly hooks: HostHooks;
  readonly events: RunnerEvents;
  /** The container of the app; its size is the screen's. */
  readonly screen: HTMLElement;
  device(): DeviceState;
  /** The app fills a real phone, which has its own status bar and edge gesture. */
  readonly fullScreen: boolean;
}

/** Runs one operation after another, because updates may arrive faster than an app starts. */
export class Runner {
  readonly #options: RunnerOptions;
  #app: PreviewedApp | undefined;
  /** Prepared while waiting for the first build. */
  #prepared: { readonly id: string; readonly device: string; readonly parts: Prepared } | undefined;
  #build: BuildInfo | undefined;
  /** The files of the running app. */
  #loaded: FetchedPackage | undefined;
  /** Why the app has to restart as soon as everything it shows is built. */
  #postponed: string | undefined;
  #started = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get build(): BuildInfo | undefined {
    return this.#build;
  }

  /** Number of the build whose scripts the app was started with. */
  get started(): number {
    return this.#started;
  }

  /** Loads everything except the app while the app is being built. */
  prepare(id: string): void {
    if (this.#app || this.#prepared?.id === id) return;
    const { appOrigin, screen } = this.#options;
    this.#prepared?.parts.frames.close();
    const device = this.#device();
    const parts = prepareUnsigned(screen, { appOrigin, served: id, device });
    this.#prepared = { id, device: JSON.stringify(device), parts };
  }

  start(build: BuildInfo, launch: StartConditions, reason = ""): Promise<void> {
    return this.#enqueue(async () => {
      const old = this.#app;
      // Clear it first, so that the `close` event below is not reported as the app's end.
      this.#app = undefined;
      this.#postponed = undefined;
      await old?.close();
      await this.#mount(build, launch, undefined, reason);
    });
  }

  /** Restarts the app and restores its page stack, data and scroll positions. */
  reload(build: BuildInfo, launch: StartConditions, reason: string): Promise<void> {
    return this.#enqueue(() => this.#reloadNow(build, launch, reason));
  }

  update(message: UpdateMessage, launch: StartConditions): Promise<void> {
    return this.#enqueue(async () => {
      const app = this.#app;
      const begun = performance.now();
      if (this.#postponed !== undefined) return this.#reloadNow(message.build, launch, this.#postponed);
      if (!app || !this.#loaded) return this.#mount(message.build, launch, undefined, "");
      const base = `v/${message.build.number}/p/`;
      const urls = (paths: readonly string[]) => paths.map((path) => [path, base + encodePath(path)] as const);
      const done = await app.preview.update({
        build: message.build.number,
        chunks: message.chunks,
        templates: message.templates,
        scripts: message.scripts,
        entries: message.entries,
        views: message.views,
        ...(message.addsSkipped ? { rest: await fetchRest(this.#loaded) } : {}),
        sheets: [...urls(message.sheets), ...message.goneSheets.map((path) => [path, null] as const)],
      });
      if (done.refused !== undefined) return this.#reloadNow(message.build, launch, done.refused);
      this.#build = message.build;
      this.#options.events.updated(message.build, performance.now() - begun);
    });
  }

  back(): void {
    this.#app?.back();
  }

  emit: PreviewedApp["emit"] = (event, detail) => this.#app?.emit(event, detail);

  setTheme(theme: "light" | "dark"): void {
    this.#app?.setTheme(theme);
  }

  /** @throws Error if no app is running, or if it cannot answer */
  async inspect(request: InspectRequest): Promise<unknown> {
    if (!this.#app) throw new Error("no app is running");
    return this.#app.preview.inspect(request);
  }

  keyboard(what: "hide" | "confirm" | "resize"): void {
    this.#app?.preview.keyboard(what);
  }

  highlight(page: number, node: Parameters<PreviewedApp["preview"]["highlight"]>[1]): void {
    this.#app?.preview.highlight(page, node);
  }

  edit(page: number, edit: FrameEdit): void {
    this.#app?.preview.edit(page, edit);
  }

  /** Requests frame times; the page's frame sends them to this window. */
  askFrames(page: number): void {
    this.#app?.preview.askFrames(page);
  }

  async #reloadNow(build: BuildInfo, launch: StartConditions, reason: string): Promise<void> {
    const fetched = await fetchBuild();
    const snapshot = await this.#snapshot();
    // The open pages may be in packages that are not built yet.
    this.#postponed = snapshot && fetched.loaded.later ? reason : undefined;
    if (this.#postponed !== undefined) return this.#options.events.postponed();
    const old = this.#app;
    // Clear it first, so that the `close` event below is not reported as the app's end.
    this.#app = undefined;
    await old?.close();
    await this.#mount(build, launch, snapshot, reason, fetched);
  }

  async #snapshot(): Promise<Snapshot | undefined> {
    try {
      return (await this.#app?.preview.inspect({ what: "snapshot" })) as Snapshot | undefined;
    } catch {
      // An app that has not started yet has nothing to restore.
      return undefined;
    }
  }

  async #mount(
    build: BuildInfo,
    launch: StartConditions,
    snapshot: Snapshot | undefined,
    reason: string,
    fetched?: FetchedBuild,
  ): Promise<void> {
    const { appOrigin, hooks, events, screen } = this.#options;
    const state = this.#options.device();
    const first = snapshot?.pages[0];
    const { number, loaded } = fetched ?? (await fetchBuild());
    this.#started = number;
    const device = this.#device();
    const prepared = this.#takePrepared(build.id, device);
    events.starting(build, reason);
    const app = await mountUnsigned(screen, loaded, {
      appOrigin,
      served: build.id,
      ...(prepared ? { prepared } : {}),
      mode: build.mode,
      urlCheck: build.urlCheck,
      launch: {
        ...(first ? { path: first.path, query: first.query } : startOf(launch, build)),
        scene: launch.scene,
      },
      device,
      hooks,
      theme: state.theme,
    });
    app.on("log", (message) => events.log(message));
    app.on("problem", (problem) => events.problem(problem));
    app.on("page", ({ path, ...look }) => events.page(path, look));
    app.on("close", () => {
      if (this.#app === app) events.ended();
    });
    this.#app = app;
    this.#loaded = loaded;
    this.#build = build;
    if (snapshot)
      await app.preview.inspect({ what: "restore", snapshot }).catch((error: unknown) => events.failed(error));
    events.started(build);
  }

  /** Returns the prepared frames if they still fit; the server or the device may have changed. */
  #takePrepared(id: string, device: Device): Prepared | undefined {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (prepared?.id === id && prepared.device === JSON.stringify(device)) return prepared.parts;
    prepared?.parts.frames.close();
    return undefined;
  }

  #device(): Device {
    const { fullScreen } = this.#options;
    const state = this.#options.device();
    const { device } = state;
    return {
      statusBarHeight: fullScreen || isLandscape(state) ? 0 : device.statusBar,
      safeAreaBottom: fullScreen ? 0 : device.safeBottom,
      platform: device.platform,
      brand: device.brand,
      model: device.name,
      system: device.system,
      language: state.locale,
      fontSize: state.fontSize,
    };
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task).catch((error: unknown) => this.#options.events.failed(error));
    return this.#queue;
  }
}

function startOf(
  { page, query }: StartConditions,
  { pages }: BuildInfo,
): { path?: string; query?: StartConditions["query"] } {
  if (page === "") return {};
  // `onPageNotFound` handles a page that does not exist, but not an app without pages.
  return pages.length === 0 ? {} : { path: page, query };
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
