/**
 * The running frame of a page: receives the Worker's messages, applies operations, answers queries and calls, and sends
 * events. No message is trusted: whatever fails becomes a `FrameProblem`, and the frame continues.
 */
import { Container } from "../protocol.ts";
import type {
  Batch,
  FromFrame,
  InvokeMessage,
  QueryMessage,
  NodeReference,
  ObserveMessage,
  Operation,
  PageMessage,
  PageVisibility,
  ToFrame,
  UnobserveMessage,
  UpdateMark,
} from "../protocol.ts";
import type { BuiltInElement, PageContext } from "../components/contract.ts";
import { setPageContext } from "../components/page-context.ts";
import { Applier } from "./apply.ts";
import { scopedNames } from "./attribute.ts";
import { BuiltIns } from "./built-ins.ts";
import { listenToMotion } from "./events/motion.ts";
import { PageScroll, scrollPage } from "./events/page-scroll.ts";
import { EventSender } from "./events/sender.ts";
import { TouchEvents } from "./events/touch.ts";
import type { TouchFollower } from "./events/touch.ts";
import type { Observers } from "./observers.ts";
import { answerQuery, transferables } from "./query.ts";
import { pixelsPerRpx } from "./rpx.ts";
import { Sheets } from "./sheets.ts";
import type { FrameUpdates } from "./updates.ts";
import type { SkeletonChild } from "./skeleton.ts";
import { Urls } from "./url.ts";

export interface FrameOptions {
  /** The port to the Worker. */
  readonly port: MessagePort;
  /** URL of the package's files, ending in "/". */
  readonly files: string;
  /** The page's, without extension. */
  readonly path: string;
  skeleton(module: string, index: number): readonly SkeletonChild[] | undefined;
  /** Stylesheets that apply from the start. */
  readonly sheets: readonly string[];
  /** Only in a preview: the build of its templates. */
  readonly build?: number;
  readonly follower: TouchFollower;
  /** Called when the page is shown. */
  onShown?(): void;
}

/** Starts to listen to the Worker. The page is shown when its first batch, stylesheets and components have loaded. */
export function startFrame(options: FrameOptions): RunningFrame {
  const frame = new Frame(options);
  frame.start();
  return frame;
}

/** The frame's interface for the window around it. */
export interface RunningFrame {
  /** Only in a preview: handles new builds. The Worker's marks say where their templates start to apply. */
  updates(): Promise<FrameUpdates>;
  readonly applier: Applier;
  readonly builtIns: BuiltIns;
  /** The page's theme has changed. */
  setTheme(): void;
}

class Frame implements RunningFrame {
  readonly #port: MessagePort;
  readonly #sheets: Sheets;
  readonly builtIns: BuiltIns;
  readonly #sender: EventSender;
  readonly applier: Applier;
  readonly #scroll: PageScroll;
  readonly #touch: TouchEvents;
  /** Loaded on first use. */
  #observers: Promise<Observers> | undefined;
  readonly #acts = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #watchers = new Set<(visibility: PageVisibility) => void>();
  readonly #urls: Urls;
  /** Messages that wait for stylesheets or components. */
  readonly #waiting: ToFrame[] = [];
  /** Only in a preview: loaded when the Worker or the host first mentions a build. */
  #updates: Promise<FrameUpdates> | undefined;
  /** Takes over marks, and messages that must wait for a build's templates; returns whether it did. */
  #holds: ((message: ToFrame) => boolean) | undefined;
  readonly #build: number;
  readonly #onShown: (() => void) | undefined;
  #isShown = false;
  #isHeld = false;
  #batch = 0;
  #nextAct = 1;
  #tabBar: HTMLElement | undefined;

  constructor(options: FrameOptions) {
    const report = (message: string): void => this.#post({ type: "problem", message });
    this.#port = options.port;
    this.#build = options.build ?? 0;
    this.#onShown = options.onShown;
    this.#sheets = new Sheets(options.files, report);
    this.builtIns = new BuiltIns(report);
    this.#urls = new Urls(options.files, options.path, (path) => this.#act(undefined, "file", path));
    this.#sender = new EventSender({
      post: (message) => this.#post(message),
      template: (number) => this.applier.template(number),
      batch: () => this.#batch,
      onType: (type) => listenToMotion(type, this.#sender),
    });
    this.applier = new Applier({
      containers: [
        [Container.page, () => document.body],
        [Container.tabBar, () => this.#tabBarElement()],
      ],
      builtIns: this.builtIns,
      skeleton: options.skeleton,
      onTemplate: (template) => {
        this.#sender.addTemplate(template);
        const catches = template.elements.some((plan) => (plan?.listeners.get("touchmove") ?? "no") !== "no");
        if (catches) this.#touch.block();
      },
      onSheets: (paths) => {
        this.#sheets.add(paths);
        return this.#isShown && this.#sheets.loading.size > 0;
      },
    });
    this.#scroll = new PageScroll((message) => this.#post(message));
    this.#touch = new TouchEvents(this.#sender, options.follower);
    this.#sheets.add(options.sheets);
  }

