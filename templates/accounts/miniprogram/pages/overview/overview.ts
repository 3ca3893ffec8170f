import { deviceLanguage, fill, formatDay, formatMoney } from "../../design/strings";
import { customer, rates, today } from "../../mock/accounts";
import type { Transaction } from "../../mock/transactions";
import { dots, look, nameBars, nameTabs } from "../../parts/page";
import { accountRow, transactionRow } from "../../parts/rows";
import { loadAccounts, loadTransactions, totalOf } from "../../services/bank";
import type { AccountNow } from "../../services/bank";
import { saveSettings } from "../../services/settings";
import { monthTotals } from "../../services/spending";
import { texts } from "../../texts";

Page({
  data: {
    t: texts(),
    ...look(),
    loaded: false,
    hello: "",
    total: "",
    totalNote: "",
    accounts: [] as object[],
    latest: [] as object[],
    month: { name: "", income: "", spending: "", spendingShare: 0 },
  },
  accounts: [] as readonly AccountNow[],
  transactions: [] as readonly Transaction[],

  async onLoad() {
    const { t } = this.data;
    nameBars(t.bank);
    [this.accounts, this.transactions] = await Promise.all([loadAccounts(), loadTransactions()]);
    this.setData({
      hello: fill(t.hello, { name: customer[deviceLanguage()] }),
      totalNote: fill(t.totalNote, { day: formatDay(today, "long"), rate: (rates.USD / 10_000).toFixed(4) }),
    });
    this.show();
  },

  onShow() {
    nameTabs();
    this.setData(look());
    if (this.accounts.length > 0) this.show();
  },

  toggleAmounts() {
    saveSettings({ hideAmounts: !this.data.hide });
    this.setData(look());
    this.show();
  },

  show() {
    const { t, hide } = this.data;
    const amount = (value: number) => (hide ? dots : formatMoney(value));
    const [now] = monthTotals(this.transactions, today, 1);
    const { month = today, income = 0, spending = 0 } = now ?? {};
    this.setData({
      loaded: true,
      total: amount(totalOf(this.accounts)),
      accounts: this.accounts.map((account) => accountRow(account, hide)),
      latest: this.transactions.slice(0, 4).map((one) => transactionRow(one, hide, true)),
      month: {
        name: fill(t.thisMonth, { month: formatDay(month, "month") }),
        income: amount(income),
        spending: amount(spending),
        spendingShare: hide || income === 0 ? 0 : Math.min(100, Math.round((spending * 100) / income)),
      },
    });
  },
});
