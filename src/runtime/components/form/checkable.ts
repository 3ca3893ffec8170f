/**
 * The base of `checkbox`, `radio` and `switch`. Their sign is in the light tree under WeChat's class names, because
 * authors restyle it by those: `radio .wx-radio-input.wx-radio-input-checked::before`.
 */
import { BuiltIn, flag, sheet, text } from "../built-in.ts";
import { pageContext } from "../page-context.ts";
import { checkboxLook } from "./checkbox-look.ts";
import { connectOperable, focusLook, makeOperable, nameByLabel } from "./operable.ts";

const look = sheet(`
  :host { display: inline-block; cursor: pointer; }
  #wrap { display: inline-flex; align-items: center; vertical-align: middle; }
`);

export const checkableProperties = {
  checked: flag(false, true),
  disabled: flag(false, true),
  color: text(),
  name: text(),
};

export interface CheckableOptions {
  /** Additional styles, besides those of a checkbox. */
  readonly look: CSSStyleSheet;
  /** Whether the author's content follows the sign. */
  readonly hasContent: boolean;
  /** Whether a disabled one keeps the author's color. */
  readonly keepsColor: boolean;
}

export abstract class Checkable<P extends typeof checkableProperties> extends BuiltIn<P> {
  /** Prefix of the sign's classes, and its ARIA role. */
  protected kind: "checkbox" | "radio" | "switch";
  readonly #sign = document.createElement("div");
  readonly #internals: ElementInternals;
  readonly #keepsColor: boolean;

  protected constructor(table: P, kind: "checkbox" | "radio" | "switch", options: CheckableOptions) {
    super(table);
    this.kind = kind;
    this.#keepsColor = options.keepsColor;
    const content = options.hasContent ? "<slot></slot>" : "";
    const markup = `<span id="wrap"><slot name="wx-sign"></slot>${content}</span>`;
    this.shadow(markup, look, options.look, checkboxLook, focusLook);
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
    nameByLabel(this, this.#internals);
  }

  get checked(): boolean {
    return this.values.checked;
  }

  abstract activate(): void;

  /** Changes the state on behalf of the user or of another item of the group. */
  check(checked: boolean): void {
    this.model("checked", checked);
    this.toggleAttribute("checked", checked);
    this.#paint();
  }

  protected override always(name: string): boolean {
    return name === "checked";
  }

  protected override changed(_name?: string): void {
    this.#paint();
  }

  #paint(): void {
    const { kind } = this;
    const { checked, disabled, color } = this.values;
    const name = `wx-${kind}-input`;
    this.#sign.className = `${name}${checked ? ` ${name}-checked` : ""}${disabled ? ` ${name}-disabled` : ""}`;
    const { style } = this.#sign;
    style.color = style.backgroundColor = style.borderColor = "";
    if (color !== "" && checked && (this.#keepsColor || !disabled)) {
      if (kind === "checkbox") style.color = color;
      else style.backgroundColor = style.borderColor = color;
    }
    this.#internals.role = kind;
    this.#internals.ariaChecked = String(checked);
    this.#internals.ariaDisabled = String(disabled);
    if (this.isConnected) connectOperable(this, disabled);
  }
}
