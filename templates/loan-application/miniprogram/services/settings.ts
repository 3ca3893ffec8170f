/** Large text: the user's choice in this app, else the phone's setting. */
const key = "large-text";
const usualSize = 16;

export function isLarge(): boolean {
  const own: unknown = wx.getStorageSync(key);
  if (typeof own === "boolean") return own;
  return (wx.getAppBaseInfo().fontSizeSetting ?? usualSize) > 18;
}

export function setLarge(large: boolean): void {
  wx.setStorageSync(key, large);
}
