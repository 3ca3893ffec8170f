/**
 * One run of an app: its Worker, pages and services. They end together: removing the first page's frame ends the
 * Workers, and removing all frames removes everything on screen.
 */
import type { FromHost, LaunchOptions, LogMessage, StartMessage, WorkerProblem } from "../protocol.ts";
import type { PreparePage } from "../protocol-windows.ts";
import type { HostEvents } from "../services/index.ts";
import { createCapsule, chooseFrom, capsule as capsuleSize } from "./capsule.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { AnyHandler } from "./dispatcher.ts";
import { make } from "./element.ts";
import { createIcons } from "./icons.ts";
import type { Icons } from "./icons.ts";
import { mediaUrl } from "./media-sources.ts";
import { createShutdown } from "./shutdown.ts";
import { navigationBarHeight } from "./navigation-bar.ts";
import { createPageStack } from "./page-stack.ts";
import type { PreviewLink, PreviewLinkOptions } from "./preview-link.ts";
import type { PageStack } from "./page-stack.ts";
import type { HostHooks, ServiceArea, ServiceContext } from "./services/contract.ts";
import { chunkUrls } from "./serve.ts";
import { readSettings } from "./settings.ts";
import type { AppSettings } from "./settings.ts";
import { readJson } from "./source.ts";
import type { LoadedPackage } from "./source.ts";
import { createKeyboard } from "./soft-keyboard.ts";
import { createTabBar, tabBarHeight } from "./tab-bar.ts";
import type { TabBarView } from "./tab-bar.ts";
import { hostTexts } from "./texts.ts";
import { watchSize, watchVisibility } from "./watch.ts";
import type { RunFrames } from "./frames.ts";
import { workerHandlers } from "./workers.ts";

/** What a page requires of the device around it. */
export interface PageLook {
  /** Required orientation; `auto` for no requirement. */
  readonly orientation: "auto" | "portrait" | "landscape";
  /** Text color of the bars. */
  readonly color: "black" | "white";
}

/** The device that the surrounding page simulates. */
export interface Device {
  /** In pixels; 0 without a status bar. */
  readonly statusBarHeight?: number;
  /** In pixels: height of the bottom safe area. */
  readonly safeAreaBottom?: number;
  readonly platform?: "ios" | "android" | "windows" | "mac" | "devtools" | "ohos";
  readonly brand?: string;
  readonly model?: string;
  readonly system?: string;
  /** In the format of `wx`, such as `zh_CN`; defaults to the browser's language. */
  readonly language?: string;
  /** The user's font size in pixels; default 16. */
  readonly fontSize?: number;
  /** Version of the host app. */
  readonly version?: string;
}

export interface RunOptions {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  readonly loaded: LoadedPackage;
  readonly origin: string;
  /** The app's folder below `/a/` on the origin. */
  readonly id: string;
  readonly launch: Partial<LaunchOptions>;
  readonly mode: string;
  readonly device: Device;
  readonly hooks: HostHooks;
  readonly animations: boolean;
  /** As in `MountOptions`. */
  readonly media: readonly string[];
  /** May have been created before the package was loaded. */
  readonly frames: RunFrames;
  /** The device's theme. Apps without dark mode support always see `light`. */
  theme(): "light" | "dark";
  createServices(context: ServiceContext): ServiceArea;
  /** False turns off the domain check of network requests; only a preview can, at the developer's request. */
  readonly urlCheck?: boolean | undefined;
  /** Only in a preview. */
  readonly createPreviewLink?: ((options: PreviewLinkOptions) => PreviewLink) | undefined;
  readonly listeners: RunListeners;
}

export interface RunListeners {
  log(message: LogMessage): void;
  problem(message: WorkerProblem): void;
  /** Another page came to the front, or its title changed. */
  page(path: string, title: string, look: PageLook): void;
  /** The user or the app wants to leave, or to restart. */
  exit(restart?: { readonly path?: string }): void;
}

export interface Run {
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  back(): void;
  setTheme(): void;
  readonly preview: PreviewLink["preview"] | undefined;
  /** Tells the app to end, waits for what it stores in `onHide` and `onUnload`, then removes everything. */
  end(): Promise<void>;
}

