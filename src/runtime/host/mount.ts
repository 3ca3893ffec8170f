/**
 * Runs a package in an element of a page: fetches and verifies it, installs its files on the app's origin, and starts
 * it. A package that fails verification does not run.
 */
import type { LaunchOptions, LogMessage, WorkerProblem } from "../protocol.ts";
import type { HostEvents } from "../services/index.ts";
import { checkBrowser } from "./check-browser.ts";
import { checkLaunch, checkListener, checkMount, checkTheme } from "./check-call.ts";
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
import { wakeStorage } from "./services/database.ts";
import { createServices } from "./services/index.ts";
import { defaultMedia } from "./media-sources.ts";
import { loadPackage } from "./source.ts";
import type { LoadedPackage, PackageSource } from "./source.ts";
import { loadFromStore } from "./store.ts";
import type { StoreSource } from "./store.ts";
import { hostTexts } from "./texts.ts";

export interface MountOptions extends PackageSource {
  /**
   * Origin of the app's frames and Worker. It must differ from the host page's own origin and must host nothing of
   * value. Its `/sw.js` answers for the app (docs/host.md).
   */
  readonly appOrigin: string;
  /**
   * The id under which the app's origin has the package already; its server answers with `answer` of serve.ts. Without
   * it, the package is installed through the Service Worker.
   */
  readonly served?: string;
  readonly launch?: Partial<LaunchOptions>;
  /** The value passed to `miniapp build --mode`. */
  readonly mode?: string;
  readonly device?: Device;
  /** Replace the browser's own network, login, payment and so on. */
  readonly hooks?: HostHooks;
  /** Additional services, or replacements for existing ones; `page.*` cannot be replaced. */
  readonly services?: ServiceArea["handlers"];
  /** `auto` (default) follows the browser. */
  readonly theme?: "light" | "dark" | "auto";
  /** Whether pages slide in and out; default true. */
  readonly animations?: boolean;
  /** Allowed sources of images, fonts, audio and video besides the package; default `https:`. */
  readonly media?: readonly string[];
}

export interface MiniAppEvents {
  log: LogMessage;
  problem: WorkerProblem;
  /** Another page came to the front, or its title changed. */
  page: PageLook & { readonly path: string; readonly title: string };
  /** The app has ended: by the user, by itself, or by `close`. */
  close: Record<string, never>;
}

export interface MiniApp {
  readonly appId: string;
  readonly versionName: string;
  /** Digest that identifies the package. */
  readonly digest: string;
  /** Acts like the system's back button. */
  back(): void;
  close(): Promise<void>;
  /** Ends the run and starts a new one. */
  restart(launch?: Partial<LaunchOptions>): Promise<void>;
  setTheme(theme: "light" | "dark" | "auto"): void;
  /** Sends an event to the app: `networkStatusChange`, `appHide`, … */
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  on<E extends keyof MiniAppEvents>(event: E, listener: (detail: MiniAppEvents[E]) => void): () => void;
}

/**
 * @param element its size becomes the device's screen; its existing content is not shown
 * @throws TypeError if an argument is wrong
 * @throws PackageError if the package does not verify
 * @throws Error if it cannot be fetched or is not an app, or the browser is too old
 */
export async function mountMiniApp(element: HTMLElement, options: MountOptions): Promise<MiniApp> {
  checkMount("mountMiniApp", element, options);
  return mount(element, options, () => loadPackage(options));
}

/**
 * Runs the version that a release store offers this device. If the store cannot be reached, runs the installed version.
 *
 * @throws TypeError if an argument is wrong
 * @throws ReleaseError if the app is disabled, or nothing was ever installed
 * @throws PackageError if the installed package no longer verifies
 */
export async function mountFromStore(
  element: HTMLElement,
  options: Omit<MountOptions, keyof PackageSource> & StoreSource,
): Promise<MiniApp> {
  checkMount("mountFromStore", element, options);
  return mount(element, options, () => loadFromStore(options));
}

/** Frames prepared for an app that is still being built, for `mountUnsigned`. */
export interface Prepared {
  readonly root: ShadowRoot;
  readonly frames: RunFrames;
  /** Receives the problems of the app, once it exists. */
  readonly listeners: { problem?: (message: WorkerProblem) => void };
}

/**
 * Loads the runtime's own documents ahead of the app. Only a preview can, because only it knows the app's id in
 * advance. Removes earlier content of the element.
 */
export function prepareUnsigned(
  element: HTMLElement,
  {
    appOrigin: origin,
    served: id,
    device = {},
  }: Pick<MountOptions, "appOrigin" | "device"> & { readonly served: string },
): Prepared {
  const root = prepare(element, device);
  const listeners: Prepared["listeners"] = {};
  const frames = openFrames({ root, origin, id, problem: (message) => listeners.problem?.(message) });
  return { root, frames, listeners };
}

