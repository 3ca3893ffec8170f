/** A list whose owner chooses the row: `generic:row` names a component with the properties `item` and `position`. */
Component({
  properties: {
    items: { type: Array, value: [] },
    empty: { type: String, value: "Nothing here yet" },
  },

  methods: {
    choose(event: WechatMiniprogram.TouchEvent) {
      const position: number = event.currentTarget.dataset.position;
      this.triggerEvent("choose", { position, item: this.data.items[position] });
    },
  },
});