/** @throws Error if the package is not an app */
export async function startRun(options: RunOptions): Promise<Run> {
  const parts = await assemble(options);
  const { stack, send, settings } = parts;
  const emit: Run["emit"] = (event, detail) => send({ type: "event", event, detail });
  const launch = completeLaunch(options.launch, settings);
  options.frames.first.prepare(prepareMessage(options.loaded, settings, launch.path));
  send(startMessage(options, settings, launch, await parts.preloaded), [options.frames.firstPage.forWorker]);
  const stopWatching = watchVisibility(emit, stack, launch.scene);
  const stopSizes = watchSize(options.element, stack, emit);
  return {
    emit,
    back() {
      const page = stack.current?.opened?.page;
      if (page !== undefined) emit("pageBack", { page });
    },
    setTheme() {
      if (!settings.darkMode) return;
      stack.setTheme(options.theme());
      parts.layer.dataset["theme"] = options.theme();
      emit("themeChange", { theme: options.theme() });
    },
    preview: parts.preview,
    async end() {
      stopWatching();
      stopSizes();
      // The app has gone to the background already if the document is hidden.
      if (document.visibilityState !== "hidden") emit("appHide", { reason: 0 });
      emit("appClose", {});
      await parts.shutDown();
      parts.close();
    },
  };
}

interface Parts {
  readonly settings: AppSettings;
  readonly layer: HTMLElement;
  readonly stack: PageStack;
  /** Data for the Worker's synchronous APIs. */
  readonly preloaded: Promise<object>;
  send(message: FromHost, transfer?: Transferable[]): void;
  readonly preview: PreviewLink["preview"] | undefined;
  /** Waits for an app that has been told to end. */
  shutDown(): Promise<void>;
  close(): void;
}

async function assemble(options: RunOptions): Promise<Parts> {
  const { root, loaded, origin, id, listeners, device, frames } = options;
  const base = `${origin}/a/${id}/`;
  const settings = readSettings(readJson(loaded.files, "_miniapp/app.json"));
  const { hub, boot, port } = frames;
  const send: Parts["send"] = (message, transfer = []) => port.postMessage(message, transfer);
  const emit: Run["emit"] = (event, detail) => send({ type: "event", event, detail });
  const theme = (): "light" | "dark" => (settings.darkMode ? options.theme() : "light");
  const icons = createIcons(loaded.files, options.media);
  const layer = make("div", "layer");
  // Start with the services: opening the database takes time, and measuring the screen is cheapest while the document
  // is nearly empty.
  const services = options.createServices(serviceContext(options, settings, layer, theme, emit, icons));
  const preloaded = Promise.resolve(services.preload?.() ?? {});
  const tabBar = drawTabBar(settings, theme(), icons, emit);
  // UI drawn over the pages follows theme changes while it is shown.
  layer.dataset["theme"] = theme();
  const capsule = createCapsule({ menu: () => void openMenu(layer, options), close: () => listeners.exit() });
  const stack = createPageStack({
    hub,
    origin,
    base,
    element: frames.pages,
    first: frames.first,
    firstPort: frames.firstPage.forFrame,
    tabBar,
    theme,
    language: (device.language ?? navigator.language).replace("_", "-"),
    emit,
    appSheets: settings.sheets,
    componentStyle: settings.componentStyle,
    safeArea: { top: device.statusBarHeight ?? 0, bottom: device.safeAreaBottom ?? 0 },
    animations: options.animations,
    connect: (page, pagePort) => send({ type: "frame", page }, [pagePort]),
    home: () => emit("homeTap", {}),
    keyboard: createKeyboard(options.hooks.keyboard, options.element, emit),
    changed(view) {
      const bar = view.bar?.state;
      if (!bar || !view.opened) return;
      capsule.setColor(bar.color);
      listeners.page(view.opened.path, bar.title, { orientation: view.opened.orientation, color: bar.color });
    },
  });
  const link = options.createPreviewLink?.({
    base,
    send: (message) => port.postMessage(message),
    broadcast: (message) => stack.broadcast(message),
    post: (page, message) => stack.post(page, message),
    keyboard: (what) => stack.keyboard(what),
  });
  const shutdown = createShutdown();
  const handlers = { ...services.handlers, ...workerHandlers(boot, send), ...stack.handlers, ...shutdown.handlers };
  const dispatcher = createDispatcher({
    handlers: handlers as Readonly<Record<string, AnyHandler>>,
    send,
    log: listeners.log,
    problem: listeners.problem,
    previewed: (message) => link?.receive(message),
  });
  port.addEventListener("message", (event) => dispatcher.receive(event.data));
  port.start();
  // Append only: the frames are already in place, and moving an iframe reloads it.
  root.append(capsule.element, layer);
  frames.start();
  return {
    settings,
    layer,
    stack,
    preloaded,
    send,
    preview: link?.preview,
    shutDown: () => shutdown.finish(dispatcher, services),
    close() {
      dispatcher.close();
      link?.close();
      services.close?.();
      stack.close();
      frames.close();
      icons.close();
      for (const one of [capsule.element, layer]) one.remove();
    },
  };
}

