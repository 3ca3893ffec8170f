/** A collapsible surface with a title. Slots: the content, and `actions` below it. */
Component({
  options: { multipleSlots: true },

  properties: {
    heading: { type: String, value: "" },
    folding: { type: Boolean, value: false },
    folded: { type: Boolean, value: false },
  },

  methods: {
    /** Also notifies the owner: `bind:fold` receives `{ folded }`. */
    toggle() {
      if (!this.data.folding) return;
      const folded = !this.data.folded;
      this.setData({ folded });
      this.triggerEvent("fold", { folded });
    },
  },
});
