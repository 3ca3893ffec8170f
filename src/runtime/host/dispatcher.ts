/** Answers the Worker's calls. Every message from the port is treated as input from a hostile app. */
import type { FromHost, LogMessage, ServiceCall, ToHost, WorkerProblem } from "../protocol.ts";
import { ServiceError } from "../services/index.ts";

export type AnyHandler = (
  argument: never,
  call: { notice(detail: unknown): void; readonly signal: AbortSignal },
) => unknown;

export interface Dispatcher {
  receive(message: unknown): void;
  /** Resolves when no call is running. */
  idle(): Promise<void>;
  /** Aborts running calls; nothing is answered after that. */
  close(): void;
}

export interface DispatcherOptions {
  readonly handlers: Readonly<Record<string, AnyHandler | undefined>>;
  send(message: FromHost, transfer?: Transferable[]): void;
  log(message: LogMessage): void;
  problem(message: WorkerProblem): void;
  /** Receives messages that only a preview understands. */
  previewed(message: unknown): void;
}

/** A limit against abuse, far above what an app needs. */
const maxCalls = 4096;

export function createDispatcher({ handlers, send, log, problem, previewed }: DispatcherOptions): Dispatcher {
  const running = new Map<number, AbortController>();
  const waiting: (() => void)[] = [];
  let closed = false;

  const end = (id: number): boolean => {
    const isRunning = running.delete(id);
    if (running.size === 0) for (const go of waiting.splice(0)) go();
    return isRunning;
  };

  const reply = (id: number, message: FromHost): void => {
    if (!end(id) || closed) return;
    try {
      send(message);
    } catch (error) {
      send({ type: "failure", id, message: `the host's answer cannot be sent: ${reason(error)}` });
    }
  };

  const call = async ({ id, service, argument }: ServiceCall): Promise<void> => {
    if (running.has(id)) return;
    const abort = new AbortController();
    running.set(id, abort);
    const handler = Object.hasOwn(handlers, service) ? handlers[service] : undefined;
    try {
      if (!handler) throw new ServiceError("not supported by this host");
      if (running.size > maxCalls) throw new ServiceError("too many calls at a time");
      const notice = (detail: unknown): void => {
        if (running.has(id)) send({ type: "notice", id, detail });
      };
      const value = await handler(argument as never, { notice, signal: abort.signal });
      reply(id, { type: "result", id, value });
    } catch (error) {
      const errno = error instanceof ServiceError ? error.errno : undefined;
      reply(id, { type: "failure", id, message: reason(error), ...(errno === undefined ? {} : { errno }) });
    }
  };

  return {
    receive(data) {
      if (closed || typeof data !== "object" || data === null) return;
      const message = data as ToHost;
      switch (message.type) {
        case "call":
          if (isId(message.id) && typeof message.service === "string") void call(message);
          return;
        case "abort":
          running.get(message.id)?.abort();
          end(message.id);
          return;
        case "log":
          if (Array.isArray(message.values)) log(message);
          return;
        case "problem":
          problem({
            type: "problem",
            message: String(message.message),
            stack: String(message.stack),
            during: String(message.during),
          });
          return;
        default:
          previewed(message);
      }
    },
    async idle() {
      if (running.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close() {
      closed = true;
      for (const abort of running.values()) abort.abort();
      running.clear();
    },
  };
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