/** The files that the first page's frame can load while the Worker starts. */
function prepareMessage({ files, later }: LoadedPackage, { packages, sheets }: AppSettings, path: string): PreparePage {
  const own = packages.find(({ pages }) => pages.includes(path));
  const needed = packages.filter((one) => one === own || one.root === "");
  if (!own || later?.includes(own.name)) return { type: "miniapp-prepare", packages: [], sheets: [] };
  const entries = readJson(files, `${own.root === "" ? "" : `${own.root}/`}_miniapp/entries.json`);
  const { style = [], appSheet } = (entries[path] ?? {}) as { readonly style?: readonly string[]; appSheet?: boolean };
  return {
    type: "miniapp-prepare",
    packages: needed.map(({ name }) => name),
    sheets: appSheet === false ? style : [...sheets, ...style],
  };
}

function startMessage(
  { loaded, origin, id, mode }: RunOptions,
  { packages }: AppSettings,
  launch: LaunchOptions,
  preloaded: object,
): StartMessage {
  const { manifest, files, later } = loaded;
  const path = (root: string, name: string): string => `${root === "" ? "" : `${root}/`}_miniapp/${name}`;
  return {
    type: "start",
    app: readJson(files, "_miniapp/app.json"),
    entries: Object.fromEntries(packages.map((p) => [p.name, readJson(files, path(p.root, "entries.json"))])),
    scripts: chunkUrls(origin, id, packages),
    base: `${origin}/a/${id}/p/`,
    identity: {
      appId: manifest.appId,
      versionName: manifest.versionName,
      versionCode: manifest.versionCode,
      mode,
    },
    launch,
    preloaded: preloaded as Readonly<Record<string, unknown>>,
    ...(later ? { later } : {}),
  };
}

function completeLaunch(given: Partial<LaunchOptions>, { entryPage }: AppSettings): LaunchOptions {
  return { scene: 1001, query: {}, ...given, path: given.path ?? entryPage };
}

function drawTabBar(
  { tabBar }: AppSettings,
  theme: "light" | "dark",
  icons: Icons,
  emit: Run["emit"],
): TabBarView | undefined {
  if (!tabBar || tabBar.custom) return undefined;
  return createTabBar({
    settings: tabBar,
    theme,
    imageUrl: (path) => icons.url(path),
    tap: (index, pagePath, text) => emit("tabTap", { index, pagePath, text }),
  });
}

function serviceContext(
  options: RunOptions,
  settings: AppSettings,
  layer: HTMLElement,
  theme: ServiceContext["theme"],
  emit: Run["emit"],
  icons: Icons,
): ServiceContext {
  const { loaded, device, element } = options;
  const { platform, brand, model, system, language, fontSize } = device;
  const { statusBarHeight = 0, safeAreaBottom = 0 } = device;
  const tabBarInset = settings.tabBar?.position === "top" ? 0 : safeAreaBottom;
  return {
    appId: loaded.manifest.appId,
    layer,
    theme,
    domains: { request: [], socket: [], upload: [], download: [], ...loaded.manifest.domains },
    urlCheck: options.urlCheck !== false,
    emit,
    readPackageFile: (path) => loaded.files.get(path),
    get packageFiles() {
      return packageFilesOf(loaded.files.keys());
    },
    packageUrl: (path) => icons.url(path) ?? "",
    mediaUrl: (address) => mediaUrl(options.media, address, location.protocol),
    facts: {
      version: device.version ?? "8.0.50",
      element,
      statusBarHeight,
      navigationBarHeight,
      tabBarHeight: settings.tabBar && !settings.tabBar.custom ? tabBarHeight + tabBarInset : 0,
      safeAreaBottom,
      get menuButton() {
        const { right, top, width, height } = capsuleSize;
        return { left: element.clientWidth - right - width, top: statusBarHeight + top, width, height };
      },
      ...(platform === undefined ? {} : { platform }),
      ...(brand === undefined ? {} : { brand }),
      ...(model === undefined ? {} : { model }),
      ...(system === undefined ? {} : { system }),
      ...(language === undefined ? {} : { language }),
      ...(fontSize === undefined ? {} : { fontSize }),
    },
    hooks: options.hooks,
    exit: options.listeners.exit,
  };
}

/** Drops the paths of generated files. */
export function packageFilesOf(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => !/(^|\/)_miniapp\//.test(path));
}

async function openMenu(layer: HTMLElement, { loaded, listeners }: RunOptions): Promise<void> {
  const { appId, versionName } = loaded.manifest;
  const text = hostTexts();
  const choice = await chooseFrom(layer, `${appId} ${versionName}`, [text.restart, text.leave], text.cancel);
  if (choice === 0) listeners.exit({});
  else if (choice === 1) listeners.exit();
}
