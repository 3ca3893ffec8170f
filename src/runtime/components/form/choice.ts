/**
 * `checkbox`, `radio` and their groups. The sign stands in the light tree under WeChat's class names, because authors
 * restyle it by them: `radio .wx-radio-input.wx-radio-input-checked::before`.
 */
import { BuiltIn, flag, sheet, text } from "../built-in.ts";
import type { PropertyTable } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { pageContext } from "../page-context.ts";
import { checkboxLook, tick } from "./checkbox-look.ts";
import { connectOperable, focusLook, makeOperable } from "./operable.ts";

const look = sheet(`
  :host { display: inline-block; cursor: pointer; user-select: none; -webkit-tap-highlight-color: transparent; }
  #wrap { display: inline-flex; align-items: center; vertical-align: middle; }
  ::slotted(.wx-radio-input) {
    position: relative; flex: none; box-sizing: border-box; width: 24px; height: 24px; margin-right: 5px;
    border: 1px solid var(--wx-line, #d1d1d1); background-color: var(--wx-surface, #fff); border-radius: 50%;
  }
  ::slotted(.wx-radio-input-checked) { color: #fff; background-color: var(--wx-brand-tick, #09bb07); border-color: var(--wx-brand-tick, #09bb07); }
  ::slotted(.wx-radio-input-checked)::before { ${tick} font-size: 16px; }
  ::slotted(.wx-radio-input-disabled) { background-color: var(--wx-track, #e1e1e1); border-color: var(--wx-line, #d1d1d1); }
  ::slotted(.wx-radio-input-disabled)::before { color: #adadad; }
`);

const choiceProperties = {
  value: text(),
  checked: flag(false, true),
  disabled: flag(false, true),
  color: text(),
  name: text(),
};

abstract class Choice<P extends typeof choiceProperties> extends BuiltIn<P> {
  readonly #sign = document.createElement("div");
  readonly #internals: ElementInternals;
  readonly #kind: "checkbox" | "radio";

  protected constructor(table: P, kind: "checkbox" | "radio") {
    super(table);
    this.#kind = kind;
    this.shadow('<span id="wrap"><slot name="wx-sign"></slot><slot></slot></span>', look, checkboxLook, focusLook);
    this.#internals = makeOperable(this, kind);
    this.#sign.slot = "wx-sign";
    this.addEventListener("click", (event) => {
      if (event.target instanceof Element && pageContext().isCaught(event.target, this, "tap")) return;
      this.activate();
    });
    this.#paint();
  }

  connectedCallback(): void {
    if (this.#sign.parentNode !== this) this.append(this.#sign);
    connectOperable(this, this.values.disabled);
  }

  get checked(): boolean {
    return this.values.checked;
  }

  get value(): string {
    return this.values.value;
  }

  abstract activate(): void;

  /** By the user, or by another one of the group. */
  check(checked: boolean): void {
    this.model("checked", checked);
    this.toggleAttribute("checked", checked);
    this.#paint();
  }

  protected override always(name: string): boolean {
    return name === "checked";
  }

  protected override changed(): void {
    this.#paint();
  }

  #paint(): void {
    const { checked, disabled, color } = this.values;
    const name = `wx-${this.#kind}-input`;
    this.#sign.className = `${name}${checked ? ` ${name}-checked` : ""}${disabled ? ` ${name}-disabled` : ""}`;
    const { style } = this.#sign;
    style.color = style.backgroundColor = style.borderColor = "";
    if (color !== "" && checked && !disabled) {
      if (this.#kind === "checkbox") style.color = color;
      else style.backgroundColor = style.borderColor = color;
    }
    this.#internals.ariaChecked = String(checked);
    this.#internals.ariaDisabled = String(disabled);
    if (this.isConnected) connectOperable(this, disabled);
  }
}

export class Checkbox extends Choice<typeof choiceProperties> {
  constructor() {
    super(choiceProperties, "checkbox");
  }

  override activate(): void {
    if (this.values.disabled) return;
    this.check(!this.values.checked);
    this.closest<CheckboxGroup>("wx-checkbox-group")?.picked?.();
  }
}

export class Radio extends Choice<typeof choiceProperties> {
  constructor() {
    super(choiceProperties, "radio");
  }

  override activate(): void {
    if (this.values.disabled || this.values.checked) return;
    this.check(true);
    this.closest<RadioGroup>("wx-radio-group")?.picked?.(this);
  }

  protected override changed(name?: string): void {
    super.changed();
    // The template checks one: the others of the group are not, whatever the user did.
    if (name === "checked" && this.values.checked) this.closest<RadioGroup>("wx-radio-group")?.alone?.(this);
  }
}

const groupProperties = { name: text() };

abstract class Group<P extends PropertyTable & typeof groupProperties> extends BuiltIn<P> implements FormField {
  get fieldName(): string {
    return this.values.name;
  }

  abstract fieldValue(): unknown;

  resetField(): void {
    for (const one of this.choices()) if (one.checked) one.check(false);
  }

  protected choices(): Choice<typeof choiceProperties>[] {
    return [...this.querySelectorAll("wx-checkbox, wx-radio")].filter((one) => one instanceof Choice);
  }
}

export class CheckboxGroup extends Group<typeof groupProperties> {
  constructor() {
    super(groupProperties);
  }

  override fieldValue(): string[] {
    return this.choices()
      .filter((one) => one.checked)
      .map((one) => one.value);
  }

  picked(): void {
    this.emit("change", { value: this.fieldValue() });
  }
}

export class RadioGroup extends Group<typeof groupProperties> {
  constructor() {
    super(groupProperties);
    this.attachInternals().role = "radiogroup";
    this.addEventListener("keydown", (event) => this.#key(event));
  }

  override fieldValue(): string {
    return this.choices().find((one) => one.checked)?.value ?? "";
  }

  picked(radio: Radio): void {
    this.alone(radio);
    this.emit("change", { value: radio.value });
  }

  alone(radio: Radio): void {
    for (const one of this.choices()) if (one !== radio && one.checked) one.check(false);
  }

  /** Arrows go from one to the next, as in any group of radio buttons. */
  #key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const all = this.choices();
    const at = all.findIndex((one) => one === event.target);
    if (step === undefined || at === -1) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    next?.focus();
    next?.activate();
  }
}
