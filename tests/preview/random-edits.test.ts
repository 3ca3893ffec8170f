/**
 * Random edits of a small app in two browsers. One takes hot updates; the other is reloaded after every edit and
 * restores data, page stack and scroll. Both must show what a model of the app predicts, with identical DOM trees.
 * 50 seeded edits; `npm run test:soak` makes 1,000 and measures the memory of server and page.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Frame, Page } from "playwright-core";
import {
  applyEdit,
  editKinds,
  filesOf,
  firstState,
  morePage,
  pathOfPage,
  screenOf,
  stackAfter,
  usedFilesOf,
  wordOfComponent,
  wordSaid,
} from "./edited-app.ts";
import type { AppState, Edit, Screen, UserState } from "./edited-app.ts";
import { makeProject, show, startPreviewProcess, weighingModule } from "./preview-process.ts";
import type { PreviewProcess, Shown } from "./preview-process.ts";

const isSoak = process.env["SOAK"] === "1";
const count = isSoak ? 1_000 : 50;

const editArbitrary: fc.Arbitrary<Edit> = fc.record({ kind: fc.constantFrom(...editKinds), choice: fc.nat(999) });
const stepArbitrary = fc.record({
  edit: fc.option(editArbitrary, { freq: 12, nil: undefined }),
  action: fc.constantFrom("none", "none", "none", "add", "scroll", "open", "back", "back"),
  choice: fc.nat(999),
});
type Step = { readonly edit: Edit | undefined; readonly action: string; readonly choice: number };

test(
  `${count} edits`,
  async () => {
    const [steps = []] = fc.sample(fc.array(stepArbitrary, { minLength: count, maxLength: count, size: "max" }), {
      numRuns: 1,
      seed: 40,
    });
    const run = await EditedRun.start();
    try {
      for (const [index, step] of steps.entries()) {
        try {
          await run.step(step, index + 1);
        } catch (error) {
          const what = `edit ${index + 1}, ${JSON.stringify(step)}: ${String(error)}`;
          throw new Error(`${what}\n${await run.describe()}`, { cause: error });
        }
        if (isSoak && index + 1 === 100) await run.weigh();
      }
      if (isSoak) expect(await run.growth()).toBeLessThan(0.1);
      expect(run.troubles).toEqual([]);
    } finally {
      await run.stop();
    }
  },
  isSoak ? 3_600_000 : 900_000,
);

interface Inside {
  readonly lines: readonly string[];
  readonly styles: readonly string[];
  readonly tree: unknown;
  readonly scroll: number;
  readonly isOld: boolean;
}

/** Runs in a page's frame. @returns an `Inside` */
const readPage = `(() => {
  const styleOf = (selector, name) => {
    const element = document.querySelector(selector);
    return element ? getComputedStyle(element)[name] : "";
  };
  const tree = (node) => [
    node.localName,
    [...node.classList].sort().join(" "),
    getComputedStyle(node).zIndex,
    ...[...node.childNodes].flatMap((child) => {
      if (child instanceof Text) return child.data === "" ? [] : [child.data];
      return child instanceof Element ? [tree(child)] : [];
    }),
  ];
  return {
    lines: document.body.innerText.split("\\n").map((line) => line.trim()).filter((line) => line !== ""),
    styles: [styleOf(".mark", "zIndex"), styleOf(".mark", "order"), styleOf("#card", "zIndex")],
    tree: tree(document.body),
    scroll: scrollY,
    isOld: "isOld" in window,
  };
})()`;

/** The simulator in one browser, and what its user sees. */
class Look {
  readonly #shown: Shown;
  /** The last lines of Chromium's own console. */
  readonly #lines: string[] = [];

