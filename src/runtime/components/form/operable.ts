/** Makes a component operable by keyboard and screen reader: role, tab order, keys. */
import { sheet } from "../built-in.ts";

export const focusLook = sheet(":host(:focus-visible) { outline: 2px solid #10aeff; outline-offset: 1px; }");

/**
 * Clicks the element on Enter and space. Call it in the constructor, and `connectOperable` when the element is in the
 * document.
 */
export function makeOperable(element: HTMLElement, role: string): ElementInternals {
  const internals = element.attachInternals();
  internals.role = role;
  element.addEventListener("keydown", (event) => {
    // Keys in a nested field belong to that field.
    if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    element.click();
  });
  return internals;
}

/** Names a control, or the element in it that the user operates, by the label around it. */
export function nameByLabel(control: Element, operated: ARIAMixin): void {
  const label = control.closest("wx-label");
  if (label !== null && control.ariaLabel === null) operated.ariaLabelledByElements = [label];
}

/** Sets the tab order; separate because a constructor must not set attributes. */
export function connectOperable(element: HTMLElement, disabled: boolean): void {
  if (disabled) element.removeAttribute("tabindex");
  else if (!element.hasAttribute("tabindex")) element.tabIndex = 0;
}
