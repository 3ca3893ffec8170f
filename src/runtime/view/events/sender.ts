/** Sends events to the Worker: only those that a template listens to, with the data that their handlers may need. */
import type { FrameEvent, FromFrame, NodeReference, Offset, Touch } from "../../protocol.ts";
import { planOf } from "../attribute.ts";
import { baseOf, PLACE } from "../marks.ts";
import type { ElementPlan, Template } from "../template-plan.ts";

export interface EventExtras {
  readonly bubbles: boolean;
  readonly touches?: readonly Touch[];
  readonly changedTouches?: readonly Touch[];
  /** Whether to include element positions. */
  readonly withOffsets?: boolean;
}

export class EventSender {
  /** Event types that some template listens to. */
  readonly types = new Set<string>();
  /**
   * Event types that virtual hosts listen to: those have no element, so the document does not show whether one is
   * around the target.
   */
  readonly #virtual = new Set<string>();
  readonly #post: (message: FromFrame) => void;
  readonly #templates: (number: number) => Template | undefined;
  readonly #batch: () => number;
  readonly #onType: (type: string) => void;

  constructor(options: {
    readonly post: (message: FromFrame) => void;
    readonly template: (number: number) => Template | undefined;
    /** Number of the last applied batch. */
    readonly batch: () => number;
    readonly onType: (type: string) => void;
  }) {
    this.#post = options.post;
    this.#templates = options.template;
    this.#batch = options.batch;
    this.#onType = options.onType;
  }

  addTemplate({ elements }: Template): void {
    for (const plan of elements) {
      for (const type of plan?.listeners.keys() ?? []) {
        if (plan?.isVirtual) this.#virtual.add(type);
        if (this.types.has(type)) continue;
        this.types.add(type);
        this.#onType(type);
      }
    }
  }

  /** The innermost template element at or around a node. */
  target(node: EventTarget | null): HTMLElement | undefined {
    const element = node instanceof Element ? node : node instanceof Node ? node.parentElement : null;
    return element?.closest<HTMLElement>(`[${PLACE}]`) ?? undefined;
  }

  plan(element: Element): ElementPlan | undefined {
    const template = this.template(element);
    return template && planOf(element, template);
  }

  template(element: Element): Template | undefined {
    const place = element.getAttribute(PLACE);
    return place === null ? undefined : this.#templates(Number.parseInt(place, 10));
  }

  reference(element: Element): NodeReference | undefined {
    const place = element.getAttribute(PLACE);
    const base = place === null ? undefined : baseOf(element);
    if (place === null || base === undefined) return undefined;
    return { base, node: Number(place.slice(place.indexOf(".") + 1)) };
  }

  /** Whether an element from `from` outwards, up to but without `end`, catches this event. */
  isCaught(from: Element | null, end: Element | null, type: string): boolean {
    for (let at = from; at && at !== end; at = at.parentElement) {
      const catches = this.plan(at)?.listeners.get(type);
      if (catches === "yes" || (catches === "dynamic" && at.$caught?.has(type) === true)) return true;
    }
    return false;
  }

  /** Sends an event if there is a listener; returns whether there is. */
  send(target: Element, type: string, detail: unknown, extras: EventExtras): boolean {
    if (!this.types.has(type)) return false;
    const listeners: Element[] = [];
    for (let at: Element | null = target; at; at = extras.bubbles ? at.parentElement : null) {
      if (this.plan(at)?.listeners.has(type)) listeners.push(at);
    }
    if (listeners.length === 0 && !(extras.bubbles && this.#virtual.has(type))) return false;
    const reference = this.reference(target);
    if (!reference) return false;
    const event: FrameEvent = {
      type: "event",
      batch: this.#batch(),
      target: reference,
      event: type,
      detail,
      timeStamp: performance.now(),
      bubbles: extras.bubbles,
      ...(extras.touches ? { touches: extras.touches, changedTouches: extras.changedTouches ?? [] } : {}),
      ...(extras.withOffsets ? { offsets: this.#offsets(target, reference, listeners) } : {}),
    };
    this.#post(event);
    return true;
  }

  #offsets(target: Element, reference: NodeReference, listeners: readonly Element[]): Offset[] {
    const offsets = [offsetOf(target, reference)];
    for (const element of listeners) {
      const node = element === target ? undefined : this.reference(element);
      if (node) offsets.push(offsetOf(element, node));
    }
    return offsets;
  }
}

function offsetOf(element: Element, node: NodeReference): Offset {
  const { left, top, width, height } = element.getBoundingClientRect();
  const { offsetLeft = 0, offsetTop = 0 } = element as Partial<HTMLElement>;
  return { node, left: offsetLeft, top: offsetTop, rect: [left, top, width, height] };
}
