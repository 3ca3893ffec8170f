/**
 * Shows one version of an app in the simulator as installed on a device: nothing is watched, compiled or updated.
 * Everything is served from memory, so the verified files are the ones that run. The simulator's panels work, but have
 * no sources.
 */
import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import type { Output } from "../compiler/index.ts";
import { serveApp } from "./app-content.ts";
import { abiProblem } from "../runtime/host/abi.ts";
import { answerBuild } from "./build-answer.ts";
import { stripControlCharacters } from "./controls.ts";
import { listenOnFreePorts } from "./ports.ts";
import type { Ports, WantedPort } from "./ports.ts";
import { parseClientMessage } from "./protocol.ts";
import type { BuildInfo, ClientMessage, PreviewConfig, ServerMessage, StartConditions } from "./protocol.ts";
import { startServers } from "./server.ts";
import type { Answer } from "./server.ts";
import { serveSimulator } from "./simulator-content.ts";
import { findFile } from "./update.ts";

export interface InstalledOptions {
  readonly app: string;
  readonly port: WantedPort;
  /** Files of `dist/runtime/` and `dist/preview/` by name. */
  readonly runtime: { get(name: string): Uint8Array | undefined };
  readonly page: { get(name: string): Uint8Array | undefined };
  readonly version: string;
  readonly start: StartConditions;
  /** The version that the device runs; without it the screen shows `notice`. */
  readonly installed?: { readonly output: Output; readonly mode: string };
  /** Shown instead of an app. */
  readonly notice?: string;
  /** A line from a browser, without control characters. */
  note(level: "info" | "warn" | "error", text: string): void;
}

/** This program cannot run the version. The message says why, in one line. */
export class WrongRuntimeError extends Error {
  override readonly name = "WrongRuntimeError";
}

export interface RunningInstalled {
  readonly ports: Ports;
  close(): Promise<void>;
}

/**
 * Starts serving.
 * @throws WrongRuntimeError if the installed version needs another runtime ABI
 * @throws PortError if no port is free
 */
export async function startInstalled(options: InstalledOptions): Promise<RunningInstalled> {
  const problem = options.installed && abiProblem(options.installed.output.app);
  if (problem !== undefined) throw new WrongRuntimeError(problem);
  const server = new InstalledServer(options);
  await server.listen();
  return server;
}

class InstalledServer implements RunningInstalled {
  readonly #options: InstalledOptions;
  readonly #token = randomBytes(24).toString("base64url");
  /** Part of the app's URL, and secret: requests without it get nothing. */
  readonly #id = randomBytes(16).toString("hex");
  ports: Ports = { simulator: 0, app: 0 };
  #servers: { close(): Promise<void> } | undefined;

  constructor(options: InstalledOptions) {
    this.#options = options;
  }

  async listen(): Promise<void> {
    this.#servers = await listenOnFreePorts(this.#options.port, (ports) => {
      this.ports = ports;
      return startServers({
        ports,
        hosts: [],
        open: false,
        token: this.#token,
        simulator: (path, origin) => this.#answerSimulator(path, origin),
        app: (path, origin) => this.#answerApp(path, origin),
        connected: (socket) => this.#connected(socket),
      });
    });
  }

  async close(): Promise<void> {
    await this.#servers?.close();
  }

  #answerApp(path: string, origin: string): Answer | undefined {
    const { installed, runtime } = this.#options;
    if (!installed) return undefined;
    const simulator = origin.replace(/(:\d+)?$/, `:${this.ports.simulator}`);
    const network = { domains: installed.output.app.domains, urlCheck: true };
    return serveApp(path, { id: this.#id, origin, simulator, build: installed, network, runtime, updates: new Map() });
  }

  #answerSimulator(path: string, origin: string): Answer | undefined {
    const { installed, page } = this.#options;
    if (path === "/build") return installed && answerBuild({ ...installed, number: 1 });
    const appOrigin = origin.replace(/(:\d+)?$/, `:${this.ports.app}`);
    return serveSimulator(path, { page, token: this.#token, appOrigin, origin });
  }

  #connected(socket: WebSocket): void {
    // The library disconnects a client that violates the protocol.
    socket.on("error", () => {});
    socket.on("message", (data, isBinary) => {
      if (isBinary) return socket.close(1008, "text is wanted");
      const message = parseClientMessage(String(data));
      const answer = message && this.#answer(message);
      if (answer) socket.send(JSON.stringify(answer));
    });
    const welcome: ServerMessage = { type: "welcome", config: this.#config(), build: this.#info(), problems: [] };
    socket.send(JSON.stringify(welcome));
  }

  /** Rejects requests that make sense only for a project under development. */
  #answer(message: ClientMessage): ServerMessage | undefined {
    switch (message.type) {
      case "symbolicate":
        if (message.report) this.#options.note("error", stripControlCharacters(message.stack));
        return { type: "symbolicated", id: message.id, stack: message.stack };
      case "mock":
        return { type: "mocked", id: message.id, none: true };
      case "fetch":
        return { type: "fetched", id: message.id, error: "a device makes its requests itself" };
      case "open":
        return { type: "opened", error: "a device has no sources" };
      case "note":
        this.#options.note(message.level, stripControlCharacters(message.text));
        return undefined;
      case "rebuild":
        return undefined;
      case "save-start":
      case "remove-start":
        return { type: "starts", saved: [], error: "a device keeps no start conditions" };
    }
  }

  #config(): PreviewConfig {
    const { app, start, version, notice } = this.#options;
    return {
      name: app,
      id: this.#id,
      appPort: this.ports.app,
      secure: false,
      start,
      saved: [],
      mocks: [],
      proxy: false,
      version,
      ...(notice === undefined ? {} : { notice }),
    };
  }

  #info(): BuildInfo | null {
    const { installed } = this.#options;
    if (!installed) return null;
    const { appId, versionName, versionCode } = installed.output.app;
    const table = JSON.parse(new TextDecoder().decode(findFile(installed.output, "_miniapp/app.json"))) as {
      packages: readonly { pages: readonly string[] }[];
    };
    const pages = table.packages.flatMap((one) => one.pages);
    const { mode } = installed;
    return { number: versionCode, id: this.#id, appId, versionName, versionCode, mode, pages, urlCheck: true, time: 0 };
  }
}
