/** A row of tabs, one for each `tab` inside. A relation connects the two components. */
interface Tab {
  data: { label?: string };
  setData(data: { shown: boolean }): void;
}

Component({
  relations: {
    "../tab/tab": {
      type: "child",
      linked() {
        this.refresh();
      },
      unlinked() {
        this.refresh();
      },
    },
  },

  properties: {
    active: { type: Number, value: 0 },
  },

  data: { labels: [] as string[] },

  observers: {
    active() {
      this.refresh();
    },
  },

  methods: {
    /** Reads the labels of the tabs and shows the active one. Tabs call it when their label changes. */
    refresh() {
      const tabs: Tab[] = this.getRelationNodes("../tab/tab") ?? [];
      const labels = tabs.map((tab) => tab.data.label ?? "");
      this.setData({ labels });
      tabs.forEach((tab, index) => tab.setData({ shown: index === this.data.active }));
    },

    choose(event: WechatMiniprogram.TouchEvent) {
      const active: number = event.currentTarget.dataset.index;
      if (active === this.data.active) return;
      this.setData({ active });
      this.triggerEvent("change", { active });
    },
  },
});
