/** The Worker's connection to the host: numbered calls, and the host's events. */
import type { WorkerToPreview } from "../preview-protocol.ts";
import type { FromHost, ToHost } from "../protocol.ts";
import { ServiceError } from "../services/index.ts";
import type { HostLink, ServiceAnswer } from "../services/index.ts";

export interface Port {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
}

export interface HostConnection {
  readonly link: HostLink;
  /** Handles a message that answers a call or is an event. Returns false for any other message. */
  receive(message: FromHost): boolean;
  send(message: ToHost | WorkerToPreview): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  readonly notice: ((detail: unknown) => void) | undefined;
}

/** @param report receives errors that listeners throw */
export function connectHost(port: Port, report: (error: unknown) => void): HostConnection {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(detail: unknown) => void>>();
  let last = 0;
  const send = (message: ToHost | WorkerToPreview): void => port.postMessage(message);

  const call = (service: string, argument: unknown, notice?: (detail: unknown) => void): ServiceAnswer<unknown> => {
    const id = ++last;
    const answer = new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject, notice });
      try {
        send({ type: "call", id, service, argument });
      } catch (error) {
        // The argument cannot be cloned, for instance because it contains a function: report it to the caller.
        pending.delete(id);
        reject(new ServiceError(error instanceof Error ? error.message : String(error)));
      }
    });
    const abort = (): void => {
      const one = pending.get(id);
      if (!one) return;
      pending.delete(id);
      send({ type: "abort", id });
      one.reject(new ServiceError("abort"));
    };
    return Object.assign(answer, { abort });
  };

  const emit = (event: string, detail: unknown): void => {
    for (const listener of listeners.get(event) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        report(error);
      }
    }
  };

  const on = (event: string, listener: (detail: never) => void): (() => void) => {
    const handler = listener as (detail: unknown) => void;
    const all = listeners.get(event) ?? new Set();
    listeners.set(event, all.add(handler));
    return () => void all.delete(handler);
  };

  const settle = (id: number, how: (one: Pending) => void): true => {
    const one = pending.get(id);
    pending.delete(id);
    if (one) how(one);
    return true;
  };

  return {
    link: { call, on } as HostLink,
    send,
    receive(message) {
      switch (message.type) {
        case "result":
          return settle(message.id, (one) => one.resolve(message.value));
        case "failure":
          return settle(message.id, (one) => one.reject(new ServiceError(message.message, message.errno)));
        case "notice":
          pending.get(message.id)?.notice?.(message.detail);
          return true;
        case "event":
          emit(message.event, message.detail);
          return true;
        default:
          return false;
      }
    },
  };
}
