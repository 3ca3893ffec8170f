/** `picker`: opens a sheet with columns; `mode` determines their contents. */
import { anything, BuiltIn, flag, sheet, text, word } from "../built-in.ts";
import type { FormField } from "../form-field.ts";
import { pageContext } from "../page-context.ts";
import { connectOperable, focusLook, makeOperable } from "../form/operable.ts";
import { chosen, dateColumns, dateValue, rangeColumns, timeColumns, timeValue } from "./columns.ts";
import type { Columns, DateFields } from "./columns.ts";
import { openSheet, pickerSheets } from "./picker-sheet.ts";
import type { PickerSheet } from "./picker-sheet.ts";

const look = sheet(":host { display: block; cursor: pointer; }");

const properties = {
  mode: word(["selector", "multiSelector", "time", "date", "region"]),
  value: anything<unknown>(undefined),
  range: anything<unknown>([]),
  rangeKey: text(),
  start: text(),
  end: text(),
  fields: word(["day", "month", "year"]),
  customItem: text(),
  level: text("sub-district"),
  disabled: flag(false, true),
  headerText: text(),
  name: text(),
};

type Regions = typeof import("./regions.ts");

export class Picker extends BuiltIn<typeof properties> implements FormField {
  readonly #internals = makeOperable(this, "button");
  #sheet: PickerSheet | undefined;
  #regions: Regions | undefined;

  constructor() {
    super(properties);
    this.shadow("<slot></slot>", look, focusLook, ...pickerSheets);
    this.#internals.ariaHasPopup = "dialog";
    this.addEventListener("click", (event) => {
      if (event.target instanceof Element && pageContext().isCaught(event.target, this, "tap")) return;
      this.activate();
    });
  }

  connectedCallback(): void {
    connectOperable(this, this.values.disabled);
  }

  disconnectedCallback(): void {
    this.#sheet?.close();
    this.#sheet = undefined;
  }

  get fieldName(): string {
    return this.values.name;
  }

  fieldValue(): unknown {
    const { mode, value } = this.values;
    if (value !== undefined && value !== null) return value;
    return mode === "selector" ? 0 : mode === "multiSelector" || mode === "region" ? [] : "";
  }

  resetField(): void {
    this.model("value", this.values.mode === "selector" ? 0 : Array.isArray(this.values.value) ? [] : "");
  }

  activate(): void {
    if (!this.values.disabled && this.#sheet === undefined) void this.#open();
  }

  protected override always(name: string): boolean {
    return name === "value";
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "disabled") {
      this.#internals.ariaDisabled = String(value);
      if (this.isConnected) connectOperable(this, Boolean(value));
    }
    // A handler of `columnchange` may set other columns while the sheet is open. A new range alone keeps the choices.
    else if (name === "range") this.#sheet?.show(this.#columns(this.#sheet.indexes()));
    else if (name === "value") this.#sheet?.show(this.#columns());
  }

  async #open(): Promise<void> {
    if (this.values.mode === "region") this.#regions ??= await import("./regions.ts");
    const root = this.shadowRoot;
    if (root === null || !this.isConnected || this.#sheet !== undefined) return;
    this.#sheet = openSheet(root, this.#columns(), {
      title: this.values.headerText,
      words: words(),
      turned: (column, indexes) => this.#turned(column, indexes),
      confirmed: (indexes) => this.#confirmed(indexes),
      cancelled: () => {
        this.#sheet = undefined;
        this.emit("cancel", {});
      },
    });
  }

  /** Columns for a value, by default the template's. */
  #columns(value: unknown = this.values.value): Columns {
    const { mode, range, rangeKey, start, end, fields, customItem, level } = this.values;
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const ranges: readonly unknown[] = Array.isArray(range) ? range : [];
    if (mode === "selector") return rangeColumns([ranges], rangeKey, [Array.isArray(value) ? value[0] : value]);
    if (mode === "multiSelector") return rangeColumns(ranges, rangeKey, list);
    if (mode === "time") return timeColumns(String(value ?? ""), start, end);
    if (mode === "date") return this.#dateColumns(String(value ?? ""), { start, end }, fields);
    return this.#regions?.regionColumns(list, level, customItem) ?? { texts: [], indexes: [] };
  }

  #dateColumns(value: string, limits: { readonly start: string; readonly end: string }, fields: DateFields): Columns {
    const now = new Date();
    const today = `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
    return dateColumns(value, limits, fields, today, words().units);
  }

  #turned(column: number, indexes: readonly number[]): void {
    const { mode } = this.values;
    if (mode === "multiSelector") this.emit("columnchange", { column, value: indexes[column] });
    else if (mode !== "selector") this.#sheet?.show(this.#columns(this.#value(indexes, column)));
  }

  /**
   * The value for column indexes. For a region, choices after the column that was just turned are dropped, because they
   * no longer apply.
   */
  #value(indexes: readonly number[], turned = Number.POSITIVE_INFINITY): unknown {
    const { mode } = this.values;
    if (mode === "selector") return indexes[0] ?? 0;
    if (mode === "multiSelector") return indexes;
    const texts = this.#shown;
    if (mode === "time") return timeValue({ texts, indexes });
    if (mode === "date") return dateValue({ texts, indexes });
    const names = chosen(texts, indexes).slice(0, turned + 1);
    return turned === Number.POSITIVE_INFINITY ? this.#regionNames(names) : names;
  }

  #regionNames(names: readonly string[]): string[] {
    const { texts, indexes } = this.#columns(names);
    return chosen(texts, indexes);
  }

  /** Texts of the columns currently in the sheet. */
  get #shown(): Columns["texts"] {
    return this.#sheet?.texts() ?? [];
  }

  #confirmed(indexes: readonly number[]): void {
    let value = this.#value(indexes);
    // A column may still be turning, and later columns may not match: the 31st of a shorter month.
    if (this.values.mode === "date") value = dateValue(this.#columns(value));
    else if (this.values.mode === "time") value = timeValue(this.#columns(value));
    this.#sheet = undefined;
    this.model("value", value);
    if (this.values.mode !== "region") {
      this.emit("change", { value });
      return;
    }
    const code = this.#regions?.regionCodes(value as string[], this.values.customItem) ?? [];
    this.emit("change", { value, code, postcode: "" });
  }
}

/** Texts in the page's language; Chinese unless that is English. */
function words(): {
  cancel: string;
  confirm: string;
  units: { readonly year: string; readonly month: string; readonly day: string };
} {
  if (document.documentElement.lang.startsWith("en")) {
    return { cancel: "Cancel", confirm: "OK", units: { year: "", month: "", day: "" } };
  }
  return { cancel: "取消", confirm: "确定", units: { year: "年", month: "月", day: "日" } };
}
