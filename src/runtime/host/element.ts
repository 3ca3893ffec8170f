/** Creates DOM elements for the host's own UI. Text is inserted as text, never as markup. */

/** Creates an element. Strings among the children become text nodes. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}

/** A button with an accessible name. */
export function makeButton(className: string, label: string, onTap: () => void): HTMLButtonElement {
  const button = make("button", className);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", onTap);
  return button;
}

/** Returns `value` if it is a valid CSS color, else `otherwise`. */
export function color(value: unknown, otherwise: string): string {
  return typeof value === "string" && CSS.supports("color", value) ? value : otherwise;
}
