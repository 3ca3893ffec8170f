import { fill, formatDay, formatMoney, formatShortMoney } from "../../design/strings";
import { watchTheme } from "../../parts/page";
import type { Theme } from "../../parts/page";
import type { MonthTotals } from "../../services/spending";
import { texts } from "../../texts";
import { drawChart, palettes } from "./draw";
import type { Context } from "./draw";
import { layOut, monthAt } from "./layout";
import type { ChartLayout } from "./layout";

/** Two bars per month. A tap on a bar, or on the month's name below it, triggers `select` with `{ month }`. */
Component({
  properties: {
    /** `MonthTotals[]` */
    months: { type: Array, value: [] as MonthTotals[] },
    selected: { type: String, value: "" },
    hide: { type: Boolean, value: false },
    large: { type: Boolean, value: false },
  },
  data: {
    t: texts(),
    axis: 46,
    /** Description of the chart, for screen readers. */
    words: "",
    names: [] as readonly { month: string; name: string; label: string }[],
  },
  observers: {
    "months, hide, large"() {
      this.name();
      this.measure();
    },
    selected() {
      this.draw();
    },
  },
  lifetimes: {
    ready() {
      const chart: Chart = { theme: "light", stop() {} };
      charts.set(this, chart);
      chart.stop = watchTheme((theme) => {
        chart.theme = theme;
        this.draw();
      });
      this.measure();
    },
    detached() {
      charts.get(this)?.stop();
    },
  },
  pageLifetimes: {
    resize() {
      this.measure();
    },
  },
  methods: {
    name() {
      const { months, hide, large } = this.data;
      const t = texts();
      const names = (months as MonthTotals[]).map(({ month, income, spending }) => {
        const name = formatDay(month, "month");
        const values = { month: name, income: formatMoney(income), spending: formatMoney(spending) };
        return { month, name: formatDay(month, "monthShort"), label: hide ? name : fill(t.chartMonth, values) };
      });
      const words = fill(t.chart, { months: names.map(({ label }) => label).join("; ") });
      this.setData({ names, words: hide ? t.chartHidden : words, axis: large ? 60 : 46 });
    },

    /** Gets the canvas and its size on the screen, then draws. */
    measure() {
      this.createSelectorQuery()
        .select("#canvas")
        .fields({ node: true, size: true }, (found) => {
          const chart = charts.get(this);
          if (!chart || !found?.node || !found.width || !found.height) return;
          const canvas: WechatMiniprogram.Canvas = found.node;
          const { pixelRatio } = wx.getWindowInfo();
          canvas.width = Math.round(found.width * pixelRatio);
          canvas.height = Math.round(found.height * pixelRatio);
          const context = canvas.getContext("2d");
          context.scale(pixelRatio, pixelRatio);
          chart.place = { context, width: found.width, height: found.height };
          this.draw();
        })
        .exec();
    },

    draw() {
      const chart = charts.get(this);
      if (!chart?.place) return;
      const { context, width, height } = chart.place;
      const { hide, large, selected } = this.data;
      drawChart(context, this.layout(width, height), {
        palette: palettes[chart.theme],
        selected,
        fontSize: large ? 15 : 12,
        write: (amount) => (hide ? "•••" : formatShortMoney(amount)),
      });
    },

    layout(width: number, height: number): ChartLayout {
      const { months, axis } = this.data;
      return layOut(months as MonthTotals[], { width, height, axis, top: 8 });
    },

    onCanvas(event: WechatMiniprogram.CustomEvent<{ x: number }>) {
      this.createSelectorQuery()
        .select("#canvas")
        .boundingClientRect(({ left, width, height }) => {
          const month = monthAt(this.layout(width, height), event.detail.x - left);
          if (month) this.triggerEvent("select", { month });
        })
        .exec();
    },

    onName(event: WechatMiniprogram.BaseEvent<object, { month: string }>) {
      this.triggerEvent("select", { month: event.currentTarget.dataset.month });
    },
  },
});

/** State that must not be in `data`, because `data` is copied. */
interface Chart {
  theme: Theme;
  stop: () => void;
  /** Set once the canvas size is known. */
  place?: { readonly context: Context; readonly width: number; readonly height: number };
}

const charts = new WeakMap<object, Chart>();
