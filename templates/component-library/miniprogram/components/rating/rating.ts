/** One to `most` stars; `model:value` binds the owner's data in both directions. */
Component({
  properties: {
    value: { type: Number, value: 0 },
    most: { type: Number, value: 5 },
    readonly: { type: Boolean, value: false },
    label: { type: String, value: "Rating" },
  },

  methods: {
    choose(event: WechatMiniprogram.TouchEvent) {
      if (this.data.readonly) return;
      const value = Number(event.currentTarget.dataset.index) + 1;
      this.setData({ value });
      this.triggerEvent("change", { value });
    },
  },
});
