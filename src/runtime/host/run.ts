/**
 * One run of an app: its boot frame, its Worker, its pages, its services. Ends whole: with the boot frame go the Workers,
 * with the page frames everything that was shown.
 */
import type { FromHost, LaunchOptions, LogMessage, StartMessage, WorkerProblem } from "../protocol.ts";
import type { BootProblem, BootWorker, EndWorker } from "../protocol-windows.ts";
import type { HostEvents } from "../services/index.ts";
import { createCapsule, chooseFrom, capsule as capsuleSize } from "./capsule.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { AnyHandler } from "./dispatcher.ts";
import { ServiceError } from "../services/index.ts";
import { make } from "./element.ts";
import { navigationBarHeight } from "./navigation-bar.ts";
import { createPageStack } from "./page-stack.ts";
import { createPreviewLink } from "./preview-link.ts";
import type { PreviewedApp } from "./previewed.ts";
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
import { words } from "./words.ts";
import { createWindowHub, makeFrame } from "./windows.ts";
import type { WindowHub } from "./windows.ts";

/** What a page asks of the device around it. */
export interface PageLook {
  /** How it is to be held; `auto`: as it is. */
  readonly orientation: "auto" | "portrait" | "landscape";
  /** Of texts in the bars. */
  readonly color: "black" | "white";
}

/** The device as the page around it plays it. */
export interface Device {
  /** In pixels; 0 without a status bar. */
  readonly statusBarHeight?: number;
  /** In pixels: what the screen's rounded end takes. */
  readonly safeAreaBottom?: number;
  readonly platform?: "ios" | "android" | "windows" | "mac" | "devtools" | "ohos";
  readonly brand?: string;
  readonly model?: string;
  readonly system?: string;
  /** As `wx` tells it, `zh_CN`; the browser's if it is left out. */
  readonly language?: string;
  /** In pixels, what the user has set; 16 if it is left out. */
  readonly fontSize?: number;
  /** Of the host app. */
  readonly version?: string;
}

export interface RunOptions {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  readonly loaded: LoadedPackage;
  readonly origin: string;
  /** Below `/a/` of the origin. */
  readonly id: string;
  readonly launch: Partial<LaunchOptions>;
  readonly mode: string;
  readonly device: Device;
  readonly hooks: HostHooks;
  readonly animations: boolean;
  /** The device's; apps that take no part in dark mode do not see it. */
  theme(): "light" | "dark";
  createServices(context: ServiceContext): ServiceArea;
  readonly heard: RunListeners;
}

export interface RunListeners {
  log(message: LogMessage): void;
  problem(message: WorkerProblem): void;
  /** A page came to the front, or its title changed. */
  page(path: string, title: string, look: PageLook): void;
  /** The user wants to leave, or the app does. */
  exit(restart?: { readonly path?: string }): void;
}

export interface Run {
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  back(): void;
  setTheme(): void;
  readonly preview: PreviewedApp["preview"];
  /** Tells the app, gives it a moment, and takes everything away. */
  end(): Promise<void>;
}

/** @throws Error if the package is no app */
export async function startRun(options: RunOptions): Promise<Run> {
  const parts = await assemble(options);
  const { stack, services, send, settings } = parts;
  const emit: Run["emit"] = (event, detail) => send({ type: "event", event, detail });
  const launch = completeLaunch(options.launch, settings);
  send(startMessage(options, settings, launch, (await services.preload?.()) ?? {}));
  stack.prewarm();
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
      emit("themeChange", { theme: options.theme() });
    },
    preview: parts.preview,
    async end() {
      stopWatching();
      stopSizes();
      emit("appClose", {});
      // The app's last words: what it stores in `onHide` and `onUnload`.
      await new Promise((resolve) => setTimeout(resolve, 50));
      parts.close();
    },
  };
}

interface Parts {
  readonly settings: AppSettings;
  readonly stack: PageStack;
  readonly services: ServiceArea;
  send(message: FromHost, transfer?: Transferable[]): void;
  readonly preview: PreviewedApp["preview"];
  close(): void;
}

