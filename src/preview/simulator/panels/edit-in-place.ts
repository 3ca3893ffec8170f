/** A value that becomes a field when it is pressed: Enter applies, Escape leaves it as it was. */
import { el } from "../element.ts";

export interface EditableValue {
  /** For those who do not see it: what is changed. */
  readonly label: string;
  /** What is shown, and what is typed. */
  readonly shown: string;
  readonly typed: string;
  readonly edited: boolean;
  /** Else JSON. */
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
        field.setCustomValidity("This is no JSON value: texts stand in quotation marks.");
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
    // What is around it opens and closes by the same keys, and by clicks.
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
