import type { QueueApp } from "../../app";
import { choose, common, fill } from "../../design/strings";
import { cancelAppointment, loadAppointments, loadBranch } from "../../services/bank";
import type { Appointment, Ticket } from "../../services/bank";
import { language, text } from "../../services/language";
import { isLarge, setLarge } from "../../services/settings";
import { translateTabs } from "../../services/tabs";
import { stageOf } from "../../services/ticket-watch";
import { bankTime, formatMinute } from "../../services/time";
import { nearDay } from "../../services/words";
import { now } from "../../services/clock";

interface AppointmentRow {
  readonly id: string;
  readonly service: string;
  readonly branch: string;
  readonly day: string;
  readonly time: string;
  readonly isToday: boolean;
}

Page({
  data: {
    t: text.visits,
    large: false,
    isLoaded: false,
    ticket: null as { number: string; branch: string; note: string; isNear: boolean } | null,
    appointments: [] as AppointmentRow[],
  },
  stopListening: undefined as (() => void) | undefined,

  onLoad() {
    void wx.setNavigationBarTitle({ title: text.visits.title });
  },

  async onShow() {
    const { tickets } = getApp<QueueApp>();
    this.setData({ large: isLarge() });
    translateTabs();
    this.stopListening = tickets.listen((ticket) => void this.showTicket(ticket));
    await tickets.start();
    await this.showAppointments();
  },

  onHide() {
    this.stopListening?.();
  },

  async showTicket(ticket: Ticket | undefined) {
    const stage = stageOf(ticket);
    if (!ticket || stage === "none") return this.setData({ ticket: null });
    const { almost, called, missed, calledText, minutes, wait } = text.ticket;
    const note = {
      waiting: `${wait}: ${fill(minutes, { minutes: ticket.minutes })}`,
      almost,
      called: `${called} ${fill(calledText, { counter: ticket.counter })}`,
      missed,
    }[stage];
    const branch = (await loadBranch(ticket.branchId))?.name[language] ?? "";
    this.setData({ ticket: { number: ticket.number, branch, note, isNear: stage !== "waiting" } });
  },

  async showAppointments() {
    const appointments = await Promise.all((await loadAppointments()).map(rowOf));
    this.setData({ isLoaded: true, appointments });
  },

  async onCancel(event: WechatMiniprogram.TouchEvent) {
    const { t, appointments } = this.data;
    const row = appointments.find(({ id }) => id === event.currentTarget.dataset["id"]);
    if (!row) return;
    const { confirm } = await wx.showModal({
      title: t.cancelQuestion,
      content: `${row.service}\n${row.branch}\n${row.day}, ${row.time}`,
      confirmText: t.cancel,
      cancelText: t.keep,
    });
    if (!confirm) return;
    await cancelAppointment(row.id);
    await this.showAppointments();
    void wx.showToast({ title: t.cancelled, icon: "success" });
  },

  onFind() {
    void wx.switchTab({ url: "/pages/branches/branches" });
  },

  onLarge(event: WechatMiniprogram.SwitchChange) {
    setLarge(event.detail.value);
    this.setData({ large: event.detail.value });
  },
});

async function rowOf({ id, branchId, service, day, minute }: Appointment): Promise<AppointmentRow> {
  const branch = await loadBranch(branchId);
  return {
    id,
    service: text.services[service].name,
    branch: `${branch?.name[language]}, ${branch?.address[language]}`,
    day: nearDay(day, choose(common, language)),
    time: formatMinute(minute),
    isToday: day === bankTime(now()).day,
  };
}
