/** The row of a list that names no other. */
Component({
  properties: {
    item: { type: Object, value: {} },
    position: { type: Number, value: 0 },
  },
});
