/** A row of tabs; each `tab` inside is one. The two find each other by their relation. */
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
    /** Reads what the tabs are called and shows the active one. Tabs call it when their label changes. */
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
