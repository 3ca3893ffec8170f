/**
 * One window of a session and the frames in it. Runs scripts in a frame and keeps the list of frames up to date, because
 * Playwright's `frames()` and `url()` answer without waiting: the list is read anew after each script.
 */
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { missing } from "./missing.ts";
import { DriverError, elementKey } from "./session.ts";
import type { ElementReference, Send, Session } from "./session.ts";
import { kitName } from "./shared.ts";
import type { Answer, Heard, Marked } from "./shared.ts";

/** A frame, or the document of the window itself. */
export interface FrameNode {
  readonly parent: FrameNode | undefined;
  /** The iframe in the parent's document. */
  readonly element: ElementReference | undefined;
  children: FrameNode[];
  /** How many `load` events the iframe has had when it was last read; `undefined` if it has to be read. */
  loads: number | undefined;
  url: string;
}

interface SeenFrames {
  readonly url: string;
  readonly frames: readonly { readonly element: ElementReference; readonly loads: number }[];
}

/** The frame in which a session's next command runs. */
const current = new WeakMap<Session, FrameNode>();
let scripts = 0;
let kitSource: Promise<string> | undefined;

/** The script of the kit; built once per process. */
async function buildKit(): Promise<string> {
  const entry = fileURLToPath(new URL("kit.dom.ts", import.meta.url));
  const options = { bundle: true, format: "iife", target: "es2022", write: false } as const;
  const { outputFiles } = await build({ entryPoints: [entry], ...options });
  return outputFiles[0]?.text ?? "";
}

/** A script's document was replaced by another, or its frame removed. Whoever waits for something may try again. */
export class DocumentLost extends Error {}

export class Tab {
  readonly main: FrameNode = { parent: undefined, element: undefined, children: [], loads: 0, url: "about:blank" };
  readonly session: Session;
  readonly #window: string;
  /** Gets console calls and errors of all documents, once somebody listens. */
  onHeard: ((heard: Heard) => void) | undefined;

  constructor(session: Session, window: string) {
    this.session = session;
    this.#window = window;
  }

  /** Runs commands with a frame as the current one, then updates the list of frames. */
  async within<T>(frame: FrameNode, work: (send: Send) => Promise<T>): Promise<T> {
    return this.session.exclusive(async (send) => {
      await this.#enter(send, frame);
      try {
        return await work(send);
      } finally {
        await this.#look(send, this.onHeard !== undefined).catch(() => current.delete(this.session));
      }
    });
  }

