import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { launch } from "miniapp/testing";
import type { Form } from "../miniprogram/services/form";
import { texts } from "../miniprogram/texts";

const { en } = texts;

/** Monday, 10:10 in the bank's time zone, wherever this test runs. */
const monday = Date.parse("2026-03-09T10:10:00+08:00");

// Building the app is fast, except on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: monday });
});

afterEach(() => {
  vi.useRealTimers();
});

type Answers = Record<string, unknown>;

async function open(url = "", { storage = new Map<string, unknown>(), services, ...answers }: Answers = {}) {
  const kept = storage as Map<string, unknown>;
  const app = await launch("miniprogram", {
    ...(url !== "" && { url }),
    wx: {
      getAppBaseInfo: { language: "en", fontSizeSetting: 16 },
      getNetworkType: { networkType: "wifi" },
      getStorageSync: (key: string) => kept.get(key) ?? "",
      setStorageSync: (key: string, value: unknown) => kept.set(key, value),
      removeStorageSync: (key: string) => kept.delete(key),
      showToast: {},
      showModal: { confirm: true, cancel: false },
      ...answers,
    },
    services: services as Record<string, (argument: never) => unknown>,
  });
  await app.settle();
  const shown = () => JSON.stringify(app.page.tree());
  const data = <T>() => app.page.instance["data"] as T;
  const act = async (at: string, type: string, detail: object = {}) => {
    app.page.dispatch(at, { type, detail });
    await app.settle();
  };
  const tap = (...all: readonly string[]) =>
    all.reduce((before, at) => before.then(() => act(at, "tap")), Promise.resolve());
  const type = (field: string, value: string) => act(`#input-${field}`, "input", { value });
  const step = () => data<{ step: string }>().step;
  const form = () => data<{ form: Form }>().form;
  const called = (name: string) => app.calls.filter((call) => call.name === name).map(({ args }) => args[0]);
  return { app, shown, data, act, tap, type, step, form, called, storage: kept };
}

type Opened = Awaited<ReturnType<typeof open>>;

const apply = (answers?: Answers) => open("pages/apply/apply", answers);

const fillers: Record<string, (opened: Opened) => Promise<void>> = {
  loan: async ({ tap }) => tap("#months-36", "#purpose-home"),
  personal: async ({ type }) => {
    await type("name", "Ada Lin");
    await type("idNumber", "110105199001010029");
    await type("phone", "13800000000");
    await type("email", "ada@mail.example");
    await type("address", "14 Harbour Street");
  },
  income: async ({ tap, type, act }) => {
    await tap("#employment-employed");
    await type("employer", "Harbour Works");
    await act("#input-since", "change", { value: "2019-05" });
    await type("income", "18000");
  },
  documents: ({ tap }) => tap("#sample-front", "#sample-back"),
  consent: ({ tap }) => tap(".to-end", "#consent-terms", "#consent-credit"),
};

/** Fills in the steps until this one is shown. */
async function goTo(opened: Opened, wanted: string) {
  while (opened.step() !== wanted) {
    const before = opened.step();
    await fillers[before]!(opened);
    await opened.tap(".next");
    expect(opened.step()).not.toBe(before);
  }
}

test("the loan is calculated to the cent while the user chooses", async () => {
  const { app, shown, tap, type, act, form } = await apply();
  for (const text of ["¥2,189.09", "4.80%", "¥2,538.26", "¥52,538.26"]) expect(shown()).toContain(text);
  await tap("#months-12");
  expect(shown()).toContain("4.20%");
  await act("#slider-amount", "changing", { value: 120_000 });
  expect(form().amount).toBe("120000");
  expect(shown()).toContain("¥10,228.96");
  await type("amount", "4000");
  expect(shown()).not.toContain(en.plan.monthly);
  await act("#input-amount", "blur");
  expect(shown()).toContain("The smallest loan is ¥5,000.");
  expect(shown()).not.toContain("Infinity");
  expect(app.problems).toEqual([]);
});

