/** The applicant's answers, step by step, and their validation. */
import { limits, parseMoney, terms } from "./loan";
import { dayOf } from "./time";

export const steps = ["loan", "personal", "income", "documents", "consent", "review"] as const;
export type Step = (typeof steps)[number];

export const purposes = ["home", "car", "study", "other"] as const;
export type Purpose = (typeof purposes)[number];

export const employments = ["employed", "selfEmployed", "retired", "other"] as const;
export type Employment = (typeof employments)[number];

export const sides = ["front", "back"] as const;
export type Side = (typeof sides)[number];

export const consents = ["terms", "credit", "marketing"] as const;
export type Consent = (typeof consents)[number];

export interface Picture {
  /** The bank's id for the picture. */
  readonly id: string;
  /** Path on this phone. */
  readonly path: string;
}

export interface Form {
  /** As typed. */
  readonly amount: string;
  readonly months: number;
  readonly purpose: Purpose | "";
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly employment: Employment | "";
  readonly employer: string;
  /** `2020-03` */
  readonly since: string;
  readonly income: string;
  readonly debts: string;
  readonly pictures: Partial<Record<Side, Picture>>;
  /** Whether the user has read the text to its end. */
  readonly isRead: boolean;
  /** Time of each consent, in milliseconds since 1970. */
  readonly consents: Partial<Record<Consent, number>>;
}

export const emptyForm: Form = {
  amount: "50000",
  months: 24,
  purpose: "",
  name: "",
  idNumber: "",
  phone: "",
  email: "",
  address: "",
  employment: "",
  employer: "",
  since: "",
  income: "",
  debts: "",
  pictures: {},
  isRead: false,
  consents: {},
};

export type Field = Exclude<keyof Form, "pictures" | "isRead" | "consents"> | Side | "terms" | "credit";

export type Mistake =
  | "missing"
  | "choose"
  | "amountLow"
  | "amountHigh"
  | "amountWrong"
  | "nameShort"
  | "idWrong"
  | "tooYoung"
  | "tooOld"
  | "phoneWrong"
  | "emailWrong"
  | "addressShort"
  | "future"
  | "moneyWrong"
  | "incomeNone"
  | "picture"
  | "consent";

export type Mistakes = Partial<Record<Field, Mistake>>;

const fields: Readonly<Record<Step, readonly Field[]>> = {
  loan: ["amount", "months", "purpose"],
  personal: ["name", "idNumber", "phone", "email", "address"],
  income: ["employment", "employer", "since", "income", "debts"],
  documents: ["front", "back"],
  consent: ["terms", "credit"],
  review: [],
};

/** Which questions apply to this kind of work: the employer, and the start date. */
export const asksEmployer = (form: Form): boolean => form.employment === "employed";
export const asksSince = (form: Form): boolean => form.employment === "employed" || form.employment === "selfEmployed";

/** Mistakes of one step, in the order of its fields. @param time milliseconds since 1970 */
export function checkStep(step: Step, form: Form, time: number): Mistakes {
  const found = fields[step].flatMap((field) => {
    const mistake = checkField(field, form, time);
    return mistake ? [[field, mistake] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The first field with a mistake. */
export function firstOf(step: Step, mistakes: Mistakes): Field | undefined {
  return fields[step].find((field) => mistakes[field]);
}

/** The first incomplete step; `review` if all are complete. */
export function openStep(form: Form, time: number): Step {
  return steps.find((step) => Object.keys(checkStep(step, form, time)).length > 0) ?? "review";
}

export function checkField(field: Field, form: Form, time: number): Mistake | undefined {
  switch (field) {
    case "amount":
      return checkAmount(parseMoney(form.amount));
    case "months":
      return terms.some((term) => term === form.months) ? undefined : "choose";
    case "purpose":
    case "employment":
      return form[field] === "" ? "choose" : undefined;
    case "name":
      return form.name.trim().length < 2 ? (form.name.trim() === "" ? "missing" : "nameShort") : undefined;
    case "idNumber":
      return form.idNumber.trim() === "" ? "missing" : checkIdNumber(form.idNumber, time);
    case "phone":
      return /^1\d{10}$/.test(form.phone.replace(/[\s-]/g, "")) ? undefined : "phoneWrong";
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(form.email.trim()) ? undefined : "emailWrong";
    case "address":
      return form.address.trim().length < 6 ? "addressShort" : undefined;
    case "employer":
      return asksEmployer(form) && form.employer.trim() === "" ? "missing" : undefined;
    case "since":
      return asksSince(form) ? checkSince(form.since, time) : undefined;
    case "income":
      return checkIncome(form.income);
    case "debts":
      return form.debts.trim() === "" || parseMoney(form.debts) !== undefined ? undefined : "moneyWrong";
    case "front":
    case "back":
      return form.pictures[field] ? undefined : "picture";
    case "terms":
    case "credit":
      return form.consents[field] === undefined ? "consent" : undefined;
  }
}

function checkAmount(amount: number | undefined): Mistake | undefined {
  if (amount === undefined) return "amountWrong";
  if (amount < limits.least) return "amountLow";
  return amount > limits.most ? "amountHigh" : undefined;
}

function checkSince(since: string, time: number): Mistake | undefined {
  if (since === "") return "choose";
  return since > dayOf(time).slice(0, 7) ? "future" : undefined;
}

function checkIncome(text: string): Mistake | undefined {
  if (text.trim() === "") return "missing";
  const income = parseMoney(text);
  if (income === undefined) return "moneyWrong";
  return income === 0 ? "incomeNone" : undefined;
}

/** The number of a resident identity card contains the date of birth and ends in a check digit (ISO 7064, MOD 11-2). */
function checkIdNumber(text: string, time: number): Mistake | undefined {
  const value = text.replace(/\s/g, "").toUpperCase();
  if (!/^\d{17}[\dX]$/.test(value)) return "idWrong";
  const sum = [...value.slice(0, 17)].reduce((all, digit, index) => all + Number(digit) * (2 ** (17 - index) % 11), 0);
  if ("10X98765432"[sum % 11] !== value[17]) return "idWrong";
  const birthday = value.slice(6, 14).replace(/(....)(..)(..)/, "$1-$2-$3");
  const date = new Date(`${birthday}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== birthday) return "idWrong";
  const age = ageOf(birthday, dayOf(time));
  if (age < 18) return age < 0 ? "idWrong" : "tooYoung";
  return age > 70 ? "tooOld" : undefined;
}

function ageOf(birthday: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4));
  return today.slice(5) < birthday.slice(5) ? years - 1 : years;
}
