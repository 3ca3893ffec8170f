/**
 * `picker-view` and its columns. The indicator in the middle and the mask over the rest are in the light tree, so that
 * an author's `indicator-class` and `mask-class` apply.
 */
import { anything, BuiltIn, flag, setInlineStyle, sheet, text, part } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { pageContext } from "../page-context.ts";
import { makeWheel, wheelLook } from "./wheel.ts";
import type { Wheel } from "./wheel.ts";

const viewLook = sheet(`
  :host { display: block; position: relative; }
  #row { display: flex; position: relative; height: 100%; overflow: hidden; }
`);

const viewProperties = {
  value: anything<unknown>([]),
  indicatorStyle: text(),
  indicatorClass: text(),
  maskStyle: text(),
  maskClass: text(),
  immediateChange: flag(),
  name: text(),
};

export class PickerView extends BuiltIn<typeof viewProperties> implements FormField {
  constructor() {
    super(viewProperties);
    this.shadow('<div id="row"><slot></slot></div>', viewLook);
  }

  get fieldName(): string {
    return this.values.name;
  }

  fieldValue(): number[] {
    return this.#columns().map((column) => column.index);
  }

  resetField(): void {
    this.#apply([]);
  }

  /** The index that a column shows initially, or when its items change. */
  indexOf(column: PickerViewColumn): number {
    return indexes(this.values.value)[this.#columns().indexOf(column)] ?? 0;
  }

  get look(): Readonly<Record<"indicatorStyle" | "indicatorClass" | "maskStyle" | "maskClass", string>> {
    return this.values;
  }

  started(): void {
    this.emit("pickstart", {});
  }

  released(): void {
    if (this.values.immediateChange) this.#emitChange();
  }

  settled(): void {
    this.#emitChange();
    this.emit("pickend", {});
  }

  protected override always(name: string): boolean {
    return name === "value";
  }

  protected override changed(name: string): void {
    if (name === "value") this.#apply(indexes(this.values.value));
    else for (const column of this.#columns()) column.paint();
  }

  #apply(value: readonly number[]): void {
    this.values.value = value;
    for (const [index, column] of this.#columns().entries()) column.show(value[index] ?? 0);
  }

  #emitChange(): void {
    const value = this.fieldValue();
    const old = indexes(this.values.value);
    if (value.every((index, column) => index === (old[column] ?? 0))) return;
    this.model("value", value);
    this.emit("change", { value });
  }

  #columns(): PickerViewColumn[] {
    return [...this.querySelectorAll<PickerViewColumn>("wx-picker-view-column")].filter((one) => "show" in one);
  }
}

const columnLook = sheet(`
  :host { display: block; flex: 1; position: relative; height: 100%; overflow: hidden; }
  #all { --item: 34px; position: absolute; inset: 0; }
  ::slotted(:not([slot])) { display: block; height: var(--item) !important; overflow: hidden; scroll-snap-align: center; }
  ::slotted([slot]) { position: absolute !important; left: 0; width: 100%; pointer-events: none; z-index: 3; box-sizing: border-box; }
  ::slotted([slot="wx-mask"]) {
    top: 0; height: 100%;
    background: linear-gradient(var(--wx-veil, hsla(0, 0%, 100%, 0.95)), var(--wx-veil-2, hsla(0, 0%, 100%, 0.6))) top / 100% calc(50% - var(--item) / 2) no-repeat,
      linear-gradient(var(--wx-veil-2, hsla(0, 0%, 100%, 0.6)), var(--wx-veil, hsla(0, 0%, 100%, 0.95))) bottom / 100% calc(50% - var(--item) / 2) no-repeat;
  }
  ::slotted([slot="wx-indicator"]) {
    top: 50%; height: 34px; transform: translateY(-50%);
    border: 0 solid var(--wx-hair, #e5e5e5); border-width: 1px 0;
  }
`);

export class PickerViewColumn extends BuiltIn {
  readonly #wheel: Wheel;
  readonly #all: HTMLElement;
  readonly #slot: HTMLSlotElement;
  readonly #mask = document.createElement("div");
  readonly #indicator = document.createElement("div");
  readonly #sizes = new ResizeObserver(() => this.#measure());
  #height = 34;

  constructor() {
    super({});
    const markup =
      '<div id="all"><div id="scroller" class="wheel" tabindex="0"><slot id="choices"></slot></div><slot name="wx-mask"></slot><slot name="wx-indicator"></slot></div>';
    const root = this.shadow(markup, wheelLook, columnLook);
    this.#slot = part(root, "choices");
    this.#mask.slot = "wx-mask";
    this.#indicator.slot = "wx-indicator";
    this.#all = part(root, "all");
    this.#wheel = makeWheel(part(root, "scroller"), {
      itemHeight: () => this.#height,
      count: () => this.#slot.assignedElements().length,
      text: (index) => this.#slot.assignedElements()[index]?.textContent,
      started: () => this.#view?.started(),
      settled: () => this.#view?.settled(),
      released: () => this.#view?.released(),
    });
    this.#slot.addEventListener("slotchange", () => this.#refresh());
  }

  connectedCallback(): void {
    if (this.#mask.parentNode !== this) this.append(this.#mask, this.#indicator);
    this.paint();
    this.#sizes.observe(this);
    this.#sizes.observe(this.#indicator);
  }

  disconnectedCallback(): void {
    this.#sizes.disconnect();
  }

  get index(): number {
    return Math.max(0, this.#wheel.index());
  }

  show(index: number): void {
    this.#wheel.show(index);
  }

  paint(): void {
    const look = this.#view?.look;
    if (look === undefined || !this.isConnected) return;
    this.#mask.className = pageContext().classNames(this, look.maskClass);
    this.#indicator.className = pageContext().classNames(this, look.indicatorClass);
    setInlineStyle(this.#mask, look.maskStyle);
    setInlineStyle(this.#indicator, look.indicatorStyle);
    this.#measure();
  }

  get #view(): PickerView | undefined {
    const view = this.closest<PickerView>("wx-picker-view");
    return view !== null && "indexOf" in view ? view : undefined;
  }

  #measure(): void {
    this.#height = this.#indicator.offsetHeight || 34;
    this.#all.style.setProperty("--item", `${this.#height}px`);
    this.#refresh();
  }

  #refresh(): void {
    this.#wheel.show(this.#view?.indexOf(this) ?? 0);
  }
}

function indexes(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map((one) => Math.max(0, Math.trunc(Number(one)) || 0)) : [];
}
