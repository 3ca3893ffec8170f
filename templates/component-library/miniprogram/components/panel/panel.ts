/** A titled surface that can be folded. Slots: the content, and `actions` below it. */
Component({
  options: { multipleSlots: true },

  properties: {
    heading: { type: String, value: "" },
    folding: { type: Boolean, value: false },
    folded: { type: Boolean, value: false },
  },

  methods: {
    /** Tells its owner as well: `bind:fold` gets `{ folded }`. */
    toggle() {
      if (!this.data.folding) return;
      const folded = !this.data.folded;
      this.setData({ folded });
      this.triggerEvent("fold", { folded });
    },
  },
});
