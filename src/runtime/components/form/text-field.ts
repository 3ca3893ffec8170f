/**
 * The base of `input` and `textarea`. The field itself is the browser's, in the shadow tree, and inherits the host's
 * text style. The placeholder is in the light tree, so that an author's `placeholder-class` applies.
 *
 * A field keeps what the user types until the template sets another value.
 */
import { anything, BuiltIn, cssLength, flag, number, sheet, setInlineStyle, text } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { pageContext } from "../page-context.ts";
import { Unhandled } from "../unhandled.ts";
import { nameByLabel } from "./operable.ts";

export const fieldLook = sheet(`
  #box { position: relative; width: 100%; height: 100%; min-height: inherit; }
  #field {
    display: block; width: 100%; height: 100%; margin: 0; padding: 0; border: 0; outline: 0; box-sizing: border-box;
    background: none; font: inherit; line-height: inherit; letter-spacing: inherit; color: inherit; text-align: inherit;
    text-indent: inherit; text-transform: inherit; text-shadow: inherit; opacity: 1; border-radius: 0; resize: none; appearance: none;
    min-height: inherit; overflow-wrap: break-word;
  }
  #field[readonly] { pointer-events: none; }
  #over { position: absolute; inset: 0; overflow: hidden; pointer-events: none; }
  /* A keyboard-accessory is there as long as the keyboard would be. */
  #accessory { display: none; }
  :host(:focus-within) #accessory { display: contents; }
  ::slotted([slot="wx-placeholder"]) { color: var(--wx-placeholder, #808080); text-align: inherit; }
`);

export const fieldProperties = {
  value: text(),
  placeholder: text(),
  placeholderStyle: text(),
  placeholderClass: text(),
  disabled: flag(false, true),
  maxlength: number(140),
  cursorSpacing: anything<unknown>(0),
  focus: flag(),
  autoFocus: flag(),
  cursor: number(-1),
  cursorColor: text(),
  selectionStart: number(-1),
  selectionEnd: number(-1),
  adjustPosition: flag(true),
  holdKeyboard: flag(),
  confirmType: text(),
  confirmHold: flag(),
  name: text(),
};

type FieldTable = typeof fieldProperties;

/** WeChat's confirm types that browsers also have, as `enterKeyHint`. */
const hints = new Set(["send", "search", "next", "go", "done"]);

/** Of all fields together: the focus that a slow app sets after one was left would take it from the next. */
const focusMoves = new Unhandled();

