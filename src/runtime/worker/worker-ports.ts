/**
 * Extra Workers of an app (`wx.createWorker`) as seen from the app's Worker: one port for each, once it has started.
 */
import type { WorkerAccess } from "../api/index.ts";
import type { HostLink } from "../services/index.ts";
import type { LogMessage } from "../protocol.ts";
import { listenTo } from "./start.ts";
import type { WorkerPort } from "./start.ts";

/** A message from such a Worker: its author's, or a line of its console. */
type FromSubworker =
  | { readonly level?: undefined; readonly message: unknown }
  | { readonly level: LogMessage["level"]; readonly values: readonly unknown[] };

export interface WorkerPortsOptions {
  readonly link: HostLink;
  /** URL of the workers chunk. */
  readonly url: string;
  log(level: LogMessage["level"], values: readonly unknown[]): void;
}

export class WorkerPorts {
  readonly #options: WorkerPortsOptions;
  readonly #connected = new Map<number, (port: WorkerPort) => void>();
  #last = 0;

  constructor(options: WorkerPortsOptions) {
    this.#options = options;
  }

  /** The host has created the Worker; `port` leads to it. */
  connect(id: number, port: WorkerPort): void {
    const take = this.#connected.get(id);
    if (take) take(port);
    else port.close();
  }

  /** @param path path of its script */
  start(path: string): WorkerAccess {
    const { link } = this.#options;
    const id = ++this.#last;
    const waiting: unknown[] = [];
    const listeners: ((message: unknown) => void)[] = [];
    let port: WorkerPort | undefined;
    this.#connected.set(id, (given) => {
      port = given;
      listenTo(port, ({ data }) => {
        const given = data as FromSubworker;
        if (given.level !== undefined) this.#options.log(given.level, given.values);
        else for (const listener of listeners) listener(given.message);
      });
      port.postMessage({ type: "begin", path, url: this.#options.url });
      for (const message of waiting.splice(0)) port.postMessage({ message });
    });
    void link.call("worker.start", { id }).catch(() => this.#connected.delete(id));
    return {
      post(message) {
        if (port) port.postMessage({ message });
        else waiting.push(message);
      },
      onMessage: (listener) => void listeners.push(listener),
      terminate: () => {
        this.#connected.delete(id);
        port?.close();
        void link.call("worker.end", { id }).catch(() => {});
      },
    };
  }
}
