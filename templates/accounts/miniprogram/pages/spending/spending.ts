import { fill, formatDay, formatMoney } from "../../design/strings";
import { today } from "../../mock/accounts";
import type { Transaction } from "../../mock/transactions";
import { dots, look, nameBars, nameTabs } from "../../parts/page";
import { loadTransactions } from "../../services/bank";
import { categoryTotals, monthTotals } from "../../services/spending";
import type { MonthTotals } from "../../services/spending";
import { texts } from "../../texts";

type Kind = "spending" | "income";

Page({
  data: {
    t: texts(),
    ...look(),
    loaded: false,
    months: [] as readonly MonthTotals[],
    month: "",
    title: "",
    income: "",
    spending: "",
    leftOver: "",
    comparison: "",
    kind: "spending" as Kind,
    kinds: [] as readonly { value: Kind; text: string }[],
    categories: [] as readonly object[],
  },
  transactions: [] as readonly Transaction[],

  async onLoad({ month = today.slice(0, 7) }: Record<string, string | undefined>) {
    const { t } = this.data;
    nameBars(t.spending);
    this.transactions = await loadTransactions();
    this.setData({
      loaded: true,
      months: monthTotals(this.transactions, today, 6),
      month,
      kinds: (["spending", "income"] as const).map((value) => ({ value, text: t[value] })),
    });
    this.show();
  },

  onShow() {
    nameTabs();
    this.setData(look());
    if (this.data.loaded) this.show();
  },

  onMonth(event: WechatMiniprogram.CustomEvent<{ month: string }>) {
    this.setData({ month: event.detail.month });
    this.show();
  },

  onKind(event: WechatMiniprogram.BaseEvent<object, { value: Kind }>) {
    this.setData({ kind: event.currentTarget.dataset.value });
    this.show();
  },

  show() {
    const { t, hide, months, month, kind } = this.data;
    const at = months.findIndex((one) => one.month === month);
    const { income = 0, spending = 0 } = months[at] ?? {};
    const name = formatDay(month, "month");
    const amount = (value: number) => (hide ? dots : formatMoney(value));
    this.setData({
      title: today.startsWith(month) ? fill(t.thisMonth, { month: name }) : name,
      income: amount(income),
      spending: amount(spending),
      leftOver: amount(income - spending),
      // Comparing an incomplete month with a complete one would mislead.
      comparison: hide || today.startsWith(month) ? "" : comparison(spending, months[at - 1]),
      categories: categoryTotals(this.transactions, month, kind).map(({ category, amount: sum, share }) => ({
        category,
        url: `/pages/transactions/transactions?category=${category}&month=${month}`,
        name: t.categoryNames[category],
        amount: amount(sum),
        // The length of the bar would reveal the hidden amount.
        share: hide ? 0 : share,
        note: hide ? "" : fill(t.share, { share, kind: t[kind].toLowerCase() }),
      })),
    });
  },
});

function comparison(spending: number, before: MonthTotals | undefined): string {
  if (!before || before.spending === 0) return "";
  const t = texts();
  const percent = Math.round((spending * 100) / before.spending) - 100;
  const text = percent === 0 ? t.asMuchAs : percent > 0 ? t.moreThan : t.lessThan;
  return fill(text, { percent: Math.abs(percent), month: formatDay(before.month, "month") });
}
