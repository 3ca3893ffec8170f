/** The tab bar in the user's language; a page with tabs must be in front. */
import { text } from "./language";

export function translateTabs(): void {
  const { branches, visits } = text.tabs;
  [branches, visits].forEach((name, index) => wx.setTabBarItem({ index, text: name, fail() {} }));
}
