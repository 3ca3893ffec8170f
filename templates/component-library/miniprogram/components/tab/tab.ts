/** One tab of `tabs`: its label stands in the row, its content is shown while it is the active one. */
Component({
  relations: {
    "../tabs/tabs": { type: "parent" },
  },

  properties: {
    label: { type: String, value: "" },
  },

  data: { shown: false },

  observers: {
    label() {
      for (const tabs of this.getRelationNodes("../tabs/tabs") ?? []) tabs["refresh"]();
    },
  },
});
