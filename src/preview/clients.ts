/** The browsers connected to the preview. */
import type { WebSocket } from "ws";
import { parseClientMessage } from "./protocol.ts";
import type { ClientMessage, ServerMessage } from "./protocol.ts";

export interface ClientListeners {
  message(socket: WebSocket, message: ClientMessage): void;
  /** Called when a browser connects, with the number of browsers. */
  connected(count: number): void;
}

/** Milliseconds to wait for a browser to connect, and for a connected one to show the app. */
const waitMs = { browser: 1_000, app: 3_000 };

/** All connected browsers. Untrusted: messages are validated and limited in number. */
export class Clients {
  readonly #sockets = new Set<WebSocket>();
  readonly #firstShown: Promise<void>;
  /** Call it when a browser shows the app, or to stop waiting. */
  shown!: () => void;
  readonly #listeners: ClientListeners;

  constructor(listeners: ClientListeners) {
    this.#listeners = listeners;
    this.#firstShown = new Promise((resolve) => (this.shown = resolve));
  }

  /** Resolves when a browser shows the app's first page, or after a while if no browser seems to. */
  async firstShown(): Promise<void> {
    await this.#shownWithin(waitMs.browser);
    if (this.#sockets.size > 0) await this.#shownWithin(waitMs.app);
  }

  async #shownWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
    await Promise.race([this.#firstShown, late]);
    clearTimeout(timer);
  }

  add(socket: WebSocket): void {
    this.#sockets.add(socket);
    this.#listeners.connected(this.#sockets.size);
    socket.on("close", () => this.#sockets.delete(socket));
    // The library disconnects a client that violates the protocol; the others are not affected.
    socket.on("error", () => {});
    const limit = new MessageLimit();
    socket.on("message", (data, isBinary) => {
      if (isBinary || !limit.allows(performance.now())) return socket.close(1008, "too many messages");
      const message = parseClientMessage(String(data));
      if (message) this.#listeners.message(socket, message);
    });
  }

  /** Sends to all browsers. */
  send(message: ServerMessage): void {
    for (const socket of this.#sockets) sendTo(socket, message);
  }

  close(): void {
    this.shown();
    for (const socket of this.#sockets) socket.close(1001, "the preview has ended");
  }
}

export function sendTo(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** Limits the messages per second, for an app that logs in a loop. */
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
