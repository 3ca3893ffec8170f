/**
 * The bottom sheet that a picker opens: title, two buttons, columns. It is a modal `dialog`, which keeps focus and keys
 * inside and lies above the whole page.
 */
import { sheet } from "../built-in.ts";
import type { Columns } from "./columns.ts";
import { makeWheel, wheelLook } from "./wheel.ts";
import type { Wheel } from "./wheel.ts";

export const sheetLook = sheet(`
  dialog {
    all: initial; position: fixed; inset: auto 0 0; box-sizing: border-box; display: none; padding-bottom: env(safe-area-inset-bottom);
    color: var(--wx-text, rgba(0, 0, 0, 0.9)); background: var(--wx-sheet, #fff); border-radius: 12px 12px 0 0; overflow: hidden;
    font: 17px/1.4 system-ui, -apple-system, "Helvetica Neue", "PingFang SC", sans-serif; -webkit-user-select: none; user-select: none;
  }
  dialog[open] { display: block; animation: rise 0.25s ease-out; }
  dialog::backdrop { background: rgba(0, 0, 0, 0.5); animation: dim 0.25s; }
  .head { display: flex; align-items: center; justify-content: space-between; height: 48px; padding: 0 4px; }
  .title { flex: 1; text-align: center; font-weight: 500; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  button { all: unset; padding: 10px 12px; cursor: pointer; color: var(--wx-text-2, #888); }
  button.ok { color: var(--wx-brand, #1aad19); }
  button:focus-visible { outline: 2px solid #10aeff; outline-offset: -4px; }
  dialog:not([class]) .wheel { outline: 0; }
  .body { --item: 48px; position: relative; display: flex; height: 240px; }
  .column { position: relative; flex: 1; min-width: 0; }
  .item { height: 48px; line-height: 48px; padding: 0 4px; text-align: center; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; scroll-snap-align: center; }
  .veil {
    position: absolute; inset: 0; pointer-events: none;
    background: linear-gradient(var(--wx-sheet, #fff), transparent 40%, transparent 60%, var(--wx-sheet, #fff));
  }
  .band { position: absolute; left: 16px; right: 16px; top: 96px; height: 48px; box-sizing: border-box; border-radius: 8px; background: var(--wx-band, rgba(0, 0, 0, 0.05)); pointer-events: none; }
  @keyframes rise { from { transform: translateY(100%); } }
  @keyframes dim { from { opacity: 0; } }
`);

export interface SheetOptions {
  readonly title: string;
  readonly words: { readonly cancel: string; readonly confirm: string };
  /** A column has settled on another choice. The handler may show other columns. */
  readonly turned: (column: number, indexes: readonly number[]) => void;
  readonly confirmed: (indexes: readonly number[]) => void;
  readonly cancelled: () => void;
}

export interface PickerSheet {
  show(columns: Columns): void;
  /** Texts of the columns currently shown. */
  texts(): Columns["texts"];
  /** Indexes of the current choices. */
  indexes(): Columns["indexes"];
  close(): void;
}

/** Opens a sheet in a shadow root that has `sheetLook`. The sheet removes itself when it closes. */
export function openSheet(root: ShadowRoot, columns: Columns, options: SheetOptions): PickerSheet {
  const dialog = document.createElement("dialog");
  const cancel = button(options.words.cancel, "cancel");
  const confirm = button(options.words.confirm, "ok");
  const title = box("title");
  title.textContent = options.title;
  const head = box("head");
  head.append(cancel, title, confirm);
  const body = box("body");
  const veil = box("veil");
  body.append(box("band"), veil);
  dialog.append(head, body);
  let wheels: { readonly wheel: Wheel; readonly texts: readonly string[]; readonly element: HTMLElement }[] = [];
  const indexes = () => wheels.map(({ wheel }) => wheel.index());
  let done = false;
  const finish = (callback: () => void) => {
    if (done) return;
    done = true;
    callback();
    dialog.close();
    dialog.remove();
    if (dialog.className !== "") return;
    const focused = document.activeElement as HTMLElement;
    focused.style.outline = "0";
    focused.addEventListener("blur", () => (focused.style.outline = ""), { once: true });
  };
  const show = (next: Columns) => {
    const old = wheels;
    wheels = next.texts.map((texts, column) => {
      const kept = old[column];
      // A column with the same texts stays where it is, because moving it would stop it.
      if (kept !== undefined && same(kept.texts, texts)) return kept;
      const { element, wheel } = makeColumn(texts, () => options.turned(column, indexes()));
      if (kept === undefined) veil.before(element);
      else kept.element.replaceWith(element);
      return { wheel, texts, element };
    });
    for (const { element } of old.slice(wheels.length)) element.remove();
    for (const [column, { wheel }] of wheels.entries()) wheel.show(next.indexes[column] ?? 0);
  };
  cancel.addEventListener("click", () => finish(options.cancelled));
  const accept = () => finish(() => options.confirmed(indexes()));
  confirm.addEventListener("click", accept);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.repeat) accept();
  });
  // A key or a click in the sheet must not reach the picker element that contains it.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  // WebKit shows the focus that a script or a closing dialog sets, also after a tap. Only users of a keyboard should see
  // it. The key that opens the sheet is released in it.
  dialog.addEventListener("keyup", () => (dialog.className = "keyed"));
  dialog.addEventListener("cancel", () => finish(options.cancelled));
  dialog.addEventListener("click", (event) => {
    event.stopPropagation();
    if (event.target === dialog && event.clientY < dialog.getBoundingClientRect().top) finish(options.cancelled);
  });
  root.append(dialog);
  dialog.showModal();
  show(columns);
  (body.querySelector<HTMLElement>(".wheel") ?? confirm).focus({ preventScroll: true });
  return { show, indexes, texts: () => wheels.map(({ texts }) => texts), close: () => finish(() => {}) };
}

/** Stylesheets for a picker's shadow root. */
export const pickerSheets: readonly CSSStyleSheet[] = [wheelLook, sheetLook];

function makeColumn(texts: readonly string[], settled: () => void): { element: HTMLElement; wheel: Wheel } {
  const element = box("column");
  const scroller = box("wheel");
  scroller.tabIndex = 0;
  for (const text of texts) {
    const item = box("item");
    item.textContent = text;
    scroller.append(item);
  }
  element.append(scroller);
  const wheel = makeWheel(scroller, {
    itemHeight: () => 48,
    count: () => texts.length,
    text: (index) => texts[index],
    started: () => {},
    settled,
  });
  return { element, wheel };
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

function box(className: string): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  return element;
}

function button(text: string, className: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.className = className;
  element.textContent = text;
  return element;
}
