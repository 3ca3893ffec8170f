/** Labels and options of the form, in the shape that its templates need. */
import { fill, formatDay } from "../../design/strings";
import { consents, employments, purposes, sides, steps } from "../../services/form";
import { language, text } from "../../services/language";
import { terms } from "../../services/loan";
import { monthsOf, range } from "../../services/words";

const { fields } = text;

export const words = {
  t: { documents: text.documents, consent: text.consent, review: text.review, plan: text.plan },
  fields: { ...fields, amount: { ...fields.amount, hint: fill(fields.amount.hint, range) } },
  options: {
    months: terms.map((months) => ({ value: months, text: monthsOf(months) })),
    purpose: purposes.map((value) => ({ value, text: fields.purpose.options[value] })),
    employment: employments.map((value) => ({ value, text: fields.employment.options[value] })),
  },
  steps: steps.map((step) => ({ step, name: text.steps.names[step] })),
  sides: sides.map((side) => ({
    side,
    name: text.documents[side],
    view: fill(text.documents.view, { side: text.documents[side] }),
  })),
  boxes: consents.map((name) => ({ name, text: text.consent.boxes[name], isNeeded: name !== "marketing" })),
  paragraphs: text.consent.text,
  monthName: (month: string): string => formatDay(month, "month", language),
};
