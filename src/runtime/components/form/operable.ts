/** What makes a component a control for those without mouse and touch: a role, a place in the order of tabs, keys. */
import { sheet } from "../built-in.ts";

export const focusLook = sheet(`
  :host { -webkit-tap-highlight-color: transparent; }
  :host(:focus-visible) { outline: 2px solid #10aeff; outline-offset: 1px; }
`);

/** Enter and the space bar click the element. To be called in a constructor; `connect` when it is in the document. */
export function makeOperable(element: HTMLElement, role: string): ElementInternals {
  const internals = element.attachInternals();
  internals.role = role;
  element.addEventListener("keydown", (event) => {
    // Keys pressed in a field inside are the field's.
    if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    element.click();
  });
  return internals;
}

/** Attributes cannot be set in a constructor. */
export function connectOperable(element: HTMLElement, disabled: boolean): void {
  if (disabled) element.removeAttribute("tabindex");
  else if (!element.hasAttribute("tabindex")) element.tabIndex = 0;
}
