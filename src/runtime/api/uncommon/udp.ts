/**
 * `wx.createUDPSocket`. A browser cannot send datagrams, so they are delivered only between sockets of the same app.
 * Datagrams to other addresses go to the host as `UDPSocket.send`; its answer comes back as a datagram, and without an
 * answer the datagram is lost.
 */
import { ask } from "../areas/open.ts";
import { bytesOf } from "../base64.ts";
import type { ApiContext, Options } from "../definition.ts";
import { createEvents } from "../listeners.ts";
import { isRecord, number, text, wrongParameters } from "../parameters.ts";

/** Start of the range from which systems assign ports. */
const firstPort = 49_152;
const home = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|255\.255\.255\.255)$/;

/** Receivers by port. */
export type BoundSockets = Map<
  number,
  (message: ArrayBuffer, from: { readonly address: string; readonly port: number }) => void
>;

/** @param bound the bound sockets of the app, shared by all of them */
export function createUdpSocket(bound: BoundSockets, context: Pick<ApiContext, "link" | "report">): object {
  const { methods, emit } = createEvents(["close", "error", "listening", "message"], context.report);
  let port = 0;
  let isClosed = false;
  let peer: Options = {};
  const fail = (during: string, reason: string): void => emit("error", { errMsg: `${during}:fail ${reason}` });
  const bind = (wanted?: unknown): number => {
    if (isClosed) return (fail("bind", "socket is closed"), 0);
    if (port !== 0) return port;
    let free = number(wanted, 0);
    if (free === 0) for (free = firstPort; bound.has(free);) free++;
    if (bound.has(free)) return (fail("bind", "address already in use"), 0);
    bound.set((port = free), (message, from) => {
      const sized = { ...from, family: "IPv4", size: message.byteLength };
      emit("message", { message, remoteInfo: sized, localInfo: { address: "127.0.0.1", family: "IPv4", port } });
    });
    void Promise.resolve().then(() => emit("listening", {}));
    return port;
  };
  const send = async (options: unknown, during: string): Promise<void> => {
    const types = { address: "String", port: "Number", message: "String|ArrayBuffer" };
    const given: Options = { ...peer, ...(isRecord(options) ? options : {}) };
    const wrong = isClosed ? "socket is closed" : wrongParameters(types, given);
    // Report errors asynchronously, so that listeners added after the call get them.
    await Promise.resolve();
    if (wrong !== "") return fail(during, wrong);
    const address = text(given["address"]);
    const to = given["port"] as number;
    const from = bind();
    const message = messageOf(given);
    if (home.test(address)) return bound.get(to)?.(message, { address: "127.0.0.1", port: from });
    const answer = await ask("UDPSocket.send", { address, port: to, message }, context).catch(() => ({}) as Options);
    if (answer["message"] !== undefined) bound.get(from)?.(messageOf(answer), { address, port: to });
  };
  return {
    ...methods,
    bind,
    send: (options?: unknown) => void send(options, "send"),
    connect(options?: unknown) {
      if (isRecord(options)) peer = { address: options["address"], port: options["port"] };
    },
    write: (options?: unknown) => void send(options, "write"),
    setTTL: () => undefined,
    close() {
      if (isClosed) return;
      isClosed = true;
      bound.delete(port);
      void Promise.resolve().then(() => emit("close", {}));
    },
  };
}

/** The bytes of a datagram; for an `ArrayBuffer`, the part given by `offset` and `length`. */
function messageOf({ message, offset, length }: Options): ArrayBuffer {
  if (typeof message === "string") return new TextEncoder().encode(message).buffer;
  const bytes = bytesOf(message);
  const start = number(offset, 0);
  return bytes.slice(start, start + number(length, bytes.length)).buffer as ArrayBuffer;
}
