/** Danmu: comments that fly across a video. */

export interface Danmu {
  readonly text: string;
  readonly color: string;
  /** Seconds from the start of the video. */
  readonly time: number;
}

const LINES = 5;
/** Milliseconds that a comment takes to cross the video. */
const FLIGHT = 6000;

export class DanmuLayer {
  enabled = false;
  private readonly box: HTMLElement;
  private list: readonly Danmu[] = [];
  private last = 0;
  private line = 0;

  constructor(box: HTMLElement) {
    this.box = box;
  }

  /** @param list the author's list, `[{ text, color, time }]` */
  setList(list: unknown): void {
    this.list = (Array.isArray(list) ? list : []).map((one: Partial<Danmu> | null) => ({
      text: String(one?.text ?? ""),
      color: String(one?.color ?? "#fff"),
      time: Number(one?.time ?? 0),
    }));
  }

  /** Shows the comments up to this second of the video. After a jump, shows none. */
  reach(time: number): void {
    if (time >= this.last && time - this.last < 2) {
      for (const one of this.list) if (one.time >= this.last && one.time < time) this.fly(one);
    }
    this.last = time;
  }

  fly({ text, color }: Pick<Danmu, "text" | "color">): void {
    if (!this.enabled) return;
    const element = document.createElement("span");
    element.textContent = text;
    element.style.color = color;
    element.style.top = `${(this.line++ % LINES) * 24 + 6}px`;
    this.box.append(element);
    const flight = element.animate(
      [{ transform: `translateX(${this.box.clientWidth}px)` }, { transform: `translateX(-${element.offsetWidth}px)` }],
      FLIGHT,
    );
    flight.onfinish = () => element.remove();
  }
}
