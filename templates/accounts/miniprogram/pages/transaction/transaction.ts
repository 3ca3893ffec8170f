import { deviceLanguage, fill, formatDay, formatMoney } from "../../design/strings";
import type { Transaction } from "../../mock/transactions";
import { dots, look, nameBars } from "../../parts/page";
import { accountName, transactionRow } from "../../parts/rows";
import { currencyOf, loadTransaction, loadTransactions } from "../../services/bank";
import { texts } from "../../texts";

Page({
  data: {
    t: texts(),
    ...look(),
    loaded: false,
    row: undefined as object | undefined,
    heard: "",
    facts: [] as readonly { name: string; value: string }[],
    others: [] as readonly object[],
    othersTitle: "",
  },
  one: undefined as Transaction | undefined,
  all: [] as readonly Transaction[],

  async onLoad({ id = "" }: Record<string, string | undefined>) {
    nameBars(this.data.t.transaction);
    [this.one, this.all] = await Promise.all([loadTransaction(id), loadTransactions()]);
    this.show();
  },

  onShow() {
    this.setData(look());
    if (this.data.loaded) this.show();
  },

  show() {
    const { t, hide } = this.data;
    if (!this.one) {
      this.setData({ loaded: true });
      return;
    }
    const { id, account, party } = this.one;
    const alike = this.all.filter((other) => other.account === account && other.party.en === party.en);
    const others = alike.filter((other) => other.id !== id).slice(0, 3);
    this.setData({
      loaded: true,
      row: transactionRow(this.one, hide),
      heard: hide ? t.hidden : "",
      facts: factsOf(this.one, hide),
      others: others.map((other) => ({ ...transactionRow(other, hide), note: formatDay(other.day, "long") })),
      othersTitle: fill(t.alsoWith, { party: party[deviceLanguage()] }),
    });
  },

  copy() {
    const { t } = this.data;
    wx.setClipboardData({
      data: this.one?.reference ?? "",
      success: () => wx.showToast({ title: t.copied, icon: "none", fail() {} }),
    });
  },
});

function factsOf(one: Transaction, hide: boolean) {
  const t = texts();
  const balance = formatMoney(one.balance, { currency: currencyOf(one.account) });
  return [
    { name: t.dateTime, value: `${formatDay(one.day, "long")} ${one.time}` },
    { name: t.account, value: accountName(one.account) },
    { name: t.category, value: t.categoryNames[one.category] },
    { name: t.balanceAfter, value: hide ? dots : balance },
    { name: t.reference, value: one.reference },
  ];
}
