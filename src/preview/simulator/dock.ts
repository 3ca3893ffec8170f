/** The panels next to the phone, as tabs. */
import { el } from "./element.ts";

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
  /** Called when the panel is shown or hidden. A hidden panel must not query the app. */
  setVisible?(visible: boolean): void;
}

export interface Dock {
  readonly element: HTMLElement;
  show(id: string): void;
  /** Shows a number after a tab's title; 0 removes it. */
  setBadge(id: string, count: number, kind?: "error" | "plain"): void;
}

const memory = "miniapp-panel";

export function createDock(panels: readonly Panel[]): Dock {
  const tabs = new Map<string, HTMLButtonElement>();
  const badges = new Map<string, HTMLElement>();
  let shown: Panel | undefined;
  const list = el("div", {
    class: "tabs",
    role: "tablist",
    "aria-label": "Panels",
    onkeydown: (event) => move(event as KeyboardEvent),
  });
  const panelHolder = el("div", { class: "panel-place" });
  const show = (id: string): void => {
    const panel = panels.find((one) => one.id === id) ?? panels[0];
    if (!panel || panel === shown) return;
    shown?.setVisible?.(false);
    shown = panel;
    panelHolder.replaceChildren(panel.element);
    for (const [name, tab] of tabs) {
      tab.setAttribute("aria-selected", String(name === panel.id));
      // Only the panel that is shown is part of the document.
      if (name === panel.id) tab.setAttribute("aria-controls", panel.element.id);
      else tab.removeAttribute("aria-controls");
      tab.tabIndex = name === panel.id ? 0 : -1;
    }
    sessionStorage.setItem(memory, panel.id);
    panel.setVisible?.(true);
  };
  const move = (event: KeyboardEvent): void => {
    if (!shown) return;
    const at = panels.indexOf(shown);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = target === undefined ? undefined : panels.at(target % panels.length);
    if (!next) return;
    // Home and End would also scroll.
    event.preventDefault();
    show(next.id);
    tabs.get(next.id)?.focus();
  };
  for (const panel of panels) {
    const badge = el("span", { class: "badge" });
    badge.hidden = true;
    const tab = el(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${panel.id}`,
        onclick: () => show(panel.id),
      },
      panel.title,
      badge,
    );
    panel.element.id = `panel-${panel.id}`;
    panel.element.setAttribute("role", "tabpanel");
    panel.element.setAttribute("aria-labelledby", tab.id);
    tabs.set(panel.id, tab);
    badges.set(panel.id, badge);
    list.append(tab);
  }
  show(sessionStorage.getItem(memory) ?? panels[0]?.id ?? "");
  return {
    element: el("aside", { class: "dock" }, list, panelHolder),
    show,
    setBadge(id, count, kind = "plain") {
      const badge = badges.get(id);
      if (!badge) return;
      badge.hidden = count === 0;
      badge.textContent = count > 99 ? "99+" : String(count);
      badge.dataset["kind"] = kind;
    },
  };
}
