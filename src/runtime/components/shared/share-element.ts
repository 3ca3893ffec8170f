/**
 * `share-element`: during a page change, elements with the same key on both pages move from their place on the old page
 * to the one on the new page, above everything else. The host fades pages that have shared elements, instead of sliding
 * them. Always the element of the entering page moves (`shuttle-on-push` and `shuttle-on-pop` are `to`), in a straight
 * line; `on-frame` exists only in WeChat's other renderer.
 */
import type { FrameShares } from "../../protocol-windows.ts";
import { BuiltIn, flag, part, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

const properties = { key: text(), transitionOnGesture: flag(), rectTweenType: text("materialRectArc") };

const looks = sheet(`:host { display: block; } :host([hidden]) { display: none; }
#shuttle[popover] { display: contents; }
#shuttle[popover]:popover-open { display: block; position: fixed; inset: 0 auto auto 0; margin: 0; padding: 0; border: 0;
  background: none; color: inherit; overflow: visible; transform-origin: 0 0; pointer-events: none; }`);

/** Milliseconds; the duration of a page change. */
const duration = 300;

/** In pixels, relative to the top left corner of the screen that the pages share. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export class ShareElement extends BuiltIn<typeof properties> {
  readonly #shuttle: HTMLElement;
  #leave: (() => void) | undefined;

  constructor() {
    super(properties);
    this.#shuttle = part(this.shadow(`<div id="shuttle" popover="manual"><slot></slot></div>`, looks), "shuttle");
  }

  get key(): string {
    return this.values.key;
  }

  connectedCallback(): void {
    this.#leave = flightsOf(document).join(this);
  }

  disconnectedCallback(): void {
    this.#leave?.();
  }

  /** @param from start position, in this frame's coordinates */
  fly(from: Place): void {
    const shuttle = this.#shuttle;
    const { left, top, width, height } = this.getBoundingClientRect();
    if (width === 0 || height === 0 || !("showPopover" in shuttle) || shuttle.matches(":popover-open")) return;
    // Keep the element's space while its content is in the top layer.
    const hold = this.animate({ height: [`${height}px`, `${height}px`] }, duration);
    Object.assign(shuttle.style, { width: `${width}px`, height: `${height}px` });
    shuttle.showPopover();
    const start = `translate(${from.left}px, ${from.top}px) scale(${from.width / width}, ${from.height / height})`;
    const flight = shuttle.animate([{ transform: start }, { transform: `translate(${left}px, ${top}px)` }], {
      duration,
      easing: easingOf(this.values.rectTweenType),
    });
    const land = (): void => {
      hold.cancel();
      shuttle.hidePopover();
    };
    flight.finished.then(land, land);
  }
}

function easingOf(tween: string): string {
  if (/^cubic-bezier\([\d., -]+\)$/.test(tween)) return tween;
  return tween === "linear" ? tween : "cubic-bezier(0.4, 0, 0.2, 1)";
}

/** Messages between the frames of an app's pages. */
interface Question {
  /** Number of the asking page. */
  readonly page: number;
}

interface Answer {
  readonly to: number;
  readonly page: number;
  readonly places: readonly (readonly [key: string, place: Place])[];
}

/** Milliseconds to wait for answers; elements without one do not move. */
const answerTimeoutMs = 50;

class Flights {
  readonly #elements = new Set<ShareElement>();
  readonly #channel = new BroadcastChannel(`share-element ${new URL(".", location.href).pathname}`);
  #answers: Answer[] | undefined;

  constructor() {
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Question | Answer>) => {
      if ("to" in data) {
        if (data.to === page()) this.#answers?.push(data);
      } else if (data.page !== page()) this.#answer(data.page);
    });
    pageContext().onVisibility((visibility) => {
      if (visibility === "shown") void this.#arrive(true);
    });
    parent.postMessage({ type: "miniapp-shares" } satisfies FrameShares, "*");
    void this.#arrive(false);
  }

  join(element: ShareElement): () => void {
    this.#elements.add(element);
    return () => void this.#elements.delete(element);
  }

  #say(message: Question | Answer): void {
    // BroadcastChannel has no target origin parameter.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#channel.postMessage(message);
  }

  #answer(to: number): void {
    const top = offset();
    const places = [...this.#elements].map((element) => {
      const { left, top: at, width, height } = element.getBoundingClientRect();
      return [element.key, { left, top: at + top, width, height }] as const;
    });
    this.#say({ to, page: page(), places });
  }

  /** @param isBack whether the user came back from a page above; otherwise from the page below */
  async #arrive(isBack: boolean): Promise<void> {
    while (document.documentElement.style.visibility === "hidden") await frame();
    const answers: Answer[] = (this.#answers = []);
    this.#say({ page: page() });
    await new Promise((resolve) => setTimeout(resolve, answerTimeoutMs));
    if (this.#answers === answers) this.#answers = undefined;
    const all = answers.filter((one) => one.page > page() === isBack).sort((a, b) => b.page - a.page);
    const places = new Map(all[0]?.places);
    for (const element of this.#elements) {
      const place = places.get(element.key);
      if (place && place.width > 0 && place.height > 0) element.fly({ ...place, top: place.top - offset() });
    }
  }
}

const page = (): number => Number(document.documentElement.dataset["page"]);

/** Pixels from the top of the screen to this frame. */
const offset = (): number => Number(document.documentElement.dataset["top"]) || 0;

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

const all = new WeakMap<Document, Flights>();

function flightsOf(document: Document): Flights {
  let found = all.get(document);
  if (!found) all.set(document, (found = new Flights()));
  return found;
}
