/**
 * Things that a browser does only for a user who taps: opening a file dialog, using the clipboard, reading sensors. An
 * app's call reaches the host as a message. WebKit does not count that as part of the tap, and a few seconds after a tap
 * no browser does. Then a dialog asks for a tap on the host's own button.
 */
import { ServiceError } from "../../services/index.ts";
import { plainModal } from "./ask-developer.ts";
import type { ShowModal } from "./ui.ts";

/**
 * @param act rejects with `NotAllowedError` if the browser wants a tap
 * @param content text of the dialog
 * @throws ServiceError `cancel` if the user closes the dialog
 */
export async function withTap<T>(act: () => T | Promise<T>, content: string, showModal: ShowModal): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
  }
  const { confirm } = await showModal({ ...plainModal, content });
  if (!confirm) throw new ServiceError("cancel");
  return act();
}

export function isNotAllowed(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotAllowedError";
}
