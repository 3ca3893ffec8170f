/**
 * A year of a customer's transactions, generated from monthly and daily habits. It is the same on every device and in
 * every test: random numbers come from a fixed seed, and the calendar ends on `today`.
 */
import { addDays } from "../design/strings";
import { accounts, firstDay, today } from "./accounts";
import type { Text } from "./accounts";
import { habits, monthly, once } from "./habits";

export type Category =
  | "groceries"
  | "dining"
  | "transport"
  | "shopping"
  | "home"
  | "health"
  | "leisure"
  | "travel"
  | "salary"
  | "interest"
  | "transfer";

export interface Transaction {
  readonly id: string;
  readonly account: string;
  /** `2026-03-09` */
  readonly day: string;
  /** `18:42` */
  readonly time: string;
  readonly party: Text;
  readonly category: Category;
  /** In hundredths of the account's currency; negative for outgoing money. */
  readonly amount: number;
  readonly status: "booked" | "pending";
  readonly reference: string;
  /** Balance of the account after the transaction. */
  readonly balance: number;
}

/** Oldest first. */
export const transactions: readonly Transaction[] = liveThroughTheYear();

function liveThroughTheYear(): readonly Transaction[] {
  const list: Transaction[] = [];
  const balances = new Map(accounts.map(({ id, opening }) => [id, opening]));
  const chance = createChance(20_260_318);
  const book = (account: string, day: string, time: string, category: Category, party: Text, amount: number) => {
    const balance = (balances.get(account) ?? 0) + amount;
    balances.set(account, balance);
    const number = String(list.length + 1);
    const status = account === "card" && day >= addDays(today, -1) ? "pending" : "booked";
    const reference = `KB${day.replaceAll("-", "").slice(2)}${number.padStart(5, "0")}`;
    list.push({ id: `t${number}`, account, day, time, party, category, amount, status, reference, balance });
  };
  const move = (from: string, to: string, day: string, time: string, amount: number) => {
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    book(from, day, time, "transfer", names.get(to) ?? { en: to, zh: to }, -amount);
    book(to, day, time, "transfer", names.get(from) ?? { en: from, zh: from }, amount);
  };
  for (let day = firstDay; day <= today; day = addDays(day, 1)) {
    const date = Number(day.slice(8));
    for (const one of monthly.filter((each) => each.date === date)) {
      const some = one.spread ? Math.round((chance() - 0.5) * 2 * one.spread) : 0;
      book(one.account, day, one.time, one.category, one.party, one.amount + some);
    }
    if (date === 11) move("current", "savings", day, "09:30", 900_000);
    if (date === 20) move("current", "card", day, "08:00", Math.max(0, -(balances.get("card") ?? 0)));
    if (date === 21) {
      const interest = Math.round(((balances.get("savings") ?? 0) * 0.0155) / 12);
      book("savings", day, "03:10", "interest", { en: "Interest", zh: "利息" }, interest);
    }
    for (const one of once.filter((each) => each.day === day)) {
      book(one.account, day, one.time, one.category, one.party, one.amount);
    }
    const bought = habits.flatMap(({ perWeek, least, most, from, until, ...habit }) => {
      const [happens, size, when] = [chance() < perWeek / 7, chance(), chance()];
      // Small amounts are more frequent than large ones, and prices are multiples of 0.10.
      const amount = Math.round((least + (most - least) * size * size) / 10) * 10;
      return happens ? [{ ...habit, amount, time: clock(from + (until - from) * when) }] : [];
    });
    for (const { account, time, category, party, amount } of bought.sort((a, b) => (a.time < b.time ? -1 : 1))) {
      book(account, day, time, category, party, -amount);
    }
  }
  return list;
}

function clock(hours: number): string {
  const minutes = Math.floor(hours * 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Pseudo-random numbers from 0 to below 1; the same seed gives the same sequence. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 4) / 2 ** 28;
  };
}