  start(): void {
    setPageContext(this.#context());
    document.documentElement.style.visibility = "hidden";
    // Unlike a listener, this opens the port as well.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    this.#port.onmessage = ({ data }) => this.#receive(data as ToFrame);
    this.#post({ type: "ready" });
  }

  updates(): Promise<FrameUpdates> {
    return (this.#updates ??= import("./preview.ts").then(({ FrameUpdates: Updates }) => {
      const updates = new Updates(this.#build, (message) => this.#receive(message), this.#sheets);
      this.#holds = (message) => updates.holds(message);
      return updates;
    }));
  }

  /** Queues messages after the first mark until the code for marks has loaded. */
  #waitForUpdates(mark: ToFrame): void {
    const behind = [mark];
    this.#holds = (message) => behind.push(message) > 0;
    void this.updates().then(() => {
      for (const message of behind) this.#receive(message);
    });
  }

  setTheme(): void {
    this.#sheets.setTheme();
  }

  #post(message: FromFrame, transfer: Transferable[] = []): void {
    try {
      this.#port.postMessage(message, transfer);
    } catch (error) {
      // A component's value could not be cloned.
      const problem: FromFrame = { type: "problem", message: String(error) };
      this.#port.postMessage(problem, []);
    }
  }

  #receive(message: ToFrame): void {
    try {
      // Marks must keep their order too: earlier batches use older templates.
      if (this.#isHeld && this.#isShown) this.#waiting.push(message);
      else if (this.#holds?.(message)) return;
      // Before the page is shown, batches are applied at once, invisibly, while stylesheets load.
      else if (message.type === "batch") {
        const operations = this.applier.parts.finish(message.operations);
        this.#apply(Number(message.number), operations, 0, message.quiet === true);
      } else if (message.type === "update") this.#waitForUpdates(message);
      else if (this.#isHeld) this.#waiting.push(message);
      else this.#handle(message);
    } catch (error) {
      this.#post({ type: "problem", message: String(error) });
    }
  }

  #handle(message: Exclude<ToFrame, Batch | UpdateMark>): void {
    switch (message.type) {
      case "part":
        this.applier.parts.add(message.operations);
        break;
      case "query":
        this.#query(message);
        break;
      case "invoke":
        void this.#invoke(message);
        break;
      case "observe":
      case "unobserve":
        void this.#observe(message);
        break;
      case "page":
        this.#page(message);
        break;
      case "acted": {
        const { id, value, error } = message;
        const act = this.#acts.get(id);
        this.#acts.delete(id);
        if (error === undefined) act?.resolve(value);
        else act?.reject(new Error(String(error)));
        break;
      }
      default:
        this.#post({ type: "problem", message: `there is no message ${String((message as { type?: unknown }).type)}` });
    }
  }

  #apply(batch: number, operations: readonly Operation[], from: number, isQuiet: boolean): void {
    let end: number | undefined;
    try {
      end = this.applier.apply(operations, from);
    } catch (error) {
      this.#post({ type: "problem", message: `batch ${batch}: ${String(error)}` });
    }
    if (end !== undefined && end < operations.length) {
      this.#hold(this.#sheets.loading, () => this.#apply(batch, operations, end, isQuiet));
      return;
    }
    this.#batch = batch;
    if (this.#isShown) {
      if (!isQuiet) this.#post({ type: "applied", batch });
      this.#scroll.touch();
      return;
    }
    this.#waiting.push({ type: "batch", number: batch, operations: [] });
    if (!this.#isHeld) this.#show();
  }

  /** Makes messages wait until all of `loading` is done, then calls `then`. */
  #hold(loading: Iterable<Promise<void>>, then: () => void): void {
    this.#isHeld = true;
    void Promise.all(loading).then(() => {
      this.#isHeld = false;
      then();
      // If `then` held messages again, that call continues with the queue.
      if (this.#isHeld) return;
      // Copy the queue, because a message may hold the rest again.
      const waiting = this.#waiting.splice(0);
      for (const message of waiting) this.#receive(message);
    });
  }

  #show(): void {
    const loading = [...this.#sheets.loading, ...this.builtIns.loading];
    if (loading.length > 0) {
      // Batches that arrived meanwhile need more.
      this.#hold(loading, () => this.#show());
      return;
    }
    this.#isShown = true;
    const { style } = document.documentElement;
    style.visibility = "visible";
    // Updates all styles while page.css still forbids transitions.
    document.getAnimations();
    style.visibility = "";
    this.#onShown?.();
    // Waiting batches are applied already; only the answers are due.
    for (const message of this.#waiting.splice(0)) {
      if (message.type === "batch") this.#post({ type: "applied", batch: Number(message.number) });
      else this.#waiting.push(message);
    }
  }

  readonly #elementOf = ({ base, node }: NodeReference): HTMLElement | undefined => this.applier.element(base, node);

  /**
   * Answers a query. Waits for built-in classes first, because an element without its class has no final size and no
   * canvas.
   */
  #query(message: QueryMessage): void {
    if (this.builtIns.loading.size > 0) {
      this.#hold(this.builtIns.loading, () => this.#query(message));
      return;
    }
    const result = answerQuery(message, this.#elementOf);
    this.#post(result, message.items.some(({ node }) => node) ? transferables(result.results) : []);
  }

  async #invoke({ id, target, method, values }: InvokeMessage): Promise<void> {
    try {
      const element = this.#elementOf(target) as Partial<BuiltInElement> & HTMLElement;
      const tag = element && this.#sender.plan(element)?.tag;
      if (tag !== undefined && this.builtIns.has(tag)) await this.builtIns.whenDefined(tag);
      if (!element?.invoke) throw new Error(`the element has no ${String(method)}`);
      const value = await element.invoke(String(method), values);
      this.#post({ type: "invoked", id, value }, transferables(value));
    } catch (error) {
      this.#post({ type: "invoked", id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  async #observe(message: ObserveMessage | UnobserveMessage): Promise<void> {
    try {
      this.#observers ??= import("./lazy.ts").then(({ createObservers }) =>
        createObservers(this.#elementOf, (observed) => this.#post(observed)),
      );
      const observers = await this.#observers;
      if (message.type === "observe") observers.observe(message);
      else observers.unobserve(message.id);
    } catch (error) {
      this.#post({ type: "problem", message: String(error) });
    }
  }

  #page(message: PageMessage): void {
    this.#scroll.configure(message);
    const { scrollTo, font, visibility } = message;
    if (visibility) for (const watcher of this.#watchers) watcher(visibility);
    if (font) void import("./lazy.ts").then(({ addFont }) => addFont(font));
    if (!scrollTo) return;
    if (scrollTo.all)
      for (const one of document.querySelectorAll<BuiltInElement>("wx-scroll-view")) one.invoke?.("backToTop", []);
    const { selector, offsetTop = 0, duration } = scrollTo;
    const element = selector && this.#elementOf(selector);
    if (selector && !element) return;
    const top = element ? element.getBoundingClientRect().top + scrollY + Number(offsetTop) : Number(scrollTo.top);
    scrollPage(top || 0, Number(duration));
  }

  #act(element: Element | undefined, name: string, argument: unknown): Promise<unknown> {
    const id = this.#nextAct++;
    return new Promise((resolve, reject) => {
      this.#acts.set(id, { resolve, reject });
      const target = element && this.#sender.reference(element);
      this.#post({ type: "act", id, target, name, argument });
    });
  }

  #tabBarElement(): HTMLElement {
    if (!this.#tabBar) {
      this.#tabBar = document.createElement("wx-tab-bar");
      document.documentElement.append(this.#tabBar);
    }
    return this.#tabBar;
  }

  #context(): PageContext {
    const sender = this.#sender;
    return {
      raise: (element, type, detail, options) => {
        const target = sender.target(element);
        if (target) sender.send(target, type, detail, { bubbles: options?.bubbles === true });
      },
      hasListener: (type) => sender.types.has(type),
      writeModel: (element, name, value) => {
        const target = sender.plan(element)?.models.has(name) ? sender.reference(element) : undefined;
        if (target) this.#post({ type: "model", batch: this.#batch, target, name, value });
      },
      act: (element, name, argument) => this.#act(element, name, argument),
      resolveUrl: (source, directory) => this.#urls.resolve(source, directory),
      // See host/sheet-urls.ts for why fragments are removed.
      styleUrl: (path) => this.#urls.direct(path.replace(/(.)#.*/s, "$1")),
      onLayout: (listener) => this.#scroll.onLayout(listener),
      onVisibility: (listener) => {
        this.#watchers.add(listener);
        return () => this.#watchers.delete(listener);
      },
      classNames: (element, names) => {
        const target = sender.target(element);
        const template = target && sender.template(target);
        return template ? scopedNames(template, names) : names;
      },
      isCaught: (from, host, type) => sender.isCaught(from, host, type),
      reference: (element) => sender.reference(element),
      get rpx() {
        return pixelsPerRpx();
      },
    };
  }
}
