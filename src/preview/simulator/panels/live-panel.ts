/** Panels that poll the app as long as they are shown. */
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import { hasFocusedInput, replaceKeeping } from "./live-list.ts";

/**
 * Creates the `setVisible` of a panel that polls.
 * @param intervalMs milliseconds between two polls
 * @param poll `isFirst`: the panel has just been shown
 */
export function pollWhileVisible(
  intervalMs: number,
  poll: (isFirst: boolean) => Promise<void>,
  hidden?: () => void,
): Required<Panel>["setVisible"] {
  let timer: ReturnType<typeof setInterval> | undefined;
  return (visible) => {
    clearInterval(timer);
    if (!visible) return hidden?.();
    void poll(true);
    timer = setInterval(() => void poll(false), intervalMs);
  };
}

export interface LiveListOptions<Loaded> {
  readonly id: string;
  readonly title: string;
  /** Milliseconds between two polls. */
  readonly intervalMs: number;
  /** A class of the list. */
  readonly kind?: string;
  /** Controls next to the refresh button. */
  readonly controls?: readonly HTMLElement[];
  /** Queries the app; `undefined` if there is nothing to show at the moment. Errors that it throws are shown. */
  load(list: HTMLElement): Promise<Loaded | undefined>;
  /** Called when the result differs from what is shown. */
  render(loaded: Loaded, list: HTMLElement): readonly Node[];
  /** Called when the panel is hidden or the pointer leaves it. */
  left?(): void;
}

export interface LiveList {
  readonly panel: Panel;
  /** Polls now; `force` re-creates the list even if it has not changed or the user is typing in it. */
  refresh(force: boolean): Promise<void>;
}

/** A panel with a list that is re-created when its content changes, but not while the user is typing in it. */
export function createLiveList<Loaded>(options: LiveListOptions<Loaded>): LiveList {
  const { id, title, intervalMs, kind = "", controls = [], load, render, left } = options;
  const list = el("div", { class: `lines ${kind}`.trim(), tabindex: "0" });
  let shown = "";
  const refresh = async (force: boolean): Promise<void> => {
    if (!force && hasFocusedInput(list)) return;
    try {
      const loaded = await load(list);
      if (loaded === undefined) return;
      const text = JSON.stringify(loaded);
      if (!force && (text === shown || hasFocusedInput(list))) return;
      shown = text;
      replaceKeeping(list, ...render(loaded, list));
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
  return { panel: { id, title, element, setVisible: pollWhileVisible(intervalMs, refresh, left) }, refresh };
}
