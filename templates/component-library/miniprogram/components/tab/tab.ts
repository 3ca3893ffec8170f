/** One tab of `tabs`. Its label is shown in the row, its content only while the tab is active. */
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
