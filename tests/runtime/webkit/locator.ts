/** Playwright's Locator: finds its element anew for each action, and waits until the action is possible. */
import type { ElementHandle, Frame, FrameLocator, Locator } from "playwright-core";
import { keySequence } from "./input.ts";
import { checkOptions, complete, missing } from "./missing.ts";
import type { WebKitPage } from "./page.ts";
import type { Box, Step, Target } from "./shared.ts";
import { DocumentLost } from "./tab.ts";
import type { FrameNode } from "./tab.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Timed {
  readonly timeout?: number;
}

interface ClickOptions extends Timed {
  readonly position?: Point;
  readonly force?: boolean;
  /** Only waits until a click would be possible. */
  readonly trial?: boolean;
  readonly clickCount?: number;
}

/** The one element of `__args[0]`, a list of steps. */
const one = "__kit.find(__args[0])[0]";

export class WebKitLocator {
  readonly #page: WebKitPage;
  /** The frame in which to look, which may appear later. */
  readonly #frame: () => Promise<FrameNode | undefined>;
  readonly #steps: readonly Step[];

  constructor(page: WebKitPage, frame: () => Promise<FrameNode | undefined>, steps: readonly Step[]) {
    this.#page = page;
    this.#frame = frame;
    this.#steps = steps;
  }

  locator(selector: string): Locator {
    return this.#more(...stepsOf(selector));
  }

  getByText(text: string, { exact = false }: { exact?: boolean } = {}): Locator {
    return this.#more({ text, exact });
  }

  getByRole(role: string, options?: object): Locator {
    if (role !== "dialog" || options) throw missing(`getByRole("${role}")`, "the adapter finds only dialogs by role");
    return this.#more({ role });
  }

  nth(index: number): Locator {
    return this.#more({ nth: index });
  }

  first(): Locator {
    return this.nth(0);
  }

  last(): Locator {
    return this.nth(-1);
  }

  frameLocator(selector: string): FrameLocator {
    const inside = new WebKitLocator(this.#page, this.#frame, [...this.#steps, ...stepsOf(selector)]);
    return complete<FrameLocator>("FrameLocator", new WebKitLocator(this.#page, () => inside.contentNode(), []));
  }

  async count(): Promise<number> {
    const frame = await this.#frame();
    return frame ? this.#page.tab.run(frame, "__kit.find(__args[0]).length", this.#steps) : 0;
  }

  async isVisible(): Promise<boolean> {
    const frame = await this.#frame();
    if (!frame) return false;
    return this.#page.tab.run(frame, `__kit.find(__args[0]).slice(0, 1).some(__kit.isVisible)`, this.#steps);
  }

  async waitFor({ state = "visible", timeout }: Timed & { state?: string } = {}): Promise<void> {
    await this.#until(`${state}`, timeout, async () => {
      const isThere = state === "attached" || state === "detached" ? (await this.count()) > 0 : await this.isVisible();
      return isThere === (state === "attached" || state === "visible") || undefined;
    });
  }

  textContent(): Promise<string | null> {
    return this.#read(`__kit.text(${one}, "textContent")`);
  }

  innerText(): Promise<string> {
    return this.#read(`__kit.text(${one}, "innerText")`);
  }

  inputValue(): Promise<string> {
    return this.#read(`__kit.text(${one}, "inputValue")`);
  }

  getAttribute(name: string): Promise<string | null> {
    return this.#read(`${one}.getAttribute(__args[1])`, name);
  }

  evaluate(script: ((element: never, argument: never) => unknown) | string, argument?: unknown): Promise<unknown> {
    return this.#read(`(${String(script)})(${one}, __args[1])`, argument);
  }

  /** Like `evaluate`, for all elements that there are now. */
  async evaluateAll(script: ((elements: never, argument: never) => unknown) | string, argument?: unknown) {
    const expression = `(${String(script)})(__kit.find(__args[0]), __args[1])`;
    return this.#page.tab.run(await this.#frameNow(), expression, this.#steps, argument);
  }

  allTextContents(): Promise<unknown> {
    return this.evaluateAll("(elements) => elements.map((element) => element.textContent)");
  }

  async dispatchEvent(type: string): Promise<void> {
    const event = type === "click" ? "MouseEvent" : "Event";
    const options = "{ bubbles: true, cancelable: true, composed: true }";
    await this.#read(`${one}.dispatchEvent(new ${event}(__args[1], ${options}))`, type);
  }

  async focus(): Promise<void> {
    await this.#read(`${one}.focus()`);
  }

  async scrollIntoViewIfNeeded(): Promise<void> {
    await this.#read(`${one}.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" })`);
  }

  async fill(value: string, { timeout }: Timed = {}): Promise<void> {
    await this.#target({ timeout: timeout ?? 0 }, false);
    await this.#read(`__kit.fill(${one}, __args[1])`, value);
  }

  async press(keys: string): Promise<void> {
    await this.focus();
    await this.#page.input.press(keySequence(keys));
  }

  async click(options: ClickOptions = {}): Promise<void> {
    checkOptions("click", options, ["position", "timeout", "force", "trial", "clickCount"]);
    const { x, y } = await this.#target(options, options.force !== true);
    if (options.trial !== true) await this.#page.input.click(x, y, options.clickCount ?? 1);
  }

  dblclick(options: ClickOptions = {}): Promise<void> {
    return this.click({ ...options, clickCount: 2 });
  }

  async hover(options: ClickOptions = {}): Promise<void> {
    checkOptions("hover", options, ["position", "timeout", "force"]);
    const { x, y } = await this.#target(options, options.force !== true);
    await this.#page.input.move(x, y, 1);
  }

  /** In coordinates of the window's viewport. */
  async boundingBox(): Promise<Box | null> {
    const frame = await this.#frameNow();
    const box = await this.#read<Box | null>(`__kit.box(${one})`);
    if (!box) return null;
    const { x, y } = await this.#page.originOf(frame);
    return { ...box, x: box.x + x, y: box.y + y };
  }

  /** Only what leads to a frame. */
  async elementHandle(): Promise<ElementHandle> {
    await this.#frameWithOne();
    return complete<ElementHandle>("ElementHandle", { contentFrame: () => this.contentFrame() });
  }

  async contentFrame(): Promise<Frame | null> {
    const node = await this.contentNode();
    return node ? this.#page.frameOf(node) : null;
  }

  /** The frame of the iframe that the locator finds now. */
  async contentNode(): Promise<FrameNode | undefined> {
    const frame = await this.#frame();
    if (!frame || (await this.count()) === 0) return undefined;
    const element = await this.#page.tab.reference(frame, one, this.#steps);
    await this.#page.tab.refresh();
    return this.#page.childOf(frame, element);
  }

  #more(...steps: readonly Step[]): Locator {
    return complete<Locator>("Locator", new WebKitLocator(this.#page, this.#frame, [...this.#steps, ...steps]));
  }

  /** The value of an expression about the one element, as soon as there is one. */
  async #read<T>(expression: string, argument?: unknown): Promise<T> {
    const frame = await this.#frameWithOne();
    return this.#page.tab.run<T>(frame, expression, this.#steps, argument);
  }

  #frameNow(): Promise<FrameNode> {
    return this.#until("frame", undefined, this.#frame);
  }

