Page({
  data: { active: 0, third: false },

  onChange(event: WechatMiniprogram.CustomEvent<{ active: number }>) {
    this.setData({ active: event.detail.active });
  },

  addThird() {
    this.setData({ third: true });
  },
});
