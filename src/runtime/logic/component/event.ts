/** Events: their path through templates and components, and the handlers called on it. */
import { eventsOf, isHandler } from "../shadow-tree.ts";
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
  /** In pixels; only in events from a page frame. */
  readonly offsetLeft?: number;
  readonly offsetTop?: number;
  readonly dataset: Readonly<Record<string, unknown>>;
}

/** What a page frame reports about an event on one of its elements. */
export interface FrameFacts {
  /** Milliseconds since the page was opened. */
  readonly timeStamp: number;
  readonly touches?: readonly unknown[] | undefined;
  readonly changedTouches?: readonly unknown[] | undefined;
  offsetOf(element: ElementReference): { readonly left: number; readonly top: number } | undefined;
  /** Called with the return value of each of the author's handlers. */
  returned?(value: unknown): void;
}

/** The argument of a handler. */
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

/** Dispatches an event at an element of `tree`'s template. All handlers have run when it returns. */
export function dispatch(
  tree: ComponentNode,
  element: ElementReference,
  type: string,
  detail: unknown,
  { bubbles = false, composed = false, capturePhase = false }: EventOptions,
  facts?: FrameFacts,
): void {
  const timeStamp = facts ? facts.timeStamp : tree.space.now();
  const dispatched: Dispatch = { type, detail, timeStamp, facts, mutated: false };
  if (capturePhase) {
    for (const place of [...wayOf(tree, element, composed)].reverse()) if (notify(dispatched, place, true)) return;
  }
  for (const place of wayOf(tree, element, composed)) if (notify(dispatched, place, false) || !bubbles) return;
}

/** `this.triggerEvent`: dispatches at the component's own host. */
export function triggerEvent(node: ComponentNode, type: string, detail: unknown, options: EventOptions): void {
  if (node.owner && node.ownHost) dispatch(node.owner, node.ownHost, type, detail, options);
}

/** An element on an event's path. */
interface Place {
  readonly tree: ComponentNode;
  readonly element: ElementReference;
  /** The target and the marks as this tree sees them; each tree has its own. */
  readonly target: ElementReference;
  readonly mark: Readonly<Record<string, unknown>>;
}

interface Dispatch {
  readonly type: string;
  readonly detail: unknown;
  readonly timeStamp: number;
  readonly facts: FrameFacts | undefined;
  /** A `mut-bind` handler has run. */
  mutated: boolean;
}

/** The path of an event, computed step by step, because handlers may change the trees. */
function* wayOf(tree: ComponentNode, element: ElementReference, composed: boolean): Generator<Place> {
  const isWhole = yield* wayWithin(tree, element, composed);
  if (isWhole && composed && tree.owner && tree.host) yield* wayOf(tree.owner, tree.host, true);
}

/**
 * The path up to the top of one template's tree. A composed event goes from slot content through the slot that shows
 * it, and through the tree around that slot, to the host. Returns false if it does not reach the top: the element was
 * removed, or no slot shows it.
 */
function* wayWithin(tree: ComponentNode, target: ElementReference, composed: boolean): Generator<Place, boolean> {
  const mark = marksAround(target);
  let at: ElementReference | null | undefined = target;
  while (at) {
    yield { tree, element: at, target, mark };
    const around = parentElement(at);
    const inner = composed && around && componentOf(around);
    if (inner) {
      const slot = slotFor(inner, at);
      if (!slot || !(yield* wayWithin(inner, slot, true))) return false;
    }
    at = around;
  }
  return at === undefined;
}

/** Marks of the element and those around it; inner ones override outer ones. */
function marksAround(element: ElementReference): Record<string, unknown> {
  const marks: object[] = [];
  for (let at: ElementReference | null | undefined = element; at; at = parentElement(at)) marks.unshift(marksOf(at));
  return Object.assign({}, ...marks);
}

/** Calls the listeners of one element. Returns true if the event stops here. */
function notify(dispatched: Dispatch, place: Place, capture: boolean): boolean {
  let stop = false;
  for (const listener of eventsOf(place.element)) {
    if (listener.name !== dispatched.type || listener.capture !== capture) continue;
    if (!isHandler(listener.handler)) continue;
    if (listener.mut) {
      if (dispatched.mutated) continue;
      dispatched.mutated = true;
    }
    if (call(dispatched, place, listener) === false || listener.stop) stop = true;
  }
  return stop;
}

/** Calls one handler. Only the result of a wxs function matters: false stops the event. */
function call(dispatched: Dispatch, place: Place, { handler }: ShadowEvent): unknown {
  const { tree, element } = place;
  if (typeof handler === "function") {
    return tree.space.view?.handle(handler, eventFor(dispatched, place), tree, element);
  }
  const name = String(handler);
  const callback = findCallback(tree, name, `handle event "${dispatched.type}"`);
  if (callback) {
    const returned = callHandler(tree, name, callback, eventFor(dispatched, place));
    dispatched.facts?.returned?.(returned);
  }
  return undefined;
}

function eventFor(dispatched: Dispatch, { element, target, mark }: Place): ComponentEvent {
  const { type, timeStamp, detail, facts } = dispatched;
  const currentTarget = targetOf(element, facts);
  const event = { type, timeStamp, target: targetOf(target, facts), currentTarget, mark, detail };
  // The `regionchange` event of a map has the fields of its detail at the top level too; its `type` says whether the
  // change begins or ends.
  if (type === "regionchange" && facts) Object.assign(event, detail);
  const { touches, changedTouches } = facts ?? {};
  return touches ? { ...event, touches, changedTouches: changedTouches ?? [] } : event;
}

function targetOf(element: ElementReference, facts: FrameFacts | undefined): EventTarget {
  const offset = facts?.offsetOf(element);
  const id = idOf(element);
  const dataset = datasetOf(element);
  return offset ? { id, offsetLeft: offset.left, offsetTop: offset.top, dataset } : { id, dataset };
}
