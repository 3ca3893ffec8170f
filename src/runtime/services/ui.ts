/** What the host draws over the pages, and the user's answers. */

export interface UiServices {
  /** Stays for `duration` milliseconds; a loading one (`duration` 0) until it is hidden. Replaces the one before. */
  "ui.toast": { argument: Toast; result: void };
  /** Only a toast of that kind. */
  "ui.hideToast": { argument: { readonly loading: boolean }; result: void };
  "ui.modal": {
    argument: Modal;
    result: { readonly confirm: boolean; readonly cancel: boolean; readonly content?: string };
  };
  /** Rejects with `cancel`. */
  "ui.actionSheet": { argument: ActionSheet; result: { readonly tapIndex: number } };
}

export interface Toast {
  readonly title: string;
  readonly icon: "success" | "error" | "loading" | "none";
  /** URL of a picture in place of the icon. */
  readonly image: string;
  readonly duration: number;
  /** Taps do not get through. */
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
