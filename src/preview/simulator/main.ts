/** The simulator's page: assembles the phone, toolbar and panels, and handles the server's messages. */
import type { PageLook } from "../../runtime/host/run.ts";
import type { InspectedPage } from "../../runtime/preview-protocol.ts";
import type { LogMessage, WorkerProblem } from "../../runtime/protocol.ts";
import type { BuildInfo, PreviewConfig, ServerMessage, StartConditions, UpdateMessage } from "../protocol.ts";
import { createAdvice } from "./advice.ts";
import { savedDevices } from "./device-list.ts";
import { devices, networks } from "./devices.ts";
import type { DeviceState } from "./devices.ts";
import { createDock } from "./dock.ts";
import { el } from "./element.ts";
import { createEdge, listenForBack, interceptBrowserBack } from "./gestures.ts";
import { createHooks } from "./hooks.ts";
import { createSimulatedKeyboard } from "./keyboard.ts";
import { createMockFunctions } from "./mock-functions.ts";
import { createOverlay } from "./overlay.ts";
import { createAppData } from "./panels/app-data.ts";
import { createComponents } from "./panels/components.ts";
import { createConsole } from "./panels/console.ts";
import { createNetwork } from "./panels/network.ts";
import { createPerformance } from "./panels/performance.ts";
import { createProblems } from "./panels/problems.ts";
import { createRoutes } from "./panels/routes.ts";
import { createStorage } from "./panels/storage.ts";
import { createWxml } from "./panels/wxml.ts";
import { createPhone } from "./phone.ts";
import { createSourcePositions } from "./source-positions.ts";
import { Runner } from "./runner.ts";
import { saveScreenshot } from "./screenshot.ts";
import { connect } from "./socket.ts";
import { createStarts } from "./starts.ts";
import { createStore } from "./store.ts";
import { createToolbar } from "./toolbar.ts";

/** On a small screen, which is a phone, the app fills the screen and the panels open on demand. */
const isPhone = matchMedia("(max-width: 640px), (pointer: coarse) and (max-width: 1000px)").matches;
const settingsKey = "miniapp-device";
/** Milliseconds from the first page's data to its pixels. */
const timeToPaintMs = 100;
const serverRestarted = "the server has restarted";

const state = createStore<DeviceState>(restoreDevice());
const mocking = createStore(true);
let config: PreviewConfig | undefined;
let launch: StartConditions = { page: "", query: {}, scene: 1001 };
let current: BuildInfo | undefined;
/** The state of the running app, for the toolbar. */
let runs = "";
let hasFailed = false;
/** The current page. */
let shown: Pick<StartConditions, "page" | "query"> = { page: "", query: {} };

const stage = el("main", { class: "stage" });
const phone = createPhone(state, stage, isPhone);
const goBack = (): void => runner.back();
const keyboard = createSimulatedKeyboard(state, {
  confirm: () => runner.keyboard("confirm"),
  hide: () => runner.keyboard("hide"),
});
if (!isPhone) phone.layer.append(createEdge(goBack, phone.scale), keyboard.element);
stage.append(phone.element);

const open = (file: string, line: number, column: number): void => socket.send({ type: "open", file, line, column });
const overlay = createOverlay(phone.layer, { open });
const inspect = (request: Parameters<Runner["inspect"]>[0]): Promise<unknown> => runner.inspect(request);
const go = (start: Pick<StartConditions, "page" | "query"> & Partial<StartConditions>): void => {
  launch = { ...launch, ...start };
  if (current) void runner.start(current, launch);
};

