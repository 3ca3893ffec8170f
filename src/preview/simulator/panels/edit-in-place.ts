/** A value that becomes an input field when pressed: Enter applies the change, Escape cancels it. */
import { el } from "../element.ts";

export interface EditableValue {
  /** The name of the value, for screen readers. */
  readonly label: string;
  /** `shown`: the displayed text; `typed`: the text in the field. */
  readonly shown: string;
  readonly typed: string;
  readonly edited: boolean;
  /** Otherwise the text is JSON. */
  readonly isText: boolean;
  apply(value: unknown): void;
}

export function editableValue(value: EditableValue): HTMLElement {
  const { label, shown, edited } = value;
  const classes = `editable string${edited ? " edited" : ""}`;
  const shownButton: HTMLButtonElement = el(
    "button",
    {
      type: "button",
      class: classes,
      "aria-label": `Edit ${label}${edited ? ", edited" : ""}`,
      title: edited ? "Edited, until its next update" : "Edit",
      onclick: (event) => {
        event.preventDefault();
        begin(shownButton, value);
      },
    },
    shown,
  );
  return shownButton;
}

function begin(shownButton: HTMLButtonElement, { label, typed, isText, apply }: EditableValue): void {
  let isOver = false;
  const leave = (): void => {
    if (isOver) return;
    isOver = true;
    field.replaceWith(shownButton);
  };
  const commit = (): void => {
    if (isOver || field.value === typed) return leave();
    let value: unknown = field.value;
    if (!isText) {
      try {
        value = JSON.parse(field.value);
      } catch {
        field.setCustomValidity("Not valid JSON. Strings need double quotes.");
        field.reportValidity();
        return;
      }
    }
    leave();
    apply(value);
  };
  const field: HTMLInputElement = el("input", {
    class: "value editing",
    value: typed,
    "aria-label": label,
    spellcheck: "false",
    oninput: () => field.setCustomValidity(""),
    // The surrounding element opens and closes with the same keys and with clicks.
    onclick: (event) => event.preventDefault(),
    onkeyup: (event) => event.stopPropagation(),
    onkeydown: (event) => {
      event.stopPropagation();
      const { key, isComposing } = event as KeyboardEvent;
      if (isComposing || (key !== "Enter" && key !== "Escape")) return;
      event.preventDefault();
      if (key === "Enter") commit();
      else leave();
      if (isOver) shownButton.focus();
    },
    onblur: () => {
      commit();
      leave();
    },
  });
  field.size = Math.min(60, Math.max(6, typed.length + 1));
  shownButton.replaceWith(field);
  field.focus();
  field.select();
}
