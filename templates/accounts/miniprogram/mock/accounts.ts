import type { Currency } from "../design/strings";

/** A text in both languages. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export interface Account {
  readonly id: string;
  readonly kind: "current" | "savings" | "card" | "foreign";
  readonly name: Text;
  /** The last four digits of its number. */
  readonly ending: string;
  readonly currency: Currency;
  /** Balance before the first transaction, in hundredths. */
  readonly opening: number;
  /** Credit card limit, in hundredths. */
  readonly limit?: number;
}

/** The current day of the mock data. With a server, use the server's. */
export const today = "2026-03-18";

/** The day of the first transaction. */
export const firstDay = "2025-04-01";

export const customer: Text = { en: "Ada", zh: "雅达" };

/** Value of one unit of each currency in CNY, in ten-thousandths. */
export const rates: Readonly<Record<Currency, number>> = { CNY: 10_000, HKD: 9_180, USD: 71_750, EUR: 78_400 };

export const accounts: readonly Account[] = [
  {
    id: "current",
    kind: "current",
    name: { en: "Everyday account", zh: "日常账户" },
    ending: "4021",
    currency: "CNY",
    opening: 2_184_350,
  },
  {
    id: "savings",
    kind: "savings",
    name: { en: "Rainy day savings", zh: "储蓄账户" },
    ending: "7788",
    currency: "CNY",
    opening: 8_620_000,
  },
  {
    id: "card",
    kind: "card",
    name: { en: "Kestrel credit card", zh: "红隼信用卡" },
    ending: "0916",
    currency: "CNY",
    opening: -214_680,
    limit: 3_000_000,
  },
  {
    id: "dollars",
    kind: "foreign",
    name: { en: "US dollar account", zh: "美元账户" },
    ending: "3350",
    currency: "USD",
    opening: 312_000,
  },
];
