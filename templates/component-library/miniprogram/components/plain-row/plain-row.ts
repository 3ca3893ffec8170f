/** The default row of a list. */
Component({
  properties: {
    item: { type: Object, value: {} },
    position: { type: Number, value: 0 },
  },
});
