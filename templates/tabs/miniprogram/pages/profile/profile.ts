import type { TabsApp } from "../../app";
import { saveSettings } from "../../services/settings";

Page({
  data: { largeText: false, notify: true },

  onShow() {
    this.setData({ ...getApp<TabsApp>().settings });
  },

  onSwitch(event: WechatMiniprogram.SwitchChange) {
    const app = getApp<TabsApp>();
    const name: "largeText" | "notify" = event.currentTarget.dataset.name;
    app.settings[name] = event.detail.value;
    saveSettings(app.settings);
    this.setData({ ...app.settings });
  },
});
