/** A WebDriver session: one browser process with its own storage. Commands run one after another. */
import { miniBrowser } from "./programs.ts";

/** A reference to an element, as WebDriver writes it. */
export interface ElementReference {
  readonly [elementKey]: string;
}

export const elementKey = "element-6066-11e4-a52e-4f735466cecf";

/** An error that the driver answered, with its code, such as `no such frame`. */
export class DriverError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`WebDriver: ${code}${message === "" ? "" : `: ${message}`}`);
    this.code = code;
  }
}

export type Send = <T>(method: "GET" | "POST" | "DELETE", path: string, body?: object) => Promise<T>;

export class Session {
  readonly #url: string;
  #last: Promise<unknown> = Promise.resolve();
  isClosed = false;

  private constructor(url: string) {
    this.#url = url;
  }

  static async open(address: string): Promise<Session> {
    const options = { binary: miniBrowser(), args: ["--automation"] };
    const capabilities = { alwaysMatch: { acceptInsecureCerts: true, "webkitgtk:browserOptions": options } };
    const { sessionId } = await send<{ sessionId: string }>("POST", `${address}/session`, { capabilities });
    const session = new Session(`${address}/session/${sessionId}`);
    await session.exclusive((command) => command("POST", "/timeouts", { script: 30_000, pageLoad: 60_000 }));
    return session;
  }

  /**
   * Runs commands without those of others in between: the driver has one current window and one current frame, so that
   * a command belongs to the switch before it.
   */
  exclusive<T>(work: (send: Send) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      if (this.isClosed) throw new Error("The browser's context is closed");
      return work((method, path, body) => send(method, this.#url + path, body));
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.exclusive((command) => command("DELETE", "")).catch(() => undefined);
    this.isClosed = true;
  }
}

async function send<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(method === "POST" ? { body: JSON.stringify(body ?? {}), headers: { "Content-Type": "application/json" } } : {}),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) {
    const { error, message } = value as { error: string; message?: string };
    throw new DriverError(error, message ?? "");
  }
  return value as T;
}
