/** A keyboard drawn by the page around the app: moves pages out of its way and reports its height to the app. */
import type { KeyboardField } from "../protocol-windows.ts";
import type { HostEvents } from "../services/index.ts";
import type { PageView } from "./page-view.ts";

/** The keyboard that a preview draws. */
export interface DrawnKeyboard {
  /** In screen pixels; 0 if there is none. */
  height(): number;
  /** Shows the keyboard for a field, updates it, or hides it (undefined). */
  show(field: KeyboardField | undefined): void;
}

export interface KeyboardOfRun {
  readonly height: number;
  typed(view: PageView, field: KeyboardField | undefined): void;
}

/**
 * @param drawn the keyboard; without one, nothing happens
 * @param screen the element that shows the app
 */
export function createKeyboard(
  drawn: DrawnKeyboard | undefined,
  screen: HTMLElement,
  emit: (event: "keyboardHeightChange", detail: HostEvents["keyboardHeightChange"]) => void,
): KeyboardOfRun {
  let lifted: PageView | undefined;
  let lastHeight = 0;
  const notify = (height: number): void => {
    if (height === lastHeight) return;
    lastHeight = height;
    emit("keyboardHeightChange", { height });
  };
  return {
    get height() {
      return drawn?.height() ?? 0;
    },
    typed(view, given) {
      if (!drawn) return;
      const field = given && checked(given);
      const height = field ? drawn.height() : 0;
      lifted?.lift(0);
      lifted = view;
      if (field?.bottom !== undefined) view.lift(Math.max(0, field.bottom - freeHeight(view, screen, height)));
      drawn.show(height > 0 ? field : undefined);
      notify(height);
    },
  };
}

/** Validates a field, because it comes from the app's origin. */
function checked({ bottom, confirm, kind }: KeyboardField): KeyboardField {
  const at = Number(bottom);
  return {
    ...(bottom !== undefined && Number.isFinite(at) ? { bottom: at } : {}),
    confirm: String(confirm),
    kind: String(kind),
  };
}

/** Pixels of the frame above the keyboard. Accounts for a screen shown at another scale. */
function freeHeight({ frame, element }: PageView, screen: HTMLElement, height: number): number {
  const scale = screen.getBoundingClientRect().height / screen.clientHeight || 1;
  const content = (frame.parentElement ?? element).getBoundingClientRect();
  const below = (screen.getBoundingClientRect().bottom - content.bottom) / scale;
  return frame.clientHeight - Math.max(0, height - below);
}
