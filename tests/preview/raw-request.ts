/** Requests over raw sockets, which send the request line exactly as given. */
import { connect } from "node:net";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Socket timeout in milliseconds, long enough that even on a busy machine it means that the server hangs. */
const limit = 20_000;

/** @param lines request line and headers, without the empty line at the end; `body` follows it */
export function sendRaw(port: number, lines: readonly string[], body = "", host = "127.0.0.1"): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    const parts: Buffer[] = [];
    socket.on("data", (part) => parts.push(part));
    socket.on("error", reject);
    socket.on("close", () => resolve(parseAnswer(Buffer.concat(parts).toString("latin1"))));
    socket.setTimeout(limit, () => socket.destroy(new Error(`no answer in ${limit / 1000} s`)));
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  });
}

/** Sends an upgrade request and closes the connection after the response headers, since an upgraded one stays open. */
export function sendUpgrade(port: number, lines: readonly string[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let text = "";
    socket.on("data", (part) => {
      text += part.toString("latin1");
      if (text.includes("\r\n\r\n")) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(parseAnswer(text)));
    socket.setTimeout(limit, () => socket.destroy(new Error(`no answer in ${limit / 1000} s`)));
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  });
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end === -1 ? text.length : end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1] ?? 0),
    headers,
    body: end === -1 ? "" : text.slice(end + 4),
  };
}
