/**
 * A preview: one project under development, two origins, any number of browsers. Everything is served from memory: the
 * newest successful build, the runtime, the simulator page.
 */
import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import type { Compiler, Diagnostic } from "../compiler/index.ts";
import type { DiskHost } from "../disk/index.ts";
import { serveApp } from "./app-content.ts";
import { answerBuild } from "./build-answer.ts";
import { buildInfo, declaredOrigins, hotMessage, noChanges } from "./build-messages.ts";
import { Clients, sendTo } from "./clients.ts";
import { stripControlCharacters } from "./controls.ts";
import { missingPage } from "./near-pages.ts";
import { proxyRequest } from "./proxy.ts";
import { listenOnFreePorts } from "./ports.ts";
import type { Ports, WantedPort } from "./ports.ts";
import type {
  BuildInfo,
  ClientMessage,
  FetchedMessage,
  PreviewConfig,
  Problem,
  SavedStart,
  ServerMessage,
  StartConditions,
} from "./protocol.ts";
import { problemsOf } from "./problems.ts";
import { RunningScripts } from "./running-scripts.ts";
import { startServers } from "./server.ts";
import type { Answer, Certificate } from "./server.ts";
import { createSession } from "./session.ts";
import type { GoodBuild, Session } from "./session.ts";
import { answerMocks, mocksPath, serveSimulator } from "./simulator-content.ts";
import type { Changes, Update } from "./update.ts";

export interface PreviewOptions {
  readonly disk: DiskHost;
  readonly compiler: Compiler;
  readonly port: WantedPort;
  /** Host names besides those of loopback. */
  readonly hosts: readonly string[];
  /** Reachable from other machines. */
  readonly open: boolean;
  readonly certificate?: Certificate;
  /** Files of `dist/runtime/` and `dist/preview/` by name. */
  readonly runtime: { get(name: string): Uint8Array | undefined };
  readonly page: { get(name: string): Uint8Array | undefined };
  readonly mode: string;
  readonly version: string;
  readonly start: StartConditions;
  readonly starts: Starts;
  readonly mocks?: Mocks;
  /** The server makes the app's requests. */
  readonly proxy: boolean;
  /** Whether changes of a file are ignored; gets absolute paths. */
  ignores(path: string): boolean;
  /** Opens a file of the project; the path is absolute and exists. */
  openInEditor(path: string, line: number, column: number): Promise<void>;
  readonly events: PreviewEvents;
}

export interface Mocks {
  readonly names: readonly string[];
  /**
   * `undefined` if no mock answers this call. `module` and `version` name a function in `script` that the browser has
   * to call.
   */
  answer(
    api: string,
    options: unknown,
  ): Promise<{ readonly value: unknown } | { readonly module: string; readonly version: string } | undefined>;
  /** Script with the functions of the newest such `answer`; it is appended to the script of their Worker. */
  readonly script: string | undefined;
}

/** The start conditions that the project stores. */
export interface Starts {
  list(): readonly SavedStart[];
  /** Replaces one with the same name. @throws Error with a reason to show */
  save(start: SavedStart): Promise<void>;
  /** @throws Error with a reason to show */
  remove(name: string): Promise<void>;
}

/** Events for the terminal. */
export interface PreviewEvents {
  built(build: GoodBuild, update: Update | undefined): void;
  failed(diagnostics: readonly Diagnostic[]): void;
  trouble(error: unknown): void;
  /** A line from a browser, without control characters. */
  note(level: "info" | "warn" | "error", text: string): void;
  connected(count: number): void;
}

export interface Preview {
  /** 192 random bits. */
  readonly token: string;
  readonly session: Session;
  readonly ports: Ports;
  /**
   * Runs the first build, while browsers load everything except the app. Resolves when later changes will be noticed.
   */
  start(): Promise<void>;
  /** Makes all browsers restart the app. */
  reload(reason: string): void;
  close(): Promise<void>;
}

