/** Events of the page itself: scroll, reach-bottom, resize. */
import type { FromFrame, PageMessage } from "../../protocol.ts";
import { pixelsPerRpx } from "../rpx.ts";

/** WeChat's default of `onReachBottomDistance`, in pixels. */
const DISTANCE = 50;

export class PageScroll {
  readonly #post: (message: FromFrame) => void;
  readonly #layout = new Set<() => void>();
  #listens: NonNullable<PageMessage["listens"]> = {};
  #distance = DISTANCE;
  #isAtBottom = false;
  #lastTop = 0;
  #lastHeight = 0;
  #isWaiting = false;

  constructor(post: (message: FromFrame) => void) {
    this.#post = post;
    setRpx();
    // Capture: scrolling inside the page moves elements too.
    document.addEventListener("scroll", () => this.#schedule(), { passive: true, capture: true });
    addEventListener("resize", () => {
      setRpx();
      const size = { windowWidth: innerWidth, windowHeight: innerHeight };
      post({ type: "page", event: "resize", detail: { size } });
      this.#schedule();
    });
  }

  configure({ listens, reachBottomDistance }: PageMessage): void {
    if (listens) this.#listens = listens;
    if (reachBottomDistance !== undefined) this.#distance = Number(reachBottomDistance) || 0;
  }

  onLayout(listener: () => void): () => void {
    this.#layout.add(listener);
    return () => this.#layout.delete(listener);
  }

  /** Called when the layout may have changed. */
  touch(): void {
    if (this.#layout.size > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.#look();
      for (const listener of this.#layout) listener();
    });
  }

  #look(): void {
    const top = scrollY;
    if (top === this.#lastTop) return;
    const isDown = top > this.#lastTop;
    this.#lastTop = top;
    if (this.#listens.scroll) this.#post({ type: "page", event: "scroll", detail: { scrollTop: top } });
    if (!this.#listens.reachBottom) return;
    const height = (document.scrollingElement ?? document.documentElement).scrollHeight;
    const isNear = top + innerHeight >= height - this.#distance;
    // Fires once when the end is reached, and again after the page has grown.
    if (isNear && isDown && (!this.#isAtBottom || height !== this.#lastHeight)) {
      this.#post({ type: "page", event: "reachBottom", detail: {} });
    }
    this.#isAtBottom = isNear;
    this.#lastHeight = height;
  }
}

function setRpx(): void {
  document.documentElement.style.setProperty("--rpx", `${pixelsPerRpx()}px`);
}

/** Implements `wx.pageScrollTo`; `duration` is in milliseconds. */
export function scrollPage(top: number, duration: number): void {
  const from = scrollY;
  const limit = Math.max(0, document.documentElement.scrollHeight - innerHeight);
  const to = Math.min(Math.max(0, top), limit);
  if (!(duration > 0)) {
    scrollTo(scrollX, to);
    return;
  }
  const start = performance.now();
  const step = (now: number): void => {
    const part = Math.min(1, Math.max(0, (now - start) / duration));
    // Ease in and out.
    const eased = part < 0.5 ? 2 * part * part : 1 - 2 * (1 - part) ** 2;
    scrollTo(scrollX, from + (to - from) * eased);
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
