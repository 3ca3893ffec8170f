/** `progress`: a bar that can fill gradually (`active`) and show its percentage. */
import { BuiltIn, flag, length, number, part, sheet, text, word } from "../built-in.ts";

const look = sheet(`
  :host { display: flex; align-items: center; }
  #track { flex: 1; overflow: hidden; }
  #bar { width: 0; height: 100%; }
  #info { margin: 0 0 0 15px; min-width: 2em; font-size: 16px; white-space: nowrap; }
  #info[hidden] { display: none; }
`);

const properties = {
  percent: number(),
  showInfo: flag(),
  borderRadius: length("0"),
  fontSize: length("16px"),
  strokeWidth: length("6px"),
  color: text(),
  activeColor: text(),
  backgroundColor: text(),
  active: flag(),
  activeMode: word(["backwards", "forwards"]),
  duration: number(30),
};

export class Progress extends BuiltIn<typeof properties> {
  readonly #track: HTMLElement;
  readonly #bar: HTMLElement;
  readonly #info: HTMLElement;
  readonly #internals = this.attachInternals();
  #shown = 0;
  #frame = 0;
  #isQueued = false;

  constructor() {
    super(properties);
    const root = this.shadow('<div id="track"><div id="bar"></div></div><div id="info" hidden></div>', look);
    this.#track = part(root, "track");
    this.#bar = part(root, "bar");
    this.#info = part(root, "info");
    this.#internals.role = "progressbar";
    this.#paint();
  }

  connectedCallback(): void {
    this.#runLater();
  }

  disconnectedCallback(): void {
    cancelAnimationFrame(this.#frame);
  }

  protected override changed(name: string): void {
    if (name === "percent" || name === "active") {
      if (this.isConnected) this.#runLater();
    } else this.#paint();
  }

  /** Starts after the current batch, which may set both `percent` and `active`. */
  #runLater(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      this.#run();
    });
  }

  get #percent(): number {
    return Math.min(100, Math.max(0, this.values.percent));
  }

  #run(): void {
    cancelAnimationFrame(this.#frame);
    const target = this.#percent;
    if (!this.values.active) {
      this.#shown = target;
      this.#paint();
      return;
    }
    const from = this.values.activeMode === "forwards" ? Math.min(this.#shown, target) : 0;
    const begin = performance.now();
    // `duration` is the time per percent, in milliseconds.
    const step = (now: number) => {
      this.#shown = Math.min(target, from + (now - begin) / Math.max(1, this.values.duration));
      this.#paint();
      if (this.#shown < target) this.#frame = requestAnimationFrame(step);
      else this.emit("activeend", { curPercent: target });
    };
    step(begin);
  }

  #paint(): void {
    const { values } = this;
    this.#track.style.height = values.strokeWidth;
    this.#track.style.borderRadius = this.#bar.style.borderRadius = values.borderRadius;
    this.#track.style.backgroundColor = values.backgroundColor || "var(--wx-track, #ebebeb)";
    this.#bar.style.backgroundColor = values.activeColor || values.color || "var(--wx-switch, #09bb07)";
    this.#bar.style.width = `${this.#shown}%`;
    this.#info.hidden = !values.showInfo;
    this.#info.style.fontSize = values.fontSize;
    const whole = Math.floor(this.#shown);
    this.#info.textContent = `${whole}%`;
    this.#internals.ariaValueNow = String(whole);
  }
}
