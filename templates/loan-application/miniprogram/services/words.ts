/** Texts about loans, dates and mistakes for the pages, in the user's language. */
import { fill, formatDay, formatMoney } from "../design/strings";
import type { Form, Mistake, Mistakes, Step } from "./form";
import { asksEmployer, asksSince, consents } from "./form";
import { language, text } from "./language";
import { formatRate, limits, parseMoney, planOf } from "./loan";
import { dayOf, minuteOf } from "./time";

export const range = {
  least: formatMoney(limits.least, { whole: true }),
  most: formatMoney(limits.most, { whole: true }),
};

/** @param time milliseconds since 1970 */
export const whenOf = (time: number) => ({ day: formatDay(dayOf(time), "long", language), time: minuteOf(time) });

export const monthsOf = (months: number): string => fill(text.fields.months.unit, { months });

/** Texts about a repayment plan; null while the amount is outside the limits. */
export function planText(form: Pick<Form, "amount" | "months">) {
  const amount = parseMoney(form.amount);
  if (amount === undefined || amount < limits.least || amount > limits.most) return null;
  const { monthly, last, interest, total, rate, months } = planOf(amount, form.months);
  const note = fill(text.plan.note, { count: months - 1, monthly: formatMoney(monthly), last: formatMoney(last) });
  return {
    monthly: formatMoney(monthly),
    rate: formatRate(rate),
    interest: formatMoney(interest),
    total: formatMoney(total),
    note: last === monthly ? "" : note,
  };
}

const say = (mistake: Mistake): string => fill(text.mistakes[mistake], range);

/** Messages by field. */
export function messagesOf(mistakes: Mistakes): Record<string, string> {
  return Object.fromEntries(Object.entries(mistakes).map(([field, mistake]) => [field, say(mistake)]));
}

export interface Section {
  readonly step: Step;
  readonly title: string;
  readonly edit: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** All answers, for the review step. */
export function reviewOf(form: Form): Section[] {
  const { fields, review, steps, consent } = text;
  const plan = planText(form);
  const money = (value: string) => formatMoney(parseMoney(value) ?? 0);
  const month = (value: string) => formatDay(value, "month", language);
  const section = (step: Step, facts: readonly (readonly [string, string] | false)[]): Section => ({
    step,
    title: steps.names[step],
    edit: fill(review.editOf, { name: steps.names[step] }),
    facts: facts.flatMap((fact) => (fact ? [{ name: fact[0], value: fact[1] }] : [])),
  });
  return [
    section("loan", [
      [fields.amount.label, money(form.amount)],
      [fields.months.label, monthsOf(form.months)],
      [fields.purpose.label, form.purpose === "" ? "" : fields.purpose.options[form.purpose]],
      [text.plan.monthly, plan?.monthly ?? ""],
      [text.plan.rate, plan?.rate ?? ""],
      [text.plan.total, plan?.total ?? ""],
    ]),
    section("personal", [
      [fields.name.label, form.name.trim()],
      [fields.idNumber.label, form.idNumber.replace(/\s/g, "").toUpperCase()],
      [fields.phone.label, form.phone],
      [fields.email.label, form.email.trim()],
      [fields.address.label, form.address.trim()],
    ]),
    section("income", [
      [fields.employment.label, form.employment === "" ? "" : fields.employment.options[form.employment]],
      asksEmployer(form) && [fields.employer.label, form.employer.trim()],
      asksSince(form) && [fields.since.label, month(form.since)],
      [fields.income.label, money(form.income)],
      [fields.debts.label, form.debts.trim() === "" ? review.none : money(form.debts)],
    ]),
    section("documents", [[steps.names.documents, review.both]]),
    section(
      "consent",
      consents.map((name) => {
        const time = form.consents[name];
        return [consent.boxes[name], time === undefined ? review.no : fill(review.yes, whenOf(time))] as const;
      }),
    ),
  ];
}
