/**
 * Starts a Worker of an app: locks it, waits for the port to the host, then for the first message. Only after that is
 * any of the app's code loaded.
 */
import type { PreviewToWorker } from "../preview-protocol.ts";
import type { FromHost, StartMessage } from "../protocol.ts";
import { createConsole } from "./console.ts";
import { connectHost } from "./host-link.ts";
import type { HostConnection } from "./host-link.ts";
import { lockGlobals } from "./lock.ts";

export interface WorkerContext {
  readonly start: StartMessage;
  readonly host: HostConnection;
  /**
   * Runs the script of a package, which registers its modules. In a preview, waits until the package is built.
   *
   * @throws Error if it cannot be loaded
   */
  loadPackage(name: string): Promise<void> | void;
  /** Defines global names that user code sees. */
  defineGlobals(values: Readonly<Record<string, unknown>>): void;
  readonly console: ReturnType<typeof createConsole>;
}

/** The app that runs in the Worker. */
export interface WorkerApp {
  /** Called by a chunk to register its modules. */
  define(packageName: string, modules: Readonly<Record<string, ChunkModule>>, esm: unknown): void;
  /** Connects a page's frame; for page 1 this may happen before the page exists. */
  frame(page: number, port: WorkerPort): void;
  /** Connects a Worker of `wx.createWorker`. */
  worker(id: number, port: WorkerPort): void;
  uncaught(error: unknown): void;
  rejected(reason: unknown, promise: unknown): void;
  /** Only in a preview: handles the preview's messages. `load` runs a script that registers modules again. */
  previewed?(message: PreviewToWorker, load: (url: string) => void): void;
}

export type ChunkModule = readonly [factory: unknown, links?: Readonly<Record<string, string>>];

/** The used part of `MessagePort`; this room has no Worker types. */
export interface WorkerPort {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  onmessage: ((event: PortMessage) => void) | null;
  close(): void;
}

/**
 * Sets the port's listener. Does not use `addEventListener`, because the lock removes it from the prototype that ports
 * share with the global object.
 */
export function listenTo(port: WorkerPort, listener: (event: PortMessage) => void): void {
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  port.onmessage = listener;
}

interface Scope {
  addEventListener(type: string, listener: (event: never) => void, options?: { readonly once: boolean }): void;
}

export interface PortMessage {
  readonly data: unknown;
  readonly ports: readonly WorkerPort[];
}

interface Failure {
  readonly error?: unknown;
  readonly message?: string;
  readonly reason?: unknown;
  readonly promise?: unknown;
  preventDefault(): void;
}

/**
 * Call this once, at the start of the Worker's script.
 *
 * @param caller finds the line of app code that is running, for lines of the console
 */
export function startWorker(
  create: (context: WorkerContext) => WorkerApp,
  caller: () => { readonly at?: string } = () => ({}),
): void {
  let app: WorkerApp | undefined;
  const scope = globalThis as unknown as Scope;
  // Must come before the lock, which removes `addEventListener`.
  const listen = scope.addEventListener.bind(scope);
  listen("error", (event: Failure) => {
    if (!app) return;
    event.preventDefault();
    app.uncaught(event.error ?? new Error(event.message));
  });
  listen("unhandledrejection", (event: Failure) => {
    event.preventDefault();
    app?.rejected(event.reason, event.promise);
  });
  listen("message", (event: PortMessage) => connect(event.ports[0] as WorkerPort), { once: true });
  const { importScripts, defineGlobal, now } = lockGlobals(globalThis);

  const connect = (port: WorkerPort): void => {
    const post = port.postMessage.bind(port);
    const host = connectHost({ postMessage: post }, (error) => app?.uncaught(error));
    const appConsole = createConsole((level, values) => host.send({ type: "log", level, values, ...caller() }), now);
    defineGlobal("console", appConsole);
    let load = (_url: string): void => {};
    const begin = (start: StartMessage): void => {
      const loadPackage = (name: string): void => {
        const url = Object.hasOwn(start.scripts, name) ? start.scripts[name] : undefined;
        if (url === undefined) throw new Error(`there is no package ${JSON.stringify(name)}`);
        load(url);
      };
      load = (url) => {
        defineGlobal("__miniapp_define__", (...values: Parameters<WorkerApp["define"]>) => app?.define(...values));
        try {
          importScripts(url);
        } finally {
          // Modules can be registered only while a script loads.
          defineGlobal("__miniapp_define__", undefined);
        }
      };
      const defineGlobals = (values: Readonly<Record<string, unknown>>): void => {
        for (const [name, value] of Object.entries(values)) defineGlobal(name, value);
      };
      app = create({ start, host, loadPackage, defineGlobals, console: appConsole });
    };
    listenTo(port, ({ data, ports }) => {
      const message = data as FromHost;
      if (host.receive(message)) return;
      if (message.type === "start") {
        if (app) return;
        begin(message);
        if (ports[0]) (app as WorkerApp | undefined)?.frame(1, ports[0]);
      } else if (message.type === "frame") app?.frame(message.page, ports[0] as WorkerPort);
      else if (message.type === "worker") app?.worker(message.id, ports[0] as WorkerPort);
      else app?.previewed?.(data as PreviewToWorker, load);
    });
  };
}
