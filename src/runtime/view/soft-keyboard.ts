/**
 * Only in a preview, where no real on-screen keyboard appears: tells fields that there is one, and tells the host which
 * field has focus. Its focus listener runs before the field's own, so that the field knows the height by then.
 */
import type { FrameKeyboard, KeyboardField } from "../protocol-windows.ts";

export interface SoftKeyboard {
  /** In pixels; 0 for no keyboard from now on. */
  setHeight(height: number): void;
}

export function createSoftKeyboard(post: (message: FrameKeyboard) => void): SoftKeyboard {
  const root = document.documentElement;
  let height = 0;
  let field: Element | undefined;
  const update = (): void => {
    if (field && height > 0) root.dataset["keyboard"] = String(height);
    else delete root.dataset["keyboard"];
    visualViewport?.dispatchEvent(new Event("resize"));
    post({ type: "miniapp-keyboard", ...(field && height > 0 ? { field: describe(field) } : {}) });
  };
  document.addEventListener(
    "focus",
    ({ target }) => {
      const found = target instanceof Element && target.matches("wx-input,wx-textarea,wx-editor") ? target : undefined;
      if (found === field) return;
      field = found;
      update();
    },
    true,
  );
  document.addEventListener(
    "blur",
    ({ target }) => {
      // Another field may get focus at the same moment.
      setTimeout(() => {
        if (target !== field || (document.hasFocus() && document.activeElement === field)) return;
        field = undefined;
        update();
      });
    },
    true,
  );
  return {
    setHeight(next) {
      if (next === height) return;
      height = next;
      if (field) update();
    },
  };
}

interface FieldValues {
  readonly adjustPosition?: unknown;
  readonly cursorSpacing?: unknown;
  readonly confirmType?: unknown;
  readonly type?: unknown;
}

function describe(field: Element): KeyboardField {
  const { values = {} } = field as { readonly values?: FieldValues };
  const spacing = Number.parseFloat(String(values.cursorSpacing ?? 0)) || 0;
  const confirm = String(values.confirmType ?? "");
  return {
    ...(values.adjustPosition === false ? {} : { bottom: field.getBoundingClientRect().bottom + spacing }),
    confirm: confirm === "" ? (field.localName === "wx-input" ? "done" : "return") : confirm,
    kind: String(values.type ?? "text"),
  };
}
