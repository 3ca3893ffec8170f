/** Finding transactions: by words, direction, category and month; and days of them. Nothing here knows how it is shown. */
import type { Transaction } from "../mock/transactions";

export type Direction = "all" | "in" | "out";

export interface Wanted {
  readonly account?: string;
  readonly category?: string;
  /** `2026-03` */
  readonly month?: string;
  readonly direction?: Direction;
  /** Words that all have to be there, in whatever case and order; also figures of an amount, `1,234.50` or `1234.5`. */
  readonly text?: string;
}

export interface Day {
  readonly day: string;
  readonly transactions: readonly Transaction[];
}

/** @param describe what of a transaction the user can read, in the user's language */
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

/** Days in the order in which they come. */
export function byDay(list: readonly Transaction[]): readonly Day[] {
  const days = new Map<string, Transaction[]>();
  for (const one of list) {
    const there = days.get(one.day);
    if (there) there.push(one);
    else days.set(one.day, [one]);
  }
  return [...days].map(([day, transactions]) => ({ day, transactions }));
}
