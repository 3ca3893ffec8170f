/** `switch`, with the looks of a switch or a checkbox. */
import { sheet, word } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { Checkable, checkableProperties } from "./checkable.ts";

const look = sheet(`
  ::slotted(.wx-switch-input) {
    position: relative; flex: none; box-sizing: border-box; width: 52px; height: 32px; margin-right: 5px;
    border: 1px solid var(--wx-switch-off, #dfdfdf); border-radius: 16px; background-color: var(--wx-switch-off, #dfdfdf);
    transition: background-color 0.1s, border 0.1s;
  }
  ::slotted(.wx-switch-input)::before {
    content: ""; position: absolute; top: 0; left: 0; width: 50px; height: 30px; border-radius: 15px;
    background-color: var(--wx-switch-track, #fdfdfd); transition: transform 0.35s cubic-bezier(0.45, 1, 0.4, 1);
  }
  ::slotted(.wx-switch-input)::after {
    content: ""; position: absolute; top: 0; left: 0; width: 30px; height: 30px; border-radius: 15px;
    background-color: #fff; box-shadow: 0 1px 3px rgba(0, 0, 0, 0.4);
    transition: transform 0.35s cubic-bezier(0.4, 0.4, 0.25, 1.35);
  }
  ::slotted(.wx-switch-input-checked) { border-color: var(--wx-switch, #04be02); background-color: var(--wx-switch, #04be02); }
  ::slotted(.wx-switch-input-checked)::before { transform: scale(0); }
  ::slotted(.wx-switch-input-checked)::after { transform: translateX(20px); }
  ::slotted(.wx-switch-input-disabled) { opacity: 0.7; }
`);

const properties = { ...checkableProperties, type: word(["switch", "checkbox"]) };

export class Switch extends Checkable<typeof properties> implements FormField {
  constructor() {
    super(properties, "switch", { look, hasContent: false, keepsColor: true });
  }

  get fieldName(): string {
    return this.values.name;
  }

  fieldValue(): boolean {
    return this.values.checked;
  }

  resetField(): void {
    if (this.values.checked) this.check(false);
  }

  activate(): void {
    if (this.values.disabled) return;
    this.check(!this.values.checked);
    this.emit("change", { value: this.values.checked });
  }

  protected override changed(): void {
    this.kind = this.values.type;
    super.changed();
  }
}
