/**
 * One page and its frame. Sends changes of the page's trees to the frame, one batch per turn of the event loop, and
 * handles the frame's events. Implements the page's surface for the app side (app/surface.ts).
 *
 * Messages are queued until the frame is connected and reports that it is ready.
 */
import type { PageSurface, SurfaceObservation, SurfaceOwner, SurfaceQuery } from "../app/surface.ts";
import type { ComponentNode } from "../component/node.ts";
import { Container } from "../../protocol.ts";
import type {
  ActMessage,
  FromFrame,
  MediaRequest,
  NodeReference,
  Operation,
  PageMessage,
  ToFrame,
} from "../../protocol.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { Descriptors } from "./descriptor.ts";
import { readFormFields } from "./form-fields.ts";
import { FrameEvents } from "./frame-events.ts";
import { nodeIndex } from "./node-index.ts";
import { plainData } from "./plain-data.ts";
import { TreeWriter } from "./tree-writer.ts";
import type { BatchSizes } from "./tree-writer-options.ts";
import { Watches } from "./watches.ts";

export interface PageViewOptions extends Partial<BatchSizes> {
  readonly owner: Pick<SurfaceOwner, "event" | "act">;
  /** Stylesheets that apply before those of components: the app's, if they apply to the page. */
  readonly sheets: readonly string[];
  /** Called with errors of the frame, and with invalid messages from it. */
  readonly report: (error: unknown) => void;
  /** Schedules a callback for the end of the current turn. */
  readonly schedule: (task: () => void) => void;
}

/** Default of `partSize`: small enough that a frame can start early, large enough that messages cost little. */
const PART = 1500;

/** Default of `many`: building one more template costs a frame about as much as it saves for this many blocks. */
const MANY = 16;

/** The Worker's end of the connection to a page frame. */
export interface FramePort {
  postMessage(message: ToFrame): void;
}

export class PageView implements PageSurface {
  readonly #options: PageViewOptions;
  readonly #writer: TreeWriter;
  /** For wxs functions; created on first use. */
  #knownDescriptors: Descriptors | undefined = undefined;
  #watches: Watches | undefined = undefined;
  readonly #events: FrameEvents;
  readonly #roots: ComponentNode[] = [];
  #port: FramePort | undefined = undefined;
  #waiting: ToFrame[] = [];
  #isScheduled = false;
  #isDestroyed = false;
  #applied = 0;
  /** Number of the last batch that needs no answer from the frame. */
  #quiet = 0;
  /** Tasks to run once the batch has been applied. */
  #shown: { readonly batch: number; readonly task: () => void }[] = [];
  #lastId = 0;
  readonly #answers = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  readonly #observers = new Map<number, (result: unknown, target: ElementReference | undefined) => void>();

