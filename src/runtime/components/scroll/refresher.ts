/** Pull-to-refresh of a scroll-view: WeChat's states, its default look, or the author's own content. */
import { onPan } from "../gesture/pan.ts";
import { easings, tween } from "../gesture/tween.ts";

export interface RefresherDelegate {
  readonly host: HTMLElement;
  readonly scroller: HTMLElement;
  settings(): {
    readonly refresherEnabled: boolean;
    readonly refresherThreshold: number;
    readonly refresherDefaultStyle: string;
    readonly refresherBackground: string;
  };
  emit(type: string, dy: number): void;
  /** The refresher closed without the author's doing, so `refresher-triggered` must be reset. */
  rest(): void;
}

const styles = `
#refresher { overflow: hidden; height: 0; position: relative; flex: none; }
#content { position: absolute; left: 0; right: 0; bottom: 0; min-height: 100%; display: flex; flex-direction: column;
  justify-content: flex-end; }
#dots { height: 45px; display: flex; align-items: center; justify-content: center; gap: 6px; color: rgba(0, 0, 0, .5); }
#dots.white { color: rgba(255, 255, 255, .8); }
#dots.none { display: none; }
#dots i { width: 7px; height: 7px; border-radius: 50%; background: currentColor; opacity: .3; }
.refreshing #dots i { animation: dot 1s infinite; }
#dots i:nth-child(2) { animation-delay: .2s; }
#dots i:nth-child(3) { animation-delay: .4s; }
@keyframes dot { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
`;

type State = "closed" | "pulling" | "refreshing" | "closing";

export class Refresher {
  readonly #delegate: RefresherDelegate;
  private readonly box = document.createElement("div");
  private readonly dots = document.createElement("div");
  private state: State = "closed";
  private height = 0;
  private stop: (() => void) | undefined;

  constructor(delegate: RefresherDelegate) {
    this.#delegate = delegate;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    const root = delegate.host.shadowRoot as ShadowRoot;
    root.adoptedStyleSheets.push(sheet);
    this.box.id = "refresher";
    this.box.innerHTML = `<div id="content"><slot name="refresher"></slot></div>`;
    this.dots.id = "dots";
    this.dots.innerHTML = "<i></i><i></i><i></i>";
    this.box.firstElementChild?.append(this.dots);
    delegate.scroller.prepend(this.box);
    this.listen();
    this.update();
  }

  update(): void {
    const { refresherDefaultStyle, refresherBackground } = this.#delegate.settings();
    this.dots.className = refresherDefaultStyle;
    this.box.style.background = refresherBackground;
  }

  /** Whether a move down by `dy` should pull the refresher instead of scrolling. */
  wants(dy: number): boolean {
    return dy > 0 && this.#delegate.settings().refresherEnabled && this.#delegate.scroller.scrollTop <= 0;
  }

  /** Starts refreshing as if the user had pulled far enough. */
  open(): void {
    if (this.state === "refreshing") return;
    this.state = "refreshing";
    this.box.classList.add("refreshing");
    this.#delegate.scroller.scrollTop = 0;
    this.slide(this.#delegate.settings().refresherThreshold, () => {});
    this.#delegate.emit("refresherrefresh", this.height);
  }

  close(): void {
    if (this.state !== "refreshing") return;
    this.leave("refresherrestore");
  }

  private leave(event: string): void {
    this.state = "closing";
    this.#delegate.emit(event, this.height);
    this.slide(0, () => {
      this.state = "closed";
      this.box.classList.remove("refreshing");
    });
  }

  private pull(dy: number): void {
    // Resistance grows beyond the threshold.
    const { refresherThreshold } = this.#delegate.settings();
    const free = Math.min(dy, refresherThreshold);
    this.show(free + Math.max(0, dy - free) * 0.4);
    this.#delegate.emit("refresherpulling", this.height);
  }

  private release(): void {
    if (this.height >= this.#delegate.settings().refresherThreshold) return this.open();
    this.leave("refresherabort");
    this.#delegate.rest();
  }

  private listen(): void {
    const { host, scroller } = this.#delegate;
    let start = { x: 0, y: 0 };
    // Keep the browser from using the gesture to scroll an outer page.
    host.addEventListener(
      "touchstart",
      ({ touches }) => (start = { x: touches[0]?.clientX ?? 0, y: touches[0]?.clientY ?? 0 }),
      { passive: true },
    );
    const hold = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!touch || !event.cancelable) return;
      const [dx, dy] = [touch.clientX - start.x, touch.clientY - start.y];
      if (this.state === "pulling" || (this.wants(dy) && dy > Math.abs(dx))) event.preventDefault();
    };
    host.addEventListener("touchmove", hold, { passive: false });
    onPan(host, {
      axis: () => (this.state === "closed" && this.wants(1) ? "y" : "none"),
      refuses: (_dx, dy) => !this.wants(dy),
      start: () => {
        this.stop?.();
        this.state = "pulling";
        scroller.scrollTop = 0;
      },
      move: ({ dy }) => this.pull(Math.max(0, dy)),
      end: (_pan, cancelled) => {
        if (this.state !== "pulling") return;
        if (cancelled) this.leave("refresherabort");
        else this.release();
      },
    });
  }

  private slide(to: number, done: () => void): void {
    this.stop?.();
    const from = this.height;
    this.stop = tween(
      200,
      easings["easeOutCubic"] as (part: number) => number,
      (part) => this.show(from + (to - from) * part),
      done,
    );
  }

  private show(height: number): void {
    this.height = height;
    this.box.style.height = `${height}px`;
  }
}