const consolePanel = createConsole(open);
const advice = createAdvice(consolePanel);
const problems = createProblems(open);
const network = createNetwork(mocking);
const routes = createRoutes(inspect, go);
const performancePanel = createPerformance(inspect, (page) => runner.askFrames(page));
addEventListener("message", ({ origin, data }: MessageEvent<unknown>) => {
  if (origin === appOrigin()) performancePanel.receive(data);
});
const storage = createStorage(inspect);
const dock = createDock([
  consolePanel,
  createWxml(inspect, {
    highlight: (page, node) => runner.highlight(page, node),
    edit: (page, edit) => runner.edit(page, edit),
  }),
  createComponents(inspect, (page, node) => runner.highlight(page, node)),
  createAppData(inspect),
  storage,
  network,
  routes,
  performancePanel,
  problems,
]);
consolePanel.attach(dock);

const starts = createStarts({
  go,
  save: (start) => socket.send({ type: "save-start", start }),
  remove: (name) => socket.send({ type: "remove-start", name }),
});
const toolbar = createToolbar(state, {
  back: goBack,
  reload: () => current && void runner.reload(current, launch, "reload requested"),
  go,
  starts: () => starts.open({ ...shown, scene: launch.scene }),
  screenshot: () => {
    const note = (text: string): unknown => consolePanel.add({ level: "warn", values: [text] });
    void saveScreenshot(phone.screen, current?.appId ?? "screenshot", note);
  },
});

const socket = connect(document.querySelector<HTMLMetaElement>('meta[name="token"]')?.content ?? "", {
  message: (message) => receive(message),
  state: (connected) => {
    if (connected) showState(runs === "" ? "connected" : runs);
    else toolbar.setState("reconnecting …", "busy");
  },
});

const runner: Runner = new Runner({
  appOrigin: appOrigin(),
  screen: phone.screen,
  device: () => state.get(),
  fullScreen: isPhone,
  hooks: createHooks({
    socket,
    config: () => config,
    device: state,
    mocking,
    functions: createMockFunctions(({ level, values }) => consolePanel.add({ level, values: ["mock:", ...values] })),
    // A real phone has a keyboard of its own.
    keyboard: isPhone ? undefined : keyboard,
    record: (entry) => network.record(entry),
    advice,
  }),
  events: {
    log: (line) => void showLine(line),
    problem: (problem) => void showCrash(problem),
    page: (path, look) => void showPage(path, look),
    starting(build, reason) {
      sourcePositions.forget();
      advice.forget();
      const text = reason === "" ? `Started build ${build.number}` : `Started build ${build.number}: ${reason}`;
      consolePanel.mark(text);
      performancePanel.mark(text);
    },
    started(build) {
      keyboard.show(undefined);
      showState(`build ${build.number}`);
      document.body.dataset["build"] = String(build.number);
    },
    updated(build, time) {
      // The running code may have other source positions now.
      sourcePositions.forget();
      showState(`build ${build.number}, updated in ${Math.round(time)} ms`);
      document.body.dataset["build"] = String(build.number);
    },
    postponed: () => socket.send({ type: "shown" }),
    ended: () =>
      overlay.showNotice("The app has ended.", {
        label: "Start it again",
        run: () => current && void start(current, ""),
      }),
    failed: (error) => {
      const text = error instanceof Error ? error.message : String(error);
      consolePanel.add({ level: "error", values: [text] });
      overlay.showNotice(`The app could not be started: ${text}`, {
        label: "Try again",
        run: () => current && void start(current, ""),
      });
    },
  },
});

const sourcePositions = createSourcePositions(socket, () => runner.started);

/** The app's origin is this one with another port, which the server has put into the page. */
function appOrigin(): string {
  const port = document.querySelector<HTMLMetaElement>('meta[name="app-port"]')?.content ?? "";
  return `${location.protocol}//${location.hostname}:${port}`;
}