export abstract class TextField<E extends HTMLInputElement | HTMLTextAreaElement>
  extends BuiltIn<FieldTable>
  implements FormField
{
  protected readonly field: E;
  readonly #placeholder = document.createElement("wx-placeholder");
  #keyboard = 0;
  #code = 0;
  #composing = false;
  #stopWatching: (() => void) | undefined;

  protected constructor(table: FieldTable, field: E, look: CSSStyleSheet) {
    super(table);
    const root = this.shadow(
      '<div id="box"><div id="over"><slot name="wx-placeholder"></slot></div></div><slot id="accessory"></slot>',
      fieldLook,
      look,
    );
    this.field = field;
    field.id = "field";
    field.autocomplete = "off";
    root.getElementById("box")?.prepend(field);
    this.#placeholder.slot = "wx-placeholder";
    this.#placeholder.ariaHidden = "true";
    this.#listen();
  }

  connectedCallback(): void {
    if (this.#placeholder.parentNode !== this) this.append(this.#placeholder);
    this.paintPlaceholder();
    nameByLabel(this, this.field);
    // Deferred: the element's siblings are not in place yet, so focusing now would scroll to a wrong position.
    if (this.values.focus || this.values.autoFocus) setTimeout(() => this.#focus());
  }

  disconnectedCallback(): void {
    this.#watch(false);
  }

  get fieldName(): string {
    return this.values.name;
  }

  fieldValue(): string {
    return this.field.value;
  }

  resetField(): void {
    if (this.field.value === "") return;
    this.write("");
    this.model("value", "");
  }

  activate(): void {
    if (!this.values.disabled) this.#focus();
  }

  override queryProperty(name: string): unknown {
    return name === "value" ? this.field.value : super.queryProperty(name);
  }

  override setProperty(name: string, value: unknown, directory: string): void {
    if (name === "focus" && focusMoves.holds(this, () => super.setProperty(name, value, directory))) return;
    super.setProperty(name, value, directory);
  }

  protected override always(name: string): boolean {
    return name === "value" || name === "focus";
  }

  protected override get operated(): Element {
    return this.field;
  }

  protected override changed(name: string, _value: unknown, old: unknown): void {
    const { values, field } = this;
    // The placeholder is the field's name unless the author gives another.
    if (name === "placeholder" && (field.ariaLabel ?? "") === old) field.ariaLabel = values.placeholder;
    if (name === "value") this.write(values.value);
    else if (name === "disabled") {
      field.readOnly = values.disabled;
      field.tabIndex = values.disabled ? -1 : 0;
    } else if (name === "focus" && this.isConnected) {
      if (values.focus) this.#focus();
      else field.blur();
    } else if (name === "maxlength") this.write(field.value);
    else if (name.startsWith("placeholder")) this.paintPlaceholder();
    else if (name === "confirmType") field.enterKeyHint = hints.has(values.confirmType) ? values.confirmType : "enter";
    else if (name === "cursorColor") field.style.caretColor = values.cursorColor;
    else if (name === "cursorSpacing") field.style.scrollMarginBottom = cssLength(values.cursorSpacing) ?? "0";
    else if (name === "cursor" || name.startsWith("selection")) this.#applySelection();
  }

  /** Removes what this kind of field does not accept from a typed text in front of `after`. */
  protected accepted(value: string, _after: string): string {
    return value;
  }

  /** Cuts a text to what has room in front of `after`; never cuts an emoji in half. */
  #cut(value: string, after = ""): string {
    const { maxlength } = this.values;
    const room = Math.max(0, maxlength - after.length);
    return maxlength >= 0 && value.length > room ? value.slice(0, room).replace(/[\uD800-\uDBFF]$/, "") : value;
  }

  /** Whether pressing Enter confirms the input. */
  protected abstract confirms(event: KeyboardEvent): boolean;

  /** Called when the field's text or size may have changed. */
  protected resized(): void {}

  protected write(value: string): void {
    const next = this.#cut(value);
    const { field } = this;
    if (field.value !== next) {
      const { value: typed, selectionEnd } = field;
      field.value = next;
      // The browser moved the cursor to the end. Whoever types inside a text that the app formats goes on typing there.
      if (selectionEnd !== typed.length && this.shadowRoot?.activeElement === field)
        this.select(selectionEnd as number);
    }
    this.paintPlaceholder();
    this.resized();
  }

  protected paintPlaceholder(): void {
    const { placeholder, placeholderStyle, placeholderClass } = this.values;
    const element = this.#placeholder;
    const show = this.field.value === "" && !this.#composing && placeholder !== "";
    element.textContent = show ? placeholder : "";
    if (!show || !this.isConnected) return;
    const names = placeholderClass === "" ? `${this.localName.slice(3)}-placeholder` : placeholderClass;
    element.className = pageContext().classNames(this, names);
    setInlineStyle(element, placeholderStyle);
  }

  #listen(): void {
    const { field } = this;
    field.addEventListener("keydown", (event) => {
      const key = event as KeyboardEvent;
      this.#code = key.keyCode;
      // 229: the key belongs to an input method. In Safari, the composition has ended by then.
      if (key.key === "Enter" && !key.isComposing && key.keyCode !== 229 && this.confirms(key)) this.#confirm();
    });
    field.addEventListener("compositionstart", () => {
      this.#composing = true;
      this.paintPlaceholder();
    });
    field.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#typed();
    });
    field.addEventListener("input", () => {
      // While an input method is composing, the content is not final. Keyboards of Android compose every word.
      if (!this.#composing || /Android/.test(navigator.userAgent)) this.#typed();
    });
    field.addEventListener("focus", () => this.#focused());
    field.addEventListener("blur", () => this.#blurred());
    field.addEventListener("selectionchange", () => {
      if (this.shadowRoot?.activeElement !== field) return;
      this.emit("selectionchange", { selectionStart: field.selectionStart, selectionEnd: field.selectionEnd });
    });
    this.addEventListener("click", (event) => {
      if (event.target === this && !this.values.disabled) this.field.focus();
    });
  }

  #typed(): void {
    const { field } = this;
    const typed = field.value;
    const cursor = field.selectionStart ?? typed.length;
    // What was typed ends at the cursor. The text after it was allowed before, and stays.
    const after = typed.slice(cursor);
    const before = this.#cut(this.accepted(typed.slice(0, cursor), after), after);
    const allowed = before + after;
    if (allowed !== typed) {
      if (this.#composing) return;
      field.value = allowed;
      this.select(before.length);
    }
    this.paintPlaceholder();
    this.resized();
    if (allowed === this.values.value) return;
    this.model("value", allowed);
    this.emit("input", { value: allowed, cursor: field.selectionStart ?? allowed.length, keyCode: this.#code });
  }

  #confirm(): void {
    this.emit("confirm", { value: this.field.value });
    if (!this.values.confirmHold) this.field.blur();
  }

  #focus(): void {
    if (this.values.disabled) return;
    this.field.focus({ preventScroll: !this.values.adjustPosition });
    this.#applySelection();
  }

  #focused(): void {
    this.values.focus = true;
    this.#watch(true);
    focusMoves.add(this);
    this.emit("focus", { value: this.field.value, height: this.#keyboard });
  }

  #blurred(): void {
    this.values.focus = false;
    this.#watch(false);
    this.#setKeyboardHeight(0);
    focusMoves.add(this);
    this.emit("blur", { value: this.field.value, cursor: this.field.selectionStart ?? this.field.value.length });
  }

  #applySelection(): void {
    if (this.shadowRoot?.activeElement !== this.field) return;
    const { selectionStart, selectionEnd, cursor } = this.values;
    if (selectionStart >= 0 && selectionEnd >= 0) this.select(selectionStart, selectionEnd);
    else if (cursor >= 0) this.select(cursor);
  }

  protected select(start: number, end = start): void {
    this.field.setSelectionRange(start, end);
  }

  /** While focused, watches the height of the on-screen keyboard, measured as what the visual viewport loses. */
  #watch(on: boolean): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    if (!on) return;
    // A preview's drawn keyboard does not shrink the viewport; its height is in this attribute.
    const drawn = (): number => Number(document.documentElement.dataset["keyboard"]) || 0;
    const measure = () =>
      this.#setKeyboardHeight(drawn() || Math.round(innerHeight - (visualViewport?.height ?? innerHeight)));
    const keep = (event: Event) => {
      if (this.values.holdKeyboard && !event.composedPath().includes(this)) event.preventDefault();
    };
    visualViewport?.addEventListener("resize", measure);
    document.addEventListener("mousedown", keep);
    this.#stopWatching = () => {
      visualViewport?.removeEventListener("resize", measure);
      document.removeEventListener("mousedown", keep);
    };
    measure();
  }

  #setKeyboardHeight(height: number): void {
    if (height === this.#keyboard) return;
    this.#keyboard = height;
    this.emit("keyboardheightchange", { height, duration: 0 });
  }
}
