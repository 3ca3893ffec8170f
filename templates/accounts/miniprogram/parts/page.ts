/** Shared setup of all pages: texts in the user's language, and the user's settings. */
import { loadSettings } from "../services/settings";
import { texts } from "../texts";

export interface Look {
  readonly large: boolean;
  /** Shows amounts as dots. */
  readonly hide: boolean;
}

/** For `onShow`: the settings may have changed on another page. */
export function look(): Look {
  const { largeText, hideAmounts } = loadSettings();
  return { large: largeText, hide: hideAmounts };
}

/** For `onLoad`: app.json has titles in one language only, so set the title in the user's language. */
export function nameBars(title: string): void {
  wx.setNavigationBarTitle({ title, fail() {} });
}

/** For `onShow` of a tab page; other pages have no tab bar. */
export function nameTabs(): void {
  const { accounts, spending, settings } = texts();
  for (const [index, text] of [accounts, spending, settings].entries()) wx.setTabBarItem({ index, text, fail() {} });
}

export type Theme = "light" | "dark";

/** Reports the theme now and whenever it changes, until the returned function is called. */
export function watchTheme(listener: (theme: Theme) => void): () => void {
  const hear = ({ theme }: { theme: Theme }) => listener(theme);
  wx.onThemeChange(hear);
  listener(wx.getAppBaseInfo().theme === "dark" ? "dark" : "light");
  return () => wx.offThemeChange(hear);
}

/** Placeholder for a hidden amount; its length does not depend on the amount. */
export const dots = "••••••";
