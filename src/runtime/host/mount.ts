/**
 * Runs a package in an element of a page: fetches and verifies it, hands its files to the app's origin, and starts it.
 * What does not verify does not run.
 */
import type { LaunchOptions, LogMessage, WorkerProblem } from "../protocol.ts";
import type { HostEvents } from "../services/index.ts";
import { deliver } from "./delivery.ts";
import type { Delivery } from "./delivery.ts";
import { make } from "./element.ts";
import { openFrames } from "./frames.ts";
import type { RunFrames } from "./frames.ts";
import { look } from "./look.ts";
import { createPreviewLink } from "./preview-link.ts";
import type { PreviewedApp } from "./previewed.ts";
import { startRun } from "./run.ts";
import type { Device, PageLook, Run, RunOptions } from "./run.ts";
import type { HostHooks, ServiceArea, ServiceContext } from "./services/contract.ts";
import { createServices } from "./services/index.ts";
import { loadPackage } from "./source.ts";
import type { LoadedPackage, PackageSource } from "./source.ts";
import { loadFromStore } from "./store.ts";
import type { StoreSource } from "./store.ts";
import { words } from "./words.ts";

export interface MountOptions extends PackageSource {
  /**
   * Origin of the app's frames and Worker; no other than the host page's own, and no page of value may be on it. Its
   * `/sw.js` answers for the app (docs/host.md).
   */
  readonly appOrigin: string;
  /** The app's origin has this package already, under this id, and its server answers by `answer` of serve.ts. */
  readonly served?: string;
  readonly launch?: Partial<LaunchOptions>;
  /** What `miniapp build --mode` was told. */
  readonly mode?: string;
  readonly device?: Device;
  /** In place of the browser's own: network, account, payment. */
  readonly hooks?: HostHooks;
  /** More services, or others in place of those there are; none of `page.*`. */
  readonly services?: ServiceArea["handlers"];
  /** `auto` follows the browser; default. */
  readonly theme?: "light" | "dark" | "auto";
  /** Pages slide; default. */
  readonly animations?: boolean;
  /** Sources of images, fonts, audio and video besides the package; default `https:`. */
  readonly media?: readonly string[];
}

export interface MiniAppEvents {
  log: LogMessage;
  problem: WorkerProblem;
  /** A page came to the front, or its title changed. */
  page: PageLook & { readonly path: string; readonly title: string };
  /** The app has ended: by its user, by itself, or by `close`. */
  close: Record<string, never>;
}

export interface MiniApp {
  readonly appId: string;
  readonly versionName: string;
  /** Identity of the package. */
  readonly digest: string;
  /** As the system's way back. */
  back(): void;
  close(): Promise<void>;
  /** Ends the run and begins a new one. */
  restart(launch?: Partial<LaunchOptions>): Promise<void>;
  setTheme(theme: "light" | "dark" | "auto"): void;
  /** Tells the app, as a host does: `networkStatusChange`, `appHide`, … */
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  on<E extends keyof MiniAppEvents>(event: E, listener: (detail: MiniAppEvents[E]) => void): () => void;
}

/**
 * @param element its size is the device's screen; what is in it is not shown
 * @throws PackageError if the package does not verify
 * @throws Error if it cannot be fetched, or is no app
 */
export function mountMiniApp(element: HTMLElement, options: MountOptions): Promise<MiniApp> {
  return mount(element, options, () => loadPackage(options));
}

/**
 * Runs what a release store has for this device; what the device has where the store is away.
 *
 * @throws ReleaseError if the app is switched off, or nothing was ever installed
 * @throws PackageError if what is installed does not verify any more
 */
export function mountFromStore(
  element: HTMLElement,
  options: Omit<MountOptions, keyof PackageSource> & StoreSource,
): Promise<MiniApp> {
  return mount(element, options, () => loadFromStore(options));
}

/** Frames of an app that is still being built, for `mountUnsigned`. */
export interface Prepared {
  readonly root: ShadowRoot;
  readonly frames: RunFrames;
  /** Where the app's problems go, once it is there. */
  readonly heard: { problem?: (message: WorkerProblem) => void };
}

/** Loads what is the runtime's own: only a preview knows where an app will be. Whatever was in the element goes. */
export function prepareUnsigned(
  element: HTMLElement,
  {
    appOrigin: origin,
    served: id,
    device = {},
  }: Pick<MountOptions, "appOrigin" | "device"> & { readonly served: string },
): Prepared {
  const root = prepare(element, device);
  const heard: Prepared["heard"] = {};
  const frames = openFrames({ root, origin, id, problem: (message) => heard.problem?.(message) });
  return { root, frames, heard };
}

/**
 * Runs files that no signature stands for, which only a preview of one's own project may do; `miniapp/host` does not
 * offer it.
 *
 * @throws Error if they are no app
 */
export function mountUnsigned(
  element: HTMLElement,
  loaded: LoadedPackage,
  options: Omit<RunningOptions, "createPreviewLink"> & { readonly served: string },
): Promise<PreviewedApp> {
  return mount(element, { ...options, createPreviewLink }, () => Promise.resolve(loaded));
}

type RunningOptions = Omit<MountOptions, keyof PackageSource> &
  Pick<RunOptions, "createPreviewLink" | "urlCheck"> & { readonly prepared?: Prepared };

