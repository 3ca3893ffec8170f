/** Income and spending by month and by category. Transfers between the customer's own accounts do not count. */
import type { Category, Transaction } from "../mock/transactions";
import { currencyOf, inYuan } from "./bank";

export interface MonthTotals {
  /** `2026-03` */
  readonly month: string;
  /** Hundredths of CNY, at least 0. */
  readonly income: number;
  readonly spending: number;
}

export interface CategoryTotal {
  readonly category: Category;
  readonly amount: number;
  /** Share of the total, in percent. */
  readonly share: number;
}

const incomes: readonly Category[] = ["salary", "interest"];

/** The last months up to that of `today`, oldest first. Refunds reduce the spending of their month. */
export function monthTotals(list: readonly Transaction[], today: string, count: number): readonly MonthTotals[] {
  return lastMonths(today, count).map((month) => {
    const within = list.filter(({ day }) => day.startsWith(month));
    const income = sum(within.filter(({ category }) => incomes.includes(category)));
    const spending = -sum(within.filter(({ category }) => isSpending(category)));
    return { month, income, spending: Math.max(0, spending) };
  });
}

/** Largest first; categories without a positive total are left out. */
export function categoryTotals(
  list: readonly Transaction[],
  month: string,
  kind: "income" | "spending",
): readonly CategoryTotal[] {
  const totals = new Map<Category, number>();
  for (const { day, category, amount, account } of list) {
    if (!day.startsWith(month) || (kind === "income" ? !incomes.includes(category) : !isSpending(category))) continue;
    const yuan = inYuan(amount, currencyOf(account));
    totals.set(category, (totals.get(category) ?? 0) + (kind === "income" ? yuan : -yuan));
  }
  const left = [...totals].filter(([, amount]) => amount > 0).sort(([, a], [, b]) => b - a);
  const all = left.reduce((total, [, amount]) => total + amount, 0);
  return left.map(([category, amount]) => ({ category, amount, share: Math.round((amount * 100) / all) }));
}

/** The last months, such as `2026-03`, oldest first. */
export function lastMonths(today: string, count: number): readonly string[] {
  const [year = 0, month = 1] = today.split("-").map(Number);
  return Array.from({ length: count }, (_none, at) => {
    const number = year * 12 + month - 1 - (count - 1 - at);
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
  });
}

function isSpending(category: Category): boolean {
  return category !== "transfer" && !incomes.includes(category);
}

function sum(list: readonly Transaction[]): number {
  return list.reduce((total, { amount, account }) => total + inYuan(amount, currencyOf(account)), 0);
}
