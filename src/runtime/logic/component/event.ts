/** Events: the way they take through templates and components, and who is called on it. */
import { eventsOf } from "../shadow-tree.ts";
import type { ElementReference, ShadowEvent } from "../shadow-tree.ts";
import { componentOf, datasetOf, idOf, marksOf, parentElement } from "./element.ts";
import { callHandler, findCallback } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import { slotFor } from "./slot.ts";

export interface EventOptions {
  readonly bubbles?: boolean;
  readonly composed?: boolean;
  readonly capturePhase?: boolean;
}

export interface EventTarget {
  readonly id: string;
  /** In pixels; only of events that a page frame raised. */
  readonly offsetLeft?: number;
  readonly offsetTop?: number;
  readonly dataset: Readonly<Record<string, unknown>>;
}

/** What a page frame knows of an event that happened to one of its elements. */
export interface FrameFacts {
  /** Milliseconds since the page was opened. */
  readonly timeStamp: number;
  readonly touches?: readonly unknown[] | undefined;
  readonly changedTouches?: readonly unknown[] | undefined;
  offsetOf(element: ElementReference): { readonly left: number; readonly top: number } | undefined;
  /** Hears what each handler of the author's returned. */
  returned?(value: unknown): void;
}

/** What a handler gets. */
export interface ComponentEvent {
  readonly type: string;
  readonly timeStamp: number;
  readonly target: EventTarget;
  readonly currentTarget: EventTarget;
  readonly mark: Readonly<Record<string, unknown>>;
  readonly detail: unknown;
  readonly touches?: readonly unknown[];
  readonly changedTouches?: readonly unknown[];
}

/** Dispatches an event at an element of `tree`'s template; every handler has run when it returns. */
export function dispatch(
  tree: ComponentNode,
  element: ElementReference,
  type: string,
  detail: unknown,
  { bubbles = false, composed = false, capturePhase = false }: EventOptions,
  facts?: FrameFacts,
): void {
  const timeStamp = facts ? facts.timeStamp : tree.space.now();
  const dispatched: Dispatch = { type, detail, timeStamp, facts, trees: new Map(), mutated: false };
  const way = composed ? composedWay(tree, element) : ownWay(tree, element);
  if (capturePhase) {
    for (const place of way.toReversed()) if (notify(dispatched, way, place, true)) return;
  }
  for (const place of bubbles ? way : way.slice(0, 1)) if (notify(dispatched, way, place, false)) return;
}

/** `this.triggerEvent`: at the component's own host. */
export function triggerEvent(node: ComponentNode, type: string, detail: unknown, options: EventOptions): void {
  if (node.owner && node.host && node.isPlaced) dispatch(node.owner, node.host, type, detail, options);
}

interface Place {
  readonly tree: ComponentNode;
  readonly element: ElementReference;
}

interface Dispatch {
  readonly type: string;
  readonly detail: unknown;
  readonly timeStamp: number;
  readonly facts: FrameFacts | undefined;
  /** Each tree sees its own target and its own marks. */
  readonly trees: Map<ComponentNode, { readonly target: EventTarget; readonly mark: Record<string, unknown> }>;
  /** A `mut-bind` has run. */
  mutated: boolean;
}

/** Within one template's tree. */
function ownWay(tree: ComponentNode, element: ElementReference): Place[] {
  const way: Place[] = [];
  for (let at: ElementReference | undefined = element; at; at = parentElement(at)) way.push({ tree, element: at });
  return way;
}

/** From content through the slot that shows it and the tree around that slot to the host, and on into the owner's tree. */
function composedWay(tree: ComponentNode, element: ElementReference): Place[] {
  const way: Place[] = [];
  for (let at: ElementReference | undefined = element; at;) {
    way.push({ tree, element: at });
    const around = parentElement(at);
    const inner = around && componentOf(around);
    if (inner) {
      const slot = slotFor(inner, at);
      if (slot) way.push(...insideWay(inner, slot));
    }
    at = around;
  }
  if (tree.owner && tree.host) way.push(...composedWay(tree.owner, tree.host));
  return way;
}

/** From a slot to the top of its tree, not further. */
function insideWay(tree: ComponentNode, element: ElementReference): Place[] {
  const way: Place[] = [];
  for (let at: ElementReference | undefined = element; at;) {
    way.push({ tree, element: at });
    const around = parentElement(at);
    const inner = around && componentOf(around);
    const slot = inner && slotFor(inner, at);
    if (inner && slot) way.push(...insideWay(inner, slot));
    at = around;
  }
  return way;
}

/** Calls the listeners of one element. True if the event ends here. */
function notify(dispatched: Dispatch, way: readonly Place[], { tree, element }: Place, capture: boolean): boolean {
  let stop = false;
  for (const listener of eventsOf(element)) {
    if (listener.name !== dispatched.type || listener.capture !== capture) continue;
    const { handler } = listener;
    if (handler === "" || handler === undefined || handler === null) continue;
    if (listener.mut) {
      if (dispatched.mutated) continue;
      dispatched.mutated = true;
    }
    if (listener.stop) stop = true;
    if (call(dispatched, way, tree, element, listener) === false) stop = true;
  }
  return stop;
}

/** What a function of wxs gives back counts: false ends the event. */
function call(
  dispatched: Dispatch,
  way: readonly Place[],
  tree: ComponentNode,
  element: ElementReference,
  { handler }: ShadowEvent,
): unknown {
  if (typeof handler === "function") {
    return tree.space.view?.handle(handler, eventFor(dispatched, way, tree, element), tree, element);
  }
  if (typeof handler !== "string") return undefined;
  const callback = findCallback(tree, handler);
  if (callback) {
    const returned = callHandler(tree, handler, callback, eventFor(dispatched, way, tree, element));
    dispatched.facts?.returned?.(returned);
  }
  return undefined;
}

function eventFor(
  dispatched: Dispatch,
  way: readonly Place[],
  tree: ComponentNode,
  element: ElementReference,
): ComponentEvent {
  const { type, timeStamp, detail, facts } = dispatched;
  const { target, mark } = treeView(dispatched, way, tree);
  const event = { type, timeStamp, target, currentTarget: targetOf(element, facts), mark, detail };
  // A map's says what it is in place of its name.
  if (type === "regionchange" && facts) Object.assign(event, detail);
  const { touches, changedTouches } = facts ?? {};
  return touches ? { ...event, touches, changedTouches: changedTouches ?? [] } : event;
}

/** The first element of the way that belongs to the tree is its target; marks of outer elements yield to inner ones. */
function treeView(dispatched: Dispatch, way: readonly Place[], tree: ComponentNode) {
  const there = dispatched.trees.get(tree);
  if (there) return there;
  const first = way.find((place) => place.tree === tree) as Place;
  const around = ownWay(tree, first.element);
  const mark: Record<string, unknown> = Object.assign({}, ...around.toReversed().map((p) => marksOf(p.element)));
  const view = { target: targetOf(first.element, dispatched.facts), mark };
  dispatched.trees.set(tree, view);
  return view;
}

function targetOf(element: ElementReference, facts: FrameFacts | undefined): EventTarget {
  const offset = facts?.offsetOf(element);
  const id = idOf(element);
  const dataset = datasetOf(element);
  return offset ? { id, offsetLeft: offset.left, offsetTop: offset.top, dataset } : { id, dataset };
}