async function mount(
  element: HTMLElement,
  options: RunningOptions,
  load: () => Promise<LoadedPackage>,
): Promise<PreviewedApp> {
  if (options.appOrigin === location.origin) throw new Error("an app needs an origin of its own");
  const { prepared } = options;
  const root = prepared?.root ?? prepare(element, options.device ?? {});
  const notice = make("div", "notice", make("span", "spinner"));
  root.append(notice);
  let app: Mounted | undefined;
  const problem = (message: WorkerProblem): void => app?.tellProblem(message);
  const open = (id: string): RunFrames => openFrames({ root, origin: options.appOrigin, id, problem });
  if (prepared) prepared.heard.problem = problem;
  let frames = prepared?.frames ?? (options.served === undefined ? undefined : open(options.served));
  try {
    const loading = load();
    const [loaded, delivery] = await Promise.all([loading, deliver(loading, options)]);
    frames ??= open(delivery.id);
    app = new Mounted(element, root, options, loaded, delivery);
    await app.start(options.launch ?? {}, frames);
    return app;
  } catch (error) {
    frames?.close();
    notice.replaceChildren(words().failed);
    throw error;
  } finally {
    if (notice.childElementCount > 0) notice.remove();
  }
}

const sheets = new WeakMap<Document, CSSStyleSheet>();

function prepare(element: HTMLElement, { statusBarHeight = 0, safeAreaBottom = 0 }: Device): ShadowRoot {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  let sheet = sheets.get(document);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(look);
    sheets.set(document, sheet);
  }
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren();
  element.style.setProperty("--status-bar", `${statusBarHeight}px`);
  element.style.setProperty("--safe-bottom", `${safeAreaBottom}px`);
  return root;
}

class Mounted implements PreviewedApp {
  readonly appId: string;
  readonly versionName: string;
  readonly digest: string;
  readonly #element: HTMLElement;
  readonly #root: ShadowRoot;
  readonly #options: RunningOptions;
  readonly #loaded: LoadedPackage;
  readonly #delivery: Delivery;
  readonly #listeners = new Map<string, Set<(detail: never) => void>>();
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  #theme: "light" | "dark" | "auto";
  #run: Run | undefined;

  constructor(
    element: HTMLElement,
    root: ShadowRoot,
    options: RunningOptions,
    loaded: LoadedPackage,
    delivery: Delivery,
  ) {
    this.#element = element;
    this.#root = root;
    this.#options = options;
    this.#loaded = loaded;
    this.#delivery = delivery;
    this.#theme = options.theme ?? "auto";
    this.appId = loaded.manifest.appId;
    this.versionName = loaded.manifest.versionName;
    this.digest = loaded.digest;
    this.#dark.addEventListener("change", this.#showTheme);
  }

  async start(launch: Partial<LaunchOptions>, frames: RunFrames): Promise<void> {
    const { mode, device, hooks, animations, appOrigin, urlCheck, createPreviewLink: createLink } = this.#options;
    this.#element.dataset["theme"] = this.#currentTheme();
    this.#run = await startRun({
      element: this.#element,
      root: this.#root,
      frames,
      loaded: this.#loaded,
      origin: appOrigin,
      id: this.#delivery.id,
      launch,
      mode: mode ?? "",
      device: device ?? {},
      hooks: hooks ?? {},
      animations: animations !== false,
      theme: () => this.#currentTheme(),
      createServices: (context) => this.#createServices(context),
      urlCheck,
      createPreviewLink: createLink,
      heard: {
        log: (message) => this.#tell("log", message),
        problem: (message) => this.tellProblem(message),
        page: (path, title, look) => this.#tell("page", { path, title, ...look }),
        exit: (restart) => void (restart ? this.restart(restart) : this.close()),
      },
    });
  }

  tellProblem(message: WorkerProblem): void {
    this.#tell("problem", message);
  }

  back(): void {
    this.#run?.back();
  }

  async close(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    this.#dark.removeEventListener("change", this.#showTheme);
    await run.end();
    await this.#delivery.close();
    this.#root.replaceChildren();
    this.#tell("close", {});
  }

  async restart(launch: Partial<LaunchOptions> = {}): Promise<void> {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    await run.end();
    const { appOrigin: origin } = this.#options;
    const problem = (message: WorkerProblem): void => this.tellProblem(message);
    await this.start(launch, openFrames({ root: this.#root, origin, id: this.#delivery.id, problem }));
  }

  get preview(): PreviewedApp["preview"] {
    if (!this.#run?.preview) throw new Error("the app has ended, or is none of a preview");
    return this.#run.preview;
  }

  setTheme(theme: "light" | "dark" | "auto"): void {
    this.#theme = theme;
    this.#showTheme();
  }

  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void {
    this.#run?.emit(event, detail);
  }

  on<E extends keyof MiniAppEvents>(event: E, listener: (detail: MiniAppEvents[E]) => void): () => void {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all.add(listener));
    return () => void all.delete(listener);
  }

  readonly #showTheme = (): void => {
    this.#element.dataset["theme"] = this.#currentTheme();
    this.#run?.setTheme();
  };

  #currentTheme(): "light" | "dark" {
    if (this.#theme !== "auto") return this.#theme;
    return this.#dark.matches ? "dark" : "light";
  }

  #createServices(context: ServiceContext): ServiceArea {
    const area = createServices(context);
    return { ...area, handlers: { ...area.handlers, ...this.#options.services } };
  }

  #tell<E extends keyof MiniAppEvents>(event: E, detail: MiniAppEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (detail: MiniAppEvents[E]) => void)(detail);
  }
}
