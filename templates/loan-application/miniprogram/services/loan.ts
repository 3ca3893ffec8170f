/** What a loan costs. Money is in cents, rates are in hundredths of a percent a year; every instalment is rounded to a cent. */
export const limits = { least: 500_000, most: 30_000_000, step: 100_000 };

export const terms = [6, 12, 24, 36, 48, 60] as const;

/** The longer, the dearer. */
export function rateOf(months: number): number {
  if (months <= 12) return 420;
  return months <= 36 ? 480 : 540;
}

export interface Plan {
  readonly months: number;
  readonly rate: number;
  /** Every instalment but the last. */
  readonly monthly: number;
  /** What is left after all the others: a few cents more or less. */
  readonly last: number;
  readonly interest: number;
  readonly total: number;
}

/** Equal instalments, the interest of a month rounded to a cent; the last one pays exactly what is still owed. */
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

/** Of one month, in whole cents: no fraction of a cent is ever carried along. */
function interestOf(owed: number, rate: number): number {
  return Math.round((owed * rate) / 120_000);
}

/** `480` is `4.80%`. */
export function formatRate(rate: number): string {
  return `${(rate / 100).toFixed(2)}%`;
}

/** Cents of `12,000`, `¥ 12000.5` or `12 000.50`; nothing if it is no amount. */
export function parseMoney(text: string): number | undefined {
  const [, units = "", cents = ""] = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(text.replace(/[\s,，¥￥]/g, "")) ?? [];
  return units === "" ? undefined : Number(units) * 100 + Number(cents.padEnd(2, "0"));
}

/** Instalments and other debts should leave a household at least half of its income. */
export function isTight(monthly: number, income: number, debts: number): boolean {
  return (monthly + debts) * 2 > income;
}
