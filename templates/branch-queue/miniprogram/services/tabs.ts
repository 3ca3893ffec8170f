/** Sets the tab bar's texts in the user's language. A tab page must be in front. */
import { text } from "./language";

export function translateTabs(): void {
  const { branches, visits } = text.tabs;
  [branches, visits].forEach((name, index) => wx.setTabBarItem({ index, text: name, fail() {} }));
}
