/** Toasts and dialogs that the host draws over the pages. */

export interface UiServices {
  /**
   * Shows a toast for `duration` milliseconds, or a loading indicator (`loading`) until it is hidden. Replaces the one
   * shown before.
   */
  "ui.toast": { argument: Toast; result: void };
  /** Hides the toast or loading indicator. `loading` says which function the author called; both hide either kind. */
  "ui.hideToast": { argument: { readonly loading: boolean }; result: void };
  "ui.modal": {
    argument: Modal;
    result: { readonly confirm: boolean; readonly cancel: boolean; readonly content?: string };
  };
  /** Rejects with `cancel` if the user gives up. */
  "ui.actionSheet": { argument: ActionSheet; result: { readonly tapIndex: number } };
}

export interface Toast {
  readonly title: string;
  readonly icon: "success" | "error" | "loading" | "none";
  /** URL of an image that replaces the icon. */
  readonly image: string;
  readonly duration: number;
  /** Blocks taps on the page below. */
  readonly mask: boolean;
  readonly loading: boolean;
}

export interface Modal {
  readonly title: string;
  readonly content: string;
  readonly showCancel: boolean;
  readonly cancelText: string;
  readonly cancelColor: string;
  readonly confirmText: string;
  readonly confirmColor: string;
  readonly editable: boolean;
  readonly placeholderText: string;
}

export interface ActionSheet {
  readonly alertText: string;
  readonly itemList: readonly string[];
  readonly itemColor: string;
}
