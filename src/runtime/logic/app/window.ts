/** How a page's window looks: `window` of app.json, overridden by the page's own settings. */
import type { NavigationBar, PageBackground } from "../../services/page.ts";
import type { AppTable, EntryTable, WindowTable } from "./tables.ts";

export type Theme = "light" | "dark";

/** Settings of a page's window, by their names in WeChat's documentation. */
export function windowOf(app: AppTable, entry: EntryTable | undefined, theme: Theme): WindowTable {
  return { ...app.window?.[theme], ...entry?.json, ...(theme === "dark" ? entry?.dark : {}) };
}

/** The navigation bar for these settings, with WeChat's defaults. */
export function navigationBarOf(settings: WindowTable): NavigationBar {
  return {
    title: text(settings["navigationBarTitleText"], ""),
    background: text(settings["navigationBarBackgroundColor"], "#000000"),
    color: settings["navigationBarTextStyle"] === "black" ? "black" : "white",
    style: settings["navigationStyle"] === "custom" ? "custom" : "default",
    loading: false,
    homeButton: settings["homeButton"] === true,
  };
}

/** The page background for these settings, with WeChat's defaults. */
export function backgroundOf(settings: WindowTable): PageBackground {
  const color = text(settings["backgroundColor"], "#ffffff");
  return {
    color,
    topColor: text(settings["backgroundColorTop"], color),
    bottomColor: text(settings["backgroundColorBottom"], color),
    textStyle: settings["backgroundTextStyle"] === "light" ? "light" : "dark",
  };
}

export function orientationOf(settings: WindowTable): "auto" | "portrait" | "landscape" {
  const value = settings["pageOrientation"];
  return value === "auto" || value === "landscape" ? value : "portrait";
}

function text(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}