test("an incomplete step shows an error at each field, and moves to the first", async () => {
  const opened = await apply();
  const { shown, tap, type, act, called, data, step } = opened;
  await goTo(opened, "personal");
  await type("name", "Ada Lin");
  await type("phone", "123");
  await tap(".next");
  expect(step()).toBe("personal");
  expect(data<{ errors: object }>().errors).toEqual({
    idNumber: en.mistakes.missing,
    phone: en.mistakes.phoneWrong,
    email: en.mistakes.emailWrong,
    address: en.mistakes.addressShort,
  });
  expect(shown()).toContain("4 entries need your attention.");
  expect(called("pageScrollTo").at(-1)).toMatchObject({ selector: "#field-idNumber" });
  expect(data<{ focus: string }>().focus).toBe("idNumber");
  // Correcting a field clears its error; leaving an invalid field shows one.
  await type("phone", "13800000000");
  expect(shown()).not.toContain(en.mistakes.phoneWrong);
  await type("email", "ada");
  expect(shown()).not.toContain(en.mistakes.emailWrong);
  await act("#input-email", "blur");
  expect(shown()).toContain(en.mistakes.emailWrong);
});

test("questions depend on the kind of work, and too much debt shows a warning at once", async () => {
  const opened = await apply();
  const { shown, tap, type } = opened;
  await goTo(opened, "income");
  expect(shown()).not.toContain(en.fields.employer.label);
  await tap("#employment-employed");
  expect(shown()).toContain(en.fields.employer.label);
  await tap("#employment-retired");
  expect(shown()).not.toContain(en.fields.since.label);
  await type("income", "2500");
  expect(shown()).toContain(en.plan.tight);
  await type("income", "9000");
  expect(shown()).not.toContain(en.plan.tight);
  await type("debts", "4000");
  expect(shown()).toContain(en.plan.tight);
});

test("both sides of the card are taken, shown, retaken, and refused if too big", async () => {
  let size = 900_000;
  const opened = await apply({
    chooseMedia: () => Promise.resolve({ tempFiles: [{ tempFilePath: `tmp/${size}.jpg`, size }] }),
    previewImage: {},
  });
  const { shown, tap, form, act, called, step } = opened;
  await goTo(opened, "documents");
  await tap(".next");
  expect(shown().split(en.mistakes.picture)).toHaveLength(3);
  await tap("#take-front");
  expect(called("chooseMedia")).toMatchObject([{ count: 1, mediaType: ["image"], camera: "back" }]);
  expect(form().pictures.front).toEqual({ id: "P1", path: "tmp/900000.jpg" });
  expect(shown()).toContain(en.documents.received);
  await tap(".picture__image");
  expect(called("previewImage")).toMatchObject([{ urls: ["tmp/900000.jpg"] }]);
  size = 700_000;
  await tap("#take-front");
  expect(form().pictures.front).toEqual({ id: "P2", path: "tmp/700000.jpg" });
  size = 9_000_000;
  await tap("#take-back");
  expect(shown()).toContain(en.review.refusals.tooBig);
  expect(form().pictures.back).toBeUndefined();
  await tap("#sample-back", ".next");
  expect(step()).toBe("consent");
  // The bank still has a picture that the phone has deleted.
  await tap(".back");
  await act(".picture__image", "error");
  expect(shown()).toContain(en.documents.received);
  await tap(".next");
  expect(step()).toBe("consent");
});

test("cancelling the camera changes nothing", async () => {
  const opened = await apply({ chooseMedia: () => Promise.reject({ errMsg: "chooseMedia:fail cancel" }) });
  await goTo(opened, "documents");
  await opened.tap("#take-front");
  expect(opened.form().pictures).toEqual({});
  expect(opened.shown()).not.toContain(en.mistakes.picture);
});

test("consent is given after reading, box by box, and its time is recorded", async () => {
  const opened = await apply();
  const { shown, tap, act, form, step } = opened;
  await goTo(opened, "consent");
  await tap("#consent-terms");
  expect(form().consents).toEqual({});
  expect(shown()).toContain(en.consent.readFirst);
  await act("#terms", "scrolltolower");
  await tap("#consent-terms");
  vi.setSystemTime(monday + 60_000);
  await tap("#consent-credit", "#consent-marketing");
  expect(form().consents).toEqual({ terms: monday, credit: monday + 60_000, marketing: monday + 60_000 });
  expect(shown()).toContain("Given on 9 March 2026 at 10:11");
  await tap("#consent-marketing", "#consent-credit", ".next");
  expect(form().consents).toEqual({ terms: monday });
  expect(step()).toBe("consent");
  expect(shown()).toContain(en.mistakes.consent);
});

