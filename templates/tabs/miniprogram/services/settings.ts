/** The user's settings, stored on the device. */
export interface Settings {
  largeText: boolean;
  notify: boolean;
}

const key = "settings";

export function loadSettings(): Settings {
  const stored: Partial<Settings> = wx.getStorageSync(key) || {};
  return { largeText: stored.largeText === true, notify: stored.notify !== false };
}

export function saveSettings(settings: Settings): void {
  wx.setStorageSync(key, settings);
}
