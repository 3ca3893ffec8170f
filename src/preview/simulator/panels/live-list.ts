/** A list that is made anew while somebody looks at it: what was open stays open, and what has the focus keeps it. */

/** Entries and what can be pressed in them are found again by `data-id` and by their labels. */
export function replaceKeeping(list: HTMLElement, ...children: readonly Node[]): void {
  const { activeElement } = document;
  const wanted =
    list.contains(activeElement) && activeElement !== list ? keyOf(activeElement as HTMLElement) : undefined;
  const { scrollTop } = list;
  list.replaceChildren(...children);
  list.scrollTop = scrollTop;
  if (wanted === undefined) return;
  const again = [...list.querySelectorAll<HTMLElement>("summary, button, input, [tabindex]")];
  again.find((one) => keyOf(one) === wanted)?.focus();
}

function keyOf(element: HTMLElement): string {
  const around = element.closest<HTMLElement>("[data-id]");
  const label = element.getAttribute("aria-label")?.replace(/, edited$/, "") ?? "";
  return JSON.stringify([around?.dataset["id"], element.localName, label]);
}

/** Somebody is typing. */
export function isTypedInto(list: HTMLElement): boolean {
  return list.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement;
}

/** The `data-id` of each entry that is open. */
export function openEntries(list: HTMLElement): Set<string | undefined> {
  return new Set([...list.querySelectorAll<HTMLElement>("details[open]")].map(({ dataset }) => dataset["id"]));
}
