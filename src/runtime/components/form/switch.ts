/** `switch`, also in the shape of a checkbox. Its sign stands in the light tree under WeChat's class names. */
import { BuiltIn, flag, sheet, text, word } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { pageContext } from "../page-context.ts";
import { checkboxLook } from "./checkbox-look.ts";
import { connectOperable, focusLook, makeOperable } from "./operable.ts";

const look = sheet(`
  :host { display: inline-block; cursor: pointer; user-select: none; -webkit-tap-highlight-color: transparent; }
  #wrap { display: inline-flex; align-items: center; vertical-align: middle; }
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

const properties = {
  checked: flag(false, true),
  disabled: flag(false, true),
  type: word(["switch", "checkbox"]),
  color: text(),
  name: text(),
};

export class Switch extends BuiltIn<typeof properties> implements FormField {
  readonly #sign = document.createElement("div");
  readonly #internals: ElementInternals;

  constructor() {
    super(properties);
    this.shadow('<span id="wrap"><slot name="wx-sign"></slot></span>', look, checkboxLook, focusLook);
    this.#internals = makeOperable(this, "switch");
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

  get fieldName(): string {
    return this.values.name;
  }

  fieldValue(): boolean {
    return this.values.checked;
  }

  resetField(): void {
    if (this.values.checked) this.#check(false);
  }

  activate(): void {
    if (this.values.disabled) return;
    this.#check(!this.values.checked);
    this.emit("change", { value: this.values.checked });
  }

  protected override always(name: string): boolean {
    return name === "checked";
  }

  protected override changed(): void {
    this.#paint();
  }

  #check(checked: boolean): void {
    this.model("checked", checked);
    this.toggleAttribute("checked", checked);
    this.#paint();
  }

  #paint(): void {
    const { checked, disabled, type, color } = this.values;
    const name = `wx-${type}-input`;
    this.#sign.className = `${name}${checked ? ` ${name}-checked` : ""}${disabled ? ` ${name}-disabled` : ""}`;
    const { style } = this.#sign;
    style.color = style.backgroundColor = style.borderColor = "";
    if (color !== "" && checked) {
      if (type === "checkbox") style.color = color;
      else style.backgroundColor = style.borderColor = color;
    }
    this.#internals.role = type;
    this.#internals.ariaChecked = String(checked);
    this.#internals.ariaDisabled = String(disabled);
    if (this.isConnected) connectOperable(this, disabled);
  }
}
