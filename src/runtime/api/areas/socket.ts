/** WebSockets: `connectSocket` with its task, and the older functions, which act on the latest connection. */
import type { SocketNotice } from "../../services/network.ts";
import { ApiFailure, event, real } from "../definition.ts";
import type { ApiContext, ApiDefinition, Options, TaskApi } from "../definition.ts";
import { callAsync } from "../call.ts";
import { bytesOf } from "../base64.ts";
import { createEvents, createListeners } from "../listeners.ts";
import { number, text } from "../parameters.ts";
import { checkedUrl, headersOf } from "./network.ts";

const socketEvents = ["open", "message", "error", "close"] as const;
type SocketEvent = (typeof socketEvents)[number];

/** "At most five connections at a time." */
const maxSockets = 5;

interface Connection {
  state: number;
  send(data: unknown): Promise<void>;
  close(code: number, reason: string): Promise<void>;
}

export function socketArea(context: ApiContext): ApiDefinition[] {
  const { report } = context;
  const open = new Set<Connection>();
  let latest: Connection | undefined;
  let count = 0;
  const all = new Map(
    socketEvents.map((name) => [name, createListeners((error) => report(error, `socket ${name} listener`))]),
  );
  const connectSocket: TaskApi = {
    name: "connectSocket",
    support: "real",
    form: "task",
    parameters: { url: "String" },
    run(options) {
      const events = createEvents(socketEvents, report);
      const emit = (name: SocketEvent, detail: unknown): void => {
        events.emit(name, detail);
        all.get(name)?.emit(detail);
      };
      const connection = connect(++count, options, context, emit, () => open.delete(connection));
      return {
        task: taskOf(connection, events.methods, report),
        async start() {
          if (open.size >= maxSockets) throw new ApiFailure("max socket connections exceeded");
          const url = checkedUrl(options["url"], /^wss?:\/\/[^/]/i);
          latest = connection;
          open.add(connection);
          connection.start(url);
        },
      };
    },
  };
  const current = (): Connection => {
    if (!latest) throw new ApiFailure("socket is not connected");
    return latest;
  };
  return [
    connectSocket,
    real("sendSocketMessage", { data: "String|ArrayBuffer" }, ({ data }) => current().send(data)),
    real("closeSocket", {}, ({ code, reason }) => current().close(number(code, 1000), text(reason))),
    ...socketEvents.map((name) =>
      event(`Socket${(name[0] as string).toUpperCase()}${name.slice(1)}`, (emit) => {
        const listeners = all.get(name);
        listeners?.on(emit);
        return () => listeners?.off(emit);
      }),
    ),
  ];
}

/** The task object that authors hold. `readyState` counts as in browsers: connecting, open, closing, closed. */
function taskOf(connection: Connection, methods: object, report: ApiContext["report"]): object {
  // WeChat's methods return nothing, so a failure that nobody listens to is not an unhandled rejection.
  const later = (name: string, run: (options: Options) => Promise<void>) => (options?: unknown) => {
    const done = callAsync(real(name, {}, run), report, options);
    done?.catch(() => {});
    return done;
  };
  return {
    ...methods,
    CONNECTING: 0,
    OPEN: 1,
    CLOSING: 2,
    CLOSED: 3,
    get readyState() {
      return connection.state;
    },
    send: later("sendSocketMessage", ({ data }) => connection.send(data)),
    close: later("closeSocket", ({ code, reason }) => connection.close(number(code, 1000), text(reason))),
  };
}

function connect(
  socket: number,
  options: Options,
  { link, settings }: ApiContext,
  emit: (name: SocketEvent, detail: unknown) => void,
  gone: () => void,
) {
  const hear = (notice: SocketNotice): void => {
    if ("open" in notice) {
      connection.state = 1;
      emit("open", notice.open);
    } else if ("message" in notice) emit("message", { data: notice.message });
    else emit("error", { errMsg: notice.error });
  };
  const connection = {
    state: 0,
    start(url: string): void {
      const closed = (code: number, reason: string): void => {
        connection.state = 3;
        gone();
        emit("close", { code, reason });
      };
      link
        .call(
          "network.connect",
          {
            socket,
            url,
            header: headersOf(options["header"]),
            protocols: Array.isArray(options["protocols"]) ? options["protocols"].map((one) => text(one)) : [],
            timeout: number(options["timeout"], settings.networkTimeout?.connectSocket ?? 60_000),
          },
          (detail) => hear(detail as SocketNotice),
        )
        .then(
          ({ code, reason }) => closed(code, reason),
          (error: unknown) => {
            emit("error", { errMsg: error instanceof Error ? error.message : String(error) });
            closed(1006, "abnormal closure");
          },
        );
    },
    async send(data: unknown): Promise<void> {
      if (connection.state !== 1) throw new ApiFailure("SocketTask.readyState is not OPEN");
      const payload = typeof data === "string" ? data : (bytesOf(data).slice().buffer as ArrayBuffer);
      await link.call("network.send", { socket, data: payload });
    },
    async close(code: number, reason: string): Promise<void> {
      if (connection.state > 1) throw new ApiFailure("socket is closed");
      connection.state = 2;
      await link.call("network.close", { socket, code, reason });
    },
  };
  return connection;
}
