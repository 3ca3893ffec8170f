/** Playwright's Page: a window, with its frames, mouse and keyboard. What a main frame has is in frame.ts. */
import type { BrowserContext, ConsoleMessage, Frame, Keyboard, Mouse, Page, Touchscreen } from "playwright-core";
import { WebKitFrame } from "./frame.ts";
import { Input, keySequence } from "./input.ts";
import { checkOptions, complete, missing } from "./missing.ts";
import { elementKey } from "./session.ts";
import type { ElementReference } from "./session.ts";
import type { Box, Heard } from "./shared.ts";
import type { FrameNode, Tab } from "./tab.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

type Listener = (event: ConsoleMessage | Error) => void;

export class WebKitPage {
  readonly tab: Tab;
  readonly input: Input;
  readonly mouse: Mouse;
  readonly keyboard: Keyboard;
  readonly touchscreen: Touchscreen;
  /** Milliseconds that actions wait. */
  timeout = 30_000;
  /** The object that tests get: this page and the functions of its main frame. */
  readonly shown: Page;
  readonly #context: () => BrowserContext;
  readonly #close: () => Promise<void>;
  readonly #frames = new WeakMap<FrameNode, Frame>();
  readonly #listeners: Readonly<Record<"console" | "pageerror", Listener[]>> = { console: [], pageerror: [] };
  #viewport: Size | null = null;

  constructor(tab: Tab, context: () => BrowserContext, close: () => Promise<void>) {
    this.tab = tab;
    this.input = new Input(tab);
    this.#context = context;
    this.#close = close;
    this.mouse = mouseOf(this.input);
    this.keyboard = keyboardOf(this);
    this.touchscreen = complete<Touchscreen>("Touchscreen", {
      tap: () => Promise.reject(missing("Touchscreen.tap", "WebKitWebDriver has no touch screen")),
    });
    this.shown = complete<Page>("Page", this, new WebKitFrame(this, tab.main));
  }

  context(): BrowserContext {
    return this.#context();
  }

  mainFrame(): Frame {
    return this.frameOf(this.tab.main);
  }

  /** The frames when the last command of this page ended. */
  frames(): Frame[] {
    const all = this.tab.frames().map((node) => this.frameOf(node));
    // For whoever asks again and again without another command.
    void this.tab.refresh();
    return all;
  }

  frameOf(node: FrameNode): Frame {
    const known = this.#frames.get(node) ?? complete<Frame>("Frame", new WebKitFrame(this, node));
    this.#frames.set(node, known);
    return known;
  }

  childOf(node: FrameNode, element: ElementReference | null): FrameNode | undefined {
    return node.children.find((child) => child.element?.[elementKey] === element?.[elementKey]);
  }

  /** The left upper corner of a frame's document in the window's viewport. */
  async originOf({ parent, element }: FrameNode): Promise<{ readonly x: number; readonly y: number }> {
    if (!parent) return { x: 0, y: 0 };
    const box = `__kit.inner(__args[0])`;
    const [own, outer] = [await this.tab.run<Box>(parent, box, element), await this.originOf(parent)];
    return { x: outer.x + own.x, y: outer.y + own.y };
  }

  async goto(url: string, options?: object): Promise<null> {
    checkOptions("goto", options, ["timeout", "waitUntil"]);
    await this.tab.navigate("/url", { url });
    return null;
  }

  async reload(): Promise<null> {
    await this.tab.navigate("/refresh", {});
    return null;
  }

  viewportSize(): Size | null {
    return this.#viewport;
  }

  /** Sizes the window so that its viewport has this size. */
  async setViewportSize(size: Size): Promise<void> {
    const { tab } = this;
    const inner = async (): Promise<Size> => tab.run(tab.main, "({ width: innerWidth, height: innerHeight })");
    let asked = size;
    for (let attempt = 0; attempt < 5; attempt++) {
      await tab.within(tab.main, (send) => send("POST", "/window/rect", { x: 0, y: 0, ...asked }));
      const { width, height } = await inner();
      if (width === size.width && height === size.height) break;
      if (attempt === 4) throw missing(`a viewport of ${size.width} by ${size.height}`, `it is ${width} by ${height}`);
      asked = { width: asked.width + size.width - width, height: asked.height + size.height - height };
    }
    this.#viewport = size;
  }

  async screenshot(options?: object): Promise<Buffer> {
    checkOptions("screenshot", options, []);
    const image = await this.tab.within(this.tab.main, (send) => send<string>("GET", "/screenshot"));
    return Buffer.from(image, "base64");
  }

  async bringToFront(): Promise<void> {
    await this.tab.refresh();
  }

  waitForTimeout(milliseconds: number): Promise<void> {
    return this.pause(milliseconds);
  }

  async pause(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await this.tab.refresh();
  }

  setDefaultTimeout(milliseconds: number): void {
    this.timeout = milliseconds;
  }

  /**
   * WebDriver reports no events. A recorder in each document gives uncaught errors, console calls and violations of the
   * policy, whenever a command ends. It starts when a document is first seen, which is after its `load` event for the
   * main one, and it does not see what the browser itself writes to the console, such as failed requests, nor Workers.
   */
  on(event: string, listener: Listener): Page {
    if (event !== "console" && event !== "pageerror") throw missing(`the event ${event} of Page`);
    this.#listeners[event].push(listener);
    this.tab.onHeard = (heard) => this.#tell(heard);
    return this.shown;
  }

  #tell({ kind, type, text }: Heard): void {
    if (kind === "error") {
      for (const listener of this.#listeners.pageerror) listener(new Error(text));
      return;
    }
    const message = complete<ConsoleMessage>("ConsoleMessage", { type: () => type, text: () => text });
    for (const listener of this.#listeners.console) listener(message);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function mouseOf(input: Input): Mouse {
  return complete<Mouse>("Mouse", {
    move: (x: number, y: number, { steps = 1 }: { steps?: number } = {}) => input.move(x, y, steps),
    down: () => input.down(),
    up: () => input.up(),
    wheel: (x: number, y: number) => input.wheel(x, y),
    click: (x: number, y: number, { clickCount = 1 }: { clickCount?: number } = {}) => input.click(x, y, clickCount),
    dblclick: (x: number, y: number) => input.click(x, y, 2),
  });
}

function keyboardOf({ input, tab }: WebKitPage): Keyboard {
  return complete<Keyboard>("Keyboard", {
    press: (keys: string) => input.press(keySequence(keys)),
    type: (text: string) => input.type(text),
    async insertText(text: string) {
      const inserts = await tab.run(tab.main, `document.execCommand("insertText", false, __args[0])`, text);
      if (!inserts) throw missing("Keyboard.insertText", "no field of the main document has the focus");
    },
  });
}
