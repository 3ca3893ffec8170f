/** `input`: a single-line text field. */
import { anything, flag, sheet, text } from "../built-in.ts";
import { fieldProperties, TextField } from "./text-field.ts";

const look = sheet(`
  :host { display: block; height: 1.4rem; min-height: 1.4rem; overflow: hidden; white-space: nowrap; text-overflow: clip; cursor: text; }
  #over { display: flex; align-items: center; }
  ::slotted([slot="wx-placeholder"]) { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
`);

const properties = {
  ...fieldProperties,
  type: text("text", true),
  password: flag(false, true),
  confirmType: text("done"),
  alwaysEmbed: flag(),
  pattern: anything<unknown>(undefined),
};

/** Characters that the keyboards of these types do not have. */
const foreign: Readonly<Record<string, RegExp>> = { number: /[^0-9]/g, digit: /[^0-9.]/g, idcard: /[^0-9Xx]/g };
const modes: Readonly<Record<string, string>> = { number: "numeric", digit: "decimal", idcard: "text" };

export class Input extends TextField<HTMLInputElement> {
  constructor() {
    super(properties, document.createElement("input"), look);
    this.field.enterKeyHint = "done";
  }

  private get options(): { readonly type: string; readonly password: boolean } {
    return this.values as unknown as { readonly type: string; readonly password: boolean };
  }

  /** `replaceValue(value, cursor?)`: applies the value that a handler of `input` returned; a textarea ignores it. */
  invoke(method: string, values: readonly unknown[]): void {
    if (method !== "replaceValue") throw new Error(`input has no ${method}`);
    if (this.holds("value", () => this.invoke(method, values))) return;
    const [value, cursor] = values;
    this.write(String(value ?? ""));
    this.values.value = this.field.value;
    if (typeof cursor === "number") this.select(cursor);
  }

  protected override changed(name: string, value: unknown, old: unknown): void {
    super.changed(name, value, old);
    if (name !== "type" && name !== "password") return;
    const { type, password } = this.options;
    this.field.type = password || type === "safe-password" || type === "password" ? "password" : "text";
    this.field.inputMode = modes[type] ?? "text";
    this.field.setAttribute("autocomplete", type === "nickname" ? "nickname" : "off");
  }

  /** Characters that the app's own text contains, such as the blanks of a card number, are accepted. */
  protected override accepted(value: string, after: string): string {
    const { type } = this.options;
    const pattern = Object.hasOwn(foreign, type) ? foreign[type] : undefined;
    if (pattern === undefined) return value;
    const kept = value.replace(pattern, (found) => (this.values.value.includes(found) ? found : ""));
    // Only the first point counts, or the one in the text behind the cursor.
    return type === "digit"
      ? kept.replace(/\./g, (dot, at) => (kept.indexOf(dot) < at || after.includes(dot) ? "" : dot))
      : kept;
  }

  protected override confirms(event: KeyboardEvent): boolean {
    event.preventDefault();
    return true;
  }

  protected override emit(type: string, detail?: unknown): void {
    super.emit(type, detail);
    // WeChat checks nicknames for content; here there is no check, so all pass.
    if (type === "blur" && this.options.type === "nickname")
      super.emit("nicknamereview", { pass: true, timeout: false });
  }
}
