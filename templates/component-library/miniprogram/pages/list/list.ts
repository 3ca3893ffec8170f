import { branches } from "../../mock/branches";
import type { Branch } from "../../mock/branches";

Page({
  data: { branches, chosen: "" },

  onChoose(event: WechatMiniprogram.CustomEvent<{ item: Branch }>) {
    this.setData({ chosen: event.detail.item.title });
  },
});
