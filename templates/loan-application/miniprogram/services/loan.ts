/** The cost of a loan. Money is in cents, rates in hundredths of a percent per year; instalments are rounded to a cent. */
export const limits = { least: 500_000, most: 30_000_000, step: 100_000 };

export const terms = [6, 12, 24, 36, 48, 60] as const;

/** Longer terms have higher rates. */
export function rateOf(months: number): number {
  if (months <= 12) return 420;
  return months <= 36 ? 480 : 540;
}

export interface Plan {
  readonly months: number;
  readonly rate: number;
  /** Every instalment except the last. */
  readonly monthly: number;
  /** The remaining debt: a few cents more or less than the others. */
  readonly last: number;
  readonly interest: number;
  readonly total: number;
}

/** Equal instalments; each month's interest is rounded to a cent; the last instalment pays exactly the remaining debt. */
export function planOf(amount: number, months: number, rate = rateOf(months)): Plan {
  const monthly = instalment(amount, months, rate);
  let owed = amount;
  let interest = 0;
  for (let month = 1; month < months; month++) {
    const due = interestOf(owed, rate);
    interest += due;
    owed -= monthly - due;
  }
  const due = interestOf(owed, rate);
  interest += due;
  return { months, rate, monthly, last: owed + due, interest, total: amount + interest };
}

function instalment(amount: number, months: number, rate: number): number {
  if (rate === 0) return Math.round(amount / months);
  const monthly = rate / 120_000;
  return Math.round((amount * monthly) / (1 - (1 + monthly) ** -months));
}

/** Interest of one month, in whole cents; fractions of a cent are never carried over. */
function interestOf(owed: number, rate: number): number {
  return Math.round((owed * rate) / 120_000);
}

/** `480` becomes `4.80%`. */
export function formatRate(rate: number): string {
  return `${(rate / 100).toFixed(2)}%`;
}

/** Parses `12,000`, `¥ 12000.5` or `12 000.50` to cents; undefined if it is not an amount. */
export function parseMoney(text: string): number | undefined {
  const [, units = "", cents = ""] = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(text.replace(/[\s,，¥￥]/g, "")) ?? [];
  return units === "" ? undefined : Number(units) * 100 + Number(cents.padEnd(2, "0"));
}

/** Instalments and other debts should leave a household at least half of its income. */
export function isTight(monthly: number, income: number, debts: number): boolean {
  return (monthly + debts) * 2 > income;
}
