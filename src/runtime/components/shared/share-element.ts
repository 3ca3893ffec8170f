/**
 * share-element: what two pages have under one key flies from its place on the one to its place on the other while the
 * pages change, on its own page and over everything there. The host fades pages that say that they have some, instead of
 * sliding them. It is always the page that comes whose element flies (`shuttle-on-push` and `shuttle-on-pop` are `to`),
 * on a straight way; `on-frame` is for another renderer.
 */
import type { FrameShares } from "../../protocol-windows.ts";
import { BuiltIn, flag, part, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";

const properties = { key: text(), transitionOnGesture: flag(), rectTweenType: text("materialRectArc") };

const looks = sheet(`:host { display: block; } :host([hidden]) { display: none; }
#shuttle[popover] { display: contents; }
#shuttle[popover]:popover-open { display: block; position: fixed; inset: 0 auto auto 0; margin: 0; padding: 0; border: 0;
  background: none; color: inherit; overflow: visible; transform-origin: 0 0; pointer-events: none; }`);

/** As long as pages take to change. */
const duration = 300;

/** From the left top corner of the screen that the pages have in common. */
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

  /** @param from in this frame's coordinates */
  fly(from: Place): void {
    const shuttle = this.#shuttle;
    const { left, top, width, height } = this.getBoundingClientRect();
    if (width === 0 || height === 0 || !("showPopover" in shuttle) || shuttle.matches(":popover-open")) return;
    // What flies leaves no hole.
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

/** Between the frames of an app's pages. */
interface Question {
  /** Who asks. */
  readonly page: number;
}

interface Answer {
  readonly to: number;
  readonly page: number;
  readonly places: readonly (readonly [key: string, place: Place])[];
}

/** Answers are a message away; what has none flies not. */
const patience = 50;

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
    // A channel has no target but its name.
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

  /** @param isBack from a page that was above, else from the one below */
  async #arrive(isBack: boolean): Promise<void> {
    while (document.documentElement.style.visibility === "hidden") await frame();
    const answers: Answer[] = (this.#answers = []);
    this.#say({ page: page() });
    await new Promise((resolve) => setTimeout(resolve, patience));
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

/** Of the frame on the screen. */
const offset = (): number => Number(document.documentElement.dataset["top"]) || 0;

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

const all = new WeakMap<Document, Flights>();

function flightsOf(document: Document): Flights {
  let found = all.get(document);
  if (!found) all.set(document, (found = new Flights()));
  return found;
}
