/** A page with the fake frame, under the same policy as real frames. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../browser.ts";

const root = join(import.meta.dirname, "../../..");

export interface Heard {
  readonly on: string;
  readonly type: string;
  readonly detail: unknown;
}

export interface Stage {
  readonly page: Page;
  /** Problems in the page: errors, and violations of the policy. */
  readonly problems: string[];
  show(markup: string): Promise<void>;
  set(selector: string, name: string, value: unknown): Promise<void>;
  /** Events since the last call. */
  events(): Promise<Heard[]>;
  /** Like `events`, but keeps the events for the next call; for polling. */
  heard(): Promise<Heard[]>;
  /** Role, name and state of everything that a screen reader finds; the state is `checked`, `disabled` and the like. */
  accessible(): Promise<(readonly [role: string, name: string, state: string, value: string | number])[]>;
  /** Evaluates an expression in the page. */
  run<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data: blob:; media-src * data: blob:; connect-src 'none'";

// Images of 40 by 20, and of 60 by 30.
const pictures: Readonly<Record<string, string>> = {
  "/dir/a.svg":
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="teal"/><circle cx="10" cy="10" r="8" fill="orange"/></svg>',
  "/dir/b.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"/>',
};

/** Content type and text of files of the page's server, by path. */
type Files = Readonly<Record<string, readonly [type: string, body: string]>>;

export async function openStage(options: BrowserContextOptions = {}, css = "", more: Files = {}): Promise<Stage> {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, "fake-frame.dom.ts")],
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
  });
  const files: Files = {
    ...more,
    "/": [
      "text/html; charset=utf-8",
      '<!doctype html><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="page.css"><script src="page.js"></script><body>',
    ],
    "/page.js": ["text/javascript", bundle.outputFiles[0]?.text ?? ""],
    "/page.css": [
      "text/css",
      `${readFileSync(join(root, "src/runtime/components/plain.css"), "utf8")}\nbody { margin: 0; font: 16px/1.4 sans-serif; }\n${css}`,
    ],
  };
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const picture = pictures[path];
    const [type, body] = files[path] ?? ["image/svg+xml", picture ?? ""];
    response.writeHead(path in files || picture !== undefined ? 200 : 404, {
      "content-type": type,
      "content-security-policy": policy,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser: Browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 375, height: 667 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) problems.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const run = <T>(expression: string) => page.evaluate<T>(expression);
  return {
    page,
    problems,
    run,
    show: (markup) => run(`frame.show(${JSON.stringify(markup)})`),
    set: (selector, name, value) =>
      run(`frame.set(${JSON.stringify(selector)}, ${JSON.stringify(name)}, ${JSON.stringify(value)})`),
    events: () => run("frame.events.splice(0)"),
    heard: () => run("frame.events"),
    async accessible() {
      const session = await context.newCDPSession(page);
      const { nodes } = await session.send("Accessibility.getFullAXTree");
      await session.detach();
      const isState = /^(?:checked|disabled|invalid)$/;
      return nodes.map(({ role, name, value, properties = [] }) => {
        const state = properties.find((one) => isState.test(one.name) && one.value.value !== "false")?.name;
        const text = properties.find((one) => one.name === "valuetext")?.value ?? value;
        return [role?.value, name?.value, state ?? "", text?.value ?? ""] as const;
      });
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
