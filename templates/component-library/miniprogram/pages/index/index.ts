const demos = [
  { id: "panel", title: "Panel: properties and slots" },
  { id: "tabs", title: "Tabs: relations" },
  { id: "list", title: "Data list: generics" },
  { id: "rating", title: "Rating: two-way binding" },
];

Page({
  data: { demos },

  open(event: WechatMiniprogram.CustomEvent<{ item: { id: string } }>) {
    const { id } = event.detail.item;
    wx.navigateTo({ url: `/pages/${id}/${id}` });
  },
});
