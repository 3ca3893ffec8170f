import { choose, common, fill } from "../../design/strings";
import { reasonOf, sendPicture, submit } from "../../services/bank";
import { now } from "../../services/clock";
import { dropDraft, loadDraft, saveDraft } from "../../services/draft";
import {
  asksEmployer,
  asksSince,
  checkField,
  checkStep,
  emptyForm,
  firstOf,
  openStep,
  steps,
} from "../../services/form";
import type { Consent, Field, Form, Side, Step } from "../../services/form";
import { language, text } from "../../services/language";
import { isTight, limits, parseMoney, planOf } from "../../services/loan";
import { isLarge } from "../../services/settings";
import { dayOf } from "../../services/time";
import { messagesOf, planText, reviewOf, whenOf } from "../../services/words";
import type { Section } from "../../services/words";
import { words } from "./words";

const samples: Readonly<Record<Side, { readonly path: string; readonly size: number }>> = {
  front: { path: "/images/sample-front.png", size: 40_000 },
  back: { path: "/images/sample-back.png", size: 40_000 },
};

Page({
  data: {
    ...words,
    common: choose(common, language),
    large: false,
    step: "loan" as Step,
    index: 0,
    head: { progress: "", name: "", lead: "" },
    form: emptyForm,
    errors: {} as Record<string, string>,
    summary: "",
    focus: "",
    slider: { min: limits.least / 100, max: limits.most / 100, step: limits.step / 100, value: 50_000 },
    plan: null as ReturnType<typeof planText>,
    asks: { employer: false, since: false },
    since: "",
    thisMonth: "",
    isTight: false,
    sending: {} as Partial<Record<Side, boolean>>,
    /** Pictures that are no longer on this phone. */
    gone: {} as Partial<Record<Side, boolean>>,
    toEnd: "",
    given: {} as Partial<Record<Consent, string>>,
    sections: [] as Section[],
    isSending: false,
    failure: "",
  },
  id: "",
  isGuarded: false,

  onLoad() {
    void wx.setNavigationBarTitle({ title: text.steps.title });
    const draft = loadDraft(now());
    this.id = draft?.id ?? `A${now()}`;
    this.setData({ thisMonth: dayOf(now()).slice(0, 7) });
    if (draft) this.guard();
    this.setForm(draft?.form ?? emptyForm);
    this.go(draft?.step ?? "loan");
  },

  onShow() {
    this.setData({ large: isLarge() });
  },

  /** Asks for confirmation before leaving with the back button, once there is something to lose. */
  guard() {
    if (this.isGuarded) return;
    this.isGuarded = true;
    void wx.enableAlertBeforeUnload({ message: text.steps.leave });
  },

  // ---- the form ----

  /** Shows the form, and everything computed from it. */
  setForm(form: Form) {
    const amount = parseMoney(form.amount);
    const plan = planText(form);
    const income = parseMoney(form.income) ?? 0;
    const monthly = plan && amount !== undefined ? planOf(amount, form.months).monthly : 0;
    const given = Object.entries(form.consents).map(([name, time]) => [name, fill(text.consent.given, whenOf(time))]);
    this.setData({
      form,
      plan,
      "slider.value": amount === undefined ? this.data.slider.value : amount / 100,
      asks: { employer: asksEmployer(form), since: asksSince(form) },
      since: form.since === "" ? "" : words.monthName(form.since),
      isTight: income > 0 && isTight(monthly, income, parseMoney(form.debts) ?? 0),
      given: Object.fromEntries(given) as Partial<Record<Consent, string>>,
    });
  },

  /** Saves a change at once, and clears the field's error until the next check. */
  change(change: Partial<Form>, field?: Field) {
    this.setForm({ ...this.data.form, ...change });
    if (field) this.setError(field, "");
    this.guard();
    this.save();
  },

  save() {
    const { form, step } = this.data;
    saveDraft({ id: this.id, form, step, savedAt: now() });
  },

  setError(field: string, message: string) {
    const { [field]: _before, ...others } = this.data.errors;
    this.setData({ errors: message === "" ? others : { ...others, [field]: message }, summary: "" });
  },

  onInput(event: WechatMiniprogram.Input) {
    const name = event.currentTarget.dataset["name"] as Field;
    this.change({ [name]: event.detail.value }, name);
  },

  /** Checks a field when the user leaves it, unless it is empty. */
  onBlur(event: WechatMiniprogram.InputBlur) {
    const name = event.currentTarget.dataset["name"] as Field;
    const { form } = this.data;
    const mistake = checkField(name, form, now());
    if (mistake && form[name as keyof Form] !== "") this.setError(name, messagesOf({ [name]: mistake })[name] ?? "");
  },

  onChoose(event: WechatMiniprogram.TouchEvent) {
    const { name, value } = event.currentTarget.dataset as { name: Field; value: string | number };
    this.change({ [name]: value }, name);
  },

  onSlide(event: WechatMiniprogram.SliderChange) {
    this.change({ amount: String(event.detail.value) }, "amount");
  },

  onSince(event: WechatMiniprogram.PickerChange) {
    this.change({ since: String(event.detail.value).slice(0, 7) }, "since");
  },

  // ---- pictures ----

  async onTake(event: WechatMiniprogram.TouchEvent) {
    const side = event.currentTarget.dataset["side"] as Side;
    const chosen = await wx
      .chooseMedia({ count: 1, mediaType: ["image"], sourceType: ["camera", "album"], camera: "back" })
      .catch(() => undefined);
    const file = chosen?.tempFiles[0];
    if (file) await this.keepPicture(side, file.tempFilePath, file.size);
  },

  onSample(event: WechatMiniprogram.TouchEvent) {
    const side = event.currentTarget.dataset["side"] as Side;
    return this.keepPicture(side, samples[side].path, samples[side].size);
  },

  async keepPicture(side: Side, path: string, size: number) {
    this.setData({ [`sending.${side}`]: true, [`gone.${side}`]: false });
    try {
      const id = await sendPicture(size);
      this.change({ pictures: { ...this.data.form.pictures, [side]: { id, path } } }, side);
    } catch (error) {
      this.setError(side, text.review.refusals[reasonOf(error)]);
    } finally {
      this.setData({ [`sending.${side}`]: false });
    }
  },

  onView(event: WechatMiniprogram.TouchEvent) {
    const path = this.data.form.pictures[event.currentTarget.dataset["side"] as Side]?.path;
    if (path !== undefined) wx.previewImage({ urls: [path], fail() {} });
  },

  /** After a restart, the phone may have deleted the file; the bank still has the picture. */
  onGone(event: WechatMiniprogram.BaseEvent) {
    this.setData({ [`gone.${event.currentTarget.dataset["side"] as Side}`]: true });
  },

  // ---- consent ----

  onRead() {
    if (!this.data.form.isRead) this.change({ isRead: true });
  },

  onToEnd() {
    this.setData({ toEnd: "terms-end" });
    this.onRead();
  },

  onConsent(event: WechatMiniprogram.TouchEvent) {
    const name = event.currentTarget.dataset["name"] as Consent;
    const { form } = this.data;
    if (name === "terms" && !form.isRead) return this.setError("terms", text.consent.readFirst);
    const { [name]: before, ...others } = form.consents;
    this.change({ consents: before === undefined ? { ...others, [name]: now() } : others });
    this.setError(name, "");
  },

  // ---- navigation ----

  /** Shows a step, scrolled to its top. */
  go(step: Step) {
    const index = steps.indexOf(step);
    const { progress, names, leads } = text.steps;
    this.setData({
      step,
      index,
      head: { progress: fill(progress, { step: index + 1, all: steps.length }), name: names[step], lead: leads[step] },
      errors: {},
      summary: "",
      focus: "",
      failure: "",
      toEnd: "",
      ...(step === "review" && { sections: reviewOf(this.data.form) }),
    });
    if (this.isGuarded) this.save();
    wx.pageScrollTo({ scrollTop: 0, duration: 0, fail() {} });
  },

  onNext() {
    const { step, form, index } = this.data;
    const mistakes = checkStep(step, form, now());
    const first = firstOf(step, mistakes);
    if (!first) {
      this.guard();
      return this.go(steps[index + 1] ?? "review");
    }
    const count = Object.keys(mistakes).length;
    const { mistake, mistakes: several } = text.steps;
    this.setData({
      errors: messagesOf(mistakes),
      summary: count === 1 ? mistake : fill(several, { count }),
      focus: "",
    });
    this.setData({ focus: first });
    wx.pageScrollTo({ selector: `#field-${first}`, offsetTop: -16, duration: 200, fail() {} });
  },

  onBack() {
    this.go(steps[this.data.index - 1] ?? "loan");
  },

  onEdit(event: WechatMiniprogram.TouchEvent) {
    this.go(event.currentTarget.dataset["step"] as Step);
  },

  async onSend() {
    const { form, isSending } = this.data;
    if (isSending) return;
    const open = openStep(form, now());
    if (open !== "review") {
      this.go(open);
      return this.onNext();
    }
    this.setData({ isSending: true, failure: "" });
    try {
      const { reference } = await submit({
        draftId: this.id,
        amount: parseMoney(form.amount) ?? 0,
        months: form.months,
        name: form.name.trim(),
        pictures: Object.values(form.pictures).map(({ id }) => id),
        consents: form.consents,
      });
      dropDraft();
      wx.disableAlertBeforeUnload({ fail() {} });
      void wx.redirectTo({ url: `/pages/done/done?reference=${reference}` });
    } catch (error) {
      this.setData({ failure: text.review.refusals[reasonOf(error)] });
    } finally {
      this.setData({ isSending: false });
    }
  },
});
