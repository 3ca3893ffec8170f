/** The user's settings, stored on the device. */
export interface Settings {
  readonly largeText: boolean;
  readonly hideAmounts: boolean;
}

const key = "settings";

export function loadSettings(): Settings {
  const stored: Partial<Settings> = wx.getStorageSync(key) || {};
  return { largeText: stored.largeText === true, hideAmounts: stored.hideAmounts === true };
}

export function saveSettings(change: Partial<Settings>): Settings {
  const settings = { ...loadSettings(), ...change };
  wx.setStorageSync(key, settings);
  return settings;
}