function receive(message: ServerMessage): void {
  switch (message.type) {
    case "welcome":
      config = message.config;
      starts.setSaved(config.saved);
      if (launch.page === "") launch = message.config.start;
      showProblems(message.problems);
      if (!message.build) waitForBuild(message.config);
      // After a restart, the server has another URL for the app, or serves another app.
      else if (current?.appId !== message.build.appId) void start(message.build, "");
      else if (current.id !== message.build.id) void reload(message.build, serverRestarted);
      else if (current.number !== message.build.number) void reload(message.build, "the connection was lost meanwhile");
      return;
    case "update":
      return void update(message);
    case "reload":
      showProblems(message.problems);
      return void reload(message.build, current && current.id !== message.build.id ? serverRestarted : message.reason);
    case "problems":
      return showProblems(message.problems);
    case "starts":
      return starts.setSaved(message.saved, message.error);
    case "opened":
      if (message.error !== undefined) consolePanel.add({ level: "warn", values: [`not opened: ${message.error}`] });
      return;
    default:
      return;
  }
}

/** Shows that there is no build yet, unless the app from before a restart of the server is still on the screen. */
function waitForBuild({ id, notice }: PreviewConfig): void {
  if (notice !== undefined) return overlay.showNotice(notice);
  if (current) return;
  overlay.showNotice("Waiting for the first successful build.");
  runner.prepare(id);
}

/** Only the app knows the page's query. */
async function showPage(path: string, { orientation, color }: PageLook): Promise<void> {
  phone.setBarColor(color);
  if (state.get().orientation !== orientation) state.set({ ...state.get(), orientation });
  shown = { page: path, query: {} };
  toolbar.setPage(path, {});
  const pages = (await inspect({ what: "pages" }).catch(() => [])) as readonly InspectedPage[];
  // The Worker has finished running the page when it answers.
  reportShown();
  const front = pages.at(-1);
  if (front?.path !== path) return;
  shown = { page: path, query: front.query };
  toolbar.setPage(path, front.query);
}

let isShownReported = false;

/** Waits for the paint: on this message the server starts less urgent work, which competes for the CPU. */
function reportShown(): void {
  if (isShownReported) return;
  isShownReported = true;
  setTimeout(() => socket.send({ type: "shown" }), timeToPaintMs);
}

function setBuild(build: BuildInfo): void {
  current = build;
  toolbar.setBuild(build);
  routes.setBuild(build);
  starts.setPages(build.pages);
  document.title = `${build.appId} – preview`;
}

async function start(build: BuildInfo, reason: string): Promise<void> {
  isShownReported = false;
  setBuild(build);
  overlay.clearNotice();
  overlay.clearCrash();
  await runner.start(build, launch, reason);
}

async function reload(build: BuildInfo, reason: string): Promise<void> {
  // No build runs until the app has restarted.
  delete document.body.dataset["build"];
  isShownReported = false;
  setBuild(build);
  overlay.clearNotice();
  overlay.clearCrash();
  await runner.reload(build, launch, reason);
}

async function update(message: UpdateMessage): Promise<void> {
  current = message.build;
  const updated = runner.update(message, launch);
  // The app first: everything around it can follow a moment later.
  await new Promise((resolve) => setTimeout(resolve));
  if (current === message.build) setBuild(message.build);
  if (!message.addsSkipped) overlay.clearCrash();
  await updated;
}

/** Shows what is running, or that it is older than the files. */
function showState(text: string): void {
  runs = text;
  toolbar.setState(hasFailed ? `${text}, the newest build failed` : text, hasFailed ? "bad" : "good");
}

function showProblems(list: Parameters<typeof problems.show>[0]): void {
  overlay.showProblems(list);
  problems.show(list);
  const errors = list.filter(({ severity }) => severity === "error").length;
  hasFailed = errors > 0;
  showState(runs);
  dock.setBadge("problems", errors > 0 ? errors : list.length, errors > 0 ? "error" : "plain");
}

async function showLine({ level, values, at }: LogMessage): Promise<void> {
  const addMapped = consolePanel.add({ level, values });
  const [position, texts] = await Promise.all([
    sourcePositions.ofLine(at),
    Promise.all(values.map((value) => sourcePositions.ofText(value))),
  ]);
  const isOther = texts.some((text, index) => text !== values[index]);
  addMapped({ ...(position ? { position } : {}), ...(isOther ? { values: texts } : {}) });
}

