import { beforeEach, describe, expect, test } from "vitest";
import { createServer, pictureLimit, ServerError } from "../miniprogram/mock/server";
import type { Rows } from "../miniprogram/mock/server";
import { checkField, checkStep, emptyForm, firstOf, openStep } from "../miniprogram/services/form";
import type { Field, Form } from "../miniprogram/services/form";
import { formatRate, isTight, limits, parseMoney, planOf, rateOf, terms } from "../miniprogram/services/loan";
import { dayOf, minuteOf } from "../miniprogram/services/time";

const monday = Date.parse("2026-03-09T10:10:00+08:00");

describe("what a loan costs", () => {
  // Computed by hand: 50,000 at 4.80 % in 24 months is 50,000 × 0.004 ÷ (1 − 1.004^−24).
  test("an instalment follows the annuity formula, in cents", () => {
    expect(planOf(5_000_000, 24)).toMatchObject({ rate: 480, monthly: 218_909 });
    expect(planOf(1_200_000, 12, 0)).toEqual({
      months: 12,
      rate: 0,
      monthly: 100_000,
      last: 100_000,
      interest: 0,
      total: 1_200_000,
    });
  });

  test.each(terms)(
    "in %i months nothing is lost by rounding: instalments are amount and interest to the cent",
    (months) => {
      for (let amount = limits.least; amount <= limits.most; amount += 1_733_333) {
        const { monthly, last, interest, total } = planOf(amount, months);
        expect(monthly * (months - 1) + last).toBe(total);
        expect(total - amount).toBe(interest);
        expect([monthly, last, interest].every(Number.isInteger)).toBe(true);
        // At most half a cent per month, plus interest on it.
        expect(Math.abs(last - monthly)).toBeLessThanOrEqual(months);
      }
    },
  );

  test("a longer term costs more in total and less per month", () => {
    const plans = terms.map((months) => planOf(5_000_000, months));
    const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    expect(plans.map(({ interest }) => interest)).toEqual(sorted(plans.map(({ interest }) => interest)));
    expect(plans.map(({ monthly }) => monthly)).toEqual(sorted(plans.map(({ monthly }) => monthly)).reverse());
    expect(formatRate(rateOf(24))).toBe("4.80%");
  });

  test.each([
    ["50,000", 5_000_000],
    ["¥ 12000.5", 1_200_050],
    ["0.05", 5],
    ["19.99", 1999],
    ["12 000.", 1_200_000],
    ["", undefined],
    ["12.345", undefined],
    ["-5", undefined],
    ["1e5", undefined],
    ["about 5", undefined],
  ])("money as typed: %s", (text, cents) => {
    expect(parseMoney(text)).toBe(cents);
  });

  test("at most half of the income should go to debts", () => {
    expect(isTight(300_000, 1_000_000, 200_000)).toBe(false);
    expect(isTight(300_001, 1_000_000, 200_000)).toBe(true);
  });
});

const filled: Form = {
  ...emptyForm,
  purpose: "home",
  name: "Ada Lin",
  idNumber: "11010519491231002X",
  phone: "138 0000 0000",
  email: "ada@mail.example",
  address: "14 Harbour Street",
  employment: "employed",
  employer: "Harbour Works",
  since: "2019-05",
  income: "18,000",
  debts: "",
  pictures: { front: { id: "P1", path: "a" }, back: { id: "P2", path: "b" } },
  isRead: true,
  consents: { terms: monday, credit: monday },
};

/** A number with a valid check digit. */
function idOf(birthday: string): string {
  const start = `110105${birthday}002`;
  const sum = [...start].reduce((all, digit, index) => all + Number(digit) * (2 ** (17 - index) % 11), 0);
  return start + "10X98765432"[sum % 11];
}