  #frameWithOne(timeout?: number): Promise<FrameNode> {
    return this.#until("one element", timeout, async () => {
      const frame = await this.#frame();
      const count = frame ? await this.count() : 0;
      if (count > 1) throw new Error(`${this.#name()} is not one element: it is ${count}`);
      return count === 1 ? frame : undefined;
    });
  }

  /** Where to click, in coordinates of the window's viewport. */
  async #target({ position, timeout }: ClickOptions, mustHit: boolean): Promise<Point> {
    let reason = "there is none";
    const find = async (): Promise<Point | undefined> => {
      const frame = await this.#frameWithOne(timeout);
      const call = `__kit.target(${one}, __args[1], __args[2])`;
      const found = await this.#page.tab.run<Target>(frame, call, this.#steps, position ?? null, mustHit);
      if ("reason" in found) {
        reason = found.reason;
        return undefined;
      }
      const { x, y } = await this.#page.originOf(frame);
      return { x: x + found.x, y: y + found.y };
    };
    return this.#until(() => `an element to act on: ${reason}`, timeout, find);
  }

  async #until<T>(
    what: string | (() => string),
    timeout: number | undefined,
    attempt: () => Promise<T | undefined>,
  ): Promise<T> {
    const time = timeout || this.#page.timeout;
    for (const end = Date.now() + time; ;) {
      const result = await attempt().catch(unlessLost);
      if (result !== undefined) return result;
      if (Date.now() > end) {
        const wanted = typeof what === "string" ? what : what();
        throw new Error(`Timeout ${time}ms exceeded: ${this.#name()} waited for ${wanted}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #name(): string {
    return `locator(${this.#steps.map((step) => JSON.stringify(step)).join(" ")})`;
  }
}

/** Nothing is found in a document that is being replaced. */
export function unlessLost(error: unknown): undefined {
  if (!(error instanceof DocumentLost)) throw error;
}

/** `>>` separates selectors; each is CSS. */
export function stepsOf(selector: string): Step[] {
  return selector.split(">>").map((part) => {
    if (/^\s*[\w-]+=/.test(part)) throw missing(`the selector ${selector}`, "the adapter knows CSS selectors only");
    return { css: part.trim() };
  });
}