async function assemble(options: RunOptions): Promise<Parts> {
  const { root, loaded, origin, id, heard, device } = options;
  const base = `${origin}/a/${id}/`;
  const settings = readSettings(readJson(loaded.files, "_miniapp/app.json"));
  const hub = createWindowHub(origin);
  const { port1: port, port2: workerPort } = new MessageChannel();
  const send: Parts["send"] = (message, transfer = []) => port.postMessage(message, transfer);
  const emit: Run["emit"] = (event, detail) => send({ type: "event", event, detail });
  const theme = (): "light" | "dark" => (settings.darkMode ? options.theme() : "light");
  const icons = createIcons(loaded.files);
  const tabBar = drawTabBar(settings, theme(), icons, emit);
  const layer = make("div", "layer");
  const capsule = createCapsule({ menu: () => void openMenu(layer, options), close: () => heard.exit() });
  const stack = createPageStack({
    hub,
    origin,
    base,
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
      heard.page(view.opened.path, bar.title, { orientation: view.opened.orientation, color: bar.color });
    },
  });
  const services = options.createServices(serviceContext(options, settings, layer, theme, emit, icons));
  const boot = createBoot(hub, `${base}boot.html`, origin, heard);
  const link = createPreviewLink({
    base,
    send: (message) => port.postMessage(message),
    broadcast: (message) => stack.broadcast(message),
    post: (page, message) => stack.post(page, message),
    keyboard: (what) => stack.keyboard(what),
  });
  const dispatcher = createDispatcher({
    handlers: { ...services.handlers, ...workerHandlers(boot, send), ...stack.handlers } as Readonly<
      Record<string, AnyHandler>
    >,
    send,
    log: heard.log,
    problem: heard.problem,
    previewed: (message) => link.receive(message),
  });
  port.addEventListener("message", (event) => dispatcher.receive(event.data));
  port.start();
  root.append(stack.element, capsule.element, layer);
  boot.start("worker", 0, workerPort);
  root.append(boot.frame);
  return {
    settings,
    stack,
    services,
    send,
    preview: link.preview,
    close() {
      dispatcher.close();
      link.close();
      services.close?.();
      stack.close();
      hub.close();
      port.close();
      icons.close();
      for (const one of [boot.frame, capsule.element, layer]) one.remove();
    },
  };
}

interface Boot {
  readonly frame: HTMLIFrameElement;
  start(script: BootWorker["script"], id: number, port: MessagePort): void;
  end(id: number): void;
}

function createBoot(hub: WindowHub, url: string, origin: string, heard: RunListeners): Boot {
  const frame = makeFrame("boot", url);
  let isReady = false;
  const waiting: (() => void)[] = [];
  const send = (message: BootWorker | EndWorker, ports: MessagePort[] = []): void => {
    const post = (): void => frame.contentWindow?.postMessage(message, origin, ports);
    if (isReady) post();
    else waiting.push(post);
  };
  hub.listen(frame, (data) => {
    const message = data as { readonly type?: unknown } | BootProblem;
    if (message.type === "miniapp-waits" && !isReady) {
      isReady = true;
      for (const post of waiting.splice(0)) post();
    } else if (message.type === "miniapp-problem") {
      const text = String((message as BootProblem).message);
      heard.problem({ type: "problem", message: text, stack: "", during: "the Worker" });
    }
  });
  return {
    frame,
    start: (script, id, port) => send({ type: "miniapp-boot", script, id }, [port]),
    end: (id) => send({ type: "miniapp-end", id }),
  };
}

/** More Workers than WeChat's one, and no more than a machine bears. */
const mostWorkers = 4;

function workerHandlers(boot: Boot, send: Parts["send"]) {
  const running = new Set<number>();
  return {
    "worker.start"({ id }: { readonly id: number }): void {
      if (!Number.isSafeInteger(id) || id < 1 || running.has(id))
        throw new ServiceError("a Worker's number is used once");
      if (running.size >= mostWorkers) throw new ServiceError("too many Workers");
      running.add(id);
      const { port1, port2 } = new MessageChannel();
      boot.start("subworker", id, port1);
      send({ type: "worker", id }, [port2]);
    },
    "worker.end"({ id }: { readonly id: number }): void {
      if (running.delete(id)) boot.end(id);
    },
  };
}

