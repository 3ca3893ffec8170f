/** Finds transactions by words, direction, category and month, and groups them by day. Independent of the display. */
import type { Transaction } from "../mock/transactions";

export type Direction = "all" | "in" | "out";

export interface Wanted {
  readonly account?: string;
  readonly category?: string;
  /** `2026-03` */
  readonly month?: string;
  readonly direction?: Direction;
  /** All words must occur, in any case and order. A word may be an amount, such as `1,234.50` or `1234.5`. */
  readonly text?: string;
}

export interface Day {
  readonly day: string;
  readonly transactions: readonly Transaction[];
}

/** @param describe returns the visible text of a transaction, in the user's language */
export function findTransactions(
  list: readonly Transaction[],
  { account, category, month, direction = "all", text = "" }: Wanted,
  describe: (transaction: Transaction) => string,
): readonly Transaction[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((one) => {
    if (account && one.account !== account) return false;
    if (category && one.category !== category) return false;
    if (month && !one.day.startsWith(month)) return false;
    if (direction !== "all" && one.amount > 0 !== (direction === "in")) return false;
    if (words.length === 0) return true;
    const figures = (Math.abs(one.amount) / 100).toFixed(2);
    const readable = `${describe(one)} ${one.reference}`.toLowerCase();
    return words.every((word) => readable.includes(word) || figures.startsWith(word.replace(/[¥$,+−-]/g, "") || "?"));
  });
}

/** Groups by day, in the order of the list. */
export function byDay(list: readonly Transaction[]): readonly Day[] {
  const days = new Map<string, Transaction[]>();
  for (const one of list) {
    const there = days.get(one.day);
    if (there) there.push(one);
    else days.set(one.day, [one]);
  }
  return [...days].map(([day, transactions]) => ({ day, transactions }));
}
