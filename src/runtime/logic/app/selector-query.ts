/**
 * `createSelectorQuery`: queries elements in a page's frame. `exec` resolves selectors here; the frame gets positions
 * in the tree and returns measurements.
 */
import { ComponentInstance } from "../component/instance.ts";
import type { ComponentNode } from "../component/node.ts";
import { datasetOf, idOf, marksOf } from "../component/element.ts";
import { selectElements } from "../component/select.ts";
import { eachComponent } from "../component/walk.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { call } from "./observers.ts";
import type { Page } from "./page.ts";
import { whenOnSurface } from "./page.ts";
import type { SurfaceQuery } from "./surface.ts";

/** What a query needs from the runtime. */
export interface QueryContext {
  /** The page that contains a component. */
  pageOf(node: ComponentNode): Page | undefined;
  report(error: unknown, during: string): void;
  /** Create an element's `VideoContext` or similar, and a canvas node; provided by the API. */
  readonly elementContext: ((page: Page, element: ElementReference) => unknown) | undefined;
  readonly elementNode: ((page: Page, element: ElementReference, fromFrame: unknown) => unknown) | undefined;
  /** All pages that are alive. */
  pages(): readonly Page[];
}

/** What `fields` can request. */
export interface FieldsOptions {
  readonly id?: boolean;
  readonly dataset?: boolean;
  readonly mark?: boolean;
  readonly rect?: boolean;
  readonly size?: boolean;
  readonly scrollOffset?: boolean;
  readonly context?: boolean;
  readonly node?: boolean;
  readonly properties?: readonly string[];
  readonly computedStyle?: readonly string[];
}

interface Request {
  readonly scope: ComponentNode | undefined;
  /** `undefined` for the page's viewport. */
  readonly selector: string | undefined;
  readonly all: boolean;
  readonly fields: FieldsOptions;
  readonly callback: unknown;
}

export class SelectorQuery {
  readonly #context: QueryContext;
  #scope: ComponentNode | undefined;
  readonly #requests: Request[] = [];

  constructor(context: QueryContext, scope: ComponentNode | undefined) {
    this.#context = context;
    this.#scope = scope;
  }

  /** Later selectors match elements of this component's template. */
  in(component: unknown): this {
    this.#scope = scopeOf(component, this.#context) ?? this.#scope;
    return this;
  }

