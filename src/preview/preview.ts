/**
 * A preview: one project under development, two origins, any number of browsers that show it.
 *
 * Everything that is served comes from memory: the newest good build, the runtime, the simulator page.
 */
import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import { updateChunks } from "../compiler/index.ts";
import type { Compiler, Diagnostic } from "../compiler/index.ts";
import type { DiskHost } from "../disk/index.ts";
import { serveApp } from "./app-content.ts";
import type { UpdateChunk } from "./app-content.ts";
import { answerBuild } from "./build-answer.ts";
import { withoutControls } from "./controls.ts";
import { proxyRequest } from "./proxy.ts";
import { parseClientMessage } from "./protocol.ts";
import type {
  BuildInfo,
  ClientMessage,
  FetchedMessage,
  PreviewConfig,
  Problem,
  SavedStart,
  ServerMessage,
  StartConditions,
  SymbolicatedMessage,
} from "./protocol.ts";
import { problemsOf } from "./problems.ts";
import { startServers } from "./server.ts";
import type { Answer, Certificate } from "./server.ts";
import { startSession } from "./session.ts";
import type { GoodBuild, Session } from "./session.ts";
import { answerMocks, mocksPath, serveSimulator } from "./simulator-content.ts";
import { frameOf, symbolicateStack } from "./stacks.ts";
import { findFile } from "./update.ts";
import type { Changes, Update } from "./update.ts";

export interface PreviewOptions {
  readonly disk: DiskHost;
  readonly compiler: Compiler;
  readonly ports: { readonly simulator: number; readonly app: number };
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
  /** Absolute paths whose changes do not count. */
  ignores(path: string): boolean;
  /** Opens a file of the project; the path is absolute and exists. */
  openInEditor(path: string, line: number, column: number): Promise<void>;
  readonly events: PreviewEvents;
}

export interface Mocks {
  readonly names: readonly string[];
  /** Nothing if no mock answers this call; a function of `script` is for the browser to call. */
  answer(
    api: string,
    options: unknown,
  ): Promise<{ readonly value: unknown } | { readonly module: string; readonly version: string } | undefined>;
  /** Functions of the newest `answer` that named one; comes behind the script of their Worker. */
  readonly script: string | undefined;
}

/** Start conditions that the project keeps. */
export interface Starts {
  list(): readonly SavedStart[];
  /** In place of one of the same name. @throws Error with a reason to be shown */
  save(start: SavedStart): Promise<void>;
  /** @throws Error with a reason to be shown */
  remove(name: string): Promise<void>;
}

/** What the terminal may want to tell. */
export interface PreviewEvents {
  built(build: GoodBuild, update: Update | undefined): void;
  failed(diagnostics: readonly Diagnostic[]): void;
  trouble(error: unknown): void;
  /** A line from a browser, free of control characters. */
  note(level: "info" | "warn" | "error", text: string): void;
  connected(count: number): void;
}

export interface Preview {
  /** 192 random bits. */
  readonly token: string;
  /** Resolves when the first build has ended. */
  readonly started: Promise<void>;
  readonly session: Session;
  /** Tells all browsers to start the app again. */
  reload(reason: string): void;
  close(): Promise<void>;
}

/** @throws Error of the system where a port cannot be had */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const preview = new RunningPreview(options);
  await preview.listen();
  return preview;
}

/** How many scripts of updates are kept: a browser that is further behind has to start again. */
const keptUpdates = 64;
/** Of how many builds the source maps are kept: about as many as browsers that look at once. */
const keptStarts = 4;

class RunningPreview implements Preview {
  readonly token = randomBytes(24).toString("base64url");
  /** Names the app's URL; nobody who does not know it gets anything. */
  readonly #id = randomBytes(16).toString("hex");
  readonly #options: PreviewOptions;
  readonly #clients = new Set<WebSocket>();
  readonly #updates = new Map<string, UpdateChunk>();
  /** Source maps of builds that browsers have started with, by number. */
  readonly #started = new Map<number, GoodBuild["output"]["sourceMaps"]>();
  readonly session: Session;
  #problems: readonly Problem[] = [];
  #servers: { close(): Promise<void> } | undefined;

  constructor(options: PreviewOptions) {
    this.#options = options;
    this.session = startSession(
      { host: options.disk, compiler: options.compiler, ignores: (path) => options.ignores(path) },
      {
        built: (build, update) => this.#built(build, update),
        failed: (diagnostics) => this.#failed(diagnostics),
        trouble: (error) => options.events.trouble(error),
      },
    );
  }

  get started(): Promise<void> {
    return this.session.started;
  }

