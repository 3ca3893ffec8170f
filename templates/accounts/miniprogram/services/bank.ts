/** Data access for the pages. Replace the mock with calls of `wx.request` when there is a server. */
import type { Currency } from "../design/strings";
import { accounts, rates } from "../mock/accounts";
import type { Account } from "../mock/accounts";
import { transactions } from "../mock/transactions";
import type { Transaction } from "../mock/transactions";

export interface AccountNow extends Account {
  /** In hundredths of the account's currency; negative for a credit card with debt. */
  readonly balance: number;
}

export async function loadAccounts(): Promise<readonly AccountNow[]> {
  return accounts.map((account) => ({ ...account, balance: balanceOf(account) }));
}

export async function loadAccount(id: string): Promise<AccountNow | undefined> {
  return (await loadAccounts()).find((account) => account.id === id);
}

/** Newest first. */
export async function loadTransactions(): Promise<readonly Transaction[]> {
  return newestFirst;
}

export async function loadTransaction(id: string): Promise<Transaction | undefined> {
  return newestFirst.find((transaction) => transaction.id === id);
}

/** Converts an amount to hundredths of CNY, at the bank's rates. */
export function inYuan(amount: number, currency: Currency): number {
  return Math.round((amount * rates[currency]) / 10_000);
}

/** Total of all accounts minus debts, in hundredths of CNY. */
export function totalOf(list: readonly AccountNow[]): number {
  return list.reduce((sum, { balance, currency }) => sum + inYuan(balance, currency), 0);
}

export function currencyOf(account: string): Currency {
  return accounts.find(({ id }) => id === account)?.currency ?? "CNY";
}

const newestFirst = [...transactions].reverse();

function balanceOf({ id, opening }: Account): number {
  return newestFirst.find(({ account }) => account === id)?.balance ?? opening;
}
