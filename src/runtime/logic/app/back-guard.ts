/**
 * What stands in the user's way back: components that want it for themselves while they are open (`page-container`), and
 * a page's own question, `wx.enableAlertBeforeUnload`.
 */
import type { HostLink } from "../../services/index.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { Page } from "./page.ts";

/** `act("guardBack", { on })` of a component. */
export function guardBack(page: Page, element: ElementReference | undefined, on: boolean): void {
  if (!element) return;
  const others = page.guards.filter(({ block, skeleton }) => block !== element.block || skeleton !== element.skeleton);
  page.guards = on ? [...others, element] : others;
}

/** Asks the user whether the page may be left. A host that cannot ask lets the user go. */
export function mayLeave(content: string, host: Pick<HostLink, "call">): Promise<boolean> {
  // Without words of the app, those of the host.
  const buttons = { cancelText: "", cancelColor: "#000000", confirmText: "", confirmColor: "#576B95" };
  const question = { title: "", content, showCancel: true, ...buttons, editable: false, placeholderText: "" };
  return host.call("ui.modal", question).then(
    ({ confirm }) => confirm,
    () => true,
  );
}
