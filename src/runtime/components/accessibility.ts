/** What authors say to screen readers: `aria-role`, `aria-label` and the like on any element. */

/** Sets `role`, `ariaLabel`, `tabindex` and so on; any other name is left alone. */
export function setAccessibility(element: Element, name: string, value: unknown): void {
  if (name === "role" || name === "tabindex") setAttribute(element, name, value);
  // `ariaRole` is `role`, `ariaLabel` is `aria-label`.
  else if (name.startsWith("aria")) {
    setAttribute(
      element,
      name === "ariaRole" ? "role" : `aria-${name.slice(4).replace(/^-/, "").toLowerCase()}`,
      value,
    );
  }
}

/** A boolean attribute for a boolean; none for what is empty. */
export function setAttribute(element: Element, name: string, value: unknown): void {
  if (value === undefined || value === null || value === false || value === "") element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}
