import { deviceLanguage, fill, formatDay, formatMoney } from "../../design/strings";
import type { Category, Transaction } from "../../mock/transactions";
import { dots, look, nameBars } from "../../parts/page";
import { accountName, dayRows, sumOf } from "../../parts/rows";
import type { DayOfRows } from "../../parts/rows";
import { currencyOf, loadAccount, loadTransactions } from "../../services/bank";
import type { AccountNow } from "../../services/bank";
import { findTransactions } from "../../services/find";
import type { Direction, Wanted } from "../../services/find";
import { texts } from "../../texts";

/** Rows at first, and further rows per load. */
const step = 30;

interface Choice {
  readonly value: string;
  readonly text: string;
}

Page({
  data: {
    t: texts(),
    ...look(),
    loaded: false,
    account: null as object | null,
    text: "",
    direction: "all" as Direction,
    directions: [] as readonly Choice[],
    category: "",
    categories: [] as readonly Choice[],
    month: "",
    monthName: "",
    days: [] as readonly DayOfRows[],
    count: 0,
    shown: 0,
    result: "",
    progress: "",
  },
  account: undefined as AccountNow | undefined,
  all: [] as readonly Transaction[],
  found: [] as readonly Transaction[],

  /** Parameters: `account`, or `category` and `month`, or none for all transactions. */
  async onLoad({ account = "", category = "", month = "" }: Record<string, string | undefined>) {
    const { t } = this.data;
    nameBars(account ? accountName(account) : (t.categoryNames[category as Category] ?? t.transactions));
    const [one, all] = await Promise.all([loadAccount(account), loadTransactions()]);
    this.account = one;
    this.all = findTransactions(all, { account }, () => "");
    this.setData({
      loaded: true,
      directions: (["all", "in", "out"] as const).map((value) => ({ value, text: t[value] })),
      category,
      categories: categoriesOf(this.all, category),
      month,
      monthName: month ? formatDay(month, "month") : "",
    });
    this.find();
  },

  onShow() {
    const before = this.data.hide;
    this.setData(look());
    if (this.data.loaded && this.data.hide !== before) this.find();
  },

  onReachBottom() {
    this.showMore();
  },

  onSearch(event: WechatMiniprogram.Input) {
    this.setData({ text: event.detail.value });
    this.find();
  },

  onDirection(event: WechatMiniprogram.BaseEvent<object, { value: Direction }>) {
    this.setData({ direction: event.currentTarget.dataset.value });
    this.find();
  },

  onCategory(event: WechatMiniprogram.BaseEvent<object, { value: string }>) {
    this.setData({ category: event.currentTarget.dataset.value });
    this.find();
  },

  onMonth() {
    this.setData({ month: "" });
    this.find();
  },

  clear() {
    this.setData({ text: "", direction: "all", category: "", month: "" });
    this.find();
  },

  find() {
    const { t, text, direction, category, month, hide } = this.data;
    const language = deviceLanguage();
    const wanted: Wanted = { text, direction, category, month };
    const describe = (one: Transaction) => `${one.party[language]} ${t.categoryNames[one.category]}`;
    this.found = findTransactions(this.all, wanted, describe);
    const count = this.found.length;
    const sum = formatMoney(sumOf(this.found, this.account?.id), { currency: this.currency(), sign: true });
    this.setData({
      account: this.account ? accountFacts(this.account, hide) : null,
      count,
      days: [],
      shown: 0,
      result: hide ? fill(t.foundOther, { count }) : fill(count === 1 ? t.foundOne : t.found, { count, sum }),
    });
    this.showMore();
  },

  /** Passes only new days to `setData`, and the previous last day, which may have more rows now. */
  showMore() {
    const { t, hide, days, shown, count } = this.data;
    if (shown === count && shown > 0) return;
    const until = Math.min(count, shown + step);
    const from = Math.max(0, days.length - 1);
    const start = shown - (days[from]?.rows.length ?? 0);
    const next = dayRows(this.found.slice(start, until), hide, this.account?.id);
    this.setData({
      ...Object.fromEntries(next.map((day, at) => [`days[${from + at}]`, day])),
      shown: until,
      progress: fill(t.shown, { shown: until, count }),
    });
  },

  currency() {
    return this.account ? currencyOf(this.account.id) : "CNY";
  },
});

/** Categories that occur in the list. The selected one comes first, where it is visible without scrolling. */
function categoriesOf(list: readonly Transaction[], first: string): readonly Choice[] {
  const { allCategories, categoryNames } = texts();
  const found = [...new Set(list.map(({ category }) => category))];
  const order = [first, ...Object.keys(categoryNames)];
  const sorted = found.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [{ value: "", text: allCategories }, ...sorted.map((value) => ({ value, text: categoryNames[value] }))];
}

/** The summary above the transactions of one account. */
function accountFacts({ kind, ending, balance, currency, limit = 0 }: AccountNow, hide: boolean) {
  const t = texts();
  const amount = (value: number) => (hide ? dots : formatMoney(value, { currency }));
  const isCard = kind === "card";
  const percent = limit > 0 ? Math.round((-balance * 100) / limit) : 0;
  return {
    ending: fill(t.ending, { ending }),
    name: isCard ? t.owed : t.balance,
    balance: amount(isCard ? -balance : balance),
    heard: hide ? t.hidden : "",
    isCard,
    percent: hide ? 0 : percent,
    used: hide ? "" : fill(t.limitUsed, { percent, limit: formatMoney(limit, { currency, whole: true }) }),
    available: amount(limit + balance),
  };
}
