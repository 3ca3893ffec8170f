/**
 * Runs mock functions in a Worker that can do nothing but answer. A function that never ends is stopped: a busy Worker
 * does not answer pings, and one that waits forever exceeds the time limit of its call.
 */
import type { FromMocks, MockCall } from "../../runtime/preview-protocol.ts";

export interface MockFunctions {
  /**
   * @param which `version` of the functions; another one than before starts a new Worker
   * @throws Error with what the function threw, or why it was stopped
   */
  call(which: { readonly module: string; readonly version: string }, options: unknown): Promise<unknown>;
}

export interface MockLog {
  readonly level: "log" | "info" | "warn" | "error" | "debug";
  readonly values: readonly string[];
}

/** Milliseconds: between pings, without an answer to them, for starting, and for a whole call. */
const limitsMs = { ping: 500, silence: 3_000, start: 15_000, call: 60_000 } as const;

export function createMockFunctions(log: (line: MockLog) => void): MockFunctions {
  let current: RunningMocks | undefined;
  return {
    call({ module, version }, options) {
      if (current?.version !== version || current.hasEnded) {
        current?.end("the mock was changed meanwhile");
        current = new RunningMocks(version, log);
      }
      return current.call(module, options);
    },
  };
}

interface Waiting {
  readonly module: string;
  readonly begun: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class RunningMocks {
  readonly version: string;
  hasEnded = false;
  readonly #worker = new Worker("/mocks.js");
  readonly #log: (line: MockLog) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #calls: MockCall[] = [];
  #nextId = 1;
  #isReady = false;
  #lastMessageAt = performance.now();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(version: string, log: (line: MockLog) => void) {
    this.version = version;
    this.#log = log;
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromMocks>) => this.#receive(data));
    this.#worker.addEventListener("error", (event) => this.end(event.message || "the mocks could not be loaded"));
  }

  call(module: string, options: unknown): Promise<unknown> {
    const id = this.#nextId++;
    const message: MockCall = { type: "call", id, module, options };
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#lastMessageAt = performance.now();
      this.#waiting.set(id, { module, begun: performance.now(), resolve, reject });
      this.#timer ??= setInterval(() => this.#checkTimeouts(), limitsMs.ping);
      if (this.#isReady) this.#worker.postMessage(message, []);
      else this.#calls.push(message);
    });
  }

  end(reason: string): void {
    this.hasEnded = true;
    this.#worker.terminate();
    clearInterval(this.#timer);
    for (const { module, reject } of this.#waiting.values()) reject(new Error(`${module}: ${reason}`));
    this.#waiting.clear();
  }

  #receive(message: FromMocks): void {
    this.#lastMessageAt = performance.now();
    if (message.type === "ready") {
      this.#isReady = true;
      for (const call of this.#calls.splice(0)) this.#worker.postMessage(call, []);
    } else if (message.type === "log") this.#log({ level: message.level, values: message.values.map(String) });
    else if (message.type === "answer") {
      const one = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      this.#stopPinging();
      if (message.error === undefined) one?.resolve(message.value);
      else one?.reject(new Error(`${one.module}: ${String(message.error)}`));
    }
  }

  /** Stops pinging when no call is pending. */
  #stopPinging(): void {
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #checkTimeouts(): void {
    const now = performance.now();
    const silence = this.#isReady ? limitsMs.silence : limitsMs.start;
    if (now - this.#lastMessageAt > silence) return this.end(`stopped: it was busy for ${silence / 1000} seconds`);
    for (const [id, { module, begun, reject }] of this.#waiting) {
      if (now - begun < limitsMs.call) continue;
      this.#waiting.delete(id);
      reject(new Error(`${module}: no response within ${limitsMs.call / 1000} seconds`));
    }
    this.#stopPinging();
    if (this.#isReady && this.#waiting.size > 0) this.#worker.postMessage({ type: "ping" } satisfies MockCall, []);
  }
}
