/**
 * A keyboard on the phone's screen, for what it does to the app: it takes its place, pages move out of its way, fields and
 * `wx.onKeyboardHeightChange` hear of its height. One types with the real one.
 */
import type { KeyboardField } from "../../runtime/protocol-windows.ts";
import type { DrawnKeyboard } from "../../runtime/host/soft-keyboard.ts";
import { isLandscape } from "./devices.ts";
import type { DeviceState } from "./devices.ts";
import { button, el } from "./element.ts";
import type { Store } from "./store.ts";

export interface KeyboardStandIn extends DrawnKeyboard {
  readonly element: HTMLElement;
}

export interface KeyboardKeys {
  confirm(): void;
  hide(): void;
}

/** As on phones: about a third of the screen upright, half of it on its side. */
const heights = { portrait: 291, landscape: 200 } as const;

const confirmTexts: Readonly<Record<string, string>> = {
  send: "Send",
  search: "Search",
  next: "Next",
  go: "Go",
  done: "Done",
  return: "Return",
};

export function createKeyboardStandIn(state: Store<DeviceState>, keys: KeyboardKeys): KeyboardStandIn {
  const kind = el("span", { class: "kind" });
  const confirm = button("Confirm", "Done", () => keys.confirm(), { class: "confirm" });
  const rows = el("div", { class: "keys", "aria-hidden": "true" });
  const element = el(
    "div",
    {
      class: "keyboard",
      role: "group",
      "aria-label": "Keyboard",
      // The field keeps the focus.
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

/** Keys that do nothing: they show how much is left of the page. */
function drawKeys(kind: string): HTMLElement[] {
  const numeric = kind === "number" || kind === "digit" || kind === "idcard";
  const last = { digit: ".", idcard: "X" }[kind] ?? " ";
  const lines = numeric ? ["123", "456", "789", `${last}0⌫`] : ["qwertyuiop", "asdfghjkl", "zxcvbnm⌫"];
  return lines.map((line) => el("div", {}, ...[...line].map((key) => el("span", {}, key))));
}
