/**
 * How a Worker of an app comes to life: locked first, then waiting for the port to its host, then for the first message.
 * Only after that is any of the app's code loaded.
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
   * Runs the script of a package, which registers its modules; in a preview when it is built.
   *
   * @throws Error if it cannot be loaded
   */
  loadPackage(name: string): Promise<void> | void;
  /** Names that user code sees. */
  defineGlobals(values: Readonly<Record<string, unknown>>): void;
  readonly console: ReturnType<typeof createConsole>;
}

/** What runs in the Worker. */
export interface WorkerApp {
  /** A chunk registers its modules. */
  define(packageName: string, modules: Readonly<Record<string, ChunkModule>>, esm: unknown): void;
  /** A page's frame is there; that of page 1 may be before the page is. */
  frame(page: number, port: WorkerPort): void;
  /** A Worker of `wx.createWorker` is there. */
  worker(id: number, port: WorkerPort): void;
  uncaught(error: unknown): void;
  rejected(reason: unknown, promise: unknown): void;
  /** Only in a preview: takes what only a preview says. `load` runs a script that registers modules anew. */
  previewed?(message: PreviewToWorker, load: (url: string) => void): void;
}

export type ChunkModule = readonly [factory: unknown, links?: Readonly<Record<string, string>>];

/** A `MessagePort`, as far as it is used; the types of Workers are not at hand here. */
export interface WorkerPort {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  onmessage: ((event: PortMessage) => void) | null;
  close(): void;
}

/** Not by `addEventListener`: the lock takes it from the prototype that ports share with the global object. */
export function listenTo(port: WorkerPort, heard: (event: PortMessage) => void): void {
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  port.onmessage = heard;
}

interface Scope {
  addEventListener(type: string, heard: (event: never) => void, options?: { readonly once: boolean }): void;
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
 * To be called once, when the Worker's script begins.
 *
 * @param caller says which line of the app's code is running, for lines of its console
 */
export function startWorker(
  create: (context: WorkerContext) => WorkerApp,
  caller: () => { readonly at?: string } = () => ({}),
): void {
  let app: WorkerApp | undefined;
  const scope = globalThis as unknown as Scope;
  // Before the lock: after it there is no way to listen.
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
          // Nobody registers modules later.
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
