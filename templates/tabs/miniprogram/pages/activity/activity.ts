import type { TabsApp } from "../../app";
import { loadActivity, search } from "../../services/activity";
import type { DayOfEntries } from "../../services/activity";

Page({
  data: { large: false, text: "", days: [] as readonly DayOfEntries[], loaded: false },
  all: [] as readonly DayOfEntries[],

  onLoad() {
    return this.load();
  },

  onShow() {
    this.setData({ large: getApp<TabsApp>().settings.largeText });
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  async load() {
    this.all = await loadActivity();
    this.setData({ days: search(this.all, this.data.text), loaded: true });
  },

  onSearch(event: WechatMiniprogram.Input) {
    const text = event.detail.value;
    this.setData({ text, days: search(this.all, text) });
  },
});
