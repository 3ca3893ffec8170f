/**
 * Toast, loading, modal and action sheet over the pages, looking like WeChat's. Texts from the app are inserted as
 * text, never as markup.
 */
import type { ActionSheet, Modal, Toast } from "../../services/ui.ts";
import { ServiceError } from "../../services/index.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";
import { uiLook } from "./ui-look.ts";
import { hostTexts } from "../texts.ts";

export type ShowModal = (
  modal: Modal,
) => Promise<{ readonly confirm: boolean; readonly cancel: boolean; readonly content?: string }>;

export function createUiServices(context: ServiceContext): ServiceArea & { readonly showModal: ShowModal } {
  const { layer } = context;
  let toast: { readonly element: HTMLElement; readonly loading: boolean; readonly timer: number } | undefined;
  // Dialogs are shown one after another.
  let last: Promise<unknown> = Promise.resolve();
  const end = new AbortController();
  const hideToast = (): void => {
    clearTimeout(toast?.timer);
    toast?.element.remove();
    toast = undefined;
  };
  const inTurn = <T>(show: () => Promise<T>): Promise<T> => {
    const shown = last.then(show);
    last = shown.catch(() => undefined);
    return shown;
  };
  const modal: ShowModal = (argument) => inTurn(() => showModal(argument, context, end.signal));
  return {
    showModal: modal,
    handlers: {
      "ui.toast"(argument) {
        adopt(layer);
        hideToast();
        const element = drawToast(argument, context);
        layer.append(element);
        const { duration, loading } = argument;
        const timer = loading ? 0 : window.setTimeout(hideToast, Math.max(0, Math.min(duration, 2 ** 31 - 1)));
        toast = { element, loading, timer };
      },
      // Only one toast or loading indicator is shown at a time, and either hide function hides it, as in WeChat.
      "ui.hideToast": hideToast,
      "ui.modal": modal,
      "ui.actionSheet": (argument) => inTurn(() => showActionSheet(argument, context, end.signal)),
    },
    close() {
      end.abort();
      hideToast();
    },
  };
}

function drawToast({ title, icon, image, mask }: Toast, context: ServiceContext): HTMLElement {
  const picture = image === "" ? undefined : make("img", "ui-toast-image");
  if (picture) picture.src = context.packageUrl(image);
  const sign = picture ?? (icon === "none" ? undefined : make("i", `ui-icon ui-${icon}`));
  const box = make(
    "div",
    `ui-toast${sign ? "" : " ui-toast-text"}`,
    ...(sign ? [sign] : []),
    make("p", "", String(title)),
  );
  box.setAttribute("role", "status");
  const cover = make("div", `ui-cover${mask ? " ui-masked" : ""}`, box);
  return cover;
}

function showModal(modal: Modal, context: ServiceContext, ended: AbortSignal) {
  const title = make("div", "ui-modal-title", String(modal.title));
  const input = modal.editable ? make("textarea", "ui-modal-input") : undefined;
  if (input) {
    input.value = String(modal.content);
    input.placeholder = String(modal.placeholderText);
    input.maxLength = 500;
  }
  const body = input ?? make("div", "ui-modal-content", String(modal.content));
  return dialog<{ confirm: boolean; cancel: boolean; content?: string }>(context, "ui-modal-shade", ended, (answer) => {
    const buttons = make("div", "ui-modal-buttons");
    if (modal.showCancel) {
      buttons.append(
        button(modal.cancelText || hostTexts().cancel, modal.cancelColor, () =>
          answer({ confirm: false, cancel: true }),
        ),
      );
    }
    buttons.append(
      button(modal.confirmText || hostTexts().confirm, modal.confirmColor, () =>
        answer({ confirm: true, cancel: false, ...(input ? { content: input.value } : {}) }),
      ),
    );
    const box = make(
      "div",
      "ui-modal",
      ...(modal.title === "" ? [] : [title]),
      ...(modal.content === "" && !input ? [] : [body]),
      buttons,
    );
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    return box;
  });
}

function showActionSheet(sheet: ActionSheet, context: ServiceContext, ended: AbortSignal) {
  return dialog<{ tapIndex: number }>(context, "ui-sheet-shade", ended, (answer, fail, shade) => {
    const cancel = (): void => fail(new ServiceError("cancel"));
    const rows = sheet.itemList.map((item, index) => button(item, sheet.itemColor, () => answer({ tapIndex: index })));
    const alert = sheet.alertText === "" ? [] : [make("div", "ui-sheet-alert", String(sheet.alertText))];
    const last = button(hostTexts().cancel, "", cancel);
    last.classList.add("ui-sheet-cancel");
    shade.addEventListener("click", (event) => {
      if (event.target === shade) cancel();
    });
    const box = make("div", "ui-sheet", ...alert, ...rows, last);
    box.setAttribute("role", "menu");
    return box;
  });
}

/** Shows the element that `draw` returns over a shade, until `draw` calls one of its two callbacks. */
function dialog<T>(
  context: ServiceContext,
  className: string,
  ended: AbortSignal,
  draw: (answer: (value: T) => void, fail: (error: Error) => void, shade: HTMLElement) => HTMLElement,
): Promise<T> {
  const { layer } = context;
  adopt(layer);
  const shade = make("div", className);
  const shown = new Promise<T>((resolve, reject) => {
    if (ended.aborted) reject(new ServiceError("interrupted"));
    ended.addEventListener("abort", () => reject(new ServiceError("interrupted")));
    shade.append(draw(resolve, reject, shade));
    layer.append(shade);
    shade.querySelector<HTMLElement>("textarea")?.focus();
  });
  return shown.finally(() => shade.remove());
}

function button(text: string, color: string, tapped: () => void): HTMLElement {
  const element = make("button", "ui-button", String(text));
  // WeChat's link blue and black differ in dark mode, so these two use classes.
  if (color.toLowerCase() === "#576b95") element.classList.add("ui-link");
  else if (CSS.supports("color", color) && color !== "#000000") element.style.color = color;
  element.addEventListener("click", tapped);
  return element;
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

const sheets = new WeakMap<Node, CSSStyleSheet>();

/**
 * Adds the stylesheet to the layer's root if it is missing; starting another app in the same element resets the root's
 * stylesheets.
 */
function adopt(layer: HTMLElement): void {
  const root = layer.getRootNode() as Document | ShadowRoot;
  const sheet = sheets.get(root) ?? new CSSStyleSheet();
  if (root.adoptedStyleSheets.includes(sheet)) return;
  if (!sheets.has(root)) sheet.replaceSync(uiLook);
  sheets.set(root, sheet);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
