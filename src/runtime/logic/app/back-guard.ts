/** Components that want the user's way back for themselves while they are open: `page-container`. */
import type { ElementReference } from "../shadow-tree.ts";
import type { Page } from "./page.ts";

const guards = new WeakMap<Page, ElementReference[]>();

/** `act("guardBack", { on })` of a component. */
export function guardBack(page: Page, element: ElementReference | undefined, on: boolean): void {
  if (!element) return;
  const others = (guards.get(page) ?? []).filter(
    ({ block, skeleton }) => block !== element.block || skeleton !== element.skeleton,
  );
  guards.set(page, on ? [...others, element] : others);
}

/** Closes what opened last in the page. @returns whether there was anything */
export function closeGuard(page: Page | undefined): boolean {
  const open = page && guards.get(page);
  const element = open?.pop();
  if (!page || !element) return false;
  page.surface.invoke(element, "back", []).catch(() => {});
  return true;
}