async function showCrash({ message, stack, during }: WorkerProblem): Promise<void> {
  // The position of a template error is in its message; otherwise the stack shows what threw.
  const mapped = await sourcePositions.symbolicate(stack === "" ? message : stack, true);
  const position = mapped.position ? { position: mapped.position } : {};
  // Only Chromium's stacks begin with the message.
  const text = mapped.stack.includes(message) ? mapped.stack : `${message}\n${mapped.stack}`.trimEnd();
  consolePanel.add({
    level: "error",
    values: [`${text}\n(${during})`],
    ...position,
  });
  const frame = mapped.frame === undefined ? {} : { frame: mapped.frame };
  overlay.showCrash({ message, stack: stack === "" ? "" : mapped.stack, ...position, ...frame });
}

/** Applies device changes: some while the app runs, others by restarting it. */
function watchDevice(): void {
  let before = state.get();
  let keyboardHeight = keyboard.height();
  state.watch((now) => {
    const old = before;
    before = now;
    if (old === now) return;
    saveDevice(now);
    if (old.theme !== now.theme) runner.setTheme(now.theme);
    if (keyboard.height() !== keyboardHeight) {
      keyboardHeight = keyboard.height();
      runner.keyboard("resize");
    }
    if (old.network !== now.network) {
      const isConnected = now.network.type !== "none";
      runner.emit("networkStatusChange", { networkType: now.network.type, isConnected });
    }
    if ((old.device !== now.device || old.fontSize !== now.fontSize || old.locale !== now.locale) && current) {
      void runner.reload(current, launch, "another device");
    }
  });
}

function restoreDevice(): DeviceState {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const usual: DeviceState = {
    device: devices[2] as DeviceState["device"],
    landscape: false,
    orientation: "auto",
    keyboard: true,
    theme: dark ? "dark" : "light",
    fontSize: 16,
    zoom: "fit",
    locale: navigator.language.startsWith("zh") ? "zh_CN" : "en",
    network: networks[0] as DeviceState["network"],
  };
  try {
    const saved = JSON.parse(localStorage.getItem(settingsKey) ?? "{}") as Partial<Record<keyof DeviceState, unknown>>;
    const device = [...devices, ...savedDevices()].find(({ name }) => name === saved.device) ?? usual.device;
    return {
      ...usual,
      device,
      landscape: saved.landscape === true,
      keyboard: saved.keyboard !== false,
      theme: saved.theme === "dark" || saved.theme === "light" ? saved.theme : usual.theme,
      zoom: typeof saved.zoom === "number" ? saved.zoom : "fit",
      fontSize: typeof saved.fontSize === "number" ? saved.fontSize : 16,
      locale: typeof saved.locale === "string" ? saved.locale : usual.locale,
    };
  } catch {
    return usual;
  }
}

function saveDevice({ device, landscape, keyboard, theme, zoom, fontSize, locale }: DeviceState): void {
  const kept = { device: device.name, landscape, keyboard, theme, zoom, fontSize, locale };
  localStorage.setItem(settingsKey, JSON.stringify(kept));
}

watchDevice();
if (isPhone) {
  const toggle = el(
    "button",
    { type: "button", class: "panel-toggle", "aria-expanded": "false", onclick: () => flip() },
    "vConsole",
  );
  const flip = (): void => {
    const isOpen = document.body.classList.toggle("with-dock");
    toggle.setAttribute("aria-expanded", String(isOpen));
  };
  document.body.classList.add("on-phone");
  document.body.append(stage, dock.element, toggle);
  interceptBrowserBack(goBack);
} else {
  listenForBack(goBack);
  document.body.append(toolbar.element, stage, dock.element, starts.element, toolbar.dialog);
}