/**
 * Starts the servers; nothing is built before `start`.
 * @throws PortError if no port is free
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const preview = new RunningPreview(options);
  await preview.listen();
  return preview;
}

class RunningPreview implements Preview {
  readonly token = randomBytes(24).toString("base64url");
  /** Part of the app's URL, and secret: requests without it get nothing. */
  readonly #id = randomBytes(16).toString("hex");
  readonly #options: PreviewOptions;
  readonly #clients: Clients;
  readonly #scripts = new RunningScripts();
  readonly session: Session;
  #problems: readonly Problem[] = [];
  #hasFailed = false;
  /** Resolves with the first successful build. */
  readonly #firstBuild: Promise<void>;
  #isBuilt!: () => void;
  ports: Ports = { simulator: 0, app: 0 };
  #servers: { close(): Promise<void> } | undefined;

  constructor(options: PreviewOptions) {
    this.#options = options;
    this.#firstBuild = new Promise((resolve) => (this.#isBuilt = resolve));
    this.#clients = new Clients({
      message: (socket, message) =>
        void this.#handle(socket, message).catch((error: unknown) => options.events.trouble(error)),
      connected: (count) => options.events.connected(count),
    });
    this.session = createSession(
      {
        host: options.disk,
        compiler: options.compiler,
        page: options.start.page,
        firstShown: () => this.#clients.firstShown(),
        ignores: (path) => options.ignores(path),
      },
      {
        built: (build, update) => this.#built(build, update),
        failed: (diagnostics) => this.#failed(diagnostics),
        trouble: (error) => options.events.trouble(error),
      },
    );
  }

  start(): Promise<void> {
    return this.session.start();
  }

  async listen(): Promise<void> {
    const { port, hosts, open, certificate } = this.#options;
    this.#servers = await listenOnFreePorts(port, (ports) => {
      this.ports = ports;
      return startServers({
        ports,
        hosts,
        open,
        token: this.token,
        ...(certificate ? { certificate } : {}),
        simulator: (path, origin) => this.#answerSimulator(path, origin),
        app: (path, origin) => this.#answerApp(path, origin),
        connected: (socket) => this.#connected(socket),
      });
    });
  }

  reload(reason: string): void {
    const { current } = this.session;
    if (!current) return;
    this.#clients.send({ type: "reload", build: this.#info(current), problems: this.#problems, reason });
  }

  async close(): Promise<void> {
    await this.session.close();
    this.#clients.close();
    await this.#servers?.close();
  }

  #built(build: GoodBuild, update: Update | undefined): void {
    this.#isBuilt();
    const info = this.#info(build);
    const addsSkipped = update?.type === "rest";
    const hot =
      update?.type === "hot" || addsSkipped ? update.changes : update?.type === "none" ? noChanges : undefined;
    // Send the visible changes first: formatting many problems with their source lines takes a while.
    if (hot) this.#clients.send(this.#hot(build, info, hot, addsSkipped));
    // A partial build may report other problems than a full one: a file that one page misses may belong to another
    // page.
    this.#problems = build.skipped.length > 0 ? [] : problemsOf(build.diagnostics);
    const problems = this.#problems;
    if (hot) this.#clients.send({ type: "problems", problems });
    else {
      const reason = update?.type === "reload" ? update.reason : this.#hasFailed ? "the app builds" : "";
      this.#clients.send({ type: "reload", build: info, problems, reason });
    }
    // Last: the terminal can wait, the developer at the screen cannot.
    this.#options.events.built(build, update);
    const missing = build.number === 1 ? missingPage(info.pages, this.#options.start.page) : undefined;
    if (missing !== undefined) this.#options.events.note("warn", stripControlCharacters(missing));
  }

  #hot(build: GoodBuild, info: BuildInfo, changes: Changes, addsSkipped: boolean): ServerMessage {
    const { subpackages } = build.output;
    // Use the package's index as its path, because its name may contain anything.
    const indexOf = (name: string): number => subpackages.findIndex((one) => one.name === name);
    const path = (name: string): string => `update/${build.number}-${indexOf(name)}.js`;
    const chunks = this.#scripts.addUpdate(changes.modules, path);
    if (addsSkipped) this.#scripts.complete(build);
    return hotMessage(build, info, changes, chunks, addsSkipped);
  }

  #failed(diagnostics: readonly Diagnostic[]): void {
    this.#hasFailed = true;
    this.#problems = problemsOf(diagnostics);
    this.#options.events.failed(diagnostics);
    this.#clients.send({ type: "problems", problems: this.#problems });
  }

  #answerApp(path: string, origin: string): Answer | undefined | Promise<Answer | undefined> {
    // The content security policy of a Worker's script names the app's own scripts, which are known only after the
    // first successful build.
    if (!this.session.current && path.endsWith("/worker.js"))
      return this.#firstBuild.then(() => this.#answerApp(path, origin));
    const { runtime } = this.#options;
    return serveApp(path, {
      id: this.#id,
      origin,
      simulator: siblingOrigin(origin, this.ports.simulator),
      build: this.session.current,
      network: this.#options.compiler.network(),
      runtime,
      updates: this.#scripts.updates,
    });
  }

  #answerSimulator(path: string, origin: string): Answer | undefined {
    const { page } = this.#options;
    const { current } = this.session;
    if (path === "/build") {
      if (current) this.#scripts.addStart(current);
      return current && answerBuild(current);
    }
    if (path === mocksPath) return answerMocks(page.get("mocks.js"), this.#options.mocks?.script);
    return serveSimulator(path, { page, token: this.token, appOrigin: siblingOrigin(origin, this.ports.app), origin });
  }

  #connected(socket: WebSocket): void {
    this.#clients.add(socket);
    const { current } = this.session;
    sendTo(socket, {
      type: "welcome",
      config: this.#config(),
      build: current ? this.#info(current) : null,
      problems: this.#problems,
    });
  }

  async #handle(socket: WebSocket, message: ClientMessage): Promise<void> {
    const { events, mocks } = this.#options;
    switch (message.type) {
      case "symbolicate": {
        const { disk } = this.#options;
        const about = { id: this.#id, disk, current: this.session.current };
        const mapped = this.#scripts.symbolicate(message.stack, message.started, about);
        const { stack, frame } = mapped;
        if (message.report)
          events.note("error", stripControlCharacters(frame === undefined ? stack : `${stack}\n${frame}`));
        return sendTo(socket, { type: "symbolicated", id: message.id, ...mapped });
      }
      case "mock": {
        const answered = await mocks?.answer(message.api, message.options).catch((error: unknown) => ({ error }));
        if (!answered) return sendTo(socket, { type: "mocked", id: message.id, none: true });
        if ("error" in answered) {
          const error = answered.error instanceof Error ? answered.error.message : String(answered.error);
          return sendTo(socket, { type: "mocked", id: message.id, error });
        }
        if ("module" in answered) return sendTo(socket, { type: "mocked", id: message.id, call: answered });
        return sendTo(socket, { type: "mocked", id: message.id, value: answered.value });
      }
      case "fetch":
        return sendTo(socket, { type: "fetched", id: message.id, ...(await this.#fetch(message)) });
      case "open":
        return sendTo(socket, { type: "opened", ...(await this.#open(message)) });
      case "note":
        return events.note(message.level, stripControlCharacters(message.text));
      case "shown":
        return this.#clients.shown();
      case "rebuild":
        return this.session.rebuild();
      case "save-start":
        return this.#changeStarts(socket, (starts) => starts.save(message.start));
      case "remove-start":
        return this.#changeStarts(socket, (starts) => starts.remove(message.name));
    }
  }

  async #changeStarts(socket: WebSocket, change: (starts: Starts) => Promise<void>): Promise<void> {
    const { starts } = this.#options;
    try {
      await change(starts);
      this.#clients.send({ type: "starts", saved: starts.list() });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      sendTo(socket, { type: "starts", saved: starts.list(), error: text });
    }
  }

  async #fetch(message: Extract<ClientMessage, { type: "fetch" }>): Promise<Omit<FetchedMessage, "type" | "id">> {
    const { current } = this.session;
    if (!this.#options.proxy || !current) return { error: "the preview was not started with --proxy" };
    try {
      return { answer: await proxyRequest(message, { origins: declaredOrigins(current) }) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The name comes from a browser, so only files that the build has read may be opened. */
  async #open({ file, line, column }: Extract<ClientMessage, { type: "open" }>): Promise<{ error?: string }> {
    const { disk, openInEditor } = this.#options;
    if (!disk.filesRead().includes(file)) return { error: "the project has no such file" };
    try {
      await openInEditor(disk.absolute(file), line, column);
      return {};
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  #config(): PreviewConfig {
    const { start, starts, mocks, version, certificate } = this.#options;
    return {
      name: this.session.current?.compilation.project?.miniapp.appId ?? "",
      id: this.#id,
      appPort: this.ports.app,
      secure: certificate !== undefined,
      start,
      saved: starts.list(),
      mocks: mocks?.names ?? [],
      proxy: this.#options.proxy,
      version,
    };
  }

  #info(build: GoodBuild): BuildInfo {
    return buildInfo(build, this.#id, this.#options.mode);
  }
}

/** The same host with another port. */
function siblingOrigin(origin: string, port: number): string {
  return origin.replace(/(:\d+)?$/, `:${port}`);
}
