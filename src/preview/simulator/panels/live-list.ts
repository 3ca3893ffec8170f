/** A list that is made anew while somebody looks at it: what was open stays open, and what has the focus keeps it. */

/** Entries and what can be pressed in them are found again by `data-id` and by their labels, values by `data-path`. */
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

/** Values that are closed have nothing in them yet. */
function reopen(place: HTMLElement, opened: ReadonlySet<string>): void {
  if (opened.size === 0) return;
  for (const details of place.querySelectorAll<HTMLDetailsElement>("details[data-path]:not([open])")) {
    if (!opened.has(keyOf(details))) continue;
    details.open = true;
    // Its own event comes too late for what is inside of it.
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

/** Somebody is typing. */
export function isTypedInto(list: HTMLElement): boolean {
  return list.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement;
}

/** The `data-id` of each entry that is open. */
export function openEntries(list: HTMLElement): Set<string | undefined> {
  return new Set([...list.querySelectorAll<HTMLElement>("details[open]")].map(({ dataset }) => dataset["id"]));
}
