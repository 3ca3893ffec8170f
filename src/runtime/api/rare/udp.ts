/**
 * `wx.createUDPSocket`: a browser has no datagrams, so they stay within the app, from one of its sockets to another. What
 * goes elsewhere is told to the host as `UDPSocket.send`, whose answer comes back as a datagram; without one it is lost.
 */
import { ask } from "../areas/open.ts";
import { bytesOf } from "../base64.ts";
import type { ApiContext, Options } from "../definition.ts";
import { createEvents } from "../listeners.ts";
import { isRecord, number, text, wrongParameters } from "../parameters.ts";

/** Where systems begin to give ports of their own accord. */
const firstPort = 49_152;
const home = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|255\.255\.255\.255)$/;

/** By port. */
export type BoundSockets = Map<
  number,
  (message: ArrayBuffer, from: { readonly address: string; readonly port: number }) => void
>;

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
    // Whoever listens to errors may do so after the call.
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

/** A part of it, where an `ArrayBuffer` comes with `offset` and `length`. */
function messageOf({ message, offset, length }: Options): ArrayBuffer {
  if (typeof message === "string") return new TextEncoder().encode(message).buffer;
  const bytes = bytesOf(message);
  const start = number(offset, 0);
  return bytes.slice(start, start + number(length, bytes.length)).buffer as ArrayBuffer;
}
