/** Panels that look at the app again and again, for as long as they are shown. */
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import { isTypedInto, replaceKeeping } from "./live-list.ts";

/**
 * What a panel does when it is shown or hidden.
 *
 * @param interval milliseconds between two looks
 * @param look `isFirst` when it has just been shown
 */
export function whileShown(
  interval: number,
  look: (isFirst: boolean) => Promise<void>,
  hidden?: () => void,
): Required<Panel>["setVisible"] {
  let timer: ReturnType<typeof setInterval> | undefined;
  return (visible) => {
    clearInterval(timer);
    if (!visible) return hidden?.();
    void look(true);
    timer = setInterval(() => void look(false), interval);
  };
}

export interface LiveListOptions<Looked> {
  readonly id: string;
  readonly title: string;
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** A class of the list. */
  readonly kind?: string;
  /** Beside the button that looks again. */
  readonly controls?: readonly HTMLElement[];
  /** Asks the app; `undefined` if there is nothing to show just now. What it throws is shown. */
  look(list: HTMLElement): Promise<Looked | undefined>;
  /** Called when something else is there than what is shown. */
  render(looked: Looked, list: HTMLElement): readonly Node[];
  /** The panel, or the pointer in it, has gone. */
  left?(): void;
}

export interface LiveList {
  readonly panel: Panel;
  /** Looks at once; `force` makes the list anew although it is the same, or is being typed into. */
  refresh(force: boolean): Promise<void>;
}

/** A panel with a list that is made anew when what it shows has changed, but under nobody's fingers. */
export function createLiveList<Looked>(options: LiveListOptions<Looked>): LiveList {
  const { id, title, interval, kind = "", controls = [], look, render, left } = options;
  const list = el("div", { class: `lines ${kind}`.trim(), tabindex: "0" });
  let shown = "";
  const refresh = async (force: boolean): Promise<void> => {
    if (!force && isTypedInto(list)) return;
    try {
      const looked = await look(list);
      if (looked === undefined) return;
      const text = JSON.stringify(looked);
      if (!force && (text === shown || isTypedInto(list))) return;
      shown = text;
      replaceKeeping(list, ...render(looked, list));
    } catch (error) {
      list.replaceChildren(el("p", { class: "empty" }, error instanceof Error ? error.message : String(error)));
      shown = "";
    }
  };
  if (left) list.addEventListener("mouseleave", left);
  const bar = el(
    "div",
    { class: "bar" },
    button("Refresh", "Refresh", () => void refresh(true)),
    ...controls,
  );
  const element = el("section", { class: `panel ${id}` }, bar, list);
  return { panel: { id, title, element, setVisible: whileShown(interval, refresh, left) }, refresh };
}