  constructor(shown: Shown) {
    this.#shown = shown;
    shown.page.on("console", (message) => {
      this.#lines.push(`${message.type()}: ${message.text()}`);
      if (this.#lines.length > 20) this.#lines.shift();
    });
  }

  async #frame(): Promise<Frame | undefined> {
    const frames = this.#shown.page.locator(".screen section.page[data-state='shown'] iframe");
    const handle = (await frames.count()) > 0 ? await frames.last().elementHandle({ timeout: 4_000 }) : null;
    try {
      return (await handle?.contentFrame()) ?? undefined;
    } finally {
      // A handle that is not disposed keeps its frame in memory.
      await handle?.dispose();
    }
  }

  /** Undefined while a page opens or closes. */
  async screen(): Promise<(Screen & Inside) | undefined> {
    try {
      const sections = this.#shown.page.locator(".screen section.page[data-path]");
      const places = await Promise.all(
        (await sections.all()).map(
          async (one) =>
            [
              (await one.getAttribute("data-path", { timeout: 4_000 })) ?? "",
              Number(/z-index: (\d+)/.exec((await one.getAttribute("style", { timeout: 4_000 })) ?? "")?.[1]),
            ] as const,
        ),
      );
      const stack = places.toSorted(([, a], [, b]) => a - b).map(([path]) => path);
      const inside = await (await this.#frame())?.evaluate<Inside>(readPage);
      return inside && { stack, ...inside };
    } catch {
      return undefined;
    }
  }

  async tap(selector: string): Promise<void> {
    await (await this.#frame())?.locator(selector).first().dispatchEvent("click", {}, { timeout: 4_000 });
  }

  async evaluate(code: string): Promise<void> {
    await (await this.#frame())?.evaluate(code);
  }

  /** The number of the running build. */
  build(): Promise<number> {
    return this.#shown.page.evaluate("Number(document.body.dataset.build)");
  }

  press(label: string): Promise<void> {
    return this.#shown.page.click(`.toolbar [aria-label='${label}']`);
  }

  /** All that helps to debug a failure: pages, frames, panels and console. */
  async describe(): Promise<string> {
    const { page } = this.#shown;
    const sections = await page.locator(".screen section.page").evaluateAll((all) => all.map((one) => one.outerHTML));
    const frames = page
      .frames()
      .map((frame) =>
        Promise.race([
          frame.evaluate<string>("`${location.href} ${document.documentElement.outerHTML}`"),
          new Promise<string>((resolve) => setTimeout(resolve, 2_000, `${frame.url()} does not answer`)),
        ]).catch(String),
      );
    const panels = await page.locator(".dock").allInnerTexts();
    return [...sections, ...(await Promise.all(frames)).slice(1), ...panels, ...this.#lines].join("\n");
  }

  showsErrors(): Promise<boolean> {
    return this.#shown.page.locator(".overlay.errors").isVisible();
  }

  get page(): Page {
    return this.#shown.page;
  }

  get errors(): readonly string[] {
    return this.#shown.errors;
  }

  close(): Promise<void> {
    return this.#shown.close();
  }
}

/** Bytes after a garbage collection. */
interface Weight {
  readonly server: number;
  readonly page: number;
}

class EditedRun {
  readonly #project = makeProject(filesOf(firstState()));
  readonly #said = new Map<string, string>();
  #preview!: PreviewProcess;
  #hot!: Look;
  #fresh!: Look;
  /** The state on the disk; `#built` is the newest one that builds. */
  #state = firstState();
  #built = this.#state;
  #user: UserState = { count: 0, word: "", above: [] };
  #other: AppState = firstState();
  #branch = "one";
  #weight: Weight | undefined;

  static async start(): Promise<EditedRun> {
    const run = new EditedRun();
    run.#git("init", "-q", "-b", "one");
    run.#commit();
    run.#git("branch", "two");
    run.#preview = await startPreviewProcess(run.#project.folder, [], isSoak ? ["--import", weighingModule] : []);
    [run.#hot, run.#fresh] = [new Look(await show(run.#preview.url)), new Look(await show(run.#preview.url))];
    for (const { page } of run.#looks) await page.emulateMedia({ reducedMotion: "reduce" });
    await run.#agree();
    return run;
  }

  get troubles(): readonly unknown[] {
    return [
      ...this.#preview.events.filter(({ event }) => event === "trouble"),
      ...this.#looks.flatMap(({ errors }) => errors),
    ];
  }

  get #looks(): readonly Look[] {
    return [this.#hot, this.#fresh];
  }

  /** Performs the user's action, then an edit or a switch of the Git branch. */
  async step({ edit, action, choice }: Step, number: number): Promise<void> {
    if (action !== "none") await this.#act(action, choice);
    const [before, builds] = [JSON.stringify(usedFilesOf(this.#state)), this.#builds.length];
    if (edit) this.#write(applyEdit(this.#state, edit, number));
    else await this.#switchBranch();
    if (!this.#state.broken) {
      if (JSON.stringify(usedFilesOf(this.#state)) !== before) {
        await eventually(async () => expect(this.#builds.length).toBeGreaterThan(builds));
      }
      this.#built = this.#state;
      this.#user = { ...this.#user, above: stackAfter(this.#built, this.#user.above) };
    }
    await this.#agree();
    // Only a tap shows which version of a script runs.
    if (this.#user.above.length === 0) {
      await this.#tapUntil("#say", wordSaid(this.#built));
      await this.#tapUntil("#card", wordOfComponent(this.#built));
    }
    await this.#restart();
  }

  async describe(): Promise<string> {
    const looks = await Promise.all(this.#looks.map((look) => look.describe().catch(String)));
    return ["in the first browser:", looks[0], "in the second:", looks[1]].join("\n");
  }

  async stop(): Promise<void> {
    for (const look of this.#looks) await look?.close();
    await this.#preview?.stop();
    this.#project.dispose();
  }

  get #builds(): readonly unknown[] {
    return this.#preview.events.filter(({ event }) => event === "built").map(({ number }) => number);
  }

  /**
   * Waits until both browsers run the newest build: not every edit is visible, and a user action during a restart is
   * lost.
   */
  async #catchUp(): Promise<void> {
    await this.#inBoth((look) => eventually(async () => expect(await look.build()).toBe(this.#builds.at(-1))));
  }

  async #act(action: string, choice: number): Promise<void> {
    await this.#catchUp();
    const isHome = this.#user.above.length === 0;
    if (action === "add" && isHome) {
      await this.#reach({ ...this.#user, count: this.#user.count + 1 }, (look) => look.tap("#add"));
    } else if (action === "scroll" && isHome) {
      await this.#inBoth((look) => eventually(() => look.evaluate(`scrollTo(0, ${choice % 500})`)));
    } else if (action === "open" && isHome) {
      const paths = [morePage, ...this.#built.pages.map(pathOfPage)];
      const path = paths[choice % paths.length] as string;
      await this.#reach({ ...this.#user, above: [path] }, (look) => look.tap(`.link[data-path="${path}"]`));
    } else if (action === "back" && !isHome) {
      await this.#reach({ ...this.#user, above: [] }, (look) => look.press("Back"));
    }
  }

  /** Repeats an action until its effect shows, since a restarting app loses it; waits first, so as not to act twice. */
  async #reach(next: UserState, act: (look: Look) => Promise<void>): Promise<void> {
    this.#user = next;
    const { stack, lines } = screenOf(this.#built, next);
    const shows = async (look: Look): Promise<void> => {
      const screen = await look.screen();
      expect([screen?.stack, screen?.lines]).toEqual([stack, lines]);
    };
    await this.#inBoth((look) =>
      eventually(async () => {
        const isThere = await shows(look).then(
          () => true,
          () => false,
        );
        if (isThere) return;
        const acted = act(look).catch(() => {});
        await eventually(() => shows(look), 5_000);
        await acted;
      }),
    );
  }

  /** Waits until both browsers show what the model predicts. */
  async #agree(): Promise<void> {
    const wanted = { ...screenOf(this.#built, this.#user), errors: this.#state.broken !== undefined };
    await this.#inBoth((look) =>
      eventually(async () => {
        const screen = await look.screen();
        expect({ ...(screen && pick(screen)), errors: await look.showsErrors() }).toEqual(wanted);
      }),
    );
  }

  /** Taps until the new script answers: it may arrive shortly after the first tap. */
  async #tapUntil(selector: string, word: string): Promise<void> {
    if (this.#said.get(selector) === word) return;
    this.#said.set(selector, word);
    this.#user = { ...this.#user, word };
    const wanted = screenOf(this.#built, this.#user).lines;
    await this.#inBoth((look) =>
      eventually(async () => {
        await look.tap(selector);
        await eventually(async () => expect((await look.screen())?.lines).toEqual(wanted), 300);
      }),
    );
  }

  async #inBoth(task: (look: Look) => Promise<void>): Promise<void> {
    await Promise.all(this.#looks.map(task));
  }

  /** Reloads the second browser's app: it must show the same as the first one, which took hot updates. */
  async #restart(): Promise<void> {
    await this.#catchUp();
    await this.#fresh.evaluate("window.isOld = true");
    await this.#fresh.press("Reload the app");
    await eventually(async () => {
      const [hot, fresh] = [await this.#hot.screen(), await this.#fresh.screen()];
      expect(fresh?.isOld).toBe(false);
      expect({ ...hot, isOld: false }).toEqual(fresh);
    });
  }

  #write(next: AppState): void {
    const [before, after] = [filesOf(this.#state), filesOf(next)];
    const { folder } = this.#project;
    const gone = new Set(Object.keys(before).filter((path) => after[path] === undefined));
    const left = new Set([...gone].map((path) => dirname(join(folder, path))));
    for (const [path, text] of Object.entries(after)) {
      if (before[path] === text) continue;
      const from = before[path] === undefined ? [...gone].find((old) => before[old] === text) : undefined;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (from === undefined) writeFileSync(join(folder, path), text);
      else renameSync(join(folder, from), join(folder, path));
      if (from !== undefined) gone.delete(from);
    }
    for (const path of gone) rmSync(join(folder, path));
    // Remove folders that a rename left empty, as an editor does.
    for (const parent of left) if (readdirSync(parent).length === 0) rmdirSync(parent);
    this.#state = next;
  }

  /** Git writes file by file, so a broken branch may be built halfway and show anything. So it is fixed right away. */
  async #switchBranch(): Promise<void> {
    this.#commit();
    this.#branch = this.#branch === "one" ? "two" : "one";
    this.#git("checkout", "-q", this.#branch);
    [this.#state, this.#other] = [this.#other, this.#state];
    if (!this.#state.broken) return;
    await this.#inBoth((look) => eventually(async () => expect(await look.showsErrors()).toBe(true)));
    this.#write({ ...this.#state, broken: undefined });
  }

  #commit(): void {
    this.#git("add", "-A");
    this.#git(
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@localhost",
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "state",
    );
  }

  #git(...args: readonly string[]): void {
    execFileSync("git", ["-c", "commit.gpgsign=false", ...args], { cwd: this.#project.folder, stdio: "pipe" });
  }

  /** Call it after warm-up. */
  async weigh(): Promise<void> {
    this.#weight = await this.#weighNow();
  }

  /** Memory growth since `weigh`, as a fraction: the larger one of server and page. */
  async growth(): Promise<number> {
    const [before, now] = [this.#weight as Weight, await this.#weighNow()];
    console.log(`server ${before.server} to ${now.server} bytes, page ${before.page} to ${now.page}`);
    return Math.max(now.server / before.server, now.page / before.page) - 1;
  }

  async #weighNow(): Promise<Weight> {
    const { page } = this.#hot;
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await session.detach();
    return { server: await this.#preview.heap(), page: usedSize };
  }
}

function pick({ stack, lines, styles }: Screen): Screen {
  return { stack, lines, styles };
}

/** Polls until `holds` no longer throws. @throws its last error after `limit` milliseconds */
async function eventually(holds: () => Promise<void>, limit = 60_000): Promise<void> {
  const end = performance.now() + limit;
  for (;;) {
    try {
      return await holds();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
