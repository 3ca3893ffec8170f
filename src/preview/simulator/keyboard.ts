/**
 * A keyboard on the phone's screen, for its effect on the app: it takes up space, pages move out of its way, and fields
 * and `wx.onKeyboardHeightChange` get its height. The developer types on the real keyboard.
 */
import type { KeyboardField } from "../../runtime/protocol-windows.ts";
import type { DrawnKeyboard } from "../../runtime/host/soft-keyboard.ts";
import { isLandscape } from "./devices.ts";
import type { DeviceState } from "./devices.ts";
import { button, el } from "./element.ts";
import type { Store } from "./store.ts";

export interface SimulatedKeyboard extends DrawnKeyboard {
  readonly element: HTMLElement;
}

export interface KeyboardKeys {
  confirm(): void;
  hide(): void;
}

/** As on phones: about a third of the screen in portrait, half of it in landscape. */
const heights = { portrait: 291, landscape: 200 } as const;

const confirmTexts: Readonly<Record<string, string>> = {
  send: "Send",
  search: "Search",
  next: "Next",
  go: "Go",
  done: "Done",
  return: "Return",
};

export function createSimulatedKeyboard(state: Store<DeviceState>, keys: KeyboardKeys): SimulatedKeyboard {
  const kind = el("span", { class: "kind" });
  const confirm = button("Confirm", "Done", () => keys.confirm(), { class: "confirm" });
  const rows = el("div", { class: "keys", "aria-hidden": "true" });
  const element = el(
    "div",
    {
      class: "keyboard",
      role: "group",
      "aria-label": "Keyboard",
      // Keep the focus in the field.
      onmousedown: (event) => event.preventDefault(),
    },
    el(
      "div",
      { class: "head" },
      kind,
      button("Hide the keyboard", "⌄", () => keys.hide()),
    ),
    rows,
    el("div", { class: "foot" }, el("span", {}, "Type with your own keyboard"), confirm),
  );
  element.hidden = true;
  const height = (): number => {
    const now = state.get();
    if (!now.keyboard) return 0;
    return isLandscape(now) ? heights.landscape : heights.portrait + now.device.safeBottom;
  };
  return {
    element,
    height,
    show(field: KeyboardField | undefined) {
      element.hidden = field === undefined;
      if (!field) return;
      element.style.height = `${height()}px`;
      element.style.paddingBottom = `${isLandscape(state.get()) ? 0 : state.get().device.safeBottom}px`;
      kind.textContent = field.kind;
      confirm.textContent = confirmTexts[field.confirm] ?? "Done";
      rows.replaceChildren(...drawKeys(field.kind));
    },
  };
}

/** Keys without function: they show how much of the page remains visible. */
function drawKeys(kind: string): HTMLElement[] {
  const numeric = kind === "number" || kind === "digit" || kind === "idcard";
  const last = { digit: ".", idcard: "X" }[kind] ?? " ";
  const lines = numeric ? ["123", "456", "789", `${last}0⌫`] : ["qwertyuiop", "asdfghjkl", "zxcvbnm⌫"];
  return lines.map((line) => el("div", {}, ...[...line].map((key) => el("span", {}, key))));
}
