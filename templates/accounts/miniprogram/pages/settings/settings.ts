import { look, nameBars, nameTabs, watchTheme } from "../../parts/page";
import { saveSettings } from "../../services/settings";
import { texts } from "../../texts";

Page({
  data: { t: texts(), ...look(), isDark: false },
  stop() {},

  onLoad() {
    nameBars(this.data.t.settings);
    this.stop = watchTheme((theme) => this.setData({ isDark: theme === "dark" }));
  },

  onShow() {
    nameTabs();
    this.setData(look());
  },

  onUnload() {
    this.stop();
  },

  onLargeText(event: WechatMiniprogram.SwitchChange) {
    saveSettings({ largeText: event.detail.value });
    this.setData(look());
  },

  onHideAmounts(event: WechatMiniprogram.SwitchChange) {
    saveSettings({ hideAmounts: event.detail.value });
    this.setData(look());
  },
});
