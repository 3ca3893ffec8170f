/** `checkbox`, `radio` and their groups. */
import { BuiltIn, sheet, text } from "../built-in.ts";
import type { PropertyTable } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { Checkable, checkableProperties } from "./checkable.ts";
import { tick } from "./checkbox-look.ts";

const look = sheet(`
  ::slotted(.wx-radio-input) {
    position: relative; flex: none; box-sizing: border-box; width: 24px; height: 24px; margin-right: 5px;
    border: 1px solid var(--wx-line, #d1d1d1); background-color: var(--wx-surface, #fff); border-radius: 50%;
  }
  ::slotted(.wx-radio-input-checked) { color: #fff; background-color: var(--wx-brand-tick, #09bb07); border-color: var(--wx-brand-tick, #09bb07); }
  ::slotted(.wx-radio-input-checked)::before { ${tick} font-size: 16px; }
  ::slotted(.wx-radio-input-disabled) { background-color: var(--wx-track, #e1e1e1); border-color: var(--wx-line, #d1d1d1); }
  ::slotted(.wx-radio-input-disabled)::before { color: #adadad; }
`);

const choiceProperties = { ...checkableProperties, value: text() };

abstract class Choice extends Checkable<typeof choiceProperties> {
  protected constructor(kind: "checkbox" | "radio") {
    super(choiceProperties, kind, { look, hasContent: true, keepsColor: false });
  }

  get value(): string {
    return this.values.value;
  }
}

export class Checkbox extends Choice {
  constructor() {
    super("checkbox");
  }

  override activate(): void {
    if (this.values.disabled) return;
    this.check(!this.values.checked);
    this.closest<CheckboxGroup>("wx-checkbox-group")?.picked?.();
  }
}

export class Radio extends Choice {
  constructor() {
    super("radio");
  }

  override activate(): void {
    if (this.values.disabled || this.values.checked) return;
    this.check(true);
    this.closest<RadioGroup>("wx-radio-group")?.picked?.(this);
  }

  protected override changed(name?: string): void {
    super.changed();
    // If the template checks one radio, uncheck the others of the group, whatever the user chose.
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

  protected choices(): Choice[] {
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

  /** Arrow keys move to the next or previous radio, as in native radio groups. */
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
