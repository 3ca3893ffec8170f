/** `createIntersectionObserver` and `createMediaQueryObserver`. The frame observes and reports. */
import { datasetOf, idOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import { selectElements } from "../component/select.ts";
import type { Page } from "./page.ts";
import { whenOnSurface } from "./page.ts";
import type { QueryContext } from "./selector-query.ts";
import type { SurfaceObservation } from "./surface.ts";

type Reference = SurfaceObservation["relativeTo"][number];
type Margins = Reference["margins"];

export class IntersectionObserver {
  readonly #context: QueryContext;
  readonly #scope: ComponentNode;
  readonly #thresholds: readonly number[];
  readonly #initialRatio: number;
  readonly #observeAll: boolean;
  /** The selector is `undefined` for the viewport. */
  readonly #references: { readonly selector: string | undefined; readonly margins: Margins }[] = [];
  #stop: (() => void) | undefined = undefined;
  #isDone = false;

  constructor(context: QueryContext, scope: ComponentNode, options: unknown) {
    const { thresholds, initialRatio, observeAll } = (options ?? {}) as Readonly<Record<string, unknown>>;
    this.#context = context;
    this.#scope = scope;
    this.#thresholds = Array.isArray(thresholds) && thresholds.length > 0 ? thresholds.map(Number) : [0];
    this.#initialRatio = typeof initialRatio === "number" ? initialRatio : 0;
    this.#observeAll = observeAll === true;
  }

  /** Adds a reference area. */
  relativeTo(selector: unknown, margins?: unknown): this {
    this.#references.push({ selector: String(selector), margins: readMargins(margins) });
    return this;
  }

  relativeToViewport(margins?: unknown): this {
    this.#references.push({ selector: undefined, margins: readMargins(margins) });
    return this;
  }

  /** Starts observing the first element that matches, or all of them with `observeAll`. */
  observe(selector: unknown, callback?: unknown): void {
    const page = this.#context.pageOf(this.#scope);
    if (page) whenOnSurface(page, () => this.#start(page, String(selector), callback));
  }

  disconnect(): void {
    this.#isDone = true;
    this.#stop?.();
    this.#stop = undefined;
  }

  #start(page: Page, selector: string, callback: unknown): void {
    if (this.#isDone) return;
    const found = selectElements(this.#scope, selector);
    const targets = this.#observeAll ? found : found.slice(0, 1);
    if (targets.length === 0) return;
    const relativeTo = this.#references.flatMap(({ selector: area, margins }): Reference[] => {
      if (area === undefined) return [{ node: "viewport", margins }];
      const [node] = selectElements(this.#scope, area);
      return node ? [{ node, margins }] : [];
    });
    this.#stop?.();
    this.#stop = page.surface.observe(
      { kind: "intersection", targets, relativeTo, thresholds: this.#thresholds, initialRatio: this.#initialRatio },
      (result, target) => {
        if (this.#isDone) return;
        const own = target ? { id: idOf(target), dataset: datasetOf(target) } : {};
        // `target` is the frame's name for the element; do not pass it to the author.
        const { target: _, ...seen } = result as { readonly target?: unknown };
        call(this.#context, callback, { ...own, ...seen });
      },
    );
  }
}

export class MediaQueryObserver {
  readonly #context: QueryContext;
  readonly #scope: ComponentNode;
  #stop: (() => void) | undefined = undefined;
  #isDone = false;

  constructor(context: QueryContext, scope: ComponentNode) {
    this.#context = context;
    this.#scope = scope;
  }

  /** @param descriptor `minWidth`, `maxWidth`, `width`, the same for height, `orientation` */
  observe(descriptor: unknown, callback?: unknown): void {
    const page = this.#context.pageOf(this.#scope);
    if (!page) return;
    const query: Record<string, number | string> = {};
    for (const [name, value] of Object.entries((descriptor ?? {}) as object)) {
      if (typeof value === "number" || typeof value === "string") query[name] = value;
    }
    whenOnSurface(page, () => {
      if (this.#isDone) return;
      this.#stop?.();
      this.#stop = page.surface.observe({ kind: "media", query }, (result) => {
        if (!this.#isDone) call(this.#context, callback, result);
      });
    });
  }

  disconnect(): void {
    this.#isDone = true;
    this.#stop?.();
    this.#stop = undefined;
  }
}

function readMargins(value: unknown): Margins {
  const margins: Record<string, number> = {};
  for (const side of ["left", "right", "top", "bottom"]) {
    const margin = (value as Readonly<Record<string, unknown>> | null | undefined)?.[side];
    if (typeof margin === "number") margins[side] = margin;
  }
  return margins;
}

/**
 * Calls the author's callback; reports its errors.
 * @param what whose callback it is, for error reports: `an observer`
 */
export function call(context: QueryContext, callback: unknown, result: unknown, what = "an observer"): void {
  if (typeof callback !== "function") return;
  try {
    (callback as (result: unknown) => void)(result);
  } catch (error) {
    context.report(error, `${what}'s callback`);
  }
}
