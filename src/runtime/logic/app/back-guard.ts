/**
 * What stands in the user's way back: components that want it for themselves while they are open (`page-container`), and
 * a page's own question, `wx.enableAlertBeforeUnload`.
 */
import type { HostLink } from "../../services/index.ts";
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

const questions = new WeakMap<Page, string>();

/** `wx.enableAlertBeforeUnload`, and without a message its opposite. */
export function alertBeforeUnload(page: Page, message: string | undefined): void {
  if (message === undefined) questions.delete(page);
  else questions.set(page, message);
}

/** Asks the user if the page wants that. A host that cannot ask lets the user go. */
export async function mayLeave(page: Page, host: Pick<HostLink, "call">): Promise<boolean> {
  const content = questions.get(page);
  if (content === undefined) return true;
  // Without words of the app, those of the host.
  const buttons = { cancelText: "", cancelColor: "#000000", confirmText: "", confirmColor: "#576B95" };
  const question = { title: "", content, showCancel: true, ...buttons, editable: false, placeholderText: "" };
  return host.call("ui.modal", question).then(
    ({ confirm }) => confirm,
    () => true,
  );
}
