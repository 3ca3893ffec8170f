/**
 * A page frame in a real browser, under its intended policy. The test acts as the Worker: it sends batches over the
 * port and reads the frame's messages.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { Container, Op } from "../../../src/runtime/protocol.ts";
import type { FromFrame, Operation, ToFrame } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { launchBrowser } from "../browser.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src * data: blob:",
  "font-src * data: blob:",
  "media-src * data: blob:",
  "connect-src 'none'",
].join("; ");

export interface StageOptions {
  /** As in `view.json`. */
  readonly view: Readonly<Record<string, readonly (readonly SkeletonChild[])[]>>;
  /** Files of the package. */
  readonly files?: Readonly<Record<string, string>>;
  readonly appSheets?: readonly string[];
  readonly context?: BrowserContextOptions;
  /** Requests for files of the package are not answered before `release`. */
  readonly isHeld?: boolean;
}

export type Message<T extends FromFrame["type"]> = Extract<FromFrame, { type: T }>;

export class Stage {
  readonly page: Page;
  readonly frame: Frame;
  /** Errors and refused requests in the browser's console. */
  readonly errors: string[];
  /** Answers the requests for files that were held back. */
  readonly release: () => void;
  readonly #close: () => Promise<void>;
  #batches = 0;

  constructor(page: Page, frame: Frame, errors: string[], release: () => void, close: () => Promise<void>) {
    this.page = page;
    this.frame = frame;
    this.errors = errors;
    this.release = release;
    this.#close = close;
  }

  async send(message: ToFrame): Promise<void> {
    await this.page.evaluate((one) => (globalThis as unknown as Host).port.postMessage(one, []), message);
  }

  /** Sends a batch and waits until the frame has applied it. */
  async batch(...operations: Operation[]): Promise<void> {
    const number = ++this.#batches;
    await this.send({ type: "batch", number, operations });
    await this.message("applied", (m) => m.batch === number);
  }

  /** Messages from the frame of one type. */
  async messages<T extends FromFrame["type"]>(type: T): Promise<Message<T>[]> {
    const all = await this.page.evaluate(() => (globalThis as unknown as Host).messages);
    return all.filter((m): m is Message<T> => m.type === type);
  }

  /** Waits for a message from the frame. */
  async message<T extends FromFrame["type"]>(
    type: T,
    test: (message: Message<T>) => boolean = () => true,
  ): Promise<Message<T>> {
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      const found = (await this.messages(type)).find(test);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`the frame sent no ${type}; it sent ${JSON.stringify(await this.all())}`);
  }

  all(): Promise<FromFrame[]> {
    return this.page.evaluate(() => (globalThis as unknown as Host).messages);
  }

  async forget(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as Host).messages.splice(0));
  }

  /**
   * The page's contents without comments and the frame's own attribute, with sorted attributes; `view` stands for
   * `wx-view`.
   */
  html(selector = "body"): Promise<string> {
    return this.frame.evaluate((from) => {
      const print = (node: unknown): string => {
        const { nodeType, data, localName, attributes, childNodes } = node as PrintableNode;
        if (nodeType === 3) return data;
        if (nodeType !== 1) return "";
        const name = localName.replace(/^wx-/, "");
        const rest = [...attributes].filter((one) => one.name !== "_n").map((one) => ` ${one.name}="${one.value}"`);
        rest.sort();
        return `<${name}${rest.join("")}>${[...childNodes].map(print).join("")}</${name}>`;
      };
      const { document } = globalThis as unknown as { document: { querySelector(s: string): PrintableNode } };
      return [...document.querySelector(from).childNodes].map(print).join("");
    }, selector);
  }

  /** The value of an expression in the frame. */
  read<T>(expression: string): Promise<T> {
    return this.frame.evaluate(expression);
  }

  close(): Promise<void> {
    return this.#close();
  }
}

interface PrintableNode {
  readonly nodeType: number;
  readonly data: string;
  readonly localName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly childNodes: Iterable<PrintableNode>;
}

interface Host {
  readonly port: { postMessage(message: unknown, transfer: readonly unknown[]): void };
  readonly messages: FromFrame[];
}

/** The frame's script as a host would serve it: path → text. */
async function buildFrame(): Promise<ReadonlyMap<string, string>> {
  const entry = fileURLToPath(new URL("../../../src/runtime/view/page.ts", import.meta.url));
  const script = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    splitting: true,
    chunkNames: "c/[name]-[hash]",
    outdir: "/out",
    write: false,
    logLevel: "silent",
  });
  const css = await build({
    entryPoints: [entry.replace(/\.ts$/, ".css")],
    bundle: true,
    write: false,
    outdir: "/out",
    logLevel: "silent",
  });
  return new Map(
    [...script.outputFiles, ...css.outputFiles].map(({ path, text }) => [path.slice("/out/".length), text]),
  );
}