  /** Reads the list of frames of all documents. */
  refresh(): Promise<void> {
    return this.session.exclusive((send) => this.#look(send, true)).catch(() => void current.delete(this.session));
  }

  /** Loads another document, or the same again. */
  async navigate(path: "/url" | "/refresh", body: object): Promise<void> {
    await this.within(this.main, async (send) => {
      this.main.children = [];
      await send("POST", path, body);
      current.delete(this.session);
    });
  }

  async close(): Promise<void> {
    await this.within(this.main, (send) => send("DELETE", "/window"));
    current.delete(this.session);
  }

  /**
   * The value of a JavaScript expression in a frame. It can use `__kit`, and `__args`, a list of JSON values and element
   * references. A promise is awaited; other commands may run meanwhile.
   */
  async run<T>(frame: FrameNode, expression: string, ...args: readonly unknown[]): Promise<T> {
    const id = ++scripts;
    const start = `__kit.run(${id}, () => (${expression}\n), __done);`;
    let answer = await this.within(frame, (send) => execute(send, start, args));
    while ("pending" in answer) {
      answer = await this.within(frame, (send) => execute(send, `__kit.poll(${id}, __done);`, []));
    }
    if ("lost" in answer || "noKit" in answer)
      throw new DocumentLost("The document was replaced while a script ran in it");
    if ("error" in answer) {
      const { name, message, stack } = answer.error;
      const error = new Error(`${name}: ${message}`);
      error.stack = `${error.message}\n${stack}`;
      throw error;
    }
    return decode(answer.value) as T;
  }

  /** A reference to the element that an expression gives, which is in the frame's document. */
  reference(frame: FrameNode, expression: string, ...args: readonly unknown[]): Promise<ElementReference | null> {
    return this.within(frame, (send) => inDocument(send, expression, args));
  }

  /** All frames, parents first. */
  frames(from = this.main): FrameNode[] {
    return [from, ...from.children.flatMap((child) => this.frames(child))];
  }

  async #enter(send: Send, frame: FrameNode): Promise<void> {
    if (current.get(this.session) === frame) return;
    current.delete(this.session);
    try {
      await send("POST", "/window", { handle: this.#window });
      await send("POST", "/frame", { id: null });
      for (const one of pathTo(frame)) await send("POST", "/frame", { id: one.element });
    } catch (error) {
      if (error instanceof DriverError && frame.parent) throw new DocumentLost("Frame was detached", { cause: error });
      throw error;
    }
    current.set(this.session, frame);
  }

  /** Reads the window's frames: those that are new or loaded another document and, if `isFull`, all others too. */
  async #look(send: Send, isFull: boolean, frame = this.main): Promise<void> {
    await this.#enter(send, frame);
    const seen = await inDocument<SeenFrames>(send, "__kit.frames()", []);
    frame.url = seen.url;
    if (this.onHeard) {
      const heard = await inDocument<Heard[]>(send, "(__kit.record(), __kit.heard.splice(0))", []);
      for (const one of heard) this.onHeard(one);
    }
    const known = new Map(frame.children.map((child) => [idOf(child.element), child]));
    frame.children = seen.frames.map(
      ({ element }) =>
        known.get(idOf(element)) ?? { parent: frame, element, children: [], loads: undefined, url: "about:blank" },
    );
    for (const [index, child] of frame.children.entries()) {
      const loads = seen.frames[index]?.loads;
      if (child.loads === loads && !isFull) continue;
      try {
        await this.#look(send, isFull, child);
        child.loads = loads;
      } catch {
        // It was removed or is loading: read again next time.
        child.loads = undefined;
        current.delete(this.session);
      }
    }
  }
}

function idOf(element: ElementReference | undefined): string {
  return element?.[elementKey] ?? "";
}

function pathTo(frame: FrameNode): FrameNode[] {
  return frame.parent ? [...pathTo(frame.parent), frame] : [];
}

/** Runs a statement with `__kit`, `__args` and `__done` in the current frame. */
async function execute(send: Send, statement: string, args: readonly unknown[]): Promise<Answer> {
  const script = `const __args = [...arguments], __done = __args.pop(), __kit = window.${kitName};
if (!__kit) return __done({ noKit: true });
${statement}`;
  const run = (): Promise<Answer> => send("POST", "/execute/async", { script, args });
  const answer = await run();
  if (!("noKit" in answer)) return answer;
  await addKit(send);
  return run();
}

/** The value of an expression that needs no waiting; unlike with `execute`, it may have element references in it. */
async function inDocument<T>(send: Send, expression: string, args: readonly unknown[]): Promise<T> {
  const script = `const __args = [...arguments], __kit = window.${kitName};
return __kit ? { value: ${expression} } : {};`;
  const run = (): Promise<{ value?: T }> => send("POST", "/execute/sync", { script, args });
  let answer = await run();
  if (!("value" in answer)) {
    await addKit(send);
    answer = await run();
  }
  if (!("value" in answer)) throw missing("a script in this document");
  return answer.value as T;
}

async function addKit(send: Send): Promise<void> {
  await send("POST", "/execute/sync", { script: await (kitSource ??= buildKit()), args: [] });
}

function decode(text: string): unknown {
  const value = JSON.parse(text, (_key, one: unknown) => {
    if (typeof one !== "object" || one === null || !("$value" in one)) return one;
    const mark = (one as Marked).$value;
    return mark === "undefined" ? undefined : Number(mark);
  }) as unknown;
  return value;
}
