/** The page's connection to the server. It reconnects when the server is back. */
import type { ClientMessage, ServerMessage } from "../protocol.ts";

export interface Socket {
  send(message: ClientMessage): void;
  /** Sends a request and waits for the answer with the same id. */
  ask<T extends ServerMessage["type"]>(
    make: (id: number) => ClientMessage,
    answer: T,
  ): Promise<Extract<ServerMessage, { type: T }>>;
}

export interface SocketEvents {
  message(message: ServerMessage): void;
  /** Whether the server can be reached. */
  state(connected: boolean): void;
}

/** Milliseconds between attempts. */
const retry = 600;

/**
 * Connects to the server that served this page, and reconnects until the page is closed.
 * @param firstToken the token in the page
 */
export function connect(firstToken: string, events: SocketEvents): Socket {
  let token = firstToken;
  let socket: WebSocket | undefined;
  let nextId = 1;
  const waiting = new Map<number, (message: ServerMessage) => void>();
  const open = (): void => {
    const url = `${location.origin.replace(/^http/, "ws")}/socket`;
    const current = new WebSocket(url, ["miniapp", `token.${token}`]);
    socket = current;
    current.addEventListener("open", () => events.state(true));
    current.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      const asked = "id" in message && typeof message.id === "number" ? waiting.get(message.id) : undefined;
      if (asked && "id" in message) {
        waiting.delete(message.id as number);
        asked(message);
      } else events.message(message);
    });
    current.addEventListener("close", () => {
      events.state(false);
      setTimeout(() => void comeBack(), retry);
    });
  };
  // After a restart, the server has a new token, which its page contains, and perhaps another port for the app.
  const comeBack = async (): Promise<void> => {
    try {
      const text = await (await fetch("/", { cache: "no-store" })).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const of = (document: Document, name: string): string | undefined =>
        document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
      if (of(page, "app-port") !== of(document, "app-port")) return location.reload();
      token = of(page, "token") ?? token;
      open();
    } catch {
      setTimeout(() => void comeBack(), retry);
    }
  };
  open();
  return {
    send(message) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    ask(make, answer) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, (message) => {
          if (message.type === answer) resolve(message as never);
          else reject(new Error(`the server answered ${message.type}`));
        });
        this.send(make(id));
        setTimeout(() => {
          if (waiting.delete(id)) reject(new Error("the server does not answer"));
        }, 60_000);
      });
    },
  };
}