  select(selector: unknown): NodesRef {
    return new NodesRef((fields, callback) => this.#add(String(selector), false, fields, callback));
  }

  selectAll(selector: unknown): NodesRef {
    return new NodesRef((fields, callback) => this.#add(String(selector), true, fields, callback));
  }

  selectViewport(): NodesRef {
    return new NodesRef((fields, callback) => this.#add(undefined, false, fields, callback));
  }

  /** Runs the query. Then calls each request's callback in order, and `callback` with all results. */
  exec(callback?: unknown): this {
    const scope = this.#scope;
    const page = scope && this.#context.pageOf(scope);
    const requests = [...this.#requests];
    if (page) whenOnSurface(page, () => this.#run(page, requests, callback));
    return this;
  }

  #add(selector: string | undefined, all: boolean, fields: FieldsOptions, callback: unknown): this {
    this.#requests.push({ scope: this.#scope, selector, all, fields, callback });
    return this;
  }

  #run(page: Page, requests: readonly Request[], callback: unknown): void {
    const whose = "a selector query";
    const found = requests.map((request) => elementsOf(request));
    const items = requests.map(({ fields }, i) => toItem(fields, found[i] as ElementReference[] | "viewport"));
    page.surface.query(items).then(
      (answers) => {
        if (page.isClosed) return;
        const results = requests.map((request, i) =>
          this.#result(page, request, found[i] as ElementReference[] | "viewport", answers[i] ?? []),
        );
        requests.forEach((request, i) => call(this.#context, request.callback, results[i], whose));
        call(this.#context, callback, results, whose);
      },
      (error: unknown) => {
        if (!page.isClosed) this.#context.report(error, whose);
      },
    );
  }

  #result(
    page: Page,
    { all, fields }: Request,
    found: readonly ElementReference[] | "viewport",
    answers: readonly unknown[],
  ): unknown {
    if (found === "viewport") return { ...ownFields(fields, undefined), ...(answers[0] as object | undefined) };
    const results = found.map((element, i) => {
      const { node, ...measured } = (answers[i] ?? {}) as { readonly node?: unknown };
      return {
        ...ownFields(fields, element),
        ...measured,
        ...(fields.node ? { node: this.#context.elementNode?.(page, element, node) ?? node ?? null } : {}),
        ...(fields.context ? { context: this.#context.elementContext?.(page, element) ?? null } : {}),
      };
    });
    return all ? results : (results[0] ?? null);
  }
}

/** Elements to query. Each method adds a request and returns the query. */
export class NodesRef {
  readonly #ask: (fields: FieldsOptions, callback: unknown) => SelectorQuery;

  constructor(ask: (fields: FieldsOptions, callback: unknown) => SelectorQuery) {
    this.#ask = ask;
  }

  fields(fields?: FieldsOptions | null, callback?: unknown): SelectorQuery {
    return this.#ask(fields ?? {}, callback);
  }

  boundingClientRect(callback?: unknown): SelectorQuery {
    return this.#ask({ id: true, dataset: true, rect: true, size: true }, callback);
  }

  scrollOffset(callback?: unknown): SelectorQuery {
    return this.#ask({ id: true, dataset: true, scrollOffset: true }, callback);
  }

  context(callback?: unknown): SelectorQuery {
    return this.#ask({ context: true }, callback);
  }

  node(callback?: unknown): SelectorQuery {
    return this.#ask({ node: true }, callback);
  }

  /** `ref` of elements is not supported: no result, as in WeChat versions without it. */
  ref(callback?: unknown): SelectorQuery {
    return this.#ask({}, callback);
  }
}

function elementsOf({ scope, selector, all }: Request): ElementReference[] | "viewport" {
  if (selector === undefined) return "viewport";
  const elements = scope ? selectElements(scope, selector) : [];
  return all ? elements : elements.slice(0, 1);
}

function toItem(fields: FieldsOptions, nodes: readonly ElementReference[] | "viewport"): SurfaceQuery {
  const { rect, size, scrollOffset, node, properties, computedStyle } = fields;
  return {
    nodes,
    rect: !!rect,
    size: !!size,
    scrollOffset: !!scrollOffset,
    node: !!node,
    ...(Array.isArray(properties) ? { properties: properties.map(String) } : {}),
    ...(Array.isArray(computedStyle) ? { computedStyle: computedStyle.map(String) } : {}),
  };
}

/** Fields known without the frame. The viewport has neither id nor dataset. */
function ownFields(fields: FieldsOptions, element: ElementReference | undefined): Record<string, unknown> {
  return {
    ...(fields.id ? { id: element ? idOf(element) : "" } : {}),
    ...(fields.dataset ? { dataset: element ? datasetOf(element) : {} } : {}),
    ...(fields.mark ? { mark: element ? marksOf(element) : {} } : {}),
  };
}

/**
 * The component that an object stands for: an instance (`this`), or an object with the same `__wxExparserNodeId__`.
 * Uni-app creates such objects: its scripts pass their own `this` to WeChat's functions.
 */
export function scopeOf(component: unknown, { pages }: Pick<QueryContext, "pages">): ComponentNode | undefined {
  let found = ComponentInstance.nodeOf(component);
  const { __wxExparserNodeId__: id } = Object(component) as Partial<ComponentInstance>;
  const look = (one: ComponentNode): void => {
    if (one.made?.__wxExparserNodeId__ === id) found = one;
    if (one.root) eachComponent(one, one.root.block, look);
  };
  if (!found && id) for (const { root } of pages()) look(root);
  return found;
}
