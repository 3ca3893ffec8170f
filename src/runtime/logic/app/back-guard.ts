/**
 * What can prevent the user from going back: components that close themselves first while they are open
 * (`page-container`), and the question set by `wx.enableAlertBeforeUnload`.
 */
import type { HostLink } from "../../services/index.ts";
import { DYNAMIC } from "../skeleton.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { Page } from "./page.ts";

/** Handles a component's `act("guardBack", { on })`: adds or removes it as a guard of its page. */
export function guardBack(page: Page, element: ElementReference | undefined, on: boolean): void {
  if (!element) return;
  const others = page.guards.filter(({ block, skeleton }) => block !== element.block || skeleton !== element.skeleton);
  page.guards = on ? [...others, element] : others;
  if (on) return;
  // The user may have closed it, while `show` is still true in the page's data: setting it again must open it again.
  const attributes = element.skeleton[1] || [];
  const show = attributes.findIndex((name, i) => name === "show" && Number(attributes[i - 1]) & DYNAMIC);
  if (show > 0) element.block.values[attributes[show + 1] as number] = false;
}

/** Asks the user whether the page may be left. If the host cannot ask, the answer is yes. */
export function mayLeave(content: string, host: Pick<HostLink, "call">): Promise<boolean> {
  // Empty texts: the host uses its own.
  const buttons = { cancelText: "", cancelColor: "#000000", confirmText: "", confirmColor: "#576B95" };
  const question = { title: "", content, showCancel: true, ...buttons, editable: false, placeholderText: "" };
  return host.call("ui.modal", question).then(
    ({ confirm }) => confirm,
    () => true,
  );
}
