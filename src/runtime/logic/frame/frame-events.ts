/** Handles what a page frame reports about its elements: events, and user input in bound properties. */
import { dispatch } from "../component/event.ts";
import { modelBinding } from "../component/model.ts";
import type { ComponentNode } from "../component/node.ts";
import { setData } from "../component/update.ts";
import type { FrameEvent, ModelWrite, NodeReference, Offset } from "../../protocol.ts";
import type { ElementReference } from "../shadow-tree.ts";

export interface FrameEventsOptions {
  /** The element of a reference as of this batch; `undefined` if it is gone or its node number was assigned later. */
  elementAt(
    reference: NodeReference,
    batch: number,
  ): { readonly tree: ComponentNode; readonly element: ElementReference } | undefined;
  /** Replaces the text in an input field while the user is typing. */
  replaceText(element: ElementReference, value: string, cursor: unknown): void;
}

/** Dispatches a frame's events and writes of `model:` properties to the components of one page. */
export class FrameEvents {
  readonly #options: FrameEventsOptions;
  /** Positions of the elements on the path of the last event. */
  #layout: { readonly element: ElementReference; readonly offset: Offset }[] = [];

  constructor(options: FrameEventsOptions) {
    this.#options = options;
  }

  dispatch(event: FrameEvent): void {
    const place = this.#options.elementAt(event.target, event.batch);
    if (!place) return;
    let text: unknown;
    const { tree, element } = place;
    if (event.offsets) this.#noteLayout(event.offsets, event.batch);
    const options = { bubbles: event.bubbles, composed: true, capturePhase: true };
    dispatch(tree, element, event.event, event.detail, options, {
      timeStamp: event.timeStamp,
      touches: event.touches,
      changedTouches: event.changedTouches,
      offsetOf: (one) => this.#offsetOf(one),
      returned: (value) => (text = value ?? text),
    });
    // The return value of an `input` handler replaces what the user typed.
    if (event.event !== "input" || text === undefined) return;
    const { value, cursor } = typeof text === "string" ? { value: text } : (text as Partial<Record<string, unknown>>);
    if (typeof value === "string") this.#options.replaceText(element, value, cursor);
  }

  writeModel({ target, batch, name, value }: ModelWrite): void {
    const place = this.#options.elementAt(target, batch);
    const binding = place && modelBinding(place.tree, place.element, name);
    if (!place || !binding) return;
    // The frame displays the value already.
    place.element.block.values[binding.slot] = value;
    setData(place.tree, { [binding.path]: value });
  }

  /** Left, top, width, height. */
  rectOf(element: ElementReference): Offset["rect"] | undefined {
    return this.#offsetOf(element)?.rect;
  }

  #noteLayout(offsets: readonly Offset[], batch: number): void {
    this.#layout = offsets.flatMap((offset) => {
      const place = this.#options.elementAt(offset.node, batch);
      return place ? [{ element: place.element, offset }] : [];
    });
  }

  #offsetOf({ block, skeleton }: ElementReference): Offset | undefined {
    for (const { element, offset } of this.#layout) {
      if (element.block === block && element.skeleton === skeleton) return offset;
    }
    return undefined;
  }
}