describe("what may be wrong", () => {
  const born = { ...filled, idNumber: idOf("19900101") };

  test.each<[Field, Partial<Form>, string | undefined]>([
    ["amount", { amount: "4,999.99" }, "amountLow"],
    ["amount", { amount: "5,000" }, undefined],
    ["amount", { amount: "300,000.01" }, "amountHigh"],
    ["amount", { amount: "a lot" }, "amountWrong"],
    ["months", { months: 7 }, "choose"],
    ["purpose", { purpose: "" }, "choose"],
    ["name", { name: " " }, "missing"],
    ["name", { name: "林" }, "nameShort"],
    ["name", { name: "林静" }, undefined],
    ["idNumber", { idNumber: "" }, "missing"],
    ["idNumber", { idNumber: "110105194912310021" }, "idWrong"],
    ["idNumber", { idNumber: "11010519491231002x" }, "tooOld"],
    ["idNumber", { idNumber: idOf("20260301") }, "tooYoung"],
    ["idNumber", { idNumber: idOf("20080310") }, "tooYoung"],
    ["idNumber", { idNumber: idOf("20080309") }, undefined],
    ["idNumber", { idNumber: idOf("19900230") }, "idWrong"],
    ["idNumber", { idNumber: idOf("20300101") }, "idWrong"],
    ["phone", { phone: "138 0000 000" }, "phoneWrong"],
    ["phone", { phone: "138-0000-0000" }, undefined],
    ["email", { email: "ada@mail" }, "emailWrong"],
    ["address", { address: "here" }, "addressShort"],
    ["employment", { employment: "" }, "choose"],
    ["employer", { employer: "" }, "missing"],
    ["employer", { employment: "retired", employer: "" }, undefined],
    ["since", { since: "" }, "choose"],
    ["since", { since: "2026-04" }, "future"],
    ["since", { since: "2026-03" }, undefined],
    ["since", { employment: "retired", since: "" }, undefined],
    ["income", { income: "" }, "missing"],
    ["income", { income: "0" }, "incomeNone"],
    ["income", { income: "lots" }, "moneyWrong"],
    ["debts", { debts: "some" }, "moneyWrong"],
    ["front", { pictures: {} }, "picture"],
    ["credit", { consents: { terms: 1 } }, "consent"],
  ])("%s of %j: %s", (field, change, mistake) => {
    expect(checkField(field, { ...born, ...change }, monday)).toBe(mistake);
  });

  test("mistakes of a step are listed in the order of its fields", () => {
    const mistakes = checkStep("personal", emptyForm, monday);
    expect(Object.keys(mistakes)).toEqual(["name", "idNumber", "phone", "email", "address"]);
    expect(firstOf("personal", { address: "addressShort", phone: "phoneWrong" })).toBe("phone");
    expect(firstOf("personal", {})).toBeUndefined();
  });

  test("finds the first incomplete step", () => {
    expect(openStep(emptyForm, monday)).toBe("loan");
    expect(openStep({ ...born, pictures: {} }, monday)).toBe("documents");
    expect(openStep(born, monday)).toBe("review");
  });
});

describe("the bank's side", () => {
  let time = monday;
  let rows: Rows | undefined;
  const start = () => createServer({ now: () => time, store: { load: () => rows, save: (next) => (rows = next) } });
  const consents = { terms: 1, credit: 1 };
  const application = { draftId: "d1", amount: 5_000_000, months: 24, name: "Ada", consents };

  beforeEach(() => {
    time = monday;
    rows = undefined;
  });

  const refusal = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof ServerError) return error.reason;
      throw error;
    }
    return "none";
  };

  test("an application is accepted once, and survives a restart", () => {
    const server = start();
    const pictures = [server.takePicture(1), server.takePicture(2)];
    const received = server.submit({ ...application, pictures });
    expect(received).toMatchObject({ reference: "KL-260309-0017-6", status: "received", receivedAt: monday });
    time += 120_000;
    expect(start().submit({ ...application, pictures })).toEqual({ ...received, status: "checking" });
    expect(start().applications()).toHaveLength(1);
    expect(start().submit({ ...application, draftId: "d2", pictures }).reference).not.toBe(received.reference);
    expect(
      start()
        .applications()
        .map(({ reference }) => reference.slice(0, 14)),
    ).toEqual(["KL-260309-0018", "KL-260309-0017"]);
  });

  test("incomplete or too large input is refused", () => {
    const server = start();
    const pictures = [server.takePicture(1), "P9"];
    expect(refusal(() => server.submit({ ...application, pictures }))).toBe("incomplete");
    expect(refusal(() => server.submit({ ...application, pictures: [], consents: {} }))).toBe("incomplete");
    expect(refusal(() => server.takePicture(pictureLimit + 1))).toBe("tooBig");
  });
});

test("the bank's time is UTC+8 on every phone", () => {
  const late = Date.parse("2026-03-08T16:30:00Z");
  expect([dayOf(late), minuteOf(late)]).toEqual(["2026-03-09", "00:30"]);
});
