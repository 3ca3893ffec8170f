/** Accounts and transactions as shown in rows. */
import { addDays, deviceLanguage, fill, formatDay, formatMoney } from "../design/strings";
import { accounts, today } from "../mock/accounts";
import type { Account } from "../mock/accounts";
import type { Transaction } from "../mock/transactions";
import type { AccountNow } from "../services/bank";
import { currencyOf, inYuan } from "../services/bank";
import { byDay } from "../services/find";
import { texts } from "../texts";
import { dots } from "./page";

export interface Row {
  readonly id: string;
  readonly url: string;
  readonly icon: string;
  readonly title: string;
  readonly note: string;
  readonly amount: string;
  /** Text of the whole row for screen readers. */
  readonly label: string;
  readonly isIn: boolean;
  readonly isPending: boolean;
}

export interface DayOfRows {
  readonly day: string;
  readonly name: string;
  readonly sum: string;
  readonly rows: readonly Row[];
}

export function transactionRow(one: Transaction, hide: boolean, showAccount = false): Row {
  const t = texts();
  const language = deviceLanguage();
  const amount = formatMoney(one.amount, { currency: currencyOf(one.account), sign: true });
  const title = one.party[language];
  const kind = t.categoryNames[one.category];
  const note = showAccount ? accountName(one.account) : kind;
  const isPending = one.status === "pending";
  const heard = [title, hide ? t.hidden : amount, kind, formatDay(one.day, "short"), isPending ? t.pending : ""];
  return {
    id: one.id,
    url: `/pages/transaction/transaction?id=${one.id}`,
    icon: one.category,
    title,
    note: `${note} · ${one.time}`,
    amount: hide ? dots : amount,
    label: heard.filter(Boolean).join(", "),
    isIn: one.amount > 0 && one.category !== "transfer",
    isPending,
  };
}

/** Days with their totals, in the account's currency, or in CNY for several accounts. */
export function dayRows(list: readonly Transaction[], hide: boolean, account?: string): readonly DayOfRows[] {
  const currency = account ? currencyOf(account) : "CNY";
  return byDay(list).map(({ day, transactions }) => {
    const sum = sumOf(transactions, account);
    return {
      day,
      name: dayName(day),
      sum: hide ? dots : formatMoney(sum, { currency, sign: true }),
      rows: transactions.map((one) => transactionRow(one, hide, !account)),
    };
  });
}

/** In the account's currency, or in CNY for several accounts. */
export function sumOf(list: readonly Transaction[], account?: string): number {
  return list.reduce((sum, one) => sum + (account ? one.amount : inYuan(one.amount, currencyOf(one.account))), 0);
}

export function accountRow(account: AccountNow, hide: boolean) {
  const t = texts();
  const name = account.name[deviceLanguage()];
  const amount = formatMoney(account.balance, { currency: account.currency });
  const ending = fill(t.ending, { ending: account.ending });
  return {
    id: account.id,
    url: `/pages/transactions/transactions?account=${account.id}`,
    icon: account.kind,
    title: name,
    note: `•• ${account.ending}`,
    amount: hide ? dots : amount,
    label: [name, ending, hide ? t.hidden : amount].join(", "),
  };
}

export function accountName(id: string): string {
  const account: Account | undefined = accounts.find((one) => one.id === id);
  return account?.name[deviceLanguage()] ?? id;
}

export function dayName(day: string): string {
  const t = texts();
  if (day === today) return `${t.today}, ${formatDay(day, "short")}`;
  if (day === addDays(today, -1)) return `${t.yesterday}, ${formatDay(day, "short")}`;
  return formatDay(day, day.slice(0, 4) === today.slice(0, 4) ? "weekday" : "long");
}
