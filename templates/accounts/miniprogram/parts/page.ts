/** What every page begins with: texts in the user's language, and what the user has chosen in the settings. */
import { loadSettings } from "../services/settings";
import { texts } from "../texts";

export interface Look {
  readonly large: boolean;
  /** Amounts appear as dots. */
  readonly hide: boolean;
}

/** For `onShow`: the settings may have changed on another page. */
export function look(): Look {
  const { largeText, hideAmounts } = loadSettings();
  return { large: largeText, hide: hideAmounts };
}

/** For `onLoad`: app.json has one language, the bars speak the user's. */
export function nameBars(title: string): void {
  wx.setNavigationBarTitle({ title, fail() {} });
}

/** For `onShow` of a page with tabs; elsewhere there is no tab bar to name. */
export function nameTabs(): void {
  const { accounts, spending, settings } = texts();
  for (const [index, text] of [accounts, spending, settings].entries()) wx.setTabBarItem({ index, text, fail() {} });
}

export type Theme = "light" | "dark";

/** Tells the theme now and whenever it changes, until the function that is returned is called. */
export function watchTheme(listener: (theme: Theme) => void): () => void {
  const hear = ({ theme }: { theme: Theme }) => listener(theme);
  wx.onThemeChange(hear);
  listener(wx.getAppBaseInfo().theme === "dark" ? "dark" : "light");
  return () => wx.offThemeChange(hear);
}

/** What is shown in an amount's place; as long for much money as for little. */
export const dots = "••••••";
