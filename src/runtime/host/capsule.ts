/** The capsule at the top right of every page: menu and close buttons. */
import { make, makeButton } from "./element.ts";

/** In pixels; `top` is measured from below the status bar. */
export const capsule = { width: 87, height: 32, right: 7, top: 6 } as const;

export interface CapsuleView {
  readonly element: HTMLElement;
  setColor(color: "black" | "white"): void;
}

export function createCapsule(actions: { menu(): void; close(): void }): CapsuleView {
  const menu = makeButton("menu", "menu", () => actions.menu());
  menu.append(make("i", ""), make("i", ""), make("i", ""));
  const close = makeButton("close", "close", () => actions.close());
  close.append(make("i", ""));
  const element = make("div", "capsule", menu, make("span", "line"), close);
  return {
    element,
    setColor(color) {
      element.dataset["text"] = color;
    },
  };
}

/** Shows an action sheet. Resolves with the index of the chosen row, or -1 if the user cancels. */
export function chooseFrom(
  layer: HTMLElement,
  title: string,
  choices: readonly string[],
  cancel: string,
): Promise<number> {
  return new Promise((resolve) => {
    const end = (index: number): void => {
      shade.remove();
      resolve(index);
    };
    const rows = choices.map((text, index) => {
      const row = makeButton("sheet-row", text, () => end(index));
      row.textContent = text;
      return row;
    });
    const last = makeButton("sheet-row sheet-cancel", cancel, () => end(-1));
    last.textContent = cancel;
    const sheet = make("div", "sheet", make("div", "sheet-title", title), ...rows, last);
    const shade = make("div", "shade", sheet);
    shade.addEventListener("click", (event) => event.target === shade && end(-1));
    layer.append(shade);
  });
}
