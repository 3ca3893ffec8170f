/** Accessibility attributes on any element: `aria-role`, `aria-label` and so on. */

/** Sets `role`, `ariaLabel`, `tabindex` and so on; ignores any other name. */
export function setAccessibility(element: Element, name: string, value: unknown): void {
  if (name === "role" || name === "tabindex") setAttribute(element, name, value);
  // `ariaRole` sets `role`; `ariaLabel` sets `aria-label`.
  else if (name.startsWith("aria")) {
    setAttribute(
      element,
      name === "ariaRole" ? "role" : `aria-${name.slice(4).replace(/^-/, "").toLowerCase()}`,
      value,
    );
  }
}

/** Sets a boolean attribute for `true`; removes the attribute for empty values and `false`. */
export function setAttribute(element: Element, name: string, value: unknown): void {
  if (value === undefined || value === null || value === false || value === "") element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}
