import type { TabsApp } from "../../app";
import type { Entry } from "../../mock/entries";
import { loadActivity } from "../../services/activity";

Page({
  data: { large: false, open: [] as Entry[], latest: null as Entry | null },

  async onLoad() {
    const days = await loadActivity();
    const all = days.flatMap(({ entries }) => entries);
    this.setData({ open: all.filter(({ state }) => state === "open"), latest: all[0] ?? null });
  },

  onShow() {
    this.setData({ large: getApp<TabsApp>().settings.largeText });
  },

  showAll() {
    wx.switchTab({ url: "/pages/activity/activity" });
  },
});