  constructor(options: PageViewOptions) {
    this.#options = options;
    this.#writer = new TreeWriter({
      sheets: options.sheets,
      onWrite: () => this.#scheduleFlush(),
      onWatched: (tree, block, slot) => {
        (this.#watches ??= new Watches(this.#descriptors)).note(tree, block, slot);
        this.#scheduleFlush();
      },
      onGone: (block) => this.#watches?.forget(block),
      handle: (handler, event, tree, element) => {
        const owner = this.#descriptors.ofComponent(tree);
        const instance = this.#descriptors.ofElement(tree, element);
        return tree.space.templates.handle(handler, [{ ...event, instance }, owner]);
      },
      partSize: options.partSize ?? PART,
      many: options.many ?? MANY,
      onPart: (take) => {
        // The first batch waits for the page's stylesheets, so the frame could not start on a part of it.
        if (this.#port && this.#applied > 0 && !this.#isDestroyed) this.#post({ type: "part", operations: take() });
      },
    });
    this.#events = new FrameEvents({
      elementAt: (reference, batch) => this.#elementAt(reference, batch),
      replaceText: (element, value, cursor) => {
        // Ignore the error: an author's component may emit `input` too, but has no text to replace.
        this.invoke(element, "replaceValue", [value, cursor]).catch(() => {});
      },
    });
  }

  // ---- Connection to the frame ----

  /** Connects the frame and sends all queued messages. */
  connect(port: FramePort): void {
    this.#port = port;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#post(message);
  }

  /** Handles a message from the frame. */
  receive(message: FromFrame): void {
    if (this.#isDestroyed) return;
    switch (message.type) {
      case "ready":
        return;
      case "applied":
        return this.#onApplied(message.batch);
      case "event":
        return this.#events.dispatch(message);
      case "model":
        return this.#events.writeModel(message);
      case "queried":
        return this.#answer(message.id, message.results, undefined);
      case "invoked":
        return this.#answer(message.id, message.value, message.error);
      case "observed":
        return this.#onObserved(message.id, message.result);
      case "page":
        return this.#options.owner.event(message.event, message.detail);
      case "act":
        return void this.#act(message);
      case "problem":
        return this.#options.report(new Error(`page frame: ${message.message}`));
    }
  }

  /** Sends all changes up to now. */
  flush(): void {
    this.#isScheduled = false;
    if (this.#isDestroyed) return;
    this.#watches?.run();
    const number = this.#writer.batch;
    const operations = this.#writer.take();
    if (number === this.#writer.batch) return;
    // After the first batch, ask for no answer: it would cost the page's thread as much as a small change.
    if (this.#applied === 0) this.#send({ type: "batch", number, operations });
    else this.#send({ type: "batch", number: (this.#quiet = number), operations, quiet: true });
  }

  /** The reference to an element for the frame; `undefined` if it is not displayed. */
  referenceOf({ block, skeleton }: ElementReference): NodeReference | undefined {
    const node = nodeIndex(block.definition).ofElement.get(skeleton);
    return block.id === 0 || node === undefined ? undefined : { base: block.id, node };
  }

  /** The element that a reference from the frame means now. */
  elementOf(reference: NodeReference): ElementReference | undefined {
    return this.#elementAt(reference, this.#writer.batch)?.element;
  }

  /** Only in previews: later batches use the templates of this build. */
  markUpdate(build: number): void {
    this.flush();
    this.#send({ type: "update", build });
  }

  orderSheets(paths: readonly string[]): void {
    this.#send({ type: "update", build: 0, sheets: paths });
  }

  // ---- The page's surface ----

  attach(root: ComponentNode): void {
    this.#show(root, Container.page);
  }

  attachTabBar(root: ComponentNode): void {
    this.#show(root, Container.tabBar);
  }

  whenShown(task: () => void): void {
    this.flush();
    let batch = this.#writer.batch - 1;
    if (batch <= this.#applied) return this.#options.schedule(task);
    if (batch === this.#quiet) {
      batch = this.#writer.takeNothing();
      this.#send({ type: "batch", number: batch, operations: [] });
    }
    this.#shown.push({ batch, task });
  }

  query(items: readonly SurfaceQuery[]): Promise<readonly (readonly unknown[])[]> {
    this.flush();
    const id = ++this.#lastId;
    const named = items.map((item) => ({ ...item, nodes: this.#references(item.nodes) }));
    this.#send({ type: "query", id, items: named });
    return this.#promise(id);
  }

  invoke(target: ElementReference, method: string, values: readonly unknown[]): Promise<unknown> {
    this.flush();
    const reference = this.referenceOf(target);
    if (!reference) return Promise.reject(new Error("the element is gone"));
    const id = ++this.#lastId;
    this.#send({ type: "invoke", id, target: reference, method, values });
    return this.#promise(id);
  }

  observe(
    request: SurfaceObservation | MediaRequest,
    listener: (result: unknown, target: ElementReference | undefined) => void,
  ): () => void {
    this.flush();
    const id = ++this.#lastId;
    this.#observers.set(id, listener);
    const what =
      request.kind === "media"
        ? request
        : {
            ...request,
            targets: this.#references(request.targets) as readonly NodeReference[],
            relativeTo: request.relativeTo.flatMap(({ node, margins }) => {
              const reference = node === "viewport" ? node : this.referenceOf(node);
              return reference ? [{ node: reference, margins }] : [];
            }),
          };
    this.#send({ type: "observe", id, what });
    return () => {
      if (this.#observers.delete(id)) this.#send({ type: "unobserve", id });
    };
  }

  override(target: ElementReference, what: number, value: unknown): void {
    this.#writer.override(target, what, value as Operation);
  }

  command(message: Omit<PageMessage, "type">): void {
    this.flush();
    this.#send({ type: "page", ...message });
  }

  scrollTo({ top, duration, element, offsetTop }: Parameters<PageSurface["scrollTo"]>[0]): void {
    this.command({ scrollTo: { top, duration, offsetTop, selector: element && this.referenceOf(element) } });
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#port = undefined;
    this.#waiting = [];
    this.#shown = [];
    for (const root of this.#roots) root.space.view = undefined;
    const closed = Object.assign(new Error("the page is closed"), { name: "AbortError" });
    for (const { reject } of this.#answers.values()) reject(closed);
    this.#answers.clear();
    this.#observers.clear();
  }

  // ---- Internal ----

  get #descriptors(): Descriptors {
    return (this.#knownDescriptors ??= new Descriptors({
      override: (element, what, value) => this.#writer.override(element, what, value),
      rectOf: (element) => this.#events.rectOf(element),
    }));
  }

  #show(root: ComponentNode, container: number): void {
    this.#roots.push(root);
    this.#writer.show(root, container);
  }

  #elementAt(
    { base, node }: NodeReference,
    batch: number,
  ): { readonly tree: ComponentNode; readonly element: ElementReference } | undefined {
    const block = this.#writer.blockAt(base);
    if (!block || block.born > batch) return undefined;
    const skeleton = nodeIndex(block.definition).nodes[node];
    if (typeof skeleton !== "object") return undefined;
    let top = block;
    while (top.parent) top = top.parent;
    return { tree: top.key as ComponentNode, element: { block, skeleton } };
  }

  #references(nodes: readonly ElementReference[] | "viewport"): readonly NodeReference[] | "viewport" {
    if (nodes === "viewport") return nodes;
    // An element that is gone keeps its position in the answer.
    return nodes.map((element) => this.referenceOf(element) ?? { base: 0, node: 0 });
  }

  #scheduleFlush(): void {
    if (this.#isScheduled || this.#isDestroyed) return;
    this.#isScheduled = true;
    this.#options.schedule(() => {
      if (this.#isScheduled) this.flush();
    });
  }

  #send(message: ToFrame): void {
    if (this.#port) this.#post(message);
    else if (!this.#isDestroyed) this.#waiting.push(message);
  }

  #post(message: ToFrame): void {
    try {
      this.#port?.postMessage(message);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "DataCloneError") throw error;
      // A function, or another value that cannot be cloned, is somewhere in an attribute's value.
      this.#port?.postMessage(plainData(message) as ToFrame);
    }
  }

  #promise<T>(id: number): Promise<T> {
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  #answer(id: number, value: unknown, error: string | undefined): void {
    const waiting = this.#answers.get(id);
    this.#answers.delete(id);
    if (error === undefined) waiting?.resolve(value as never);
    else waiting?.reject(new Error(error));
  }

  #onApplied(batch: number): void {
    this.#applied = batch;
    const done = this.#shown.filter((one) => one.batch <= batch);
    if (done.length === 0) return;
    this.#shown = this.#shown.filter((one) => one.batch > batch);
    for (const { task } of done) task();
  }

  #onObserved(id: number, result: unknown): void {
    const target = (result as { readonly target?: NodeReference } | null)?.target;
    this.#observers.get(id)?.(result, target && this.elementOf(target));
  }

  async #act({ id, target, name, argument }: ActMessage): Promise<void> {
    const element = target && this.elementOf(target);
    try {
      // Form requests need the component trees, which the app side does not handle.
      const asksFields = (name === "formFields" || name === "formReset") && element !== undefined;
      let value: unknown;
      if (asksFields) value = readFormFields(element, argument, (reference) => this.elementOf(reference));
      // Messages keep their order, so the answer says that the app has handled the events before the request.
      else if (name !== "handled") value = await this.#options.owner.act(name, argument, element);
      this.#send({ type: "acted", id, value });
    } catch (error) {
      this.#send({ type: "acted", id, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
