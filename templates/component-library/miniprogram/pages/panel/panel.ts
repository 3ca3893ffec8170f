Page({
  data: { folded: true, times: 0 },

  onFold(event: WechatMiniprogram.CustomEvent<{ folded: boolean }>) {
    this.setData({ folded: event.detail.folded, times: this.data.times + 1 });
  },
});
