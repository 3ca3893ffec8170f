/** Runs `miniapp preview` as a real process, shown in a real browser. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, BrowserContextOptions, Frame, Page } from "playwright-core";
import { leash, program } from "../build/program.ts";
import { writeWhole } from "../build/write-whole.ts";
import { launchBrowser } from "../runtime/browser.ts";

export interface PreviewEvent {
  readonly event: string;
  readonly [name: string]: unknown;
}

export interface PreviewProcess {
  readonly url: string;
  readonly events: readonly PreviewEvent[];
  /** Resolves with the first matching event, whether already received or still to come. */
  event(matches: (event: PreviewEvent) => boolean): Promise<PreviewEvent>;
  /** Bytes in use after a garbage collection. Only for a process started with `weighingModule`. */
  heap(): Promise<number>;
  /** Stops the preview with SIGINT, as Ctrl+C does. @returns the exit code */
  stop(): Promise<number | null>;
}

/** A project in its own temporary folder. Writes are atomic, so a build never sees half a file. */
export interface PreviewProject {
  readonly folder: string;
  write(path: string, text: string): void;
  read(path: string): string;
  edit(path: string, from: string, to: string): void;
  remove(path: string): void;
  dispose(): void;
}

export function makeProject(files: Readonly<Record<string, string>>): PreviewProject {
  const folder = mkdtempSync(join(tmpdir(), "miniapp-preview-"));
  const project: PreviewProject = {
    folder,
    write: (path, text) => writeWhole(join(folder, path), text),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    edit(path, from, to) {
      const before = project.read(path);
      if (!before.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
      project.write(path, before.replace(from, to));
    },
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [path, text] of Object.entries(files)) project.write(path, text);
  return project;
}

/** For `--import`: the process reports its memory use on SIGUSR2. */
export const weighingModule = `data:text/javascript,${encodeURIComponent(`
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", async () => {
  // Buffers are given back beside the program, and what they held only with the next collection.
  for (let round = 0; round < 4; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { heapUsed, external } = process.memoryUsage();
  console.log(JSON.stringify({ event: "weighed", bytes: heapUsed + external }));
});
`)}`;

export async function startPreviewProcess(
  folder: string,
  args: readonly string[] = [],
  nodeArgs: readonly string[] = [],
): Promise<PreviewProcess> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", leash, ...nodeArgs, program, "preview", folder, "--json", "--port", "5300", ...args],
    { stdio: ["ignore", "pipe", "pipe", "pipe"] },
  );
  const events: PreviewEvent[] = [];
  const waiting = new Set<() => void>();
  let errors = "";
  child.stderr?.on("data", (part) => (errors += String(part)));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (!child.stdout) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    events.push(JSON.parse(line) as PreviewEvent);
    for (const look of waiting) look();
  });
  const event: PreviewProcess["event"] = (matches) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.find(matches);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void exited.then((code) => reject(new Error(`the preview ended with ${String(code)}: ${errors}`)));
    });
  const ready = await event((one) => one.event === "ready");
  // The server responds before the first build has ended.
  await event((one) => one.event === "built" || one.event === "failed");
  return {
    url: String(ready["url"]),
    events,
    event,
    async heap() {
      const before = events.filter((one) => one.event === "weighed").length;
      child.kill("SIGUSR2");
      await event(() => events.filter((one) => one.event === "weighed").length > before);
      return Number(events.findLast((one) => one.event === "weighed")?.["bytes"]);
    },
    async stop() {
      child.kill("SIGINT");
      return exited;
    },
  };
}

export interface OpenPreview {
  readonly project: PreviewProject;
  readonly preview: PreviewProcess;
  readonly shown: Shown;
  /** Closes browser, preview and project. @throws Error if the preview exits with another code than 0 */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Arguments of the preview. */
  readonly args?: readonly string[];
  readonly context?: BrowserContextOptions;
  /** Command-line flags of the browser. */
  readonly flags?: readonly string[];
}

/** Starts a preview of a new project and shows it in a browser. Resolves when the first build is on the screen. */
export async function openPreview(
  files: Readonly<Record<string, string>>,
  { args = [], context = {}, flags = [] }: OpenOptions = {},
): Promise<OpenPreview> {
  const project = makeProject(files);
  let preview: PreviewProcess | undefined;
  let shown: Shown | undefined;
  const close = async (): Promise<void> => {
    await shown?.close();
    const code = await preview?.stop();
    project.dispose();
    if (preview && code !== 0) throw new Error(`the preview ended with ${String(code)}`);
  };
  try {
    preview = await startPreviewProcess(project.folder, args);
    shown = await show(preview.url, context, flags);
    await shown.build(1);
    return { project, preview, shown, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

export interface Shown {
  readonly browser: Browser;
  readonly page: Page;
  /** Uncaught errors of the simulator's page and its frames. */
  readonly errors: readonly string[];
  /** Waits until this page alone is shown and laid out. @returns its frame */
  frame(path: string): Promise<Frame>;
  /** Waits until the app runs this build or a later one. */
  build(number: number): Promise<void>;
  close(): Promise<void>;
}

export async function show(
  url: string,
  options: BrowserContextOptions = {},
  flags: readonly string[] = [],
): Promise<Shown> {
  const browser = await launchBrowser(flags);
  const page = await browser.newPage({ viewport: { width: 1280, height: 940 }, ...options });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  const build = async (number: number): Promise<void> => {
    await until(async () => Number((await page.getAttribute("body", "data-build")) ?? 0) >= number, `build ${number}`);
  };
  return {
    browser,
    page,
    errors,
    build,
    async frame(path) {
      let found: Frame | undefined;
      await until(async () => (found = await frameInFront(page, path)) !== undefined, path);
      return found as Frame;
    },
    close: () => browser.close(),
  };
}

/** Undefined while another page is in front, a page transition runs, or this page is not shown yet. */
async function frameInFront(page: Page, path: string): Promise<Frame | undefined> {
  // On a real phone the simulator has no address bar.
  const address = page.locator(".address input");
  if ((await address.count()) > 0 && (await address.inputValue()).split("?")[0] !== path) return undefined;
  // A page that slides out counts as shown until its transition ends.
  const sections = await page.locator(".screen section.page[data-state='shown']").elementHandles();
  const [section] = sections;
  if (!section || sections.length > 1 || (await section.getAttribute("data-path")) !== path) return undefined;
  const frame = await (await section.$("iframe"))?.contentFrame();
  return frame && (await isLaidOut(frame)) ? frame : undefined;
}

/**
 * The frame exists before its page does, and the page is hidden until it has its first batch, its stylesheets and the
 * code of its built-in components.
 */
async function isLaidOut(frame: Frame): Promise<boolean> {
  const holds = `(() => {
    const { dataset, style } = document.documentElement;
    const hasContent = document.body.querySelector(":scope > :not(script, style)") !== null;
    return dataset.page !== undefined && style.visibility !== "hidden" && hasContent && innerWidth > 0;
  })()`;
  try {
    return (await frame.evaluate(holds)) === true;
  } catch {
    // The frame was removed meanwhile.
    return false;
  }
}

/** Polls from outside: the page's content security policy forbids Playwright's waitForFunction. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
