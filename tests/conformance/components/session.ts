/**
 * Runs one scenario's app on the runtime for `kit.mjs` (README.md in this folder, "Host session"). It runs the files of
 * a package: the code and tables that a build writes.
 */
import {
  attach,
  becomeReady,
  callPageLifetime,
  componentOf,
  composedChildren,
  createComponentSpace,
  createScriptModules,
  createTemplateRegistry,
  detach,
  dispatch,
  selectElements,
  setProperties,
} from "../../../src/runtime/logic/index.ts";
import type {
  ComponentEntry,
  ComponentNode,
  ComponentSpace,
  ComposedNode,
  ElementReference,
  EventOptions,
} from "../../../src/runtime/logic/index.ts";
import { runChunk } from "../../../src/testing/run-chunk.ts";

export interface SessionInput {
  /** `_miniapp/logic.js` and `_miniapp/entries.json` of the package. */
  readonly code: string;
  readonly entries: Readonly<Record<string, ComponentEntry>>;
  readonly root: string;
  /** Entries in the order in which their scripts run. */
  readonly order: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** Globals of the scripts besides the constructors. */
  readonly scope: Readonly<Record<string, unknown>>;
  readonly onError: (error: unknown) => void;
  /** Called with each console warning. */
  readonly onWarning?: (message: string) => void;
  /** Called when the page has been created, and each time before its tree is printed. */
  readonly watch?: { created(root: ComponentNode): void; beforeTree(root: ComponentNode): void };
}

/** The target of a step: an element, and the component whose host it is. */
interface Handle {
  readonly tree: ComponentNode | undefined;
  readonly element: ElementReference | undefined;
  readonly component: ComponentNode | undefined;
}

interface EventStep extends EventOptions {
  readonly type: string;
  readonly detail: unknown;
}

export interface Tree {
  readonly tag: string;
  readonly is?: string;
  readonly id?: string;
  readonly class?: readonly string[];
  readonly dataset?: Readonly<Record<string, unknown>>;
  readonly children: readonly (Tree | string)[];
}

export function openSession(input: SessionInput) {
  const space = loadPackage(input);
  for (const id of input.order) space.definition(id);
  let root: ComponentNode | undefined;
  const page = (): ComponentNode => {
    if (!root) throw new Error("there is no page");
    return root;
  };
  return {
    create(): void {
      root = space.create(input.root);
      const properties = new Map(Object.entries(input.properties));
      if (properties.size > 0) setProperties(root, properties);
      input.watch?.created(root);
    },
    attach(): void {
      const node = page();
      attach(node);
      space.later(() => becomeReady(node));
    },
    detach: (): void => detach(page()),
    root: (): Handle => ({ tree: undefined, element: undefined, component: page() }),
    node: (path: readonly string[]): Handle | null => findHandle(page(), path),
    setData: (handle: Handle | null, data: unknown, callback?: unknown): void =>
      componentIn(handle).instance.setData(data, callback),
    call(handle: Handle | null, method: string, values: readonly unknown[]): unknown {
      const instance = componentIn(handle).instance as unknown as Record<string, (...values: unknown[]) => unknown>;
      return instance[method]?.(...values);
    },
    data: (handle: Handle | null): unknown => componentIn(handle).instance.data,
    event(handle: Handle | null, { type, detail, ...options }: EventStep): void {
      if (handle?.tree && handle.element) dispatch(handle.tree, handle.element, type, detail, options);
    },
    pageLifetime: (name: string, values: readonly unknown[]): void => callPageLifetime(page(), name, values),
    tree(): Tree {
      const node = page();
      input.watch?.beforeTree(node);
      const { id } = node.definition;
      return { tag: id, is: id, children: composedChildren(node).map(toTree) };
    },
  };
}

function componentIn(handle: Handle | null): ComponentNode {
  if (!handle?.component) throw new Error("this is no component");
  return handle.component;
}

/** Resolves a path of selectors, each in the tree of the component found by the previous one. */
function findHandle(root: ComponentNode, path: readonly string[]): Handle | null {
  let at: Handle = { tree: undefined, element: undefined, component: root };
  for (const selector of path) {
    const tree = at.component;
    const element = tree && selectElements(tree, selector)[0];
    if (!element) return null;
    at = { tree, element, component: componentOf(element) };
  }
  return at;
}

function toTree(node: ComposedNode): Tree | string {
  if (typeof node === "string") return node;
  const { tag, component, id, classes, dataset, children } = node;
  return {
    tag,
    ...(component ? { is: component.definition.id } : {}),
    id,
    class: classes.map(({ name, owner }) => `${owner.definition.id}--${name}`),
    dataset,
    children: children.map(toTree),
  };
}

function loadPackage({ code, entries, scope, onError, onWarning }: SessionInput): ComponentSpace {
  const quiet = { log() {}, info() {}, warn() {}, error() {}, debug() {} };
  const templates = createTemplateRegistry({ report: ({ message }) => onWarning?.(message), console: quiet });
  const scripts = createScriptModules((id, run) => space.running(id, run));
  const space: ComponentSpace = createComponentSpace({
    templates,
    entries,
    runScript: (id) => void scripts.require(id),
    report: onError,
    later: (task) => queueMicrotask(task),
    now: () => performance.now(),
  });
  runChunk(code, { templates, scripts }, { ...scope, ...space.constructors });
  return space;
}