function startMessage(
  { loaded, origin, id, mode }: RunOptions,
  { packages }: AppSettings,
  launch: LaunchOptions,
  preloaded: object,
): StartMessage {
  const { manifest, files } = loaded;
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
  };
}

function completeLaunch(given: Partial<LaunchOptions>, { entryPage }: AppSettings): LaunchOptions {
  return { scene: 1001, query: {}, ...given, path: given.path ?? entryPage };
}

/** Pictures of the package for the host page itself; URLs of the app's origin are not for it. */
interface Icons {
  url(path: string): string | undefined;
  close(): void;
}

function createIcons(files: LoadedPackage["files"]): Icons {
  const urls = new Map<string, string>();
  return {
    url(path) {
      if (/^(https?:|data:image\/)/.test(path)) return path;
      const name = path.replace(/^\/+/, "");
      const content = files.get(name);
      if (!content) return undefined;
      let url = urls.get(name);
      if (url === undefined) {
        // An SVG shows only with its type, and as an image it runs nothing.
        const type = name.endsWith(".svg") ? "image/svg+xml" : "";
        url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>], { type }));
        urls.set(name, url);
      }
      return url;
    },
    close() {
      for (const url of urls.values()) URL.revokeObjectURL(url);
      urls.clear();
    },
  };
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
  const statusBarHeight = device.statusBarHeight ?? 0;
  return {
    appId: loaded.manifest.appId,
    layer,
    theme,
    domains: { request: [], socket: [], upload: [], download: [], ...loaded.manifest.domains },
    urlCheck: settings.urlCheck,
    emit,
    readPackageFile: (path) => loaded.files.get(path),
    packageFiles: [...loaded.files.keys()].filter((path) => !/(^|\/)_miniapp\//.test(path)),
    packageUrl: (path) => icons.url(path) ?? "",
    facts: {
      version: device.version ?? "8.0.50",
      element,
      statusBarHeight,
      navigationBarHeight,
      tabBarHeight: settings.tabBar && !settings.tabBar.custom ? tabBarHeight : 0,
      menuButton: {
        left: element.clientWidth - capsuleSize.right - capsuleSize.width,
        top: statusBarHeight + capsuleSize.top,
        width: capsuleSize.width,
        height: capsuleSize.height,
      },
      ...(platform === undefined ? {} : { platform }),
      ...(brand === undefined ? {} : { brand }),
      ...(model === undefined ? {} : { model }),
      ...(system === undefined ? {} : { system }),
      ...(language === undefined ? {} : { language }),
      ...(fontSize === undefined ? {} : { fontSize }),
    },
    hooks: options.hooks,
    exit: options.heard.exit,
  };
}

async function openMenu(layer: HTMLElement, { loaded, heard }: RunOptions): Promise<void> {
  const { appId, versionName } = loaded.manifest;
  const text = words();
  const choice = await chooseFrom(layer, `${appId} ${versionName}`, [text.restart, text.leave], text.cancel);
  if (choice === 0) heard.exit({});
  else if (choice === 1) heard.exit();
}

function watchVisibility(emit: Run["emit"], stack: PageStack, scene: number): () => void {
  const changed = (): void => {
    const page = stack.current?.opened;
    if (!page) return;
    // With the page that is in front: coming back is no reason to go elsewhere.
    if (document.visibilityState === "hidden") emit("appHide", { reason: 0 });
    else emit("appShow", { path: page.path, query: page.query, scene });
  };
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

function watchSize(element: HTMLElement, stack: PageStack, emit: Run["emit"]): () => void {
  let last = `${element.clientWidth}x${element.clientHeight}`;
  const observer = new ResizeObserver(() => {
    const { clientWidth: screenWidth, clientHeight: screenHeight } = element;
    if (last === `${screenWidth}x${screenHeight}`) return;
    last = `${screenWidth}x${screenHeight}`;
    const view = stack.current;
    if (!view?.opened) return;
    emit("pageResize", {
      page: view.opened.page,
      size: {
        windowWidth: view.frame.clientWidth,
        windowHeight: view.frame.clientHeight,
        screenWidth,
        screenHeight,
      },
      deviceOrientation: screenWidth > screenHeight ? "landscape" : "portrait",
    });
  });
  observer.observe(element);
  return () => observer.disconnect();
}
