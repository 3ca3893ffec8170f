/** `slider`: can be dragged, tapped on its track, or moved in steps with the arrow keys. */
import { BuiltIn, flag, number, part, sheet, text } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { connectOperable, focusLook } from "./operable.ts";

const look = sheet(`
  :host { display: block; margin: 10px 18px; }
  #wrap { display: flex; align-items: center; min-height: 16px; }
  #area { flex: 1; padding: 13px 0; margin: -6px 0; cursor: pointer; touch-action: pan-y; }
  #track { position: relative; height: 2px; border-radius: 5px; }
  #bar { width: 0; height: 100%; border-radius: 5px; }
  #block { position: absolute; top: 50%; left: 0; border-radius: 50%; box-shadow: 0 0 4px rgba(0, 0, 0, 0.2); }
  #value { min-width: 2em; padding-left: 1em; color: #888; font-size: 15px; text-align: center; }
  #value[hidden] { display: none; }
`);

const properties = {
  min: number(0),
  max: number(100),
  step: number(1),
  disabled: flag(false, true),
  value: number(0),
  color: text(),
  selectedColor: text(),
  activeColor: text(),
  backgroundColor: text(),
  blockSize: number(28),
  blockColor: text("#ffffff"),
  showValue: flag(),
  name: text(),
};

export class Slider extends BuiltIn<typeof properties> implements FormField {
  readonly #internals = this.attachInternals();
  readonly #area: HTMLElement;
  readonly #track: HTMLElement;
  readonly #bar: HTMLElement;
  readonly #block: HTMLElement;
  readonly #value: HTMLElement;
  #pointer: number | undefined;
  /** Position and value when the pointer went down. */
  #x = 0;
  #from = 0;

  constructor() {
    super(properties);
    const markup =
      '<div id="wrap"><div id="area"><div id="track"><div id="bar"></div><div id="block"></div></div></div><div id="value"></div></div>';
    const root = this.shadow(markup, look, focusLook);
    this.#area = part(root, "area");
    this.#track = part(root, "track");
    this.#bar = part(root, "bar");
    this.#block = part(root, "block");
    this.#value = part(root, "value");
    this.#internals.role = "slider";
    this.#area.addEventListener("pointerdown", (event) => this.#down(event));
    this.#area.addEventListener("pointermove", (event) => {
      if (event.pointerId === this.#pointer) this.#move(event);
    });
    this.#area.addEventListener("pointerup", (event) => this.#up(event));
    this.#area.addEventListener("pointercancel", (event) => this.#up(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#paint();
  }

  connectedCallback(): void {
    connectOperable(this, this.values.disabled);
  }

  get fieldName(): string {
    return this.values.name;
  }

  fieldValue(): number {
    return this.#kept(this.values.value);
  }

  resetField(): void {
    this.#set(this.values.min);
  }

  protected override always(name: string): boolean {
    return name === "value";
  }

  protected override changed(): void {
    // While the user drags, the user's value wins.
    if (this.#pointer === undefined) this.#paint();
  }

  /** Limits a value to the range and rounds it to a step, counted from `min`. The maximum need not be a step. */
  #kept(value: number): number {
    const { min, max, step } = this.values;
    const steps = step > 0 ? Math.round((value - min) / step) : 0;
    const digits = String(step).split(".")[1]?.length ?? 0;
    const onStep = step > 0 && value < max ? Number((min + steps * step).toFixed(Math.min(20, digits + 6))) : value;
    return Math.min(Math.max(onStep, min), Math.max(min, max));
  }

  #set(value: number): boolean {
    const kept = this.#kept(value);
    if (kept === this.values.value) return false;
    this.model("value", kept);
    this.#paint();
    return true;
  }

  #down(event: PointerEvent): void {
    if (this.values.disabled || event.button !== 0 || this.#pointer !== undefined) return;
    this.#pointer = event.pointerId;
    this.#x = event.clientX;
    this.#from = this.fieldValue();
    this.#area.setPointerCapture(event.pointerId);
  }

  /** The block moves as far as the pointer, so that a finger that scrolls the page does not change the value. */
  #move(event: PointerEvent): void {
    if (this.#moveBlock(this.#from, event.clientX - this.#x)) this.emit("changing", { value: this.values.value });
  }

  #up(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = undefined;
    if (this.fieldValue() === this.#from) {
      if (event.type !== "pointerup") return;
      // A tap: the block jumps to it.
      this.#moveBlock(this.values.min, event.clientX - this.#track.getBoundingClientRect().left);
    }
    this.emit("change", { value: this.fieldValue() });
    // The app may have set another value meanwhile.
    this.#paint();
  }

  /** @param pixels distance from the position of the value `from` */
  #moveBlock(from: number, pixels: number): boolean {
    const { min, max } = this.values;
    return this.#set(from + (pixels / Math.max(1, this.#track.getBoundingClientRect().width)) * (max - min));
  }

  #key(event: KeyboardEvent): void {
    const { step, min, max, value, disabled } = this.values;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: value + step,
      ArrowUp: value + step,
      ArrowLeft: value - step,
      ArrowDown: value - step,
      Home: min,
      End: max,
    };
    const target = targets[event.key];
    if (disabled || target === undefined) return;
    event.preventDefault();
    if (this.#set(target)) this.emit("change", { value: this.values.value });
  }

  #paint(): void {
    const { values } = this;
    const value = this.#kept(values.value);
    const share = values.max > values.min ? ((value - values.min) / (values.max - values.min)) * 100 : 0;
    const size = Math.min(28, Math.max(12, values.blockSize));
    this.#bar.style.width = `${share}%`;
    this.#track.style.backgroundColor = values.backgroundColor || values.color || "var(--wx-track, #e9e9e9)";
    this.#bar.style.backgroundColor = values.activeColor || values.selectedColor || "var(--wx-brand, #1aad19)";
    const block = this.#block.style;
    block.width = block.height = `${size}px`;
    block.margin = `${-size / 2}px 0 0 ${-size / 2}px`;
    block.left = `${share}%`;
    block.backgroundColor = values.blockColor;
    this.#value.hidden = !values.showValue;
    this.#value.textContent = String(value);
    this.#internals.ariaValueMin = String(values.min);
    this.#internals.ariaValueMax = String(values.max);
    this.#internals.ariaValueNow = String(value);
    this.#internals.ariaDisabled = String(values.disabled);
    if (this.isConnected) connectOperable(this, values.disabled);
  }
}