test("the review shows everything, allows changes, and sends once", async () => {
  const opened = await apply();
  const { app, shown, tap, called, step, storage } = opened;
  await goTo(opened, "review");
  for (const text of ["¥50,000.00", "36 months", "Ada Lin", "110105199001010029", "May 2019", "¥18,000.00"]) {
    expect(shown()).toContain(text);
  }
  expect(shown()).toContain("Agreed on 9 March 2026 at 10:10");
  await tap("#edit-personal");
  expect(step()).toBe("personal");
  await opened.type("name", "Ada Maria Lin");
  await tap(".next", ".next", ".next", ".next");
  expect(shown()).toContain("Ada Maria Lin");

  await tap(".send");
  expect(app.page.path).toBe("pages/done/done");
  expect(shown()).toContain("KL-260309-0017-6");
  expect(storage.has("loan-draft")).toBe(false);
  expect(called("disableAlertBeforeUnload")).toHaveLength(1);
  await tap(".home");
  expect(app.page.path).toBe("pages/home/home");
  expect(shown()).toContain("KL-260309-0017-6");
  expect(shown()).not.toContain(en.home.resume);
});

test("without a network nothing is lost, and a retry succeeds", async () => {
  let networkType = "wifi";
  const opened = await apply({ getNetworkType: () => Promise.resolve({ networkType }) });
  const { app, shown, tap, storage } = opened;
  await goTo(opened, "review");
  networkType = "none";
  await tap(".send");
  expect(shown()).toContain(en.review.refusals.offline);
  expect(storage.has("loan-draft")).toBe(true);
  networkType = "4g";
  await tap(".send");
  expect(app.page.path).toBe("pages/done/done");
});

test("on another day the user continues where they left off, with all input", async () => {
  const before = await apply();
  await goTo(before, "income");
  await before.type("income", "18000");
  vi.setSystemTime(monday + 3 * 86_400_000);
  const { app, shown, tap, step, form } = await open("", { storage: before.storage });
  expect(shown()).toContain("Step 3 of 6: Income and work");
  expect(shown()).toContain("Saved 9 March 2026 at 10:10");
  await tap(".continue");
  expect(app.page.path).toBe("pages/apply/apply");
  expect(step()).toBe("income");
  expect(form()).toMatchObject({ months: 36, name: "Ada Lin", income: "18000" });
  expect(shown()).toContain('"value":"18000"');
});

test("a draft is deleted after thirty days, or when the user starts again", async () => {
  const before = await apply();
  await before.type("amount", "7000");
  const { shown, tap, called, form } = await open("", { storage: before.storage });
  await tap(".again");
  expect(called("showModal")).toMatchObject([{ title: en.home.againQuestion }]);
  expect(form().amount).toBe("50000");
  await before.type("amount", "8000");
  vi.setSystemTime(monday + 31 * 86_400_000);
  const late = await open("", { storage: before.storage });
  expect(late.shown()).not.toContain(en.home.resume);
  expect(late.shown()).toContain(en.home.start);
  expect(shown()).not.toContain(en.home.resume);
});

test("going back with input asks for confirmation", async () => {
  const questions: string[] = [];
  let confirm = false;
  const opened = await open("", {
    services: {
      "ui.modal": ({ content }: { content: string }) => {
        questions.push(content);
        return { confirm, cancel: !confirm };
      },
    },
  });
  const { app, tap, type, shown } = opened;
  await tap(".start");
  await app.navigateBack();
  expect(questions).toEqual([]);
  await tap(".start");
  await type("amount", "60000");
  await expect(app.navigateBack()).rejects.toThrow("cancel");
  expect(app.page.path).toBe("pages/apply/apply");
  confirm = true;
  await app.navigateBack();
  expect(questions).toEqual([en.steps.leave, en.steps.leave]);
  expect(shown()).toContain(en.home.resume);
});

test("on a Chinese phone every text is Chinese; both languages have the same keys", async () => {
  const { app, shown } = await open("", { getAppBaseInfo: { language: "zh_CN", fontSizeSetting: 16 } });
  expect(shown()).toContain("个人贷款，两日内审批");
  const page = await app.navigateTo("/pages/apply/apply");
  expect(JSON.stringify(page.tree())).toContain("每月还款");
  const shape = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
      : (String(value)
          .match(/\{\w+\}/g)
          ?.toSorted() ?? []);
  expect(shape(texts.zh)).toEqual(shape(texts.en));
});

test("large text follows the phone's setting or the app's own", async () => {
  const phone = await open("", { getAppBaseInfo: { language: "en", fontSizeSetting: 23 } });
  expect(phone.app.page.tree().children).toMatchObject([{ class: "page large" }]);
  const { app, act } = await open();
  await act(".large-text", "change", { value: true });
  const page = await app.navigateTo("/pages/apply/apply");
  expect(page.tree().children).toMatchObject([{ class: "page page--actions large" }]);
});