/**
 * Runs files without a signature. Only a preview of one's own project may do this; `miniapp/host` does not export it.
 *
 * @throws Error if they are not an app
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
  given: RunningOptions,
  load: () => Promise<LoadedPackage>,
): Promise<PreviewedApp> {
  const { origin } = new URL(given.appOrigin);
  if (origin === location.origin) throw new Error("an app needs an origin of its own");
  const options = { ...given, appOrigin: origin };
  // The database's name is known only after verification.
  void wakeStorage();
  const mounted = (latest.get(element) ?? Promise.resolve(undefined)).then(async (earlier) => {
    await earlier?.close();
    return show(element, options, load);
  });
  latest.set(
    element,
    mounted.catch(() => undefined),
  );
  return mounted;
}

/**
 * The last app that an element was given; `undefined` if it could not be shown. The next one waits for it, even while it
 * loads, and closes it: both use the element's one shadow root, so a later `close` would remove the new app.
 */
const latest = new WeakMap<HTMLElement, Promise<Mounted | undefined>>();

async function show(
  element: HTMLElement,
  options: RunningOptions,
  load: () => Promise<LoadedPackage>,
): Promise<Mounted> {
  const { prepared, appOrigin: origin } = options;
  const root = prepared?.root ?? prepare(element, options.device ?? {});
  const notice = make("div", "notice", make("span", "spinner"));
  root.append(notice);
  let app: Mounted | undefined;
  const problem = (message: WorkerProblem): void => app?.reportProblem(message);
  const open = (id: string): RunFrames => openFrames({ root, origin, id, problem });
  if (prepared) prepared.listeners.problem = problem;
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
    notice.replaceChildren(hostTexts().failed);
    throw error;
  } finally {
    if (notice.childElementCount > 0) notice.remove();
  }
}

const sheets = new WeakMap<Document, CSSStyleSheet>();

function prepare(element: HTMLElement, { statusBarHeight = 0, safeAreaBottom = 0 }: Device): ShadowRoot {
  checkBrowser();
  const root = element.shadowRoot ?? attachShadow(element);
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

/** @throws TypeError if the browser refuses: for `<img>` or `<input>`, or with a closed shadow root */
function attachShadow(element: HTMLElement): ShadowRoot {
  try {
    return element.attachShadow({ mode: "open" });
  } catch (cause) {
    const name = element.localName;
    throw new TypeError(`<${name}> cannot have a shadow root of the host: use an empty <div>`, { cause });
  }
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
    const { mode, device, hooks, animations, media, appOrigin, urlCheck } = this.#options;
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
      media: media ?? defaultMedia,
      theme: () => this.#currentTheme(),
      createServices: (context) => this.#createServices(context),
      urlCheck,
      createPreviewLink: this.#options.createPreviewLink,
      listeners: {
        log: (message) => this.#notify("log", message),
        problem: (message) => this.reportProblem(message),
        page: (path, title, look) => this.#notify("page", { path, title, ...look }),
        exit: (restart) => void (restart ? this.#restart(restart) : this.close()),
      },
    });
  }

  reportProblem(message: WorkerProblem): void {
    this.#notify("problem", message);
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
    this.#root.replaceChildren();
    this.#notify("close", {});
    // The run has ended, whatever the app's origin answers; it removes what is left when it installs the next package.
    await this.#delivery.close().catch(() => undefined);
  }

  async restart(launch: Partial<LaunchOptions> = {}): Promise<void> {
    checkLaunch(launch);
    return this.#restart(launch);
  }

  async #restart(launch: Partial<LaunchOptions>): Promise<void> {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    await run.end();
    const { appOrigin: origin } = this.#options;
    const problem = (message: WorkerProblem): void => this.reportProblem(message);
    await this.start(launch, openFrames({ root: this.#root, origin, id: this.#delivery.id, problem }));
  }

  get preview(): PreviewedApp["preview"] {
    if (!this.#run?.preview) throw new Error("the app has ended or is not a preview");
    return this.#run.preview;
  }

  setTheme(theme: "light" | "dark" | "auto"): void {
    checkTheme(theme);
    this.#theme = theme;
    this.#showTheme();
  }

  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void {
    this.#run?.emit(event, detail);
  }

  on<E extends keyof MiniAppEvents>(event: E, listener: (detail: MiniAppEvents[E]) => void): () => void {
    checkListener(event, listener, ["log", "problem", "page", "close"] satisfies (keyof MiniAppEvents)[]);
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

  #notify<E extends keyof MiniAppEvents>(event: E, detail: MiniAppEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (detail: MiniAppEvents[E]) => void)(detail);
  }
}
