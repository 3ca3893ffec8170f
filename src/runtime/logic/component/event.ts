/** Events: the way they take through templates and components, and who is called on it. */
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
  const dispatched: Dispatch = { type, detail, timeStamp, facts, mutated: false };
  if (capturePhase) {
    for (const place of [...wayOf(tree, element, composed)].reverse()) if (notify(dispatched, place, true)) return;
  }
  for (const place of wayOf(tree, element, composed)) if (notify(dispatched, place, false) || !bubbles) return;
}

/** `this.triggerEvent`: at the component's own host. */
export function triggerEvent(node: ComponentNode, type: string, detail: unknown, options: EventOptions): void {
  if (node.owner && node.ownHost) dispatch(node.owner, node.ownHost, type, detail, options);
}

/** An element that an event meets. */
interface Place {
  readonly tree: ComponentNode;
  readonly element: ElementReference;
  /** Each tree sees its own target and its own marks. */
  readonly target: ElementReference;
  readonly mark: Readonly<Record<string, unknown>>;
}

interface Dispatch {
  readonly type: string;
  readonly detail: unknown;
  readonly timeStamp: number;
  readonly facts: FrameFacts | undefined;
  /** A `mut-bind` has run. */
  mutated: boolean;
}

/** Found step by step: what the handlers inside did to the trees counts. */
function* wayOf(tree: ComponentNode, element: ElementReference, composed: boolean): Generator<Place> {
  const isWhole = yield* wayWithin(tree, element, composed);
  if (isWhole && composed && tree.owner && tree.host) yield* wayOf(tree.owner, tree.host, true);
}

/**
 * To the top of one template's tree; composed events go from content through the slot that shows it and the tree around
 * that slot to the host. False if it ends below the top: the element was taken away, or no slot shows it.
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

/** Marks of outer elements yield to inner ones. */
function marksAround(element: ElementReference): Record<string, unknown> {
  const marks: object[] = [];
  for (let at: ElementReference | null | undefined = element; at; at = parentElement(at)) marks.unshift(marksOf(at));
  return Object.assign({}, ...marks);
}

/** Calls the listeners of one element. True if the event ends here. */
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

/** What a function of wxs gives back counts: false ends the event. */
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
  // A map's says what it is in place of its name.
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
