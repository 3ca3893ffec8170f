/** The tab bar that the host draws. Apps with a custom tab bar draw it in their frames. */
import type { TabBarChange } from "../services/page.ts";
import { color, make } from "./element.ts";
import type { TabBarSettings } from "./settings.ts";

export const tabBarHeight = 50;

export interface TabBarView {
  readonly element: HTMLElement;
  readonly position: "top" | "bottom";
  /** False after the app has hidden it. */
  readonly visible: boolean;
  /** Index of a page's tab; -1 for other pages. */
  indexOf(path: string): number;
  select(path: string): void;
  change(change: TabBarChange): void;
  setTheme(theme: "light" | "dark"): void;
}

export interface TabBarOptions {
  readonly settings: TabBarSettings;
  readonly theme: "light" | "dark";
  /** Converts an icon path to a URL that the host page can show. */
  imageUrl(path: string): string | undefined;
  tap(index: number, pagePath: string, text: string): void;
}

interface Tab {
  readonly pagePath: string;
  text: string;
  icon?: string;
  selectedIcon?: string;
  visible: boolean;
  badge: string | null;
  redDot: boolean;
  readonly parts: TabParts;
}

interface TabParts {
  readonly element: HTMLElement;
  readonly image: HTMLImageElement;
  readonly label: HTMLElement;
  readonly badge: HTMLElement;
}

/** Creates the tab bar from the settings of app.json. */
export function createTabBar(options: TabBarOptions): TabBarView {
  const { settings } = options;
  const element = make("nav", "tab-bar");
  element.setAttribute("role", "tablist");
  element.dataset["position"] = settings.position === "top" ? "top" : "bottom";
  let theme = options.theme;
  let own: Record<string, unknown> = {};
  let visible = true;
  let selected = "";

  const tabs = settings.list.map(({ pagePath, text }, index): Tab => {
    const parts = makeTab(() => options.tap(index, pagePath, tab.text));
    const tab: Tab = { pagePath, text, visible: true, badge: null, redDot: false, parts };
    element.append(parts.element);
    return tab;
  });

  const draw = (): void => {
    const { look = {}, icons = [] } = settings.themed[theme] ?? {};
    const get = (key: keyof typeof look): unknown => own[key] ?? look[key];
    element.style.backgroundColor = color(get("backgroundColor"), "#ffffff");
    element.dataset["border"] = get("borderStyle") === "white" ? "white" : "black";
    element.hidden = !visible;
    for (const [index, tab] of tabs.entries()) {
      const isSelected = tab.pagePath === selected;
      const icon = isSelected
        ? (tab.selectedIcon ?? icons[index]?.selectedIconPath ?? tab.icon ?? icons[index]?.iconPath)
        : (tab.icon ?? icons[index]?.iconPath);
      drawTab(tab, icon === undefined ? undefined : options.imageUrl(icon));
      const text = isSelected ? color(get("selectedColor"), "#07c160") : color(get("color"), "#7f8389");
      tab.parts.label.style.color = text;
      tab.parts.element.setAttribute("aria-selected", String(isSelected));
    }
  };
  draw();

  return {
    element,
    position: settings.position === "top" ? "top" : "bottom",
    get visible() {
      return visible;
    },
    indexOf: (path) => tabs.findIndex((tab) => tab.pagePath === path),
    select(path) {
      selected = path;
      draw();
    },
    setTheme(next) {
      theme = next;
      draw();
    },
    change(change) {
      if (typeof change.visible === "boolean") visible = change.visible;
      if (change.look) own = { ...own, ...change.look };
      changeTab(tabs, change);
      draw();
    },
  };
}

function makeTab(onTap: () => void): TabParts {
  const image = make("img", "tab-icon");
  image.alt = "";
  image.draggable = false;
  const badge = make("span", "tab-badge");
  const label = make("span", "tab-label");
  const element = make("div", "tab", make("div", "tab-picture", image, badge), label);
  element.setAttribute("role", "tab");
  element.tabIndex = 0;
  element.addEventListener("click", onTap);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onTap();
  });
  return { element, image, label, badge };
}

function drawTab({ parts, text, visible, badge, redDot }: Tab, icon: string | undefined): void {
  parts.element.hidden = !visible;
  parts.label.textContent = text;
  parts.image.hidden = icon === undefined;
  if (icon !== undefined && parts.image.getAttribute("src") !== icon) parts.image.src = icon;
  parts.badge.hidden = badge === null && !redDot;
  parts.badge.dataset["dot"] = String(badge === null);
  // As in WeChat: at most four characters; longer texts are cut and end in "…".
  parts.badge.textContent = badge === null ? "" : [...badge].length > 4 ? `${[...badge].slice(0, 3).join("")}…` : badge;
}

function changeTab(tabs: readonly Tab[], { item, badge, redDot }: TabBarChange): void {
  const tab = item && tabs[item.index];
  if (tab) {
    if (typeof item.text === "string") tab.text = item.text;
    if (typeof item.iconPath === "string") tab.icon = item.iconPath;
    if (typeof item.selectedIconPath === "string") tab.selectedIcon = item.selectedIconPath;
    if (typeof item.visible === "boolean") tab.visible = item.visible;
  }
  const badged = badge && tabs[badge.index];
  if (badged) badged.badge = badge.text === null ? null : String(badge.text);
  const dotted = redDot && tabs[redDot.index];
  if (dotted) dotted.redDot = redDot.shown === true;
}
