import { addDays, choose, common, fill } from "../../design/strings";
import { bookableDays } from "../../mock/server";
import type { Branch, ServiceId } from "../../mock/branches";
import { book, loadBranch, loadSlots, reasonOf } from "../../services/bank";
import { now } from "../../services/clock";
import { language, text } from "../../services/language";
import { isLarge } from "../../services/settings";
import { bankTime, formatMinute, weekdayOf } from "../../services/time";
import { nearDay } from "../../services/words";

const words = choose(common, language);

type Field = "service" | "day" | "minute" | "phone";

interface Form {
  readonly service: ServiceId | "";
  readonly day: string;
  /** Minutes since midnight; -1 while none is chosen. */
  readonly minute: number;
  readonly phone: string;
}

type Errors = Partial<Record<Field, string>>;

const order: readonly Field[] = ["service", "day", "minute", "phone"];

/** Missing or invalid input, by field. */
function check({ service, day, minute, phone }: Form): Errors {
  const t = text.appointment;
  return {
    ...(service === "" && { service: t.serviceMissing }),
    ...(day === "" && { day: t.dayMissing }),
    ...(minute < 0 && { minute: t.timeMissing }),
    ...(!/^1\d{10}$/.test(phone.replace(/[\s-]/g, "")) && { phone: t.phoneWrong }),
  };
}

Page({
  data: {
    t: text.appointment,
    large: false,
    name: "",
    address: "",
    services: [] as { id: ServiceId; name: string; note: string }[],
    days: [] as { day: string; name: string }[],
    slots: [] as { minute: number; time: string; isFree: boolean; label: string }[],
    form: { service: "", day: "", minute: -1, phone: "" } as Form,
    errors: {} as Errors,
    focus: "" as Field | "",
    isSending: false,
    booked: undefined as { id: string; when: string } | undefined,
  },
  branch: undefined as Branch | undefined,

  async onLoad({ id = "" }: Record<string, string | undefined>) {
    void wx.setNavigationBarTitle({ title: text.appointment.title });
    const branch = await loadBranch(id);
    if (!branch) return;
    this.branch = branch;
    const { day: today } = bankTime(now());
    const days = Array.from({ length: bookableDays }, (_, index) => addDays(today, index));
    this.setData({
      name: branch.name[language],
      address: branch.address[language],
      services: branch.services.map((service) => ({ id: service, ...text.services[service] })),
      days: days.filter((day) => branch.hours[weekdayOf(day)]).map((day) => ({ day, name: nearDay(day, words) })),
    });
  },

  onShow() {
    this.setData({ large: isLarge() });
  },

  onService(event: WechatMiniprogram.TouchEvent) {
    return this.choose("service", { service: event.currentTarget.dataset["id"] as ServiceId, minute: -1 });
  },

  onDay(event: WechatMiniprogram.TouchEvent) {
    return this.choose("day", { day: event.currentTarget.dataset["day"] as string, minute: -1 });
  },

  onSlot(event: WechatMiniprogram.TouchEvent) {
    const { minute, free } = event.currentTarget.dataset as { minute: number; free: boolean };
    if (free) this.choose("minute", { minute });
  },

  onPhone(event: WechatMiniprogram.Input) {
    this.choose("phone", { phone: event.detail.value });
  },

  /** Clears the field's error. A new day or service needs its own slots. */
  choose(field: Field, change: Partial<Form>) {
    const { [field]: _gone, ...errors } = this.data.errors;
    this.setData({ form: { ...this.data.form, ...change }, errors });
    if (field === "service" || field === "day") return this.showSlots();
  },

  async showSlots() {
    const { day, service } = this.data.form;
    if (!this.branch || service === "" || day === "") return;
    const slots = await loadSlots(this.branch.id, service, day);
    const { taken } = this.data.t;
    this.setData({
      slots: slots.map(({ minute, isFree }) => {
        const time = formatMinute(minute);
        return { minute, isFree, time, label: isFree ? time : `${time}, ${taken}` };
      }),
    });
  },

  async onConfirm() {
    const { form, t, name } = this.data;
    const errors = check(form);
    const first = order.find((field) => errors[field]);
    this.setData({ errors, focus: "" });
    if (first) {
      void wx.pageScrollTo({ selector: `#field-${first}`, offsetTop: -12, duration: 200 });
      if (first === "phone") this.setData({ focus: "phone" });
      return;
    }
    const when = `${nearDay(form.day, words)}, ${formatMinute(form.minute)}`;
    const { confirm } = await wx.showModal({
      title: t.question,
      content: `${text.services[form.service as ServiceId].name}\n${name}\n${when}`,
      confirmText: t.confirm.slice(0, language === "zh" ? 2 : 7),
      cancelText: words.cancel,
    });
    if (confirm) await this.send(when);
  },

  async send(when: string) {
    const { service, day, minute, phone } = this.data.form;
    if (!this.branch || service === "" || this.data.isSending) return;
    this.setData({ isSending: true });
    try {
      const { id } = await book({ branchId: this.branch.id, service, day, minute, phone: phone.replace(/\D/g, "") });
      this.setData({ booked: { id, when } });
      void wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    } catch (error) {
      this.setData({ "errors.minute": this.data.t.refusals[reasonOf(error)], "form.minute": -1 });
      await this.showSlots();
      void wx.pageScrollTo({ selector: "#field-minute", offsetTop: -12, duration: 200 });
    } finally {
      this.setData({ isSending: false });
    }
  },

  onVisits() {
    void wx.switchTab({ url: "/pages/visits/visits" });
  },
});
