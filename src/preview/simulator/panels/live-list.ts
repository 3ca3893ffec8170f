/** A list that is re-created while it is shown: open entries stay open, and the focus stays where it is. */

/**
 * Replaces the children of a list. Entries and controls are recognized by `data-id` and their labels, values by
 * `data-path`.
 */
export function replaceKeeping(list: HTMLElement, ...children: readonly Node[]): void {
  const { activeElement } = document;
  const wanted =
    list.contains(activeElement) && activeElement !== list ? keyOf(activeElement as HTMLElement) : undefined;
  const opened = new Set([...list.querySelectorAll<HTMLElement>("details[data-path][open]")].map(keyOf));
  const { scrollTop } = list;
  list.replaceChildren(...children);
  reopen(list, opened);
  list.scrollTop = scrollTop;
  if (wanted === undefined) return;
  const again = [...list.querySelectorAll<HTMLElement>("summary, button, input, [tabindex]")];
  again.find((one) => keyOf(one) === wanted)?.focus();
}

/** Opens values again. Level by level, because a closed value has no content yet. */
function reopen(container: HTMLElement, opened: ReadonlySet<string>): void {
  if (opened.size === 0) return;
  for (const details of container.querySelectorAll<HTMLDetailsElement>("details[data-path]:not([open])")) {
    if (!opened.has(keyOf(details))) continue;
    details.open = true;
    // The browser's own event comes too late for the values inside.
    details.dispatchEvent(new Event("toggle"));
    reopen(details, opened);
  }
}

function keyOf(element: HTMLElement): string {
  const around = element.closest<HTMLElement>("[data-id]");
  const label = element.getAttribute("aria-label")?.replace(/, edited$/, "") ?? "";
  const path = element.closest<HTMLElement>("[data-path]")?.dataset["path"];
  return JSON.stringify([around?.dataset["id"], path, element.localName, label]);
}

/** Whether the user is typing. */
export function hasFocusedInput(list: HTMLElement): boolean {
  return list.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement;
}

/** The `data-id` of each open entry. */
export function openEntries(list: HTMLElement): Set<string | undefined> {
  return new Set([...list.querySelectorAll<HTMLElement>("details[open]")].map(({ dataset }) => dataset["id"]));
}