  async listen(): Promise<void> {
    const { ports, hosts, open, certificate } = this.#options;
    this.#servers = await startServers({
      ports,
      hosts,
      open,
      token: this.token,
      ...(certificate ? { certificate } : {}),
      simulator: (path, origin) => this.#answerSimulator(path, origin),
      app: (path, origin) => this.#answerApp(path, origin),
      connected: (socket) => this.#connected(socket),
    });
  }

  reload(reason: string): void {
    const { current } = this.session;
    if (!current) return;
    this.#send({ type: "reload", build: this.#info(current), problems: this.#problems, reason });
  }

  async close(): Promise<void> {
    await this.session.close();
    for (const client of this.#clients) client.close(1001, "the preview has ended");
    await this.#servers?.close();
  }

  #built(build: GoodBuild, update: Update | undefined): void {
    const info = this.#info(build);
    const hot = update?.type === "hot" ? update.changes : update?.type === "none" ? noChanges : undefined;
    // What is seen comes first; showing problems with their places takes a while where there are many.
    if (hot) this.#send(this.#hot(build, info, hot));
    this.#problems = problemsOf(build.diagnostics);
    const problems = this.#problems;
    if (hot) this.#send({ type: "problems", problems });
    else {
      const reason = update?.type === "reload" ? update.reason : "the app builds";
      this.#send({ type: "reload", build: info, problems, reason });
    }
    // Only now: the terminal can wait, whoever looks at the phone cannot.
    this.#options.events.built(build, update);
  }

  #hot(build: GoodBuild, info: BuildInfo, changes: Changes): ServerMessage {
    const { sheets, goneSheets, templates, scripts } = changes;
    // Packages in the order of their names; a path says nothing of the name, which may hold anything.
    const chunks = updateChunks(changes.modules, (name) => `update/${build.number}-${packageIndex(build, name)}.js`);
    for (const chunk of chunks) this.#updates.set(chunk.path, chunk);
    for (const old of [...this.#updates.keys()].slice(0, -keptUpdates)) this.#updates.delete(old);
    return {
      type: "update",
      build: info,
      sheets,
      goneSheets,
      views: Object.fromEntries(changes.views.map(({ id, view }) => [id, readJson(view)])),
      entries: Object.fromEntries(changes.entries.map((name) => [name, readTable(build, name, "entries.json")])),
      templates,
      scripts,
      chunks: chunks.map(({ path }) => path),
    };
  }

  #failed(diagnostics: readonly Diagnostic[]): void {
    this.#problems = problemsOf(diagnostics);
    this.#options.events.failed(diagnostics);
    this.#send({ type: "problems", problems: this.#problems });
  }

  #answerApp(path: string, origin: string): Answer | undefined {
    const build = this.session.current;
    if (!build) return undefined;
    const { ports, runtime } = this.#options;
    return serveApp(path, {
      id: this.#id,
      origin,
      simulator: siblingOrigin(origin, ports.simulator),
      build,
      runtime,
      updates: this.#updates,
    });
  }

  #answerSimulator(path: string, origin: string): Answer | undefined {
    const { page, ports } = this.#options;
    const { current } = this.session;
    if (path === "/build") {
      if (current) this.#remember(current);
      return current && answerBuild(current);
    }
    if (path === mocksPath) return answerMocks(page.get("mocks.js"), this.#options.mocks?.script);
    return serveSimulator(path, { page, token: this.token, appOrigin: siblingOrigin(origin, ports.app), origin });
  }

  /** A browser starts this build. */
  #remember({ number, output }: GoodBuild): void {
    this.#started.delete(number);
    this.#started.set(number, output.sourceMaps);
    for (const old of [...this.#started.keys()].slice(0, -keptStarts)) this.#started.delete(old);
  }

  #connected(socket: WebSocket): void {
    this.#clients.add(socket);
    this.#options.events.connected(this.#clients.size);
    socket.on("close", () => this.#clients.delete(socket));
    // A client that breaks the protocol is cut off by the library; the others go on.
    socket.on("error", () => {});
    const limit = new MessageLimit();
    socket.on("message", (data, isBinary) => {
      if (isBinary || !limit.allows(performance.now())) return socket.close(1008, "too many messages");
      const message = parseClientMessage(String(data));
      if (message) void this.#handle(socket, message).catch((error: unknown) => this.#options.events.trouble(error));
    });
    const { current } = this.session;
    send(socket, {
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
        const mapped = this.#symbolicate(message);
        const { stack, frame } = mapped;
        if (message.report) events.note("error", withoutControls(frame === undefined ? stack : `${stack}\n${frame}`));
        return send(socket, { type: "symbolicated", id: message.id, ...mapped });
      }
      case "mock": {
        const answered = await mocks?.answer(message.api, message.options).catch((error: unknown) => ({ error }));
        if (!answered) return send(socket, { type: "mocked", id: message.id, none: true });
        if ("error" in answered) {
          const error = answered.error instanceof Error ? answered.error.message : String(answered.error);
          return send(socket, { type: "mocked", id: message.id, error });
        }
        if ("module" in answered) return send(socket, { type: "mocked", id: message.id, call: answered });
        return send(socket, { type: "mocked", id: message.id, value: answered.value });
      }
      case "fetch":
        return send(socket, { type: "fetched", id: message.id, ...(await this.#fetch(message)) });
      case "open":
        return send(socket, { type: "opened", ...(await this.#open(message)) });
      case "note":
        return events.note(message.level, withoutControls(message.text));
      case "rebuild":
        return this.session.rebuild();
      case "save-start":
        return this.#changeStarts(socket, (starts) => starts.save(message.start));
      case "remove-start":
        return this.#changeStarts(socket, (starts) => starts.remove(message.name));
    }
  }

  /** Scripts of the build that the browser started with still run, whatever has been built since. */
  #symbolicate({
    stack,
    started,
  }: Extract<ClientMessage, { type: "symbolicate" }>): Omit<SymbolicatedMessage, "type" | "id"> {
    const maps = this.#started.get(started) ?? this.session.current?.output.sourceMaps ?? [];
    const mapped = symbolicateStack(stack, [...this.#updates.values(), ...maps], this.#id);
    const { place } = mapped;
    const { disk } = this.#options;
    const content = place && disk.filesRead().includes(place.file) ? disk.read(place.file) : undefined;
    const frame = place && content && frameOf(place, content);
    return frame === undefined ? mapped : { ...mapped, frame };
  }

  async #changeStarts(socket: WebSocket, change: (starts: Starts) => Promise<void>): Promise<void> {
    const { starts } = this.#options;
    try {
      await change(starts);
      this.#send({ type: "starts", saved: starts.list() });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      send(socket, { type: "starts", saved: starts.list(), error: text });
    }
  }

  async #fetch(message: Extract<ClientMessage, { type: "fetch" }>): Promise<Omit<FetchedMessage, "type" | "id">> {
    const { current } = this.session;
    if (!this.#options.proxy || !current) return { error: "the preview was not started with --proxy" };
    const { domains } = current.output.app;
    const checked = readJson(findFile(current.output, "_miniapp/app.json")) as { urlCheck?: boolean };
    const declared = [...(domains.request ?? []), ...(domains.upload ?? []), ...(domains.download ?? [])];
    try {
      return { answer: await proxyRequest(message, { origins: checked.urlCheck === false ? undefined : declared }) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Only files that the build has read can be opened: the name comes from a browser. */
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
    const { ports, start, starts, mocks, version, certificate } = this.#options;
    return {
      name: this.session.current?.compilation.project?.miniapp.appId ?? "",
      appPort: ports.app,
      secure: certificate !== undefined,
      start,
      saved: starts.list(),
      mocks: mocks?.names ?? [],
      proxy: this.#options.proxy,
      version,
    };
  }

  #info({ output, number, time }: GoodBuild): BuildInfo {
    const { appId, versionName, versionCode } = output.app;
    return {
      number,
      id: this.#id,
      appId,
      versionName,
      versionCode,
      mode: this.#options.mode,
      pages: pagesOf(findFile(output, "_miniapp/app.json")),
      time,
    };
  }

  #send(message: ServerMessage): void {
    for (const client of this.#clients) send(client, message);
  }
}

/** What was broken is as it was before: browsers hear of a new build, and nothing else happens. */
const noChanges: Changes = {
  sheets: [],
  goneSheets: [],
  views: [],
  entries: [],
  templates: [],
  scripts: [],
  modules: [],
};

/** At most so many messages in a second; a page that logs in a loop is slowed down, not obeyed. */
class MessageLimit {
  #second = 0;
  #count = 0;

  allows(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count <= 2_000;
  }
}

function send(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

function packageIndex({ output }: GoodBuild, name: string): number {
  return output.subpackages.findIndex((one) => one.name === name);
}

function readTable({ output }: GoodBuild, name: string, file: string): object {
  const root = output.subpackages.find((one) => one.name === name)?.root ?? "";
  return readJson(findFile(output, `${root === "" ? "" : `${root}/`}_miniapp/${file}`));
}

function readJson(bytes: Uint8Array | undefined): object {
  return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as object) : {};
}

/** By the bytes of the app's table, which stay the same objects from build to build. */
const pageLists = new WeakMap<Uint8Array, readonly string[]>();

function pagesOf(table: Uint8Array | undefined): readonly string[] {
  let pages = table && pageLists.get(table);
  if (table && !pages) {
    const { packages } = readJson(table) as { readonly packages: readonly { readonly pages: readonly string[] }[] };
    pageLists.set(table, (pages = packages.flatMap((one) => one.pages)));
  }
  return pages ?? [];
}

/** The same host with another port. */
function siblingOrigin(origin: string, port: number): string {
  return origin.replace(/(:\d+)?$/, `:${port}`);
}