const document = `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="page.css"><script type="module" src="page.js"></script></head><body></body></html>`;

function hostDocument(page: object): string {
  return `<!doctype html><style>body{margin:0}iframe{border:0;width:375px;height:600px;display:block}</style><body><script>
const messages = [], pulls = [], channel = new MessageChannel(), port = channel.port1;
globalThis.messages = messages; globalThis.pulls = pulls; globalThis.port = port;
port.onmessage = (event) => messages.push(event.data);
addEventListener("message", (event) => {
  if (event.data.type === "miniapp-pull") pulls.push(event.data);
  if (event.data.type !== "miniapp-waits") return;
  event.source.postMessage(${JSON.stringify(page)}, "*", [channel.port2]);
});
</script><iframe src="/a/1/page.html"></iframe>`;
}

/** A frame that has become a page and waits for its first batch. */
async function openStage(browser: Browser, built: ReadonlyMap<string, string>, options: StageOptions): Promise<Stage> {
  const become = {
    type: "miniapp-page",
    page: 1,
    path: "pages/a/a",
    packages: ["main"],
    appSheets: options.appSheets ?? [],
    theme: "light",
    language: "zh-CN",
    disableScroll: false,
    background: "#fff",
    safeArea: { top: 0, bottom: 0 },
  };
  const answers = new Map<string, string>([
    ["/host.html", hostDocument(become)],
    ["/a/1/page.html", document],
    ["/a/1/view/main.js", `__miniapp_view__("main",${JSON.stringify(options.view)})`],
    ...[...built].map(([path, text]) => [`/a/1/${path}`, text] as const),
    ...Object.entries(options.files ?? {}).map(([path, text]) => [`/a/1/p/${path}`, text] as const),
  ]);
  const types: Record<string, string> = {
    html: "text/html",
    js: "text/javascript",
    css: "text/css",
    svg: "image/svg+xml",
  };
  let release = (): void => {};
  const released = options.isHeld ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    const body = answers.get(path);
    const type = types[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const headers = path.startsWith("/a/") ? { "content-security-policy": policy } : {};
    const answer = () => {
      const status = path === "/favicon.ico" ? 204 : body === undefined ? 404 : 200;
      response.writeHead(status, { "content-type": type, ...headers });
      response.end(body ?? "");
    };
    if (path.startsWith("/a/1/p/")) void released.then(answer);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const context = await browser.newContext({ viewport: { width: 375, height: 600 }, ...options.context });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error") errors.push(line.text());
  });
  await page.goto(`http://127.0.0.1:${port}/host.html`);
  const frame = page.frames().find((one) => one !== page.mainFrame());
  if (!frame) throw new Error("the page has no frame");
  const stage = new Stage(page, frame, errors, release, async () => {
    await context.close();
    await new Promise((resolve) => server.close(resolve));
  });
  await stage.message("ready");
  return stage;
}

export type WithStage = (
  skeletons: readonly (readonly SkeletonChild[])[],
  run: (stage: Stage) => Promise<void>,
  options?: Partial<StageOptions>,
) => Promise<void>;

/**
 * Starts one browser for the tests of a file, and for each test a stage with skeletons of the module `m.wxml`. A test
 * fails if the frame reports a problem or the browser an error, unless `allowed`.
 */
export function useStages(allowed: readonly ("problems" | "errors")[] = [], browserArgs?: string[]): WithStage {
  let browser: Browser;
  let built: ReadonlyMap<string, string>;
  beforeAll(async () => {
    [browser, built] = await Promise.all([launchBrowser(browserArgs), buildFrame()]);
  });
  afterAll(() => browser.close());
  return async (skeletons, run, options = {}) => {
    const stage = await openStage(browser, built, { view: { "m.wxml": skeletons }, ...options });
    try {
      await run(stage);
      if (!allowed.includes("problems")) expect(await stage.messages("problem")).toEqual([]);
      if (!allowed.includes("errors")) expect(stage.errors).toEqual([]);
    } finally {
      await stage.close();
    }
  };
}

/** The operation that displays a block as the page. */
export function page(base: number): Operation[] {
  return [Op.root, Container.page, base];
}

/** Groups operations so that the formatter keeps them on one line. */
export function line(...items: readonly Operation[]): readonly Operation[] {
  return items;
}

/** The declaration of a template of the module `m.wxml`. */
export function template(
  number: number,
  index: number,
  more: {
    readonly scope?: string;
    readonly global?: 0 | 1;
    readonly hosts?: readonly (number | string)[];
    readonly extras?: readonly number[];
    readonly module?: string;
  } = {},
): Operation[] {
  const { scope = "", global = 1, hosts = [], extras = [], module = "m.wxml" } = more;
  return [Op.template, number, module, index, scope, global, hosts, extras];
}
