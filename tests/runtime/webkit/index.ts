/**
 * WebKit for the tests of the runtime: Debian's WebKitGTK through WebKitWebDriver (W3C WebDriver), with the part of
 * Playwright's interface that these tests use. Everything else fails with an error that names it.
 *
 * programs.ts starts the driver; session.ts sends commands; tab.ts runs scripts and knows the frames; kit.dom.ts runs
 * in documents; page.ts, frame.ts, locator.ts and input.ts are what tests see.
 *
 * A driver has one session, and a session one storage, so each context has a driver and a browser of its own.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { checkOptions, complete } from "./missing.ts";
import { WebKitPage } from "./page.ts";
import type { Size } from "./page.ts";
import { miniBrowser, openDisplay, startDriver } from "./programs.ts";
import type { Driver } from "./programs.ts";
import { Session } from "./session.ts";
import { Tab } from "./tab.ts";

interface ContextOptions {
  readonly viewport?: Size | null;
  /** Whole numbers only. */
  readonly deviceScaleFactor?: number;
  /** Accepted so that tests of mouse and keyboard in such a context run. There is no touch screen; using it fails. */
  readonly hasTouch?: boolean;
}

/** @throws Error if WebKit is not installed */
export async function launchWebKit(): Promise<Browser> {
  miniBrowser();
  const display = await openDisplay();
  const contexts = new Set<WebKitContext>();
  const newContext = async (options: ContextOptions = {}): Promise<BrowserContext> => {
    checkOptions("newContext", options, ["viewport", "deviceScaleFactor", "hasTouch"]);
    const context = await WebKitContext.open(display.display, options, () => contexts.delete(context));
    contexts.add(context);
    return context.shown;
  };
  return complete<Browser>("Browser", {
    newContext,
    async newPage(options?: ContextOptions): Promise<Page> {
      await newContext(options);
      return ([...contexts].at(-1) as WebKitContext).newPage(true);
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      await display.stop();
    },
  });
}

/** @throws Error for touches: WebKitWebDriver turns them into mouse events */
export async function performWebKitActions(page: Page, actions: readonly object[]): Promise<void> {
  await (pages.get(page) as WebKitPage).input.perform(actions);
}

/** The adapter's object of each page that tests have. */
const pages = new WeakMap<Page, WebKitPage>();

class WebKitContext {
  readonly shown = complete<BrowserContext>("BrowserContext", this);
  readonly #driver: Driver;
  readonly #session: Session;
  readonly #viewport: Size;
  readonly #onClose: () => void;
  #pages = 0;

  private constructor(driver: Driver, session: Session, { viewport }: ContextOptions, onClose: () => void) {
    this.#driver = driver;
    this.#session = session;
    this.#viewport = viewport ?? { width: 1280, height: 720 };
    this.#onClose = onClose;
  }

  static async open(display: string, options: ContextOptions, onClose: () => void): Promise<WebKitContext> {
    const driver = await startDriver(display, options.deviceScaleFactor ?? 1);
    try {
      return new WebKitContext(driver, await Session.open(driver.address), options, onClose);
    } catch (error) {
      await driver.stop();
      throw error;
    }
  }

  /** @param isOwner whether closing the page closes the context */
  async newPage(isOwner = false): Promise<Page> {
    const session = this.#session;
    // A session starts with one window.
    const window = await session.exclusive(async (send) => {
      if (this.#pages === 0) return send<string>("GET", "/window");
      return (await send<{ handle: string }>("POST", "/window/new", { type: "window" })).handle;
    });
    this.#pages++;
    const tab = new Tab(session, window);
    const page = new WebKitPage(
      tab,
      () => this.shown,
      // Without its last window a session ends.
      async () => {
        if (isOwner || this.#pages === 1) return this.close();
        this.#pages--;
        await tab.close();
      },
    );
    await page.setViewportSize(this.#viewport);
    pages.set(page.shown, page);
    return page.shown;
  }

  async close(): Promise<void> {
    if (this.#session.isClosed) return;
    this.#onClose();
    await this.#session.close();
    await this.#driver.stop();
  }
}
