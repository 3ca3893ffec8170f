/** A page's surface for tests: it renders nothing. Measurements come from the test. */
import { PageView } from "../runtime/logic/frame/index.ts";
import { componentOf } from "../runtime/logic/index.ts";
import type { ComponentNode, ElementReference } from "../runtime/logic/index.ts";
import type { PageSurface, SurfaceObservation, SurfaceOwner } from "../runtime/logic/app/index.ts";
import type { MediaRequest, PageMessage } from "../runtime/protocol.ts";
import { describeElement } from "./mounted-tree.ts";
import type { ElementFacts } from "./mounted-tree.ts";

/** The test's measurements of an element: the fields of a selector query's result. */
export type Measure = (element: ElementFacts | "viewport") => Readonly<Record<string, unknown>>;

/** Something that the page sent to its frame. */
export type SurfaceRecord =
  | { readonly type: "command"; readonly message: Omit<PageMessage, "type"> }
  | {
      readonly type: "scroll";
      readonly top: number;
      readonly duration: number;
      readonly offsetTop: number;
      readonly element?: ElementFacts;
    }
  | { readonly type: "override"; readonly element: ElementFacts; readonly what: number; readonly value: unknown }
  | {
      readonly type: "invoke";
      readonly element: ElementFacts;
      readonly method: string;
      readonly values: readonly unknown[];
    };

/** Records everything that the page sends to its frame, and sends simulated events back. */
export class TestSurface implements PageSurface {
  readonly records: SurfaceRecord[] = [];
  onDestroy: () => void = () => {};
  readonly #owner: SurfaceOwner;
  /** The real connection, to a frame that confirms everything, so that wxs handlers run as on a device. */
  readonly #view: PageView;
  readonly #measure: Measure;
  readonly #schedule: (task: () => void) => void;
  readonly #observations = new Set<{
    readonly request: SurfaceObservation | MediaRequest;
    readonly listener: (result: unknown, target: ElementReference | undefined) => void;
  }>();

  constructor(
    owner: SurfaceOwner,
    measure: Measure,
    schedule: (task: () => void) => void,
    report: (error: unknown) => void = () => {},
  ) {
    this.#owner = owner;
    this.#view = new PageView({ owner, sheets: [], report, schedule });
    this.#view.connect({
      postMessage: (message) => {
        if (message.type !== "batch") return;
        schedule(() => this.#view.receive({ type: "applied", batch: message.number }));
      },
    });
    this.#measure = measure;
    this.#schedule = schedule;
  }

  attach(root: ComponentNode): void {
    this.#view.attach(root);
  }

  attachTabBar(root: ComponentNode): void {
    this.#view.attachTabBar(root);
  }

  destroy(): void {
    this.#view.destroy();
    this.#observations.clear();
    this.onDestroy();
  }

  whenShown(task: () => void): void {
    this.#schedule(task);
  }

  async query(items: Parameters<PageSurface["query"]>[0]): Promise<readonly (readonly unknown[])[]> {
    return items.map((item) => {
      const pick = (element: ElementReference | "viewport"): unknown => {
        const facts = element === "viewport" ? element : describeElement(element);
        return picked(item, { ...zeros, ...this.#measure(facts) });
      };
      return item.nodes === "viewport" ? [pick("viewport")] : item.nodes.map(pick);
    });
  }

  /** Without the component's code there is no real result: record the call and return `undefined`. */
  async invoke(target: ElementReference, method: string, values: readonly unknown[]): Promise<unknown> {
    this.records.push({ type: "invoke", element: describeElement(target), method, values });
    return undefined;
  }

  observe(
    request: SurfaceObservation | MediaRequest,
    listener: (result: unknown, target: ElementReference | undefined) => void,
  ): () => void {
    const observation = { request, listener };
    this.#observations.add(observation);
    return () => this.#observations.delete(observation);
  }

  override(target: ElementReference, what: number, value: unknown): void {
    this.records.push({ type: "override", element: describeElement(target), what, value });
  }

  command(message: Omit<PageMessage, "type">): void {
    this.records.push({ type: "command", message });
  }

  scrollTo({ element, ...scrollTo }: Parameters<PageSurface["scrollTo"]>[0]): void {
    this.records.push({ type: "scroll", ...scrollTo, ...(element ? { element: describeElement(element) } : {}) });
  }

  /** Simulates a page event from the frame. */
  raise(event: "scroll" | "reachBottom" | "resize", detail: unknown): void {
    this.#owner.event(event, detail);
  }

  /** Simulates a request of a built-in component, such as a navigation by a navigator. */
  act(name: string, argument: unknown): Promise<unknown> {
    return this.#owner.act(name, argument, undefined);
  }

  /** Simulates that an element enters or leaves the viewport: notifies the intersection observers that watch it. */
  intersect(element: ElementReference, result: Readonly<Record<string, unknown>>): void {
    for (const { request, listener } of Array.from(this.#observations)) {
      if (request.kind !== "intersection") continue;
      const target = request.targets.find((one) => isSame(one, element));
      if (target) listener(result, target);
    }
  }

  /** Simulates a size change of the page: notifies the media query observers. */
  matchMedia(matches: (query: MediaRequest["query"]) => boolean): void {
    for (const { request, listener } of Array.from(this.#observations)) {
      if (request.kind === "media") listener({ matches: matches(request.query) }, undefined);
    }
  }
}

const zeros = { left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0, scrollLeft: 0, scrollTop: 0 };

type Item = Parameters<PageSurface["query"]>[0][number];

function picked(item: Item, all: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = [
    ...(item.rect ? ["left", "top", "right", "bottom"] : []),
    ...(item.size ? ["width", "height"] : []),
    ...(item.scrollOffset ? ["scrollLeft", "scrollTop", "scrollWidth", "scrollHeight"] : []),
    ...(item.node ? ["node"] : []),
    ...(item.properties ?? []),
    ...(item.computedStyle ?? []),
  ];
  return Object.fromEntries(names.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
}

function isSame(a: ElementReference, b: ElementReference): boolean {
  return a.block === b.block && a.skeleton === b.skeleton && componentOf(a) === componentOf(b);
}
