/** A document's elements as the host makes them: text is text, never markup. */

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

/** A button with a name for those who do not see it. */
export function makeButton(className: string, label: string, onTap: () => void): HTMLButtonElement {
  const button = make("button", className);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", onTap);
  return button;
}

/** The colour if it is one, otherwise the other. */
export function color(value: unknown, otherwise: string): string {
  return typeof value === "string" && CSS.supports("color", value) ? value : otherwise;
}
