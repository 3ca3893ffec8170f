/** Playwright's Frame: a document in a page. */
import type { ElementHandle, FrameLocator, Locator } from "playwright-core";
import { WebKitLocator, stepsOf, unlessLost } from "./locator.ts";
import type { WebKitPage } from "./page.ts";
import { expressionOf } from "./script-text.ts";
import type { FrameNode } from "./tab.ts";

/** Functions of a test run in the browser; their types are those of the test. */
type Script = string | ((argument: never) => unknown);

export class WebKitFrame {
  readonly #page: WebKitPage;
  readonly #node: FrameNode;

  constructor(page: WebKitPage, node: FrameNode) {
    this.#page = page;
    this.#node = node;
  }

  url(): string {
    // The next answer may be another: a document reports no navigation.
    void this.#page.tab.refresh();
    return this.#node.url;
  }

  evaluate(script: Script, argument?: unknown): Promise<unknown> {
    const { tab } = this.#page;
    if (typeof script === "string") return tab.run(this.#node, expressionOf(script));
    return argument === undefined
      ? tab.run(this.#node, `(${String(script)})()`)
      : tab.run(this.#node, `(${String(script)})(...__args)`, argument);
  }

  async waitForFunction(
    script: Script,
    argument?: unknown,
    options: { readonly timeout?: number } = {},
  ): Promise<void> {
    const time = options.timeout ?? this.#page.timeout;
    for (const end = Date.now() + time; ;) {
      // Whether it is true; the value itself may be a function or an element.
      const call = typeof script === "string" ? expressionOf(script) : `(${String(script)})(...__args)`;
      const wrapped = `Promise.resolve(${call}\n).then(Boolean)`;
      const values = argument === undefined ? [] : [argument];
      if (await this.#page.tab.run(this.#node, wrapped, ...values).catch(unlessLost)) return;
      if (Date.now() > end) throw new Error(`Timeout ${time}ms exceeded: waitForFunction ${String(script)}`);
      await this.#page.pause(20);
    }
  }

  async waitForSelector(selector: string, options: { readonly timeout?: number } = {}): Promise<ElementHandle> {
    const found = this.locator(selector).first();
    await found.waitFor(options);
    return (await found.elementHandle()) as ElementHandle;
  }

  locator(selector: string): Locator {
    return this.#root().locator(selector);
  }

  getByText(text: string, options?: { exact?: boolean }): Locator {
    return this.#root().getByText(text, options);
  }

  getByRole(role: string, options?: object): Locator {
    return this.#root().getByRole(role, options);
  }

  frameLocator(selector: string): FrameLocator {
    return this.#root().frameLocator(selector);
  }

  click(selector: string, options?: object): Promise<void> {
    return this.#one(selector).click(options);
  }

  dblclick(selector: string, options?: object): Promise<void> {
    return this.#one(selector).dblclick(options);
  }

  hover(selector: string, options?: object): Promise<void> {
    return this.#one(selector).hover(options);
  }

  focus(selector: string): Promise<void> {
    return this.#one(selector).focus();
  }

  fill(selector: string, value: string): Promise<void> {
    return this.#one(selector).fill(value);
  }

  press(selector: string, keys: string): Promise<void> {
    return this.#one(selector).press(keys);
  }

  textContent(selector: string): Promise<string | null> {
    return this.#one(selector).textContent();
  }

  innerText(selector: string): Promise<string> {
    return this.#one(selector).innerText();
  }

  getAttribute(selector: string, name: string): Promise<string | null> {
    return this.#one(selector).getAttribute(name);
  }

  isVisible(selector: string): Promise<boolean> {
    return this.#one(selector).isVisible();
  }

  title(): Promise<string> {
    return this.#page.tab.run(this.#node, "document.title");
  }

  content(): Promise<string> {
    return this.#page.tab.run(this.#node, "document.documentElement.outerHTML");
  }

  /** The first of the elements, as Playwright's own short forms take it. */
  #one(selector: string): WebKitLocator {
    return new WebKitLocator(this.#page, () => Promise.resolve(this.#node), [...stepsOf(selector), { nth: 0 }]);
  }

  #root(): WebKitLocator {
    return new WebKitLocator(this.#page, () => Promise.resolve(this.#node), []);
  }
}
